using System.Globalization;
using System.Linq.Expressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Funds.Book;

namespace StratCap.Funds.Portfolio;

/// <summary>By what exposure is told apart.</summary>
internal enum ExposureBy
{
    /// <summary>By fund.</summary>
    Fund,

    /// <summary>By the funds' strategies.</summary>
    Strategy,

    /// <summary>By the funds' vintage years.</summary>
    Vintage,

    /// <summary>By the investments' types.</summary>
    Type,

    /// <summary>By the investments' countries.</summary>
    Country,

    /// <summary>By the investments' industries.</summary>
    Industry,
}

/// <summary>What the firm's money is in: cost and fair value of its investments, and what its funds may still call, by fund, strategy, vintage, type, country or industry, each currency for itself.</summary>
internal static class ReadExposure
{
    private const int SharePlaces = 6;

    /// <param name="AsOf">The day asked for; null is as it stands now.</param>
    internal sealed record Response(ExposureBy By, DateOnly? AsOf, IReadOnlyList<CurrencyExposure> Currencies);

    /// <param name="Investments">How many are held.</param>
    /// <param name="Unfunded">What the funds may still call of their partners; null where investments are told apart, not funds.</param>
    internal sealed record CurrencyExposure(string Currency, int Investments, MoneyView Cost, MoneyView FairValue, MoneyView? Unfunded, IReadOnlyList<Row> Rows);

    /// <param name="Key">Fund id, year, code or name; null for what has none. As a filter of the list of investments it gives what the row consists of, null as "none".</param>
    /// <param name="Label">The fund's name; else as the key.</param>
    /// <param name="Share">Fair value as a fraction of that of the currency, to six decimals; null when that is not positive.</param>
    internal sealed record Row(string? Key, string? Label, int Investments, MoneyView Cost, MoneyView FairValue, MoneyView? Unfunded, decimal? Share);

