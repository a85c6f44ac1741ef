using System.Text.Json;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Web;
using StratCap.Testing;

namespace StratCap.Server.Tests.Lists;

/// <summary>The mechanism behind every list, on random rows full of ties and of what is missing.</summary>
public sealed class ListingTests : IAsyncLifetime
{
    private static readonly Listing<Thing> List = new Listing<Thing>("things")
        .By("name", t => t.Name).By("nick", t => t.Nick, nullable: true).By("year", t => t.Year).By("amount", t => t.Amount).By("day", t => t.Day).By("at", t => t.At).By("kind", t => t.Kind).By("count", t => t.Count).By("id", t => t.Id)
        .Unique(t => t.Id).Usually("name").Searched(t => t.Name, t => t.Nick);

    private static readonly string[] Fields = ["name", "nick", "year", "amount", "day", "at", "kind", "count", "id"];

    private static readonly Gen<List<Thing>> Things = Gen.Select(
        Of("a", "B", "b", "é", "10", "9"), Of(null, "x", "Y%"), Of<int?>(null, 2019, 2020, 2021), Gen.Int[-2, 2], Gen.Int[0, 2], Gen.Int[0, 2], Of(Kind.Small, Kind.Large, Kind.Medium), Gen.Guid)
        .Select((name, nick, year, amount, day, at, kind, id) => new Thing
        {
            Id = id,
            Name = name,
            Nick = nick,
            Year = year,
            Amount = amount / 3m,
            Day = new DateOnly(2026, 1, 1).AddDays(day),
            At = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(10 * at),
            Kind = kind,
            Count = amount,
        }).List[0, 25];

