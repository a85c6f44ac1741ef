using StratCap.Foundation.Web;

namespace StratCap.Ingestion.Positions;

/// <summary>What a row's checks ended in.</summary>
internal enum RowState
{
    /// <summary>Taken as it stands.</summary>
    Accepted,

    /// <summary>Taken, with something to look at.</summary>
    Flagged,

    /// <summary>Not taken.</summary>
    Refused,
}

/// <summary>One thing found in a row.</summary>
/// <param name="Code">Stable and dotted; <see cref="PositionRules"/> lists them.</param>
/// <param name="Column">The file's own name of the column, null when it concerns the row.</param>
/// <param name="Sentence">What is wrong, with the figures, and what to do.</param>
internal sealed record RowReason(string Code, string? Column, string Sentence) : ITold
{
    string ITold.Told => Sentence;
}

/// <summary>Collects what is found in a row.</summary>
internal sealed class RowFindings
{
    private List<RowReason>? _reasons;

    /// <summary>Refused as soon as one finding refuses.</summary>
    public RowState State { get; private set; }

    /// <summary>In the order found.</summary>
    public IReadOnlyList<RowReason> Reasons => _reasons is null ? [] : _reasons;

    /// <summary>Adds a finding.</summary>
    public void Add(PositionRule rule, string? column, string sentence)
    {
        // The database's JSON cannot hold a NUL that the sentence may quote from the file.
        (_reasons ??= []).Add(new RowReason(rule.Code, column, sentence.Replace('\0', '\uFFFD')));
        if (rule.Outcome > State) State = rule.Outcome;
    }
}
