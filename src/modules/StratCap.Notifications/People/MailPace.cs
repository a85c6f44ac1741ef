namespace StratCap.Notifications.People;

/// <summary>How soon a user gets mails of a kind.</summary>
internal enum MailRhythm
{
    /// <summary>When it happens.</summary>
    AtOnce,

    /// <summary>Gathered, once a day.</summary>
    Daily,

    /// <summary>Gathered, on Mondays.</summary>
    Weekly,
}

/// <summary>When mails to a user are due, by his rhythm, his quiet hours and his clock, on days with 23 and 25 hours too.</summary>
internal static class MailPace
{
    /// <summary>When gathered mails go out, by the reader's clock.</summary>
    private static readonly TimeOnly Morning = new(8, 0);

    /// <summary>Hours of less than a day, on the day that has 25: whatever is kept, a mail does not wait longer.</summary>
    private static readonly TimeSpan MostQuiet = TimeSpan.FromHours(26);

    /// <summary>The next time at which what is gathered goes out, later than now.</summary>
    public static DateTimeOffset DigestAt(MailRhythm rhythm, DateTimeOffset now, TimeZoneInfo zone)
    {
        for (var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime); ; day = day.AddDays(1))
            if ((rhythm != MailRhythm.Weekly || day.DayOfWeek == DayOfWeek.Monday) && At(day, Morning, zone, now) is var at && at > now) return at;
    }

    /// <summary>The time itself, or the end of the quiet hours that it falls into.</summary>
    /// <param name="from">Inclusive; later than <paramref name="until"/> when the hours go past midnight.</param>
    /// <param name="until">Exclusive.</param>
    public static DateTimeOffset AfterQuiet(DateTimeOffset at, TimeOnly from, TimeOnly until, TimeZoneInfo zone)
    {
        bool IsQuiet(DateTimeOffset moment) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime).IsBetween(from, until);
        if (!IsQuiet(at)) return at;
        // Minute by minute by the clock itself: .NET does not tell of every zone which of its times come twice.
        var next = new DateTimeOffset(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        do next = next.AddMinutes(1);
        while (IsQuiet(next) && next - at < MostQuiet);
        return next;
    }

    /// <summary>A user's zone; UTC for whoever chose none, or one that this machine does not know.</summary>
    public static TimeZoneInfo ZoneOf(string? name) => name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;

    /// <summary>When the clock shows a time: of a time that it shows twice, the first that is later than <paramref name="after"/>; of one that it leaves out, when it jumps over it.</summary>
    private static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone, DateTimeOffset after)
    {
        var local = day.ToDateTime(time);
        while (zone.IsInvalidTime(local)) local = local.AddMinutes(1);
        if (!zone.IsAmbiguousTime(local)) return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        var both = zone.GetAmbiguousTimeOffsets(local).Select(o => new DateTimeOffset(local, o).ToUniversalTime()).Order().ToList();
        return both.Find(t => t > after) is var next && next != default ? next : both[^1];
    }
}