    private static Gen<TValue> Of<TValue>(params TValue[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private DbContextOptions<Db> _options = null!;

    public async ValueTask InitializeAsync()
    {
        _options = new DbContextOptionsBuilder<Db>().UseNpgsql(await PostgresServer.CreateDatabaseAsync()).Options;
        await using var db = new Db(_options);
        await db.Database.EnsureCreatedAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>In every order the pages, put together, are the whole sorted list: nothing twice, nothing missing, ties included; in the database as in memory.</summary>
    [Fact]
    public async Task Pages_OfEveryOrder_AreTheWholeListOnce()
    {
        var orders = Fields.SelectMany(f => (string[])[f, "-" + f]).Concat(Fields.SelectMany(f => Fields.Where(g => g != f).SelectMany(g => (string[])[$"{f},{g}", $"-{f},{g}", $"{f},-{g}"]))).ToList();
        var turn = 0;
        await Things.SampleAsync(async things =>
        {
            await using var db = new Db(_options);
            await db.Database.ExecuteSqlAsync($"truncate table things");
            db.Things.AddRange(things);
            await db.SaveChangesAsync();
            for (var i = 0; i < 12; i++)
            {
                var sort = orders[turn++ % orders.Count];
                var expected = Sorted(things, sort).ConvertAll(t => t.Id);
                (await Walk(a => List.Show(db.Things, a, t => t, default), sort)).ShouldBe(expected, sort);
                (await Walk(a => List.Show((IEnumerable<Thing>)things, a, t => t, default), sort)).ShouldBe(expected, sort);
                (await Walk(a => List.Show([db.Things.Where(t => t.Count < 0), db.Things.Where(t => t.Count >= 0)], a, t => t, default), sort)).ShouldBe(expected, sort);
            }
        }, iter: 20, threads: 1);
        turn.ShouldBeGreaterThan(orders.Count, "every order was walked");
    }

    [Fact]
    public async Task ASearch_FindsWhatHoldsTheText_AndTakesNoSignOfItForAPattern()
    {
        List<Thing> things = [Named("Oak", "x"), Named("oakum", null), Named("Elm", "Y%"), Named("Elm", "Yes")];
        foreach (var (q, found) in ((string, int)[])[("OAK", 2), ("y%", 1), ("_", 0), (@"\", 0), ("elm", 2)])
        {
            await using var db = new Db(_options);
            await db.Database.ExecuteSqlAsync($"truncate table things");
            db.Things.AddRange(things);
            await db.SaveChangesAsync();
            (await Page(List.Show(db.Things, new ListQuery { Q = q }, t => t, default))).Rows.Count.ShouldBe(found, q);
            (await Page(List.Show((IEnumerable<Thing>)things, new ListQuery { Q = q }, t => t, default))).Rows.Count.ShouldBe(found, q);
        }
    }

    [Fact]
    public async Task ACursorOfAnotherOrder_OrNoCursor_OrAnUnknownField_IsRefused()
    {
        List<Thing> things = [Named("Oak", "x"), Named("Elm", null)];
        var (_, next) = await Page(List.Show((IEnumerable<Thing>)things, new ListQuery { Sort = "name", Size = 1 }, t => t, default));

        (await Refused(new() { Sort = "-name", Cursor = next })).ShouldContain("another order");
        (await Refused(new() { Sort = "name", Cursor = "x" + next })).ShouldContain("not one of ours");
        (await Refused(new() { Sort = "name", Cursor = Paging.Pack(new { sort = "name", keys = new object?[] { null, 1 } }) })).ShouldContain("not one of ours");
        (await Refused(new() { Sort = "colour" })).ShouldContain("name, nick, year, amount, day, at, kind, count, id");
        (await Refused(new() { Sort = "name,-name" })).ShouldContain("once");
        (await Refused(new() { Skip = 1, Cursor = next, Sort = "name" })).ShouldContain("not together");
        (await Refused(new() { Format = "doc" })).ShouldContain("csv and xlsx");
        (await Refused(new() { Format = "csv", Columns = "name,colour" })).ShouldContain("no column 'colour'");

        async Task<string> Refused(ListQuery asked) => (await List.Show((IEnumerable<Thing>)things, asked, t => t, default)).Refused.ShouldNotBeNull().Detail;
    }

    [Fact]
    public async Task AJump_BeginsAtItsRow_AndGoesOnByCursor()
    {
        var things = Enumerable.Range(0, 25).Select(i => Named($"{i:00}", null)).ToList();

        var (rows, next) = await Page(List.Show((IEnumerable<Thing>)things, new ListQuery { Skip = 20, Size = 3 }, t => t, default));
        var (rest, end) = await Page(List.Show((IEnumerable<Thing>)things, new ListQuery { Cursor = next, Size = 3 }, t => t, default));

        rows.Concat(rest).Select(t => t.Name).ShouldBe(["20", "21", "22", "23", "24"]);
        end.ShouldBeNull();
    }

    private static List<Thing> Sorted(List<Thing> things, string sort)
    {
        var keys = sort.Split(',').Select(s => (Field: s.TrimStart('-'), Down: s[0] == '-')).ToList();
        if (keys.All(k => k.Field != "id")) keys.Add(("id", keys[^1].Down));
        return [.. things.Order(Comparer<Thing>.Create((a, b) =>
        {
            foreach (var (field, down) in keys)
                if (Compare(a, b, field) is var c and not 0) return down ? -c : c;
            return 0;
        }))];
    }

    // Written apart from what is tested: as PostgreSQL's manual says that it compares.
    private static int Compare(Thing a, Thing b, string field) => field switch
    {
        "name" => string.CompareOrdinal(a.Name, b.Name),
        "nick" => Last(a.Nick, b.Nick) ?? string.CompareOrdinal(a.Nick, b.Nick),
        "year" => Last(a.Year, b.Year) ?? a.Year!.Value.CompareTo(b.Year!.Value),
        "amount" => a.Amount.CompareTo(b.Amount),
        "day" => a.Day.CompareTo(b.Day),
        "at" => a.At.CompareTo(b.At),
        "kind" => string.CompareOrdinal(a.Kind.ToString(), b.Kind.ToString()),
        "count" => a.Count.CompareTo(b.Count),
        _ => string.CompareOrdinal(a.Id.ToString(), b.Id.ToString()),
    };

    private static int? Last(object? a, object? b) => (a, b) switch { (null, null) => 0, (null, _) => 1, (_, null) => -1, _ => null };

    private static async Task<List<Guid>> Walk(Func<ListQuery, Task<Answer<IReadOnlyList<Thing>>>> show, string sort)
    {
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var (rows, next) = await Page(show(new ListQuery { Sort = sort, Size = 4, Cursor = cursor }));
            seen.AddRange(rows.Select(t => t.Id));
            (cursor, var before) = (next, cursor);
            if (cursor is not null && cursor == before) throw new InvalidOperationException("The cursor stands still.");
        }
        while (cursor is not null);
        return seen;
    }

    private static async Task<(IReadOnlyList<Thing> Rows, string? Next)> Page(Task<Answer<IReadOnlyList<Thing>>> asked)
    {
        var answer = await asked;
        answer.Refused.ShouldBeNull();
        var http = new DefaultHttpContext { RequestServices = new Services() };
        var next = JsonDocument.Parse(answer.Body(http)).RootElement.GetProperty("meta").GetProperty("page").GetProperty("next").GetString();
        return (answer.Data, next);
    }

    private static Thing Named(string name, string? nick) => new() { Id = Guid.CreateVersion7(), Name = name, Nick = nick, Day = new DateOnly(2026, 1, 1), At = DateTimeOffset.UnixEpoch };

    internal enum Kind
    {
        Small,
        Medium,
        Large,
    }

    internal sealed class Thing
    {
        public Guid Id { get; init; }
        public required string Name { get; init; }
        public string? Nick { get; init; }
        public int? Year { get; init; }
        public decimal Amount { get; init; }
        public DateOnly Day { get; init; }
        public DateTimeOffset At { get; init; }
        public Kind Kind { get; init; }
        public int Count { get; init; }
    }

    private sealed class Services : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? TimeProvider.System : null;
    }

    private sealed class Db(DbContextOptions<Db> options) : DbContext(options)
    {
        public DbSet<Thing> Things => Set<Thing>();

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Thing>(e =>
        {
            e.ToTable("things");
            e.Property(t => t.Amount).HasColumnType("numeric");
            e.Property(t => t.Kind).HasConversion<string>();
        });
    }
}
