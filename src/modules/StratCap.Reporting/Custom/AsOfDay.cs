using System.Globalization;

namespace StratCap.Reporting.Custom;

/// <summary>A day that is named, or counted from the day on which a report is run.</summary>
internal static class AsOfDay
{
    /// <summary>The day, or null when the text names none.</summary>
    /// <param name="today">Where the report is run.</param>
    public static DateOnly? Of(string text, DateOnly today) => text switch
    {
        "today" => today,
        "lastMonthEnd" => new DateOnly(today.Year, today.Month, 1).AddDays(-1),
        "lastQuarterEnd" => new DateOnly(today.Year, ((today.Month - 1) / 3 * 3) + 1, 1).AddDays(-1),
        "lastYearEnd" => new DateOnly(today.Year - 1, 12, 31),
        _ => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
    };
}
