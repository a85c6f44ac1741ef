namespace StratCap.FundMath.Book;

/// <summary>
/// A calendar quarter was closed: what is dated on or before its last day can no longer be added to the book, until the quarter is reopened. Effective on the day on
/// which it was closed, after the quarter; it moves no figure.
/// </summary>
/// <param name="Through">The quarter's last day.</param>
public sealed record PeriodClosed(DateOnly Through) : Fact;

/// <summary>A closed quarter was reopened, and every later one with it. Asked by one person, recorded by another. It moves no figure.</summary>
/// <param name="Through">The last day of the first quarter that is open again.</param>
/// <param name="ClosedThrough">The day through which the book stays closed; null when nothing is closed any more.</param>
/// <param name="AskedBy">Who asked for it; never who records it.</param>
/// <param name="Reason">Why.</param>
public sealed record PeriodReopened(DateOnly Through, DateOnly? ClosedThrough, Guid AskedBy, string Reason) : Fact;
