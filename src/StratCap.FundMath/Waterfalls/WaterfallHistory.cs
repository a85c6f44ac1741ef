using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// A partner's history as the waterfall reads it. Deal by deal, a contribution is in the tiers as far as the partner's cost of its deal is realised or,
/// where the terms say so, lost in value; one that is for no deal counts as a fee.
/// </summary>
internal static class WaterfallHistory
{
    /// <param name="isLiquidation">Whether every deal counts as realised.</param>
    internal static WaterfallPartner Of(FundBook book, PartnerAccount partner, FundTerms terms, bool isLiquidation)
    {
        var byDueDate = terms.Tiers.Value.OfType<PreferredReturnTier>().Any(t => t.Accrual == AccrualStart.DueDate);
        var contributions = new List<WaterfallContribution>();
        foreach (var flow in partner.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution))
        {
            var call = book.FindCall(flow.SourceId)!;
            decimal earning = 0, idle = 0;
            for (var p = 0; p < flow.ByPurpose.Count; p++)
            {
                var purpose = call.Purposes[p];
                var amount = flow.ByPurpose[p] * PartInTiers(book, partner, purpose, terms, isLiquidation);
                if (terms.Earns(purpose.Kind is CallPurposeKind.Investment or CallPurposeKind.FollowOn))
                    earning += amount;
                else
                    idle += amount;
            }
            DateOnly? from = byDueDate ? call.DueDate : null;
            if (earning != 0)
                contributions.Add(new WaterfallContribution(flow.Date, earning, flow.FactId, from));
            if (idle != 0)
                contributions.Add(new WaterfallContribution(flow.Date, idle, flow.FactId, from, Earns: false));
        }
        var earlier = partner.Distributions.Select(d => new WaterfallDistribution(
            d.Date, d.Line.ReturnOfCapital, d.Line.PreferredReturn, d.Line.CatchUp, d.Line.ResidualSplit, d.Line.CarriedInterest, d.FactId, d.Line.CarryAdvance));
        return new WaterfallPartner(partner.InvestorId, partner.Name, contributions, [.. earlier]);
    }

    /// <summary>A book's distributions do not say which deal's account each of their tiers was paid from.</summary>
    /// <exception cref="FundRuleException"><c>terms.deal_by_deal.each_deal_alone</c>.</exception>
    internal static void RequireOnePool(FundTerms terms)
    {
        if (terms.DealByDeal is { Value.Pool: DealPool.EachDeal })
            throw new FundRuleException("terms.deal_by_deal.each_deal_alone", "A fund's book takes realised deals together: let losses be carried forward between deals.");
    }

    private static decimal PartInTiers(FundBook book, PartnerAccount partner, CallPurpose purpose, FundTerms terms, bool isLiquidation)
    {
        if (terms.DealByDeal is not { Value: var deals })
            return 1;
        if (purpose.DealId is { } id)
            return isLiquidation ? 1 : RealisedPart([book.Deal(id)], partner, deals);
        return deals.Fees switch
        {
            FeeReturn.Excluded => 0,
            FeeReturn.ProRataRealised when !isLiquidation => RealisedPart(book.Deals, partner, deals),
            _ => 1,
        };
    }

    /// <summary>Cost that is realised, or lost in value, ÷ all cost, as to one partner.</summary>
    private static decimal RealisedPart(IReadOnlyList<BookDeal> deals, PartnerAccount partner, DealByDealTerms terms)
    {
        decimal realised = 0, invested = 0;
        foreach (var holding in deals.Select(d => d.HoldingOf(partner)))
        {
            invested += holding.Invested;
            realised += holding.CostRealised + (terms.WriteDowns ? Math.Max(0, holding.Cost - Math.Max(0, holding.Carrying)) : 0);
        }
        return invested == 0 ? 0 : realised / invested;
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
        return (new DistributionLine(partner.InvestorId, apportioned, capital, 0, 0, apportioned - capital, 0), share is null ? null : OfGeneralPartner(book, partner, history, apportioned, capital, share));
    }

    private static Explanation OfGeneralPartner(FundBook book, PartnerAccount partner, WaterfallPartner history, decimal apportioned, decimal capital, Func<Explanation> share) => new(
        $"Distribution, {partner.Name}", book.Currency.Format(apportioned), "sum of its parts; the general partner's own commitment bears no carried interest",
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
