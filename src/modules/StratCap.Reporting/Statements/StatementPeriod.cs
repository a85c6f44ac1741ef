using System.Globalization;
using System.Text.RegularExpressions;

namespace StratCap.Reporting.Statements;

/// <summary>A statement's period as callers write it: <c>2026-Q2</c>, <c>2026</c>, <c>2026-04</c> or <c>2026-04-01..2026-06-30</c>. Calendar periods.</summary>
internal sealed partial record StatementPeriod(DateOnly From, DateOnly To, string Name)
{
    /// <summary>Reads a period; null when it is none.</summary>
    public static StatementPeriod? Parse(string? text)
    {
        if (text is null || Form().Match(text) is not { Success: true } match) return null;
        if (match.Groups["from"].Success) return Range(match.Groups["from"].Value, match.Groups["to"].Value);
        var year = int.Parse(match.Groups["year"].Value, CultureInfo.InvariantCulture);
        if (year is < 1900 or > 2200) return null;
        if (match.Groups["quarter"].Success) return Quarter(year, match.Groups["quarter"].Value[0] - '0');
        if (!match.Groups["month"].Success) return new(new(year, 1, 1), new(year, 12, 31), $"Year {year}");
        var month = int.Parse(match.Groups["month"].Value, CultureInfo.InvariantCulture);
        if (month is < 1 or > 12) return null;
        var first = new DateOnly(year, month, 1);
        return new(first, first.AddMonths(1).AddDays(-1), first.ToString("MMMM yyyy", CultureInfo.InvariantCulture));
    }

    private static StatementPeriod Quarter(int year, int quarter)
    {
        var first = new DateOnly(year, 3 * quarter - 2, 1);
        string[] words = ["First", "Second", "Third", "Fourth"];
        return new(first, first.AddMonths(3).AddDays(-1), $"{words[quarter - 1]} quarter of {year}");
    }

    private static StatementPeriod? Range(string from, string to) =>
        DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
        && DateOnly.TryParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last) && first <= last && first.Year >= 1900 && last.Year <= 2200
            ? new(first, last, $"{from} to {to}")
            : null;

    [GeneratedRegex(@"^(?:(?<from>\d{4}-\d{2}-\d{2})\.\.(?<to>\d{4}-\d{2}-\d{2})|(?<year>\d{4})(?:-Q(?<quarter>[1-4])|-(?<month>\d{2}))?)$")]
    private static partial Regex Form();
}
