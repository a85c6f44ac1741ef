using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A partner's history as the waterfall reads it.</summary>
internal static class WaterfallHistory
{
    internal static WaterfallPartner Of(FundBook book, PartnerAccount partner, FundTerms terms)
    {
        var byDueDate = terms.Tiers.Value.OfType<PreferredReturnTier>().Any(t => t.Accrual == AccrualStart.DueDate);
        var contributions = partner.CashFlows.Where(f => f.Kind == CashFlowKind.Contribution)
            .SelectMany(f => Contributions(f, book.FindCall(f.SourceId), terms, byDueDate));
        var earlier = partner.Distributions.Select(d => new WaterfallDistribution(
            d.Date, d.Line.ReturnOfCapital, d.Line.PreferredReturn, d.Line.CatchUp, d.Line.ResidualSplit, d.Line.CarriedInterest, d.FactId));
        return new WaterfallPartner(partner.InvestorId, partner.Name, [.. contributions], [.. earlier]);
    }

    /// <summary>What was for investments and what was not, where only the former earns.</summary>
    private static IEnumerable<WaterfallContribution> Contributions(CashFlow flow, BookCall? call, FundTerms terms, bool byDueDate)
    {
        var from = byDueDate ? call?.DueDate : null;
        var idle = terms.Earns(isForInvestment: false) || call is null
            ? 0
            : flow.ByPurpose.Where((_, p) => call.Purposes[p].Kind is CallPurposeKind.ManagementFee or CallPurposeKind.Expenses).Sum();
        if (flow.Amount != idle)
            yield return new WaterfallContribution(flow.Date, flow.Amount - idle, flow.FactId, from);
        if (idle != 0)
            yield return new WaterfallContribution(flow.Date, idle, flow.FactId, from, Earns: false);
    }

    /// <summary>A share run through the tiers; the general partner's own commitment bypasses them: capital back first, the rest as its split.</summary>
    internal static (DistributionLine Line, Explanation? Explanation) Run(
        Waterfall waterfall, FundBook book, PartnerAccount partner, WaterfallPartner history, DateOnly date, decimal apportioned, bool explain)
    {
        if (partner.IsLimitedPartner)
        {
            var line = waterfall.Run(date, history, apportioned, explain);
            return (new DistributionLine(
                partner.InvestorId, apportioned, line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, line.CarriedInterest), line.Explanation);
        }
        var unreturned = history.Contributions.Sum(c => c.Amount) - history.Earlier.Sum(e => e.ReturnOfCapital);
        var capital = Math.Clamp(unreturned, 0, apportioned);
        var explanation = explain
            ? new Explanation(
                $"Distribution, {partner.Name}", book.Currency.Format(apportioned), "sum of its parts; the general partner's own commitment bears no carried interest",
                Parts:
                [
                    new("Return of capital", book.Currency.Format(capital), "lesser of the share and unreturned capital", Facts: [.. history.Contributions.Select(c => c.FactId).OfType<Guid>()]),
                    new("Split", book.Currency.Format(apportioned - capital), "the rest"),
                ])
            : null;
        return (new DistributionLine(partner.InvestorId, apportioned, capital, 0, 0, apportioned - capital, 0), explanation);
    }
}
