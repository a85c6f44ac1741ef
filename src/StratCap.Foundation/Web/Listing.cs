using System.Linq.Expressions;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace StratCap.Foundation.Web;

/// <summary>What a list's route says of itself: for the API's description, and for the tests that walk all lists.</summary>
public sealed record ListRoute(string Name, IReadOnlyList<string> Sorts, string Usual, bool Searched, IReadOnlyList<string> Columns)
{
    /// <summary>The enumerations whose values its columns hold.</summary>
    public IReadOnlyList<Type> Enums { get; init; } = [];
}

/// <summary>
/// How the rows of one list are sorted, searched, paged and exported: named fields, each with the key it sorts by, and what makes a row unique among rows that are alike.
/// The same definition serves rows in the database and rows in memory.
/// </summary>
public sealed partial class Listing<T>(string name)
{
    private const int MostFields = 4;

    /// <summary>Rows are counted up to here; of a longer list the total is not told.</summary>
    public const int MostCounted = 200_000;

    private readonly Dictionary<string, Key> _fields = new(StringComparer.Ordinal);
    private readonly List<Key> _unique = [];
    private readonly List<Expression<Func<T, string?>>> _texts = [];
    private string _usual = "";

    /// <summary>A field that callers may sort by.</summary>
    /// <param name="field">Its name, as in the answer.</param>
    /// <param name="key">What is compared. An id made in the order of time stands for the time: it has the index.</param>
    /// <param name="nullable">A text that may be missing; of other types it is known. What is missing comes last, or first downwards.</param>
    public Listing<T> By<TKey>(string field, Expression<Func<T, TKey>> key, bool nullable = false)
    {
        _fields.Add(field, new Key<TKey>(key, nullable));
        return this;
    }

    /// <summary>What tells rows apart that are alike by everything sorted by.</summary>
    public Listing<T> Unique<TKey>(Expression<Func<T, TKey>> key)
    {
        _unique.Add(new Key<TKey>(key, false));
        return this;
    }

    /// <summary>The order when none is asked for.</summary>
    public Listing<T> Usually(string sort)
    {
        _usual = sort;
        return this;
    }

    /// <summary>Texts that a search looks into.</summary>
    public Listing<T> Searched(params Expression<Func<T, string?>>[] texts)
    {
        _texts.AddRange(texts);
        return this;
    }

    /// <summary>What its route says.</summary>
    public ListRoute Route<TView>() => new(name, [.. _fields.Keys], _usual, _texts.Count > 0, ListColumns.Of(typeof(TView)).Names) { Enums = ListColumns.Of(typeof(TView)).Enums };

    /// <summary>Rows of the database, in the order asked, from after a cursor on.</summary>
    public IQueryable<T> Ordered(IQueryable<T> rows, string? sort = null, string? cursor = null) =>
        Parse(sort) is { Order: { } order } && Place(cursor, sort) is { Refused: null } place
            ? Sql.Read(rows, order, place.After)
            : throw new ArgumentException("No such order, or a cursor of another one.", nameof(sort));

    /// <summary>A page, or the file, of rows in the database.</summary>
    /// <param name="found">What a search finds beside the rows that hold its text.</param>
    public Task<Answer<IReadOnlyList<TView>>> Show<TView>(IQueryable<T> rows, ListQuery asked, Func<T, TView> view, CancellationToken ct, Expression<Func<T, bool>>? found = null) =>
        Show(new Sql([rows], found), asked, Each(view), ct);

    /// <summary>The same, where rows are shown with what belongs to all of them. Shows it fewer than it was given, the page ends there.</summary>
    public Task<Answer<IReadOnlyList<TView>>> Show<TView>(IQueryable<T> rows, ListQuery asked, Func<List<T>, Task<IReadOnlyList<TView>>> views, CancellationToken ct) =>
        Show(new Sql([rows]), asked, views, ct);

    /// <summary>A page, or the file, of rows that lie in several tables. Sort fields must compare here as they do in the database: no texts beyond ASCII.</summary>
    public Task<Answer<IReadOnlyList<TView>>> Show<TView>(IReadOnlyList<IQueryable<T>> parts, ListQuery asked, Func<T, TView> view, CancellationToken ct) =>
        Show(new Sql(parts), asked, Each(view), ct);

    /// <summary>A page, or the file, of rows in memory.</summary>
    public Task<Answer<IReadOnlyList<TView>>> Show<TView>(IEnumerable<T> rows, ListQuery asked, Func<T, TView> view, CancellationToken ct) =>
        Show(new Memory(rows), asked, Each(view), ct);

    private static Func<List<T>, Task<IReadOnlyList<TView>>> Each<TView>(Func<T, TView> view) => rows => Task.FromResult<IReadOnlyList<TView>>(rows.ConvertAll(r => view(r)));

