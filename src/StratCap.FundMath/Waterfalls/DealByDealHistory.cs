using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// A partner's history of a book, deal by deal, pool by pool: on each distribution the cost that is realised or lost by then and the fees that go with it
/// entered the tiers of its pool. On the days of earlier distributions the realised part is the deal's as a whole, on the book's day the partner's own.
/// </summary>
internal sealed class DealByDealHistory
{
    private readonly FundBook book;
    private readonly PartnerAccount partner;
    private readonly FundTerms terms;
    private readonly DealByDealTerms deals;
    private readonly DealCapital capital;
    private readonly EarningSince earning;
    private readonly List<Guid> order = [];
    private readonly Dictionary<Guid, (List<WaterfallContribution> In, List<WaterfallDistribution> Out)> pools = [];
    private readonly Stack<(List<PoolLine> Of, DistributionLine Line)> open = new();
    private readonly Dictionary<Guid, decimal> apportioned = [];

    internal DealByDealHistory(FundBook book, PartnerAccount partner, FundTerms terms)
    {
        (this.book, this.partner, this.terms, deals) = (book, partner, terms, terms.DealByDeal!.Value);
        earning = new EarningSince(book, partner, terms);
        capital = new DealCapital(deals, (pool, contribution) => Pool(pool).In.Add(contribution));
        var payments = new Queue<CashFlow>(partner.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution));
        foreach (var distribution in partner.Distributions)
        {
            while (payments.TryPeek(out var payment) && payment.Date <= distribution.Date)
                Pay(payments.Dequeue());
            Tell(distribution);
        }
        foreach (var payment in payments)
            Pay(payment);
    }

    /// <summary>A part of a line that belongs to one pool.</summary>
    private sealed record PoolLine(Guid Pool, DistributionLine Line);

    /// <summary>The pool of a distribution from a deal on the book's day.</summary>
    /// <param name="dealId">Null where no deal is named: only realised deals together have such.</param>
    internal WaterfallPartner Before(Guid? dealId)
    {
        Enter(book.AsOf, dealId, null);
        return History(capital.PoolOf(dealId));
    }

    /// <summary>All pools on the book's day, with what is realised by then.</summary>
    internal IReadOnlyList<WaterfallPartner> AllPools()
    {
        Enter(book.AsOf, null, null);
        return [.. order.Select(History)];
    }

    /// <summary>All pools with every deal taken as realised on the book's day; each with what the fund holds of its deal, where deals stand alone.</summary>
    internal IReadOnlyList<LiquidationPool> Liquidated()
    {
        foreach (var deal in book.Deals.Where(d => capital.PaidFor(d.DealId) != 0 || d.HoldingOf(partner).Invested != 0))
        {
            Pool(capital.PoolOf(deal.DealId));
            capital.BringCostTo(book.AsOf, deal.DealId, 1);
            if (deals.Pool == DealPool.EachDeal)
                capital.EnterFees(book.AsOf, deal.DealId);
        }
        if (deals.Pool == DealPool.RealisedDeals || order.Count == 0)
            capital.EnterFees(book.AsOf, DealCapital.Together, all: true);
        if (order.Count == 0)
            Pool(DealCapital.Together);
        return [.. order.Select(pool => new LiquidationPool(History(pool), Held(pool), book.FindDeal(pool)?.HoldingOf(partner).Carrying ?? 0))];
    }

    /// <summary>Paid in for the deal and not invested, its fair value, and proceeds that are not distributed.</summary>
    private decimal Held(Guid pool)
    {
        if (book.FindDeal(pool)?.HoldingOf(partner) is not { } holding)
            return 0;
        return Math.Max(0, capital.PaidFor(pool) - holding.Invested + holding.Carrying + holding.Proceeds - apportioned.GetValueOrDefault(pool));
    }

    private void Pay(CashFlow flow)
    {
        foreach (var part in earning.Of(flow))
            capital.Pay(part.Amount, part.Purpose.DealId, part.From ?? flow.Date, WaterfallHistory.Earns(terms, part.Purpose), flow.FactId);
    }

    private void Tell(PartnerDistribution told)
    {
        if (told.Line.Distributed < 0)
        {
            TakeBack(told);
            return;
        }
        var declared = book.FindDistribution(told.DistributionId);
        Enter(told.Date, declared?.DealId, book.DealsAt[told.DistributionId]);
        List<PoolLine> parts = declared is null ? ToWhatIsOwed(told) : [new PoolLine(capital.PoolOf(declared.DealId), told.Line)];
        foreach (var part in parts)
            Record(told, part);
        open.Push((parts, told.Line));
    }

    /// <summary>What counts as realised enters. Carried interest that is paid back names no deal: all do, and fees stay with their deals.</summary>
    private void Enter(DateOnly date, Guid? dealId, IReadOnlyList<DealHolding>? then)
    {
        var alone = deals.Pool == DealPool.EachDeal;
        for (var i = 0; i < (then?.Count ?? book.Deals.Count); i++)
        {
            var deal = book.Deals[i];
            if (capital.PaidFor(deal.DealId) != 0 && (!alone || dealId is null || dealId == deal.DealId))
                capital.BringCostTo(date, deal.DealId, RealisedPart(then?[i] ?? deal.HoldingOf(partner)));
        }
        if (!alone || dealId is not null)
            capital.EnterFees(date, capital.PoolOf(dealId));
    }

    /// <summary>Cost that is realised, or lost in value, ÷ all cost.</summary>
    private decimal RealisedPart(DealHolding holding)
    {
        var lost = deals.WriteDowns ? Math.Max(0, holding.Cost - Math.Max(0, holding.Carrying)) : 0;
        return holding.Invested == 0 ? 0 : (holding.CostRealised + lost) / holding.Invested;
    }

    /// <summary>A clawback fills what the pools are owed on its day, in the order in which they came to be; the rest goes to the last.</summary>
    private List<PoolLine> ToWhatIsOwed(PartnerDistribution told)
    {
        if (order.Count <= 1)
            return [new PoolLine(order.Count == 0 ? DealCapital.Together : order[0], told.Line)];
        var waterfall = new Waterfall(terms, book.Currency);
        var parts = new List<PoolLine>();
        var left = told.Line;
        foreach (var pool in order.SkipLast(1))
        {
            var (owedCapital, owedReturn) = waterfall.Owed(told.Date, History(pool));
            var own = new DistributionLine(
                partner.InvestorId, 0, Math.Clamp(book.Currency.Round(owedCapital), 0, left.ReturnOfCapital), Math.Clamp(book.Currency.Round(owedReturn), 0, left.PreferredReturn), 0, 0, 0);
            own = own with { CarriedInterest = -(own.ReturnOfCapital + own.PreferredReturn) };
            if (own.IsEmpty)
                continue;
            parts.Add(new PoolLine(pool, own));
            left += -own;
        }
        return [.. parts, new PoolLine(order[^1], left)];
    }

    /// <summary>Distributions that are returned leave the pools of the last distributions, tier by tier as they were undone.</summary>
    private void TakeBack(PartnerDistribution told)
    {
        foreach (var (parts, undone) in Giveback.Undone(open, -told.Line.Distributed))
        {
            var left = -undone;
            foreach (var part in parts.AsEnumerable().Reverse())
            {
                var own = part == parts[0] ? left : new DistributionLine(
                    partner.InvestorId, 0, Math.Min(part.Line.ReturnOfCapital, left.ReturnOfCapital), Math.Min(part.Line.PreferredReturn, left.PreferredReturn),
                    Math.Min(part.Line.CatchUp, left.CatchUp), Math.Min(part.Line.ResidualSplit, left.ResidualSplit), 0);
                Record(told, part with { Line = -own });
                left += -own;
            }
        }
    }

    private void Record(PartnerDistribution told, PoolLine part)
    {
        var line = part.Line;
        capital.Return(part.Pool, line.ReturnOfCapital);
        apportioned[part.Pool] = apportioned.GetValueOrDefault(part.Pool) + line.Apportioned;
        Pool(part.Pool).Out.Add(new WaterfallDistribution(
            told.Date, line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, line.CarriedInterest, told.FactId, line.CarryAdvance));
    }

    private (List<WaterfallContribution> In, List<WaterfallDistribution> Out) Pool(Guid pool)
    {
        if (!pools.TryGetValue(pool, out var own))
        {
            pools.Add(pool, own = ([], []));
            order.Add(pool);
        }
        return own;
    }

    private WaterfallPartner History(Guid pool)
    {
        var (contributions, distributions) = Pool(pool);
        return new WaterfallPartner(partner.InvestorId, book.FindDeal(pool) is { } deal ? $"{partner.Name}, {deal.Name}" : partner.Name, contributions, distributions);
    }
}

/// <summary>A pool of a liquidation.</summary>
/// <param name="Held">What the fund holds of its deal for the partner; zero where pools are no deals.</param>
/// <param name="FairValue">The part of it that is invested.</param>
internal sealed record LiquidationPool(WaterfallPartner History, decimal Held, decimal FairValue);
