using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;

namespace StratCap.Funds.Portfolio;

/// <summary>An investment of a fund with what the fund says of it; or, with <see cref="Unfunded"/> alone, what a fund may still call.</summary>
internal sealed class PortfolioLine
{
    public Guid FundId { get; init; }
    public string FundName { get; init; } = "";
    public int? Vintage { get; init; }
    public string? Strategy { get; init; }
    public string Currency { get; init; } = "";
    public Guid DealId { get; init; }
    public string Name { get; init; } = "";
    public decimal Cost { get; init; }
    public decimal FairValue { get; init; }
    public decimal Proceeds { get; init; }
    public DateOnly? ValuedOn { get; init; }
    public InvestmentType? Type { get; init; }
    public string? Country { get; init; }
    public IndustrySector? Industry { get; init; }
    public decimal Unfunded { get; init; }

    // Also what is nothing is said, so that the database can add it up.

    /// <summary>Investments as they stand now, out of the rows that lists read, classified as on a day.</summary>
    public static IQueryable<PortfolioLine> Now(FundsDbContext db, DateOnly today)
    {
        var profiles = db.InvestmentProfiles.On(today, null);
        return
            from deal in db.Deals
            join fund in db.Funds on deal.FundId equals fund.FundId
            from profile in profiles.Where(p => p.FundId == deal.FundId && p.DealId == deal.DealId).DefaultIfEmpty()
            select new PortfolioLine
            {
                FundId = fund.FundId,
                FundName = fund.Name,
                Vintage = fund.Vintage,
                Strategy = fund.Strategy,
                Currency = fund.Currency,
                DealId = deal.DealId,
                Name = deal.Name,
                Cost = deal.Cost,
                FairValue = deal.FairValue,
                Proceeds = deal.Proceeds,
                ValuedOn = deal.ValuedOn,
                Type = profile == null ? null : profile.Type,
                Country = profile == null ? null : profile.Country,
                Industry = profile == null ? null : profile.Industry,
                Unfunded = 0,
            };
    }

    /// <summary>What funds may still call of their partners as they stand now, partner by partner.</summary>
    public static IQueryable<PortfolioLine> UnfundedNow(FundsDbContext db) => db.Partners.Join(db.Funds, p => p.FundId, f => f.FundId, (p, f) => new PortfolioLine
    {
        FundId = f.FundId,
        FundName = f.Name,
        Vintage = f.Vintage,
        Strategy = f.Strategy,
        Currency = f.Currency,
        Cost = 0,
        FairValue = 0,
        Unfunded = p.Unfunded,
    });

    /// <summary>A folded book's investments.</summary>
    public static IEnumerable<PortfolioLine> Of(FundBook book, IReadOnlyDictionary<Guid, InvestmentProfileRow> profiles) => book.Deals.Select(deal =>
    {
        var profile = profiles.GetValueOrDefault(deal.DealId);
        return new PortfolioLine
        {
            FundId = book.FundId,
            FundName = book.Name,
            Vintage = book.Vintage,
            Strategy = book.Strategy,
            Currency = book.Currency.Code,
            DealId = deal.DealId,
            Name = deal.Name,
            Cost = deal.Cost,
            FairValue = deal.FairValue,
            Proceeds = deal.Proceeds,
            ValuedOn = deal.ValuedOn,
            Type = profile?.Type,
            Country = profile?.Country,
            Industry = profile?.Industry,
        };
    });

    /// <summary>What a folded book's fund may still call.</summary>
    public static PortfolioLine UnfundedOf(FundBook book) => new()
    {
        FundId = book.FundId,
        FundName = book.Name,
        Vintage = book.Vintage,
        Strategy = book.Strategy,
        Currency = book.Currency.Code,
        Unfunded = book.Total.Unfunded,
    };
}
