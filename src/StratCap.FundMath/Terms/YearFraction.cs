namespace StratCap.FundMath.Terms;

/// <summary>The part of a year between two dates by a day count: the first date counts, the second does not. Exact but for the last of 28 digits.</summary>
public static class YearFraction
{
    /// <summary>Years from one date to another; negative when the second is earlier.</summary>
    public static decimal Between(DateOnly from, DateOnly to, DayCount dayCount) => dayCount switch
    {
        DayCount.ActAct => to < from ? -ActAct(to, from) : ActAct(from, to),
        DayCount.Act36525 => Days(from, to, dayCount) / 365.25m,
        _ => Days(from, to, dayCount) / (dayCount == DayCount.Act365 ? 365m : 360m),
    };

    /// <summary>Days from one date to another, as the day count counts them.</summary>
    public static int Days(DateOnly from, DateOnly to, DayCount dayCount) => dayCount switch
    {
        DayCount.Thirty360 => Thirty360(from, to),
        DayCount.ThirtyE360 => Of30(to, Math.Min(to.Day, 30)) - Of30(from, Math.Min(from.Day, 30)),
        _ => to.DayNumber - from.DayNumber,
    };

    private static int Thirty360(DateOnly from, DateOnly to)
    {
        var first = Math.Min(from.Day, 30);
        return Of30(to, to.Day == 31 && first == 30 ? 30 : to.Day) - Of30(from, first);
    }

    private static int Of30(DateOnly date, int day) => (360 * date.Year) + (30 * date.Month) + day;

    private static decimal ActAct(DateOnly from, DateOnly to)
    {
        var (leap, common) = (0, 0);
        for (var year = from.Year; year <= to.Year; year++)
        {
            var start = year == from.Year ? from.DayNumber : new DateOnly(year, 1, 1).DayNumber;
            var end = year == to.Year ? to.DayNumber : new DateOnly(year, 1, 1).DayNumber + (DateTime.IsLeapYear(year) ? 366 : 365);
            if (DateTime.IsLeapYear(year))
                leap += end - start;
            else
                common += end - start;
        }
        return (leap / 366m) + (common / 365m);
    }
}
