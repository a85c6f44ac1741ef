using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tables;
using StratCap.FundMath;

namespace StratCap.Foundation.Web;

/// <summary>Something of an answer that a file says in one text.</summary>
public interface ITold
{
    /// <summary>For people.</summary>
    string Told { get; }
}

/// <summary>The columns that the file of a list may have: what stands in the rows of its answer, one level deep, but for trees and lists.</summary>
internal sealed class ListColumns
{
    private const string Currency = "currency";
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, ListColumns> Known = new();

    private readonly IReadOnlyList<Column> _columns;

    private ListColumns(Type view)
    {
        var columns = new List<Column>();
        foreach (var property in Properties(view))
        {
            if (IsPlain(property.PropertyType)) columns.Add(new Column(NameOf(property), property.PropertyType, property.GetValue));
            else if (property.PropertyType is { IsClass: true } inner && inner.Namespace?.StartsWith("StratCap.", StringComparison.Ordinal) == true && inner != typeof(Explanation))
                columns.AddRange(Properties(inner).Where(p => IsPlain(p.PropertyType) && columns.All(c => c.Name != NameOf(p)))
                    .Select(p => new Column(NameOf(p), p.PropertyType, row => property.GetValue(row) is { } held ? p.GetValue(held) : null)));
        }
        var amounts = columns.Where(c => c.Type == typeof(MoneyView)).ToList();
        if (amounts.Count > 0 && columns.All(c => c.Name != Currency))
            columns.Add(new Column(Currency, typeof(string), row => amounts.Select(a => (a.Read(row) as MoneyView)?.Currency).FirstOrDefault(c => c is not null)));
        _columns = columns;
    }

    public IReadOnlyList<string> Names => [.. _columns.Select(c => c.Name)];

    /// <summary>The enumerations among them.</summary>
    public IReadOnlyList<Type> Enums => [.. _columns.Select(c => Nullable.GetUnderlyingType(c.Type) ?? c.Type).Where(t => t.IsEnum)];

    public static ListColumns Of(Type view) => Known.GetOrAdd(view, v => new ListColumns(v));

    /// <summary>Those asked for, in their order; the currency goes with any amount.</summary>
    public (IReadOnlyList<Column>? Columns, Refusal? Refused) Chosen(string? names)
    {
        if (string.IsNullOrWhiteSpace(names)) return (_columns, null);
        var chosen = new List<Column>();
        foreach (var name in names.Split(',').Distinct(StringComparer.Ordinal))
            if (_columns.FirstOrDefault(c => c.Name == name) is { } column) chosen.Add(column);
            else return (null, Refusal.Field("columns", $"This list has no column '{(name.Length > 40 ? name[..40] + "…" : name)}'; it has {string.Join(", ", Names)}."));
        if (chosen.Any(c => c.Type == typeof(MoneyView)) && chosen.All(c => c.Name != Currency)) chosen.Add(_columns.Single(c => c.Name == Currency));
        return (chosen, null);
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<JsonIgnoreAttribute>() is null or { Condition: not JsonIgnoreCondition.Always });

    private static bool IsPlain(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare.IsPrimitive || bare.IsEnum || bare == typeof(string) || bare == typeof(Guid) || bare == typeof(decimal) || bare == typeof(DateOnly) || bare == typeof(DateTimeOffset) || bare == typeof(MoneyView)
            || typeof(ITold).IsAssignableFrom(bare) || typeof(IEnumerable<string>).IsAssignableFrom(bare) || typeof(IEnumerable<ITold>).IsAssignableFrom(bare);
    }

    private static string NameOf(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    internal sealed record Column(string Name, Type Type, Func<object, object?> Read);
}

/// <summary>A list as a file, made before it is sent: what goes wrong on the way is told as a refusal, and no half file arrives.</summary>
internal sealed class ListFile
{
    /// <summary>The most rows of a file.</summary>
    public const int MostRows = 200_000;

    /// <summary>Rows read together.</summary>
    public const int RowsAtOnce = 1_000;

    private readonly FileStream _content;
    private readonly string _name;
    private readonly string _type;

    private ListFile(FileStream content, string name, string type) => (_content, _name, _type) = (content, name, type);

    /// <summary>Writes all pages into a file; null for a format that there is not.</summary>
    public static async Task<ListFile?> Make(string name, ListQuery asked, IReadOnlyList<ListColumns.Column> columns, IAsyncEnumerable<IReadOnlyList<object>> pages, CancellationToken ct)
    {
        if (asked.Format is not ("csv" or "xlsx")) return null;
        var language = asked.Language == "de" ? "de" : "en";
        var content = PassingFile.Make();
        try
        {
            await using var read = pages.GetAsyncEnumerator(ct);
            var first = await read.MoveNextAsync() ? read.Current : [];
            var heads = columns.Select(c => new TableColumn(ListLabels.Of(c.Name, language), Decimals(c, first), c.Type == typeof(string) ? 28 : 18)).ToList();
            var rows = Rows(first, read, columns, language);
            if (asked.Format == "csv") await TableCsv.Write(content, heads, rows, ct);
            else await TableXlsx.Write(content, name, heads, rows, ct);
            content.Position = 0;
            return new ListFile(content, $"{name}.{asked.Format}", asked.Format == "csv" ? "text/csv; charset=utf-8" : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        }
        catch
        {
            await content.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends it; it is gone then.</summary>
    public async Task Send(HttpContext http)
    {
        await using var content = _content;
        var response = http.Response;
        response.ContentType = _type;
        response.ContentLength = content.Length;
        response.Headers.ContentDisposition = $"attachment; filename=\"{_name}\"";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        await content.CopyToAsync(response.Body, http.RequestAborted);
    }

    private static async IAsyncEnumerable<IReadOnlyList<TableCell>> Rows(IReadOnlyList<object> first, IAsyncEnumerator<IReadOnlyList<object>> rest, IReadOnlyList<ListColumns.Column> columns, string language)
    {
        for (var page = first; ; page = rest.Current)
        {
            foreach (var row in page)
            {
                var values = columns.Select(c => c.Read(row)).ToList();
                var currency = columns.Zip(values).FirstOrDefault(v => v.First.Name == "currency").Second as string;
                yield return [.. columns.Zip(values, (column, value) => Cell(column.Name, value, currency, language))];
            }
            if (!await rest.MoveNextAsync()) yield break;
        }
    }

    private static int Decimals(ListColumns.Column column, IReadOnlyList<object> rows) => column.Type == typeof(MoneyView)
        ? rows.Select(r => column.Read(r) as MoneyView).FirstOrDefault(m => m is not null) is { } money ? new Currency(money.Currency).MinorUnits : 2
        : 0;

    private static TableCell Cell(string column, object? value, string? currency, string language) => value switch
    {
        null => TableCell.Empty,
        MoneyView money => money.Currency == currency ? TableCell.Number(money.Value) : TableCell.Text($"{money.Amount} {money.Currency}"),
        decimal number => TableCell.Number(number),
        int number => TableCell.Number(number),
        long number => TableCell.Number(number),
        bool yes => TableCell.Text(ListLabels.Of(yes ? "yes" : "no", language)),
        DateOnly day => TableCell.Date(day),
        DateTimeOffset moment => TableCell.Instant(moment),
        Enum one => TableCell.Text(ListWords.Of(one, language)),
        string text => TableCell.Text(ListWords.Of(column, text, language)),
        ITold told => TableCell.Text(told.Told),
        IEnumerable many => TableCell.Text(string.Join("; ", many.Cast<object>().Select(m => m is ITold told ? told.Told : m.ToString()))),
        _ => TableCell.Text(value.ToString()),
    };
}
