namespace StratCap.FundMath.Ilpa;

/// <summary>What an identity is about.</summary>
public enum IlpaIdentity
{
    /// <summary>A row is the sum of its parts.</summary>
    Sum,

    /// <summary>A balance at the end is the same since the quarter's, the year's and the fund's beginning.</summary>
    SameEnd,

    /// <summary>Since inception a balance begins with nothing.</summary>
    NothingBefore,

    /// <summary>In the first quarter the year began with the quarter: both columns say the same.</summary>
    FirstQuarter,

    /// <summary>All partners add up to the fund.</summary>
    AddsUp,
}

/// <summary>An identity in one column.</summary>
/// <param name="Expected">What the other cells make of it.</param>
/// <param name="Found">What the cell says.</param>
public sealed record IlpaCheck(IlpaIdentity Identity, string Row, int Column, decimal Expected, decimal Found)
{
    /// <summary>Whether both are equal to the last unit.</summary>
    public bool Holds => Expected == Found;
}

/// <summary>The identities of an edition, over figures from anywhere.</summary>
public static class IlpaChecks
{
    /// <summary>
    /// Works every identity out. A cell that is missing is not judged; among parts it counts as nothing, but a sum all of whose parts are missing is not judged.
    /// </summary>
    /// <param name="figure">By key of a row and number of a column in <see cref="IlpaColumn.All"/>.</param>
    /// <param name="isFirstQuarter">Whether the period ends in the first quarter of the year.</param>
    /// <param name="isUnknown">Whether a figure stands there that nobody could read: a sum with such a part is not judged. Null: none does.</param>
    public static IReadOnlyList<IlpaCheck> Of(IlpaTemplate template, Func<string, int, decimal?> figure, bool isFirstQuarter, Func<string, int, bool>? isUnknown = null) =>
        [.. template.Rows.Where(r => r.Kind != IlpaRowKind.Heading).SelectMany(row => Enumerable.Range(0, IlpaColumn.All.Count).SelectMany(column => Of(row, column, figure, isFirstQuarter, isUnknown)))];

    private static IEnumerable<IlpaCheck> Of(IlpaRow row, int column, Func<string, int, decimal?> figure, bool isFirstQuarter, Func<string, int, bool>? isUnknown)
    {
        if (figure(row.Key, column) is not { } found)
            yield break;
        if (row.Parts.Count > 0 && row.Parts.Any(p => figure(p.Row, column) is not null) && !row.Parts.Any(p => isUnknown?.Invoke(p.Row, column) == true))
            yield return new IlpaCheck(IlpaIdentity.Sum, row.Key, column, row.Parts.Sum(p => p.Sign * (figure(p.Row, column) ?? 0)), found);
        var (group, span) = IlpaColumn.All[column];
        var quarter = figure(row.Key, IlpaColumn.Of(group).First());
        if (row.IsAtTheEnd && span != IlpaSpan.Quarter && quarter is { } end)
            yield return new IlpaCheck(IlpaIdentity.SameEnd, row.Key, column, end, found);
        if (row.IsAtTheBeginning && span == IlpaSpan.Inception)
            yield return new IlpaCheck(IlpaIdentity.NothingBefore, row.Key, column, 0, found);
        if (isFirstQuarter && !row.IsAtTheEnd && span == IlpaSpan.Year && quarter is { } same)
            yield return new IlpaCheck(IlpaIdentity.FirstQuarter, row.Key, column, same, found);
    }
}