    internal static void Map(RouteGroupBuilder dashboards) => dashboards
        .MapGet("/exposure", Handle)
        .WithName("ReadExposure")
        .WithSummary("Read what the firm's money is in: by fund, strategy, vintage, type, country or industry")
        .WithDescription("Investments held, at cost and fair value, each currency for itself; by fund, strategy and vintage what may still be called, too. Filters are those of the list of investments, which says what each row consists of.")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<Response>> Handle(
        FundsDbContext db, BookStore books, TimeProvider clock, [AsParameters] PortfolioQuery query, CancellationToken ct, ExposureBy by = ExposureBy.Fund)
    {
        if (!Enum.IsDefined(by)) return Refusal.Field("by", "Ask by Fund, Strategy, Vintage, Type, Country or Industry.");
        if (query.Invalid() is { } refusal) return refusal;
        if (query.FundId is { } fund && !await db.Funds.AnyAsync(f => f.FundId == fund, ct)) return Refusal.NotFound("fund");
        try
        {
            var (investments, unfunded) = await query.Read(db, books, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), ct);
            var held = investments.Where(l => l.Cost != 0 || l.FairValue != 0);
            var hasUnfunded = by is ExposureBy.Fund or ExposureBy.Strategy or ExposureBy.Vintage && !query.IsByProfile && query.Held is null;
            var sums = await Sums(held, by, ct);
            // Lines of what may be called are no investments.
            if (hasUnfunded) sums = [.. sums.Concat((await Sums(unfunded.Where(l => l.Unfunded != 0), by, ct)).Select(s => s with { Investments = 0 })).GroupBy(s => (s.Currency, s.Key), (_, of) => of.Aggregate((a, b) => a.And(b)))];
            return new Response(by, query.AsOf, [.. sums.GroupBy(s => s.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Of(g.Key, [.. g], hasUnfunded))]);
        }
        catch (DatasetLimitException)
        {
            return ListPortfolio.TooMany;
        }
    }

    private static CurrencyExposure Of(string currency, List<Sum> sums, bool hasUnfunded)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
        var total = sums.Aggregate((a, b) => a.And(b));
        // What has no name stands last, whatever its size.
        var rows = sums.OrderBy(s => s.Key is null).ThenByDescending(s => s.FairValue).ThenBy(s => s.Label, StringComparer.Ordinal).Select(s => new Row(
            s.Key, s.Label, s.Investments, Money(s.Cost), Money(s.FairValue), hasUnfunded ? Money(s.Unfunded) : null,
            total.FairValue > 0 ? Math.Round(s.FairValue / total.FairValue, SharePlaces, MidpointRounding.AwayFromZero) : null));
        return new(currency, total.Investments, Money(total.Cost), Money(total.FairValue), hasUnfunded ? Money(total.Unfunded) : null, [.. rows]);
    }

    private static Task<List<Sum>> Sums(IQueryable<PortfolioLine> lines, ExposureBy by, CancellationToken ct) => by switch
    {
        ExposureBy.Fund => Grouped(lines, l => l.FundId, (id, name) => (id.ToString(), name), ct),
        ExposureBy.Strategy => Grouped(lines, l => l.Strategy, (strategy, _) => (strategy, strategy), ct),
        ExposureBy.Vintage => Grouped(lines, l => l.Vintage, (year, _) => (year?.ToString(CultureInfo.InvariantCulture), year?.ToString(CultureInfo.InvariantCulture)), ct),
        ExposureBy.Type => Grouped(lines, l => l.Type, (type, _) => (type?.ToString(), type?.ToString()), ct),
        ExposureBy.Country => Grouped(lines, l => l.Country, (country, _) => (country, country), ct),
        _ => Grouped(lines, l => l.Industry, (industry, _) => (industry?.ToString(), industry?.ToString()), ct),
    };

    /// <summary>Sums by currency and a key, where the lines are: in the database or in memory.</summary>
    private static async Task<List<Sum>> Grouped<TKey>(
        IQueryable<PortfolioLine> lines, Expression<Func<PortfolioLine, TKey>> key, Func<TKey, string, (string? Key, string? Label)> named, CancellationToken ct)
    {
        var line = key.Parameters[0];
        var group = Expression.Lambda<Func<PortfolioLine, Group<TKey>>>(
            Expression.MemberInit(
                Expression.New(typeof(Group<TKey>)),
                Expression.Bind(typeof(Group<TKey>).GetProperty(nameof(Group<>.Currency))!, Expression.Property(line, nameof(PortfolioLine.Currency))),
                Expression.Bind(typeof(Group<TKey>).GetProperty(nameof(Group<>.Key))!, key.Body)),
            line);
        var sums = lines.GroupBy(group).Select(g => new Grouping<TKey>
        {
            Currency = g.Key.Currency,
            Key = g.Key.Key,
            FundName = g.Min(l => l.FundName)!,
            Investments = g.Count(),
            Cost = g.Sum(l => l.Cost),
            FairValue = g.Sum(l => l.FairValue),
            Unfunded = g.Sum(l => l.Unfunded),
        });
        var read = sums is IAsyncEnumerable<Grouping<TKey>> ? await sums.ToListAsync(ct) : sums.ToList();
        return read.ConvertAll(s =>
        {
            var (of, label) = named(s.Key, s.FundName);
            return new Sum(s.Currency, of, label, s.Investments, s.Cost, s.FairValue, s.Unfunded);
        });
    }

    private sealed record Group<TKey>
    {
        public string Currency { get; init; } = "";
        public TKey Key { get; init; } = default!;
    }

    private sealed class Grouping<TKey>
    {
        public string Currency { get; init; } = "";
        public TKey Key { get; init; } = default!;
        public string FundName { get; init; } = "";
        public int Investments { get; init; }
        public decimal Cost { get; init; }
        public decimal FairValue { get; init; }
        public decimal Unfunded { get; init; }
    }

    private sealed record Sum(string Currency, string? Key, string? Label, int Investments, decimal Cost, decimal FairValue, decimal Unfunded)
    {
        public Sum And(Sum other) => this with { Investments = Investments + other.Investments, Cost = Cost + other.Cost, FairValue = FairValue + other.FairValue, Unfunded = Unfunded + other.Unfunded };
    }
}
