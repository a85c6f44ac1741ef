namespace StratCap.Reporting.Custom.Schedules;

/// <summary>When a schedule is due next, by the clocks of its time zone.</summary>
internal static class NextDue
{
    private const int MostDays = 100;

    /// <summary>The first due time after a moment, UTC. A time that clocks leave out in spring is taken when they have gone on; one that they show twice in autumn is taken the first time.</summary>
    public static DateTimeOffset After(ReportSchedule schedule, DateTimeOffset after)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone);
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).DateTime);
        for (var i = 0; i <= MostDays; i++, day = day.AddDays(1))
            if (IsDay(schedule, day) && Moment(day.ToDateTime(schedule.Time), zone) is var due && due > after) return due;
        throw new InvalidOperationException($"The schedule {schedule.Id} is never due.");
    }

    /// <summary>The day where the schedule's owner is.</summary>
    public static DateOnly Today(string timeZone, DateTimeOffset now) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).DateTime);

    private static bool IsDay(ReportSchedule schedule, DateOnly day) => schedule.Rhythm switch
    {
        Rhythm.Daily => true,
        Rhythm.Weekly => day.DayOfWeek == schedule.Weekday,
        Rhythm.Monthly => day.Day == DayIn(schedule, day),
        _ => day.Month % 3 == 1 && day.Day == DayIn(schedule, day),
    };

    private static int DayIn(ReportSchedule schedule, DateOnly day) => Math.Min(schedule.DayOfMonth ?? 1, DateTime.DaysInMonth(day.Year, day.Month));

    private static DateTimeOffset Moment(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            // The gap's length is what the clocks go on by.
            var before = zone.GetUtcOffset(local.AddDays(-1));
            return new DateTimeOffset(local, before).ToUniversalTime();
        }
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
