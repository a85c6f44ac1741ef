using System.Globalization;
using StratCap.Foundation.Datasets;

namespace StratCap.Reporting.Custom;

/// <summary>The values of a filter, read by the type of its column.</summary>
internal static class FilterValues
{
    private const int MostIn = 100, LongestText = 200;

    private static readonly HashSet<FilterOperator> OfText = [FilterOperator.Equals, FilterOperator.NotEquals, FilterOperator.In, FilterOperator.Contains, FilterOperator.StartsWith, FilterOperator.IsMissing, FilterOperator.IsPresent];
    private static readonly HashSet<FilterOperator> OfIds = [FilterOperator.Equals, FilterOperator.NotEquals, FilterOperator.In, FilterOperator.IsMissing, FilterOperator.IsPresent];
    private static readonly HashSet<FilterOperator> OfOrdered =
    [
        FilterOperator.Equals, FilterOperator.NotEquals, FilterOperator.In, FilterOperator.LessThan, FilterOperator.AtMost, FilterOperator.GreaterThan, FilterOperator.AtLeast, FilterOperator.Between,
        FilterOperator.IsMissing, FilterOperator.IsPresent,
    ];

    /// <summary>The operators that a column of a type takes.</summary>
    public static IReadOnlySet<FilterOperator> Operators(ColumnType type) => type switch
    {
        ColumnType.Text => OfText,
        ColumnType.Id => OfIds,
        _ => OfOrdered,
    };

    /// <summary>The values, or null and what is wrong with the operator or with them.</summary>
    /// <param name="name">Of the column.</param>
    public static IReadOnlyList<object>? Read(string name, ColumnType type, ReportFilter filter, out (bool OfOperator, string Sentence)? wrong)
    {
        wrong = null;
        var given = filter.Values ?? [];
        if (!Operators(type).Contains(filter.Operator)) wrong = (true, $"'{name}' takes {string.Join(", ", Operators(type).Order())}.");
        else if (HowMany(filter.Operator, given.Count) is { } count) wrong = (false, count);
        if (wrong is not null) return null;
        var values = new List<object>();
        foreach (var text in given)
        {
            if (Value(type, text) is not { } value)
            {
                wrong = (false, $"'{(text?.Length > 40 ? text[..40] + "…" : text)}' is not a value of '{name}': {Form(type)}");
                return null;
            }
            values.Add(value);
        }
        return values;
    }

    private static string? HowMany(FilterOperator how, int count) => how switch
    {
        FilterOperator.IsMissing or FilterOperator.IsPresent => count == 0 ? null : "This operator takes no value.",
        FilterOperator.Between => count == 2 ? null : "Give two values, the lower one first.",
        FilterOperator.In => count is > 0 and <= MostIn ? null : $"Give 1 to {MostIn} values.",
        _ => count == 1 ? null : "Give one value.",
    };

    private static object? Value(ColumnType type, string? text) => type switch
    {
        ColumnType.Text => text is { Length: > 0 and <= LongestText } && !text.Contains('\0', StringComparison.Ordinal) ? text : null,
        ColumnType.Id => Guid.TryParse(text, out var id) ? id : null,
        ColumnType.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null,
        ColumnType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null,
        ColumnType.Instant => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUniversalTime() : null,
        _ => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null,
    };

    private static string Form(ColumnType type) => type switch
    {
        ColumnType.Text => $"write 1 to {LongestText} characters.",
        ColumnType.Id => "write an id, as the dataset shows it.",
        ColumnType.Integer => "write a whole number.",
        ColumnType.Date => "write the day as 2026-03-31.",
        ColumnType.Instant => "write the time as 2026-03-31T12:00:00Z.",
        _ => "write digits with a point, such as 1234.50.",
    };
}
