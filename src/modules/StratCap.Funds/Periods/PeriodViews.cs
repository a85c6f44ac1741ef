using StratCap.Contracts.Funds;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;

namespace StratCap.Funds.Periods;

/// <summary>Whether a quarter can be written into.</summary>
internal enum PeriodState
{
    /// <summary>Never closed.</summary>
    Open,

    /// <summary>Nothing dated in it can be added.</summary>
    Closed,

    /// <summary>Was closed, and can be written into again.</summary>
    Reopened,
}

/// <summary>A quarter of a fund.</summary>
/// <param name="Name">Such as <c>2026-Q2</c>.</param>
/// <param name="From">The day after the last close before it; without one, the book's first day.</param>
/// <param name="Through">Its last day.</param>
/// <param name="ClosedAt">Of the last close, whether it stands or not. Likewise by whom.</param>
/// <param name="IsNext">Whether it is the one to be closed next.</param>
/// <param name="Waiting">A question for its reopening that nobody has decided; null when there is none.</param>
internal sealed record PeriodView(
    string Name, DateOnly From, DateOnly Through, PeriodState State, DateTimeOffset? ClosedAt, string? ClosedByName, bool IsNext, ReopeningView? Waiting);

/// <summary>A question for a reopening.</summary>
/// <param name="Own">The caller asked it himself: he may take it back, and not grant it.</param>
internal sealed record ReopeningView(
    Guid ReopeningId, Guid FundId, DateOnly Through, string Reason, ReopeningState State, string AskedByName, DateTimeOffset AskedAt, string? DecidedByName, DateTimeOffset? DecidedAt, string? DecidedBecause, bool Own)
{
    internal static ReopeningView Of(PeriodReopening r, Guid caller) => new(
        r.Id, r.FundId, r.Through, r.Reason, r.State, r.AskedByName, r.AskedAt, r.DecidedByName, r.DecidedAt, r.DecidedBecause, r.AskedBy == caller);
}

/// <summary>A check of a quarter.</summary>
/// <param name="Name"><c>book</c>, <c>statements</c>, <c>unfunded</c>, <c>fees</c>, <c>fx</c>, <c>ledger</c>, <c>cash</c>, <c>bankLines</c>.</param>
/// <param name="Sentence">What was compared, or why it does not tie or cannot be checked.</param>
/// <param name="Left">Null where nothing was compared. Likewise the others.</param>
/// <param name="Difference">Left less right.</param>
internal sealed record CheckView(string Name, PeriodCheckState State, string Sentence, MoneyView? Left, MoneyView? Right, MoneyView? Difference)
{
    internal static CheckView Of(PeriodCheck check, Currency currency)
    {
        MoneyView? Money(decimal? amount) => amount is { } known ? MoneyView.Of(currency.Round(known), currency.Code) : null;
        return new CheckView(check.Name, check.State, check.Says, Money(check.Left), Money(check.Right), Money(check.Left - check.Right));
    }
}

/// <summary>A figure that changed.</summary>
internal sealed record FigureView(PeriodFigureKind Measure, MoneyView Before, MoneyView After, MoneyView Difference);

/// <summary>How many facts of a kind were recorded.</summary>
internal sealed record FactCount(string Kind, int Count);

/// <summary>What is new in a quarter since the close before it.</summary>
/// <param name="Since">The day of that close's quarter; null when there is none.</param>
/// <param name="Figures">The fund's own, as published then and as they are at the end of this quarter.</param>
/// <param name="Facts">Recorded since, and dated by the quarter's end.</param>
internal sealed record ChangesView(DateOnly? Since, IReadOnlyList<FigureView> Figures, IReadOnlyList<FactCount> Facts);

/// <summary>The quarters of a book, worked out of its facts.</summary>
/// <param name="Facts">The whole book.</param>
/// <param name="Today">No quarter that is not over by then can be closed.</param>
internal sealed record FundQuarters(IReadOnlyList<RecordedFact> Facts, DateOnly Today)
{
    public BookPeriods Periods { get; } = BookPeriods.Of(Facts);

    private DateOnly FirstDay { get; } = Facts.Min(f => f.EffectiveDate);

    /// <summary>Last days of the quarters from the book's first on, the latest first.</summary>
    public IReadOnlyList<DateOnly> Ends() => [.. CalendarQuarter.EndsBetween(FirstDay, Today.AddDays(-1)).Reverse()];

    /// <summary>Whether the book has the quarter, and it is over.</summary>
    public bool Has(DateOnly through) => through == CalendarQuarter.EndOf(through) && through >= FirstDay && through < Today;

    public PeriodState StateOf(DateOnly through) => through <= Periods.ClosedThrough ? PeriodState.Closed : Periods.CloseOf(through) is null ? PeriodState.Open : PeriodState.Reopened;

    /// <summary>Before the first close any quarter can be it; afterwards they go one by one.</summary>
    public bool IsNext(DateOnly through) => Has(through) && (Periods.ClosedThrough is { } closed ? through == CalendarQuarter.EndOf(closed.AddDays(1)) : true);

    /// <summary>The last close that stands before a quarter.</summary>
    public BookClose? CloseBefore(DateOnly through) => Periods.Closes.LastOrDefault(c => c.Stands && c.Through < through);

    public DateOnly FirstDayOf(DateOnly through) => CloseBefore(through)?.Through.AddDays(1) ?? FirstDay;

    /// <summary>The book as of a close's day, as it was known at that close.</summary>
    public FundBook Published(BookClose close) => FundBook.Fold(Facts.Take((int)close.Sequence), close.Through);

    /// <summary>What changed since the close before.</summary>
    public ChangesView ChangesOf(DateOnly through)
    {
        var close = CloseBefore(through);
        var after = FundBook.Fold(Facts, through);
        var before = close is null ? FundBook.Fold(Facts, DateOnly.MinValue) : Published(close);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, after.Currency.Code);
        return new ChangesView(
            close?.Through,
            [.. PeriodFigures.Differences(before, after).Where(d => d.InvestorId is null).Select(d => new FigureView(d.Figure, Money(d.Before), Money(d.After), Money(d.Difference)))],
            [.. Facts.Skip((int)(close?.Sequence ?? 0)).Where(f => f.EffectiveDate <= through).GroupBy(f => FundJson.KindOf(f.Payload)).Select(g => new FactCount(g.Key, g.Count())).OrderByDescending(c => c.Count).ThenBy(c => c.Kind, StringComparer.Ordinal)]);
    }
}
