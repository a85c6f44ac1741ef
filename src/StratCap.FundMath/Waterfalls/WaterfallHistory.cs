using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// A partner's history as the waterfall reads it. Deal by deal, a contribution is in the tiers as far as the partner's cost of its deal is realised or,
/// where the terms say so, lost in value; one that is for no deal counts as a fee.
/// </summary>
internal static class WaterfallHistory
{
    /// <summary>The history that a distribution on the book's day runs on.</summary>
    /// <param name="dealId">The deal that it comes from.</param>
    internal static WaterfallPartner Of(FundBook book, PartnerAccount partner, FundTerms terms, Guid? dealId) =>
        terms.DealByDeal is null ? Whole(book, partner, terms) : new DealByDealHistory(book, partner, terms).Before(dealId);

    /// <summary>Every history that the partner has, one for each pool.</summary>
    internal static IReadOnlyList<WaterfallPartner> OfAllPools(FundBook book, PartnerAccount partner, FundTerms terms) =>
        terms.DealByDeal is null ? [Whole(book, partner, terms)] : new DealByDealHistory(book, partner, terms).AllPools();

    /// <summary>The same with every deal taken as realised on the book's day.</summary>
    internal static IReadOnlyList<LiquidationPool> Liquidated(FundBook book, PartnerAccount partner, FundTerms terms) =>
        terms.DealByDeal is null ? [new LiquidationPool(Whole(book, partner, terms), 0, 0)] : new DealByDealHistory(book, partner, terms).Liquidated();

    private static WaterfallPartner Whole(FundBook book, PartnerAccount partner, FundTerms terms)
    {
        var earning = new EarningSince(book, partner, terms);
        var contributions = new List<WaterfallContribution>();
        foreach (var flow in partner.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution))
        {
            var parts = earning.Of(flow).GroupBy(p => (p.From, Earns: Earns(terms, p.Purpose)), p => p.Amount);
            contributions.AddRange(parts.Select(p => new WaterfallContribution(flow.Date, p.Sum(), flow.FactId, p.Key.From, p.Key.Earns)).Where(c => c.Amount != 0));
        }
        var earlier = partner.Distributions.Select(d => new WaterfallDistribution(
            d.Date, d.Line.ReturnOfCapital, d.Line.PreferredReturn, d.Line.CatchUp, d.Line.ResidualSplit, d.Line.CarriedInterest, d.FactId, d.Line.CarryAdvance));
        return new WaterfallPartner(partner.InvestorId, partner.Name, contributions, [.. earlier]);
    }

    internal static bool Earns(FundTerms terms, CallPurpose purpose) => terms.Earns(purpose.Kind is CallPurposeKind.Investment or CallPurposeKind.FollowOn);

    /// <summary>Where each deal stands alone, a distribution that names none has no tiers to run through.</summary>
    /// <exception cref="FundRuleException"><c>terms.deal_by_deal.distribution_without_deal</c>.</exception>
    internal static void RequireDeals(FundBook book, FundTerms terms)
    {
        if (terms.DealByDeal is { Value.Pool: DealPool.EachDeal } && book.Distributions.FirstOrDefault(d => d.DealId is null) is { } without)
            throw new FundRuleException("terms.deal_by_deal.distribution_without_deal", $"Distribution {without.Number} names no investment, so it belongs to no deal that could stand alone: take realised deals together.");
    }

    /// <summary>
    /// A partner's part of a liquidation, pool by pool: what the fund holds of each deal; what it holds or owes beside them, and what the value is above or
    /// below the net asset value, by the fair value held.
    /// </summary>
    internal static decimal[] ByPool(IReadOnlyList<LiquidationPool> pools, decimal share, Currency currency)
    {
        if (pools.Count == 1)
            return [share];
        decimal[] held = [.. pools.Select(p => p.Held)];
        decimal[] invested = [.. pools.Select(p => Math.Max(0, p.FairValue))];
        decimal[] weights = invested.Any(w => w > 0) ? invested : held.Any(w => w > 0) ? held : [.. pools.Select(p => p.History.Contributions.Sum(c => c.Amount))];
        var rest = share - held.Sum();
        // Who neither holds nor has paid anything has no weights, and of nothing he needs none.
        decimal[] parts = rest == 0 ? held : [.. held.Zip(LargestRemainder.Split(rest, weights, currency.MinorUnits), (h, b) => h + b)];
        return parts.All(p => p >= 0) ? parts : LargestRemainder.Split(share, held.Any(w => w > 0) ? held : weights, currency.MinorUnits);
    }

    /// <summary>A share run through the tiers; the general partner's own commitment bypasses them: capital back first, the rest as its split.</summary>
    /// <param name="share">Where the share comes from; null leaves the explanation out.</param>
    internal static (DistributionLine Line, Explanation? Explanation) Run(
        Waterfall waterfall, FundBook book, PartnerAccount partner, WaterfallPartner history, DateOnly date, decimal apportioned, Func<Explanation>? share)
    {
        if (partner.IsLimitedPartner)
        {
            var line = waterfall.Run(date, history, apportioned, share is not null, share);
            return (new DistributionLine(
                partner.InvestorId, apportioned, line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, line.CarriedInterest, CarryAdvance: -line.AdvanceTaken), line.Explanation);
        }
        var unreturned = history.Contributions.Sum(c => c.Amount) - history.Earlier.Sum(e => e.ReturnOfCapital);
        var capital = Math.Clamp(book.Currency.Round(unreturned), 0, apportioned);
        return (new DistributionLine(partner.InvestorId, apportioned, capital, 0, 0, apportioned - capital, 0), share is null ? null : OfGeneralPartner(book, history, apportioned, capital, share));
    }

    private static Explanation OfGeneralPartner(FundBook book, WaterfallPartner history, decimal apportioned, decimal capital, Func<Explanation> share) => new(
        $"Distribution, {history.Name}", book.Currency.Format(apportioned), "sum of its parts; the general partner's own commitment bears no carried interest",
        Parts: Explanation.WhenRead(() => GeneralPartnersParts(new Telling(book.Currency), history, capital, share() with { Key = "share" })), Operation: Operation.Sum)
    {
        OwnKeys = true,
    };

    private static List<Explanation> GeneralPartnersParts(Telling telling, WaterfallPartner history, decimal capital, Explanation share)
    {
        var contributions = history.Contributions.Select(c => Telling.Given($"Contribution of {Print.Date(c.Date)}", c.Amount, facts: c.FactId is { } id ? [id] : []));
        var returned = history.Earlier.Where(e => e.ReturnOfCapital != 0).Select(e => Telling.Given($"Capital returned of {Print.Date(e.Date)}", -e.ReturnOfCapital, facts: e.FactId is { } id ? [id] : []));
        List<Explanation> moves = [.. contributions, .. returned];
        var unreturned = Telling.Unrounded(Operation.Sum, "Unreturned capital", moves.Sum(m => m.Amount!.Value), moves, "sum of contributions less capital returned");
        var need = telling.Rounded(Operation.NotBelowZero, "Unreturned capital, payable", Math.Max(0, telling.Currency.Round(unreturned.Amount!.Value)), [unreturned]);
        var first = telling.Money(Operation.Lesser, "Return of capital", capital, [share, need], "lesser of the share and unreturned capital") with { Key = "capital" };
        return [first, telling.Money(Operation.Difference, "Split", share.Amount!.Value - capital, [share.Again(), first.Again()], "the rest")];
    }
}
