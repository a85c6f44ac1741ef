using StratCap.Foundation.Web;

namespace StratCap.Reporting.Custom.Schedules;

/// <summary>A schedule as callers see it.</summary>
/// <param name="ReportName">The saved report's; null where it is not there any more.</param>
/// <param name="Time">In its time zone, as 07:30.</param>
/// <param name="Recipients">Users who are told beside the owner.</param>
/// <param name="StoppedBecause">Why it stopped by itself.</param>
internal sealed record ScheduleView(
    Guid ReportScheduleId, Guid SavedReportId, string? ReportName, string OwnerName, Rhythm Rhythm, DayOfWeek? Weekday, int? DayOfMonth, string Time, string TimeZone, string Format, string Language,
    IReadOnlyList<Guid> Recipients, ScheduleState State, string? StoppedBecause, DateTimeOffset? NextRunAt, int Version)
{
    public static ScheduleView Of(ReportSchedule s, string? name) => new(
        s.Id, s.SavedReportId, name, s.OwnerName, s.Rhythm, s.Weekday, s.DayOfMonth, s.Time.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture), s.TimeZone, s.Format, s.Language, s.Recipients, s.State,
        s.StoppedBecause, s.NextRunAt, s.Version);

    public static string PathOf(Guid id) => $"/api/v1/reports/schedules/{id}";
}

/// <summary>A schedule in a list.</summary>
internal sealed record ScheduleRow(Guid ReportScheduleId, Guid SavedReportId, string? ReportName, string OwnerName, Rhythm Rhythm, string TimeZone, string Format, ScheduleState State, string? StoppedBecause, DateTimeOffset? NextRunAt);

/// <summary>A scheduled run as callers see it.</summary>
/// <param name="Sha256">Of the file's bytes, lower-case hex.</param>
internal sealed record ReportRunView(
    Guid ReportRunId, Guid ReportScheduleId, Guid SavedReportId, string Name, string Format, DateTimeOffset DueAt, ReportRunState State, DateTimeOffset? FinishedAt, string? FileName, long? SizeBytes, string? Sha256, int? Rows,
    string? FailureCode, string? FailureReason)
{
    public static ReportRunView Of(ReportRun r) => new(
        r.Id, r.ScheduleId, r.SavedReportId, r.Name, r.Format, r.DueAt, r.State, r.FinishedAt, r.FileName, r.SizeBytes, r.Sha256, r.Rows, r.FailureCode, r.FailureReason);
}

/// <summary>What a schedule may say.</summary>
internal static class ScheduleRules
{
    public const int MostRecipients = 50;

    /// <summary>What is wrong with a schedule's settings.</summary>
    public static Refusal? Problem(SetSchedule.Settings s)
    {
        if (!Enum.IsDefined(s.Rhythm)) return Refusal.Field("rhythm", "A report is made daily, weekly, monthly or quarterly.");
        if ((s.Rhythm == Rhythm.Weekly) != (s.Weekday is not null) || s.Weekday is { } weekday && !Enum.IsDefined(weekday)) return Refusal.Field("weekday", "Say on which day of the week, for a weekly report only.");
        if ((s.Rhythm is Rhythm.Monthly or Rhythm.Quarterly) != (s.DayOfMonth is not null) || s.DayOfMonth is < 1 or > 31)
            return Refusal.Field("dayOfMonth", "Say on which day of the month, 1 to 31, for a monthly or quarterly report only.");
        if (TimeOf(s.Time) is null) return Refusal.Field("time", "Write the time as 07:30.");
        if (s.TimeZone is not { Length: > 0 and <= 60 } || !TimeZoneInfo.TryFindSystemTimeZoneById(s.TimeZone, out _))
            return Refusal.Field("timeZone", "Name the time zone as Europe/Zurich, America/New_York or UTC.");
        if (!ReportFiles.Formats.Contains(s.Format)) return Refusal.Field("format", "A scheduled report is csv, xlsx or pdf.");
        if (s.Language is not ("en" or "de")) return Refusal.Field("language", "The languages are en and de.");
        if (s.Recipients?.Count > MostRecipients) return Refusal.Field("recipients", $"At most {MostRecipients} people are told.");
        return null;
    }

    public static TimeOnly? TimeOf(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out var time) ? time : null;
}
