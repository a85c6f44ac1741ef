namespace StratCap.FundMath.Book;

/// <summary>A close of a quarter.</summary>
/// <param name="Through">The quarter's last day.</param>
/// <param name="Sequence">Of the fact: the book up to it is what was known at the close.</param>
/// <param name="Stands">Whether the quarter is closed by it now.</param>
public sealed record BookClose(DateOnly Through, long Sequence, Guid FactId, DateTimeOffset At, Guid By, bool Stands);

/// <summary>A reopening of a quarter and of all later ones.</summary>
public sealed record BookReopening(DateOnly Through, Guid AskedBy, string Reason, long Sequence, Guid FactId, DateTimeOffset At, Guid By);

/// <summary>
/// Which quarters of a book are closed. A matter of the order in which facts were recorded, not of the days from which they count: a fact may be dated in a quarter
/// that was closed later, and never in one that was closed before it was recorded.
/// </summary>
public sealed class BookPeriods
{
    private BookPeriods(IReadOnlyList<BookClose> closes, IReadOnlyList<BookReopening> reopenings) => (Closes, Reopenings) = (closes, reopenings);

    /// <summary>Every close in the order in which they were recorded.</summary>
    public IReadOnlyList<BookClose> Closes { get; }

    /// <summary>Every reopening in the order in which they were recorded.</summary>
    public IReadOnlyList<BookReopening> Reopenings { get; }

    /// <summary>The day through which the book is closed; null when nothing is.</summary>
    public DateOnly? ClosedThrough => Closes.LastOrDefault(c => c.Stands)?.Through;

    /// <summary>Reads the closes and reopenings of a book.</summary>
    /// <param name="facts">In any order.</param>
    public static BookPeriods Of(IEnumerable<RecordedFact> facts)
    {
        var closes = new List<BookClose>();
        var reopenings = new List<BookReopening>();
        foreach (var fact in facts.Where(f => f.Payload is PeriodClosed or PeriodReopened).OrderBy(f => f.Sequence))
        {
            if (fact.Payload is PeriodClosed close)
                closes.Add(new BookClose(close.Through, fact.Sequence, fact.FactId, fact.RecordedAt, fact.Actor, true));
            else if (fact.Payload is PeriodReopened reopening)
            {
                closes = closes.ConvertAll(c => c.Through >= reopening.Through ? c with { Stands = false } : c);
                reopenings.Add(new BookReopening(reopening.Through, reopening.AskedBy, reopening.Reason, fact.Sequence, fact.FactId, fact.RecordedAt, fact.Actor));
            }
        }
        return new BookPeriods(closes, reopenings);
    }

    /// <summary>The facts that were recorded although their day was closed: none in a book that came through <see cref="BookRules"/>.</summary>
    public static IEnumerable<RecordedFact> Breaches(IEnumerable<RecordedFact> facts)
    {
        DateOnly? closed = null;
        foreach (var fact in facts.OrderBy(f => f.Sequence))
        {
            if (fact.EffectiveDate <= closed)
                yield return fact;
            closed = After(fact.Payload, closed);
        }
    }

    /// <summary>The day itself where it is open, else the first open day.</summary>
    public DateOnly OpenDay(DateOnly day) => ClosedThrough is { } closed && day <= closed ? closed.AddDays(1) : day;

    /// <summary>The last close of a quarter, whether it stands or not; null when it was never closed.</summary>
    public BookClose? CloseOf(DateOnly through) => Closes.LastOrDefault(c => c.Through == through);

    /// <summary>The close of a quarter that its later state is compared with: the last one, or the one before it where the quarter was closed again; null when it was never closed.</summary>
    public BookClose? ComparedClose(DateOnly through)
    {
        var closes = Closes.Where(c => c.Through == through).ToList();
        return closes is [.., var before, { Stands: true }] ? before : closes.LastOrDefault();
    }

