using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>A figure of a closed quarter in two states of the book.</summary>
/// <param name="Key">Its name in its part, for programs.</param>
/// <param name="Published">At the close.</param>
internal sealed record DifferenceRow(string Key, string Label, decimal Published, decimal Now)
{
    public decimal Difference => Now - Published;
}

/// <summary>Figures of one kind that differ; empty where none does.</summary>
/// <param name="Key">Its name, for programs.</param>
internal sealed record DifferencePart(string Key, string Title, IReadOnlyList<DifferenceRow> Rows);

/// <summary>What was recorded after the close and takes effect by its day.</summary>
internal sealed record LaterFact(long Sequence, string Kind, DateOnly EffectiveDate, DateTimeOffset RecordedAt);

/// <summary>What a quarter's reopening changed, figure by figure.</summary>
/// <param name="PublishedHash">The head of the book at the close; the stamp has that of now.</param>
/// <param name="FactCount">How many facts there are in all; the first are listed.</param>
internal sealed record PeriodDifferenceModel(
    Letterhead Letterhead, DocumentStamp Stamp, string FundName, Currency Currency, string PeriodName, DateTimeOffset ClosedAt, string PublishedHash, IReadOnlyList<DifferencePart> Parts, IReadOnlyList<LaterFact> Facts, int FactCount);
