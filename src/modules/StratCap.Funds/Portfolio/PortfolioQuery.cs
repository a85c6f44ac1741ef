using System.ComponentModel;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Web;
using StratCap.Funds.Book;
using StratCap.Funds.Reports;

namespace StratCap.Funds.Portfolio;

/// <summary>Which investments are asked for, of which day and as known when.</summary>
internal sealed class PortfolioQuery
{
    /// <summary>The value that asks for what has no strategy, vintage or profile.</summary>
    public const string None = "none";

    [Description("One fund alone.")]
    public Guid? FundId { get; init; }

    [Description("Funds of this strategy; none for those without one.")]
    public string? Strategy { get; init; }

    [Description("Funds of this vintage year; none for those without one.")]
    public string? Vintage { get; init; }

    [Description("Investments of this type, such as CommonStock; none for those that nobody classified.")]
    public string? Type { get; init; }

    [Description("Investments in this country, ISO 3166-1 alpha-2; none for those without one.")]
    public string? Country { get; init; }

    [Description("Investments in this industry, such as HealthCare; none for those without one.")]
    public string? Industry { get; init; }

    [Description("Funds in this currency.")]
    public string? Currency { get; init; }

    [Description("Investments still held at cost or value, or those no longer held.")]
    public bool? Held { get; init; }

    [Description("As of the end of this day, out of the books; as it stands now unless given.")]
    public DateOnly? AsOf { get; init; }

    [Description("As it was known at this time.")]
    public DateTimeOffset? RecordedAt { get; init; }

    /// <summary>Whether it asks for some of a fund's investments by their profiles, so that what the fund may call has no meaning.</summary>
    public bool IsByProfile => Type is not null || Country is not null || Industry is not null;

    private bool IsNow => AsOf is null && RecordedAt is null;

    /// <summary>What is wrong with it, or null.</summary>
    public Refusal? Invalid()
    {
        if (Type is not (null or None) && !IsNameOf<InvestmentType>(Type)) return Refusal.Field("type", $"The types are {string.Join(", ", Enum.GetNames<InvestmentType>())}, and none.");
        if (Industry is not (null or None) && !IsNameOf<IndustrySector>(Industry)) return Refusal.Field("industry", $"The industries are {string.Join(", ", Enum.GetNames<IndustrySector>())}, and none.");
        if (Vintage is not (null or None) && !int.TryParse(Vintage, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _)) return Refusal.Field("vintage", "Give the vintage as a year, or none.");
        return AsOf is { Year: < 1900 or > 2200 } ? Refusal.Field("asOf", "Give a day between 1900 and 2200.") : null;
    }

    /// <summary>The investments asked for, and what the funds asked for may still call: out of the rows that lists read, or out of the books when a day or a time is asked for.</summary>
    /// <exception cref="DatasetLimitException">There are too many funds to fold.</exception>
    public async Task<(IQueryable<PortfolioLine> Investments, IQueryable<PortfolioLine> Unfunded)> Read(FundsDbContext db, BookStore books, DateOnly today, CancellationToken ct)
    {
        if (IsNow) return (Narrowed(PortfolioLine.Now(db, today)), OfFunds(PortfolioLine.UnfundedNow(db)));
        var day = AsOf ?? today;
        var (lines, unfunded) = (new List<PortfolioLine>(), new List<PortfolioLine>());
        var profiles = (await db.InvestmentProfiles.AsNoTracking().On(day, RecordedAt).Where(p => FundId == null || p.FundId == FundId).ToListAsync(ct)).ToLookup(p => p.FundId);
        await foreach (var (book, _) in FoldedFunds.Books(db, books, f => (FundId == null || f.FundId == FundId) && (Currency == null || f.Currency == Currency), AsOf, RecordedAt, ct))
        {
            lines.AddRange(PortfolioLine.Of(book, profiles[book.FundId].ToDictionary(p => p.DealId)));
            unfunded.Add(PortfolioLine.UnfundedOf(book));
        }
        return (Narrowed(lines.AsQueryable()), OfFunds(unfunded.AsQueryable()));
    }

    private IQueryable<PortfolioLine> OfFunds(IQueryable<PortfolioLine> lines)
    {
        if (FundId is { } fund) lines = lines.Where(l => l.FundId == fund);
        if (Currency is { } currency) lines = lines.Where(l => l.Currency == currency);
        var (strategy, year) = (Named(Strategy), Named(Vintage) is { } v ? int.Parse(v, System.Globalization.CultureInfo.InvariantCulture) : (int?)null);
        if (Strategy is not null) lines = lines.Where(l => l.Strategy == strategy);
        if (Vintage is not null) lines = lines.Where(l => l.Vintage == year);
        return lines;
    }

    private IQueryable<PortfolioLine> Narrowed(IQueryable<PortfolioLine> all)
    {
        var lines = OfFunds(all);
        var (type, industry, country) = (Value<InvestmentType>(Type), Value<IndustrySector>(Industry), Named(Country));
        if (Type is not null) lines = lines.Where(l => l.Type == type);
        if (Industry is not null) lines = lines.Where(l => l.Industry == industry);
        if (Country is not null) lines = lines.Where(l => l.Country == country);
        if (Held is { } held) lines = lines.Where(l => (l.Cost != 0 || l.FairValue != 0) == held);
        return lines;
    }

    private static string? Named(string? asked) => asked == None ? null : asked;

    private static TEnum? Value<TEnum>(string? asked) where TEnum : struct, Enum => Named(asked) is { } name ? Enum.Parse<TEnum>(name) : null;

    private static bool IsNameOf<TEnum>(string name) where TEnum : struct, Enum => Enum.GetNames<TEnum>().Contains(name, StringComparer.Ordinal);
}