    /// <summary>The fact that reopens a quarter, by what is closed now.</summary>
    /// <exception cref="FundRuleException"><c>book.period.not_closed</c></exception>
    public PeriodReopened Reopen(DateOnly through, Guid askedBy, string reason) => Closes.Any(c => c.Stands && c.Through == through)
        ? new PeriodReopened(through, Closes.LastOrDefault(c => c.Stands && c.Through < through)?.Through, askedBy, reason)
        : throw PeriodRules.NotClosed(through);

    internal static DateOnly? After(Fact fact, DateOnly? closed) => fact switch
    {
        PeriodClosed f => f.Through,
        PeriodReopened f => f.ClosedThrough,
        _ => closed,
    };
}

/// <summary>What a book with closed quarters takes: facts of open days, the next close, the reopening of what is closed.</summary>
internal sealed class PeriodRules
{
    private readonly List<DateOnly> closed = [];

    private readonly DateOnly firstDay;

    internal PeriodRules(IReadOnlyList<Entry> recorded)
    {
        firstDay = recorded.Count == 0 ? DateOnly.MinValue : recorded.Min(e => e.EffectiveDate);
        foreach (var entry in recorded.Where(e => e.Payload is PeriodClosed or PeriodReopened).OrderBy(e => e.Sequence))
            Take(entry.Payload);
    }

    /// <summary>Why a fact cannot be added behind those taken so far; null when it can.</summary>
    internal FundRuleException? Refusal(Fact fact, DateOnly date) => IsClosed(date) ? Closed() : fact switch
    {
        PeriodClosed f => OfClose(f, date),
        PeriodReopened f => OfReopening(f),
        _ => null,
    };

    internal void Take(Fact fact)
    {
        if (fact is PeriodClosed close)
            closed.Add(close.Through);
        else if (fact is PeriodReopened reopening)
            closed.RemoveAll(day => day >= reopening.Through);
    }

    internal static FundRuleException NotClosed(DateOnly through) => new("book.period.not_closed", $"The quarter to {Print.Date(through)} is not closed: there is nothing to reopen.");

    private bool IsClosed(DateOnly date) => closed.Count > 0 && date <= closed[^1];

    private FundRuleException Closed() => new(
        "book.period.closed", $"The book is closed through {Print.Date(closed[^1])}: date it {Print.Date(closed[^1].AddDays(1))} or later, or have the quarter {CalendarQuarter.NameOf(closed[^1])} reopened.");

    private FundRuleException? OfClose(PeriodClosed close, DateOnly date)
    {
        if (close.Through != CalendarQuarter.EndOf(close.Through))
            return new("book.period.not_a_quarter", $"{Print.Date(close.Through)} is not the last day of a calendar quarter: close {Print.Date(CalendarQuarter.EndOf(close.Through))}.");
        if (date <= close.Through)
            return new("book.period.not_over", $"The quarter to {Print.Date(close.Through)} is not over: close it on a later day.");
        if (closed.Count > 0)
        {
            var next = CalendarQuarter.EndOf(closed[^1].AddDays(1));
            return close.Through == next ? null : new("book.period.not_next", $"Quarters are closed one after the other: close {CalendarQuarter.NameOf(next)} first.");
        }
        return close.Through < firstDay ? new("book.period.before_book", $"The book begins on {Print.Date(firstDay)}: close a quarter that ends on that day or later.") : null;
    }

    private FundRuleException? OfReopening(PeriodReopened reopening)
    {
        if (string.IsNullOrWhiteSpace(reopening.Reason))
            return new("book.period.reason_missing", "Say why the quarter is reopened.");
        var place = closed.IndexOf(reopening.Through);
        if (place < 0)
            return NotClosed(reopening.Through);
        return reopening.ClosedThrough == (place == 0 ? null : closed[place - 1]) ? null
            : new("book.period.reopened_wrongly", "A reopening names the day through which the book stays closed: the last close before it.");
    }
}
