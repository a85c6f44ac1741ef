namespace StratCap.FundMath;

/// <summary>Calendar quarters.</summary>
public static class CalendarQuarter
{
    /// <summary>The last day of the quarter in which a day is.</summary>
    public static DateOnly EndOf(DateOnly day) => new DateOnly(day.Year, (day.Month - 1) / 3 * 3 + 1, 1).AddMonths(3).AddDays(-1);

    /// <summary>The quarter as statements name it, such as <c>2026-Q2</c>.</summary>
    public static string NameOf(DateOnly day) => FormattableString.Invariant($"{day.Year:0000}-Q{(day.Month + 2) / 3}");

    /// <summary>Last days of quarters, from the one in which <paramref name="from"/> is to the last that is over by <paramref name="to"/>, that day included.</summary>
    public static IEnumerable<DateOnly> EndsBetween(DateOnly from, DateOnly to)
    {
        for (var end = EndOf(from); end <= to; end = EndOf(end.AddDays(1)))
            yield return end;
    }
}
