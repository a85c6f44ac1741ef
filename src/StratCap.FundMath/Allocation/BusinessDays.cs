namespace StratCap.FundMath.Allocation;

/// <summary>Weekdays. Public holidays differ by place and are not known here.</summary>
public static class BusinessDays
{
    /// <summary>Weekdays after the first date up to and including the second; 0 when it is not later.</summary>
    public static int Between(DateOnly after, DateOnly until)
    {
        var days = until.DayNumber - after.DayNumber;
        if (days <= 0)
            return 0;
        var count = days / 7 * 5;
        for (var day = after.AddDays((days / 7 * 7) + 1); day <= until; day = day.AddDays(1))
            count += IsWeekday(day) ? 1 : 0;
        return count;
    }

    /// <summary>The date a number of weekdays later.</summary>
    public static DateOnly Add(DateOnly date, int days)
    {
        while (days > 0)
        {
            date = date.AddDays(1);
            days -= IsWeekday(date) ? 1 : 0;
        }
        return date;
    }

    private static bool IsWeekday(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
