using System.Globalization;
using SpreadCheetah;

namespace StratCap.Foundation.Tables;

/// <summary>Dates in cells.</summary>
public static class SheetDate
{
    // Excel counts a 29 February 1900 that never was; before March 1900 its day numbers are wrong.
    private static readonly DateOnly FirstCounted = new(1900, 3, 1);

    /// <summary>A day as a real date; one that Excel cannot count as ISO 8601 text.</summary>
    public static Cell Cell(DateOnly date, SheetStyles styles) => date >= FirstCounted
        ? new(date.ToDateTime(TimeOnly.MinValue), styles.Date)
        : new(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), styles.Text);

    /// <summary>A moment in UTC, to the second.</summary>
    public static Cell Cell(DateTimeOffset instant, SheetStyles styles) => DateOnly.FromDateTime(instant.UtcDateTime) >= FirstCounted
        ? new(new DateTime(instant.UtcDateTime.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, DateTimeKind.Utc), styles.Timestamp)
        : new(instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), styles.Text);
}
