using System.Globalization;
using StratCap.Notifications.People;

namespace StratCap.Modules.Tests.Notifications;

/// <summary>Quiet hours and digests by the reader's clock, on the days on which it is put forward and back too. Berlin: 29 March and 25 October 2026; New York: 8 March and 1 November 2026.</summary>
public sealed class MailPaceTests
{
    [Theory]
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-03-02T20:59:59Z", "2026-03-02T20:59:59Z")]
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-03-02T21:00:00Z", "2026-03-03T06:00:00Z")]
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-03-03T05:59:59Z", "2026-03-03T06:00:00Z")]
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-03-03T06:00:00Z", "2026-03-03T06:00:00Z")]
    [InlineData("Europe/Berlin", "12:00", "13:30", "2026-07-01T10:10:00Z", "2026-07-01T11:30:00Z")]
    [InlineData("Asia/Kolkata", "21:00", "06:30", "2026-03-02T20:00:00Z", "2026-03-03T01:00:00Z")]
    // The clock is put forward in the night: it ends an hour sooner.
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-03-28T22:00:00Z", "2026-03-29T05:00:00Z")]
    // The hours end at a time that the clock leaves out: when it jumps over it.
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("America/New_York", "22:00", "02:15", "2026-03-08T04:00:00Z", "2026-03-08T07:00:00Z")]
    // The clock is put back in the night: it ends an hour later.
    [InlineData("Europe/Berlin", "22:00", "07:00", "2026-10-24T21:00:00Z", "2026-10-25T06:00:00Z")]
    // They end at a time that the clock shows twice: the first time; asked between the two, the second.
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Berlin", "22:00", "02:30", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z")]
    public void AMail_WaitsForTheEndOfQuietHours(string zone, string from, string until, string at, string sent) =>
        MailPace.AfterQuiet(Time(at), TimeOnly.Parse(from, CultureInfo.InvariantCulture), TimeOnly.Parse(until, CultureInfo.InvariantCulture), MailPace.ZoneOf(zone)).ShouldBe(Time(sent));

    [Theory]
    [InlineData("Europe/Berlin", "Daily", "2026-03-02T06:59:00Z", "2026-03-02T07:00:00Z")]
    [InlineData("Europe/Berlin", "Daily", "2026-03-02T07:00:00Z", "2026-03-03T07:00:00Z")]
    [InlineData("Europe/Berlin", "Daily", "2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z")]
    [InlineData("Europe/Berlin", "Daily", "2026-10-24T12:00:00Z", "2026-10-25T07:00:00Z")]
    [InlineData("America/New_York", "Daily", "2026-03-03T02:00:00Z", "2026-03-03T13:00:00Z")]
    [InlineData("Europe/Berlin", "Weekly", "2026-03-02T06:00:00Z", "2026-03-02T07:00:00Z")]
    [InlineData("Europe/Berlin", "Weekly", "2026-03-02T08:00:00Z", "2026-03-09T07:00:00Z")]
    [InlineData("Europe/Berlin", "Weekly", "2026-03-27T08:00:00Z", "2026-03-30T06:00:00Z")]
    public void ADigest_GoesOutInTheMorning(string zone, string rhythm, string now, string sent) =>
        MailPace.DigestAt(Enum.Parse<MailRhythm>(rhythm), Time(now), MailPace.ZoneOf(zone)).ShouldBe(Time(sent));

    /// <summary>Over a year of each zone: a mail is never sent in quiet hours, never before it was written, and waits no longer than they last and an hour.</summary>
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Casablanca")]
    [InlineData("Etc/UTC")]
    public void NoMinuteOfAYear_IsSentInQuietHours(string name)
    {
        var zone = MailPace.ZoneOf(name);
        foreach (var (from, until) in ((TimeOnly, TimeOnly)[])[(new(22, 0), new(7, 0)), (new(1, 15), new(2, 45)), (new(23, 30), new(2, 0))])
            for (var at = Time("2026-01-01T00:00:00Z"); at < Time("2027-01-01T00:00:00Z"); at = at.AddMinutes(7))
            {
                var sent = MailPace.AfterQuiet(at, from, until, zone);
                sent.ShouldBeGreaterThanOrEqualTo(at);
                TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(sent, zone).DateTime).IsBetween(from, until).ShouldBeFalse($"{at:u} {sent:u}");
                (sent - at).ShouldBeLessThanOrEqualTo((until - from) + TimeSpan.FromHours(1));
            }
    }

    [Fact]
    public void HoursThatLeaveNoWholeMinute_HoldNothingBackForLongerThanADay() =>
        (MailPace.AfterQuiet(Time("2026-05-01T12:00:00Z"), new(8, 0, 30), new(8, 0, 10), TimeZoneInfo.Utc) - Time("2026-05-01T12:00:00Z")).ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(27));

    [Fact]
    public void WhoeverChoseNoZone_OrAnUnknownOne_LivesByUtc() => (MailPace.ZoneOf(null), MailPace.ZoneOf("Mars/Olympus")).ShouldBe((TimeZoneInfo.Utc, TimeZoneInfo.Utc));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