    private async Task<Answer<IReadOnlyList<TView>>> Show<TView>(Source source, ListQuery asked, Func<List<T>, Task<IReadOnlyList<TView>>> views, CancellationToken ct)
    {
        var (order, wrong) = Parse(asked.Sort);
        if (order is null) return wrong!;
        if (asked.Q?.Length > ListQuery.LongestSearch) return Refusal.Field("q", $"Search for at most {ListQuery.LongestSearch} characters.");
        if (asked.Skip is < 0 || asked.Skip > source.MostSkipped || (asked.Skip is not null && asked.Cursor is not null)) return Refusal.Field("skip", $"Pass over 0 to {source.MostSkipped:N0} rows, and not together with a cursor.");
        var (after, strange) = Place(asked.Cursor, asked.Sort);
        if (strange is not null) return strange;
        if (!string.IsNullOrWhiteSpace(asked.Q))
        {
            if (_texts.Count == 0) return Refusal.Field("q", "This list cannot be searched: filter it instead.");
            source = source.Search(_texts, asked.Q.Trim());
        }
        if (asked.Format is not (null or "json")) return await File(source, order, asked, views, ct);

        var take = Paging.Size(asked.Size);
        var total = asked.Cursor is null && await source.Count(MostCounted + 1, order, ct) is <= MostCounted and var counted ? counted : (long?)null;
        var rows = await source.Read(order, after, asked.Skip ?? 0, take + 1, ct);
        var page = await views(rows.GetRange(0, Math.Min(take, rows.Count)));
        var next = page.Count < rows.Count ? Pack(asked.Sort, order, rows[page.Count - 1]) : null;
        return Answer<IReadOnlyList<TView>>.Of(page).Paged(new PageMeta(page.Count, next, total));
    }

    private async Task<Answer<IReadOnlyList<TView>>> File<TView>(Source source, Order order, ListQuery asked, Func<List<T>, Task<IReadOnlyList<TView>>> views, CancellationToken ct)
    {
        if (await source.Count(ListFile.MostRows + 1, order, ct) > ListFile.MostRows)
            return Refusal.Rule("list.file.too_many_rows", $"The list has more than the {ListFile.MostRows:N0} rows that a file takes: narrow it by a search or a filter.");
        var (columns, refused) = ListColumns.Of(typeof(TView)).Chosen(asked.Columns);
        if (columns is null) return refused!;
        return await ListFile.Make(name, asked, columns, Pages(), ct) is { } file
            ? Answer<IReadOnlyList<TView>>.Of(file)
            : Refusal.Field("format", "There are json, csv and xlsx.");

        async IAsyncEnumerable<IReadOnlyList<object>> Pages()
        {
            for (object?[]? after = null; ;)
            {
                var rows = await source.Read(order, after, 0, ListFile.RowsAtOnce + 1, ct);
                var page = await views(rows.GetRange(0, Math.Min(ListFile.RowsAtOnce, rows.Count)));
                yield return [.. page.Cast<object>()];
                if (page.Count == rows.Count) yield break;
                after = order.Of(rows[page.Count - 1]);
            }
        }
    }

    private (Order? Order, Refusal? Refused) Parse(string? sort)
    {
        var steps = new List<(Key Key, bool Down)>();
        foreach (var part in (sort ?? _usual).Split(','))
        {
            var down = part.StartsWith('-');
            if (!_fields.TryGetValue(down ? part[1..] : part, out var key))
                return (null, Refusal.Field("sort", $"This list has no order by '{(part.Length > 40 ? part[..40] + "…" : part)}': sort it by {string.Join(", ", _fields.Keys)}, each with a minus in front to go down."));
            if (steps.Any(s => s.Key == key) || steps.Count == MostFields) return (null, Refusal.Field("sort", $"Name each field once, and at most {MostFields} of them."));
            steps.Add((key, down));
        }
        // A row that is alike goes the same way as what it is alike by: one index then serves both directions.
        var last = steps[^1].Down;
        steps.AddRange(_unique.Where(u => !steps.Any(s => s.Key.IsSame(u))).Select(u => (u, last)));
        return (new Order(steps), null);
    }

    private (object?[]? After, Refusal? Refused) Place(string? cursor, string? sort)
    {
        if (cursor is null) return (null, null);
        if (!Paging.TryUnpack<Cursor>(cursor, out var place) || place is not { Sort: not null, Keys: not null }) return (null, Paging.BadCursor);
        if (place.Sort != (sort ?? _usual)) return (null, Refusal.Field("cursor", "This cursor belongs to another order: start again without it."));
        var order = Parse(sort).Order!;
        try
        {
            return order.Steps.Count == place.Keys.Length ? ([.. order.Steps.Zip(place.Keys, (s, k) => s.Key.Read(k))], null) : (null, Paging.BadCursor);
        }
        catch (JsonException)
        {
            return (null, Paging.BadCursor);
        }
    }

    private string Pack(string? sort, Order order, T row) => Paging.Pack(new Cursor(sort ?? _usual, [.. order.Steps.Zip(order.Of(row), (s, v) => s.Key.Write(v))]));

    private sealed record Cursor(string Sort, JsonElement[] Keys);

    private sealed record Order(IReadOnlyList<(Key Key, bool Down)> Steps)
    {
        public object?[] Of(T row) => [.. Steps.Select(s => s.Key.Of(row))];

        public int Compare(object?[] one, object?[] other)
        {
            for (var i = 0; i < Steps.Count; i++)
                if (Steps[i].Key.Compare(one[i], other[i]) is var c and not 0) return Steps[i].Down ? -c : c;
            return 0;
        }
    }
}

/// <summary>How a route says that it is a list.</summary>
public static class ListRoutes
{
    /// <summary>The route answers with this list, as pages or as a file.</summary>
    public static RouteHandlerBuilder Lists<T, TView>(this RouteHandlerBuilder route, Listing<T> listing, Func<T, TView> _) => route.WithMetadata(listing.Route<TView>());
}
