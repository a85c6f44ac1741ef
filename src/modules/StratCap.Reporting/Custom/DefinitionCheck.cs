using System.Globalization;
using System.Text.RegularExpressions;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Web;
using StratCap.FundMath;

namespace StratCap.Reporting.Custom;

/// <summary>Reads a definition against the datasets that there are, and says of each thing that is wrong where it stands.</summary>
internal sealed partial class DefinitionCheck
{
    private const int MostColumns = 40, MostComputed = 20, MostFilters = 20, MostSorts = 4, LongestHeading = 100, MostGroups = DatasetShape<object>.MostGroups;
    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);
    private readonly List<CheckedColumn> _columns = [];

    private DefinitionCheck()
    {
    }

    /// <summary>The report, or what is wrong with its definition.</summary>
    /// <param name="today">For days that are counted from it.</param>
    public static Answer<CheckedReport> Of(ReportDefinition definition, IReadOnlyList<IDataset> datasets, DateOnly today)
    {
        if (datasets.FirstOrDefault(d => d.Info.Name == definition.Dataset) is not { } dataset)
            return Refusal.Field("dataset", $"There is no such dataset: ask for one of {string.Join(", ", datasets.Select(d => d.Info.Name))}.");
        // A JSON null stands wherever a text or an object may.
        if (definition.Columns is null || definition.Columns.Any(c => c is null)) return Refusal.Field("columns", "Each column names a column of the dataset.");
        if (definition.Computed?.Any(c => c?.Name is null || c.Expression is null) == true) return Refusal.Field("computed", "Each computed column has a name and an expression.");
        if (definition.Filters?.Any(f => f is null) == true) return Refusal.Field("filters", "Each filter names a column of the dataset.");
        if (definition.Sort?.Any(s => s is null) == true) return Refusal.Field("sort", "Each step of the order names a column of the report.");
        var check = new DefinitionCheck();
        var report = check.Read(definition, dataset, today);
        return check._errors.Count == 0 ? report : new Refusal(400, "reporting.custom.invalid", check._errors.First().Value[0], check._errors);
    }

    private CheckedReport Read(ReportDefinition definition, IDataset dataset, DateOnly today)
    {
        var columns = dataset.Info.Columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
        ReadColumns(definition.Columns, columns);
        ReadComputed(definition.Computed ?? []);
        var (filters, kept) = ReadFilters(definition.Filters ?? [], columns);
        var sort = ReadSort(definition.Sort ?? [], columns);
        DateOnly? asOf = null;
        if (definition.AsOf is { } day && (asOf = AsOfDay.Of(day, today)) is null) Wrong("asOf", "Write the day as 2026-03-31, or say today, lastMonthEnd, lastQuarterEnd or lastYearEnd.");
        if (definition.AsOf is not null && !dataset.Info.KnowsAsOf) Wrong("asOf", "This dataset cannot be read as of a day: filter it by its dates.");
        if (definition.RecordedAt is not null && !dataset.Info.KnowsRecordedAt) Wrong("recordedAt", "This dataset cannot be read as it was known at a time.");
        return new CheckedReport(dataset, _columns, filters, kept, sort, asOf, definition.RecordedAt?.ToUniversalTime(), definition.Totals, ReadCurrency(definition.Currency, definition.Via));
    }

    private CheckedCurrency? ReadCurrency(string? currency, string? via)
    {
        if (via is not null && (currency is null || !Currency.IsCode(via))) Wrong("via", "Name a third currency to convert through as three capital letters, such as USD, and the currency to convert to.");
        if (currency is null) return null;
        if (Currency.IsCode(currency)) return new CheckedCurrency(new Currency(currency), via);
        Wrong("currency", "Give the currency as three capital letters, such as EUR.");
        return null;
    }

    private void ReadColumns(IReadOnlyList<ReportColumn> asked, Dictionary<string, DatasetColumn> columns)
    {
        if (asked.Count is 0 or > MostColumns) Wrong("columns", $"A report has 1 to {MostColumns} columns of its dataset.");
        foreach (var (place, column) in asked.Take(MostColumns).Index())
        {
            if (Find(column.Column, columns, $"columns[{place}].column") is not { } source) continue;
            if (Refused(source, column.Aggregate, asked) is { } refused) Wrong($"columns[{place}].aggregate", refused);
            var type = column.Aggregate == Aggregate.Count ? ColumnType.Integer : source.Type;
            var adds = column.Aggregate == Aggregate.Count || (source.CanSum && column.Aggregate is (Aggregate.None or Aggregate.Sum));
            Add(new CheckedColumn(column.Name ?? source.Name, column.Heading, source.Name, column.Aggregate, type, column.Aggregate == Aggregate.Count ? null : source.Unit, Adds: adds), $"columns[{place}]");
        }
        // Amounts of several currencies are never added up: the currency is always beside them, and part of the group.
        if (_columns.Any(c => c.Type == ColumnType.Money) && _columns.All(c => c is not { Source: "currency", Aggregate: Aggregate.None }))
            Add(new CheckedColumn("currency", null, "currency", Aggregate.None, ColumnType.Text, columns["currency"].Unit), "columns");
        if (_columns.Any(c => c.Aggregate != Aggregate.None) && _columns.Count(c => c.Aggregate == Aggregate.None) > MostGroups)
            Wrong("columns", $"Group by at most {MostGroups} columns, the currency of amounts among them.");
    }

    private static string? Refused(DatasetColumn source, Aggregate aggregate, IReadOnlyList<ReportColumn> asked) => aggregate switch
    {
        _ when !Enum.IsDefined(aggregate) => "A column is shown as it is, or as sum, count, least or greatest.",
        Aggregate.None when !source.CanGroup && asked.Any(c => c.Aggregate != Aggregate.None) => $"Rows cannot be grouped by '{source.Name}': give it an aggregate, or leave it out.",
        Aggregate.Sum when !source.CanSum => $"'{source.Name}' cannot be added up.",
        Aggregate.Min or Aggregate.Max when !source.CanRange => $"'{source.Name}' has no least and no greatest.",
        _ => null,
    };

    private void ReadComputed(IReadOnlyList<ComputedColumn> asked)
    {
        if (asked.Count > MostComputed) Wrong("computed", $"A report has at most {MostComputed} computed columns.");
        foreach (var (place, column) in asked.Take(MostComputed).Index())
        {
            var at = $"computed[{place}]";
            if (column.Decimals is < 0 or > 8) Wrong($"{at}.decimals", "Round to 0 to 8 decimals.");
            var (formula, problem) = Formula.Parse(column.Expression);
            if (problem is not null) Wrong($"{at}.expression", $"Character {problem.At.ToString(CultureInfo.InvariantCulture)}: {problem.Sentence}");
            if (formula is null) continue;
            var known = _columns.ToDictionary(c => c.Name, StringComparer.Ordinal);
            foreach (var name in formula.Names.Distinct(StringComparer.Ordinal))
                if (!known.TryGetValue(name, out var part)) Wrong($"{at}.expression", $"There is no column '{name}' before this one: use {string.Join(", ", known.Values.Where(c => c.IsNumber).Select(c => c.Name))}.");
                else if (!part.IsNumber) Wrong($"{at}.expression", $"'{name}' is no number.");
            Add(new CheckedColumn(column.Name, column.Heading, null, Aggregate.None, ColumnType.Ratio, null, formula, Math.Clamp(column.Decimals, 0, 8), Adds: true), at);
        }
    }

    private (List<Condition> Filters, List<CheckedKeep> Kept) ReadFilters(IReadOnlyList<ReportFilter> asked, Dictionary<string, DatasetColumn> columns)
    {
        if (asked.Count > MostFilters) Wrong("filters", $"A report has at most {MostFilters} filters.");
        var (filters, kept) = (new List<Condition>(), new List<CheckedKeep>());
        foreach (var (place, filter) in asked.Take(MostFilters).Index())
        {
            var at = $"filters[{place}]";
            if (filter.Of != FilterOf.Dataset)
            {
                if (ReadKept(filter, at) is { } keep) kept.Add(keep);
                continue;
            }
            if (Find(filter.Column, columns, $"{at}.column") is not { } column) continue;
            if (!column.CanFilter)
            {
                Wrong($"{at}.column", $"'{column.Name}' can be shown and grouped by, but not filtered.");
                continue;
            }
            if (ReadValues(column.Name, column.Type, filter, at) is { } values) filters.Add(new Condition(column.Name, filter.Operator, values));
        }
        return (filters, kept);
    }

    private CheckedKeep? ReadKept(ReportFilter filter, string at)
    {
        if (filter.Of != FilterOf.Report) Wrong($"{at}.of", "A filter is of the Dataset's columns or of the Report's.");
        var made = _columns.Index().Where(c => c.Item.Formula is not null || c.Item.Aggregate != Aggregate.None).ToList();
        var found = made.FindIndex(c => c.Item.Name == filter.Column);
        if (found < 0)
        {
            Wrong($"{at}.column", made.Count == 0
                ? "The report has no column that is computed, summed, counted, least or greatest: filter it by a column of its dataset."
                : $"The report computes, sums or counts no column '{Short(filter.Column)}': filter it by {string.Join(", ", made.Select(c => c.Item.Name))}.");
            return null;
        }
        var (place, column) = made[found];
        return ReadValues(column.Name, column.Type, filter, at) is { } values ? new CheckedKeep(place, filter.Operator, values) : null;
    }

    private IReadOnlyList<object>? ReadValues(string name, ColumnType type, ReportFilter filter, string at)
    {
        var values = FilterValues.Read(name, type, filter, out var wrong);
        if (wrong is { } said) Wrong(said.OfOperator ? $"{at}.operator" : $"{at}.values", said.Sentence);
        return values;
    }

    private List<CheckedSort> ReadSort(IReadOnlyList<ReportSort> asked, Dictionary<string, DatasetColumn> columns)
    {
        if (asked.Count > MostSorts) Wrong("sort", $"Sort by at most {MostSorts} columns.");
        var sort = new List<CheckedSort>();
        foreach (var (place, step) in asked.Take(MostSorts).Index())
        {
            var found = _columns.FindIndex(c => c.Name == step.Column);
            if (found < 0) Wrong($"sort[{place}].column", $"The report has no column '{Short(step.Column)}': sort it by {string.Join(", ", _columns.Select(c => c.Name))}.");
            else if (_columns[found] is { Source: { } source, Aggregate: Aggregate.None } && !columns[source].CanFilter) Wrong($"sort[{place}].column", $"'{source}' can be shown and grouped by, but not sorted.");
            else sort.Add(new CheckedSort(found, step.Descending));
        }
        return sort;
    }

    private void Add(CheckedColumn column, string at)
    {
        if (!NameForm().IsMatch(column.Name)) Wrong($"{at}.name", "A name begins with a letter and has at most 40 letters, digits and underscores.");
        if (_columns.Any(c => c.Name == column.Name)) Wrong($"{at}.name", $"Two columns are called '{Short(column.Name)}': name one of them otherwise.");
        else _columns.Add(column);
        if (column.Heading?.Length is 0 or > LongestHeading || column.Heading?.Any(char.IsControl) == true) Wrong($"{at}.heading", $"A heading has 1 to {LongestHeading} characters.");
    }

    private DatasetColumn? Find(string? name, Dictionary<string, DatasetColumn> columns, string at)
    {
        if (name is not null && columns.TryGetValue(name, out var column)) return column;
        Wrong(at, $"The dataset has no column '{Short(name)}': it has {string.Join(", ", columns.Keys)}.");
        return null;
    }

    private void Wrong(string at, string sentence) => _errors.TryAdd(at, [sentence]);

    private static string Short(string? name) => name?.Length > 40 ? name[..40] + "…" : name ?? "";

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_]{0,39}\z")]
    private static partial Regex NameForm();
}
