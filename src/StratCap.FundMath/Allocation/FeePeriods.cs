namespace StratCap.FundMath.Allocation;

/// <summary>A period that a fee is billed for, and the whole period that it is, or is the cut part of. Ends are not counted.</summary>
internal readonly record struct FeePeriod(DateOnly From, DateOnly To, DateOnly WholeFrom, DateOnly WholeTo)
{
    internal int Days => To.DayNumber - From.DayNumber;

    internal int WholeDays => WholeTo.DayNumber - WholeFrom.DayNumber;
}

/// <summary>The periods of a billing.</summary>
internal static class FeePeriods
{
    /// <summary>The period of a calendar year cut into equal numbers of months in which a date lies; the end is not counted.</summary>
    internal static (DateOnly From, DateOnly To) Around(DateOnly date, int months)
    {
        var from = new DateOnly(date.Year, ((date.Month - 1) / months * months) + 1, 1);
        return (from, from.AddMonths(months));
    }

    /// <summary>
    /// Periods from a first day to a last one, not counted. Where whole periods from the first day end on the last, these are they, whatever the
    /// day; otherwise they start with the calendar year (1 January, April, July, October) and the first and last are cut.
    /// </summary>
    internal static IEnumerable<FeePeriod> Of(DateOnly from, DateOnly to, int months)
    {
        var isWhole = Grid(from, months).TakeWhile(d => d <= to).Last() == to;
        var starts = Grid(isWhole ? from : Around(from, months).From, months);
        return starts.Zip(starts.Skip(1), (start, end) => new FeePeriod(Later(start, from), Earlier(end, to), start, end)).TakeWhile(p => p.WholeFrom < to);
    }

    private static IEnumerable<DateOnly> Grid(DateOnly first, int months) => Enumerable.Range(0, int.MaxValue).Select(i => first.AddMonths(i * months));

    internal static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;

    internal static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;
}
