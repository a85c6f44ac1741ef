using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Returns;

/// <summary>Performance from the book's own movements.</summary>
internal static class BookPerformance
{
    internal static PerformanceLine OfPartner(FundBook book, PartnerAccount partner, AccruedCarry carry, bool explain) =>
        Line(book, partner.InvestorId, partner.Name, partner.Kind, [partner], carry, explain);

    internal static PerformanceLine OfGroup(FundBook book, string name, IReadOnlyList<PartnerAccount> partners, AccruedCarry carry, bool explain) =>
        Line(book, null, name, null, partners, carry, explain);

    private static PerformanceLine Line(
        FundBook book, Guid? id, string name, PartnerKind? kind, IReadOnlyList<PartnerAccount> partners, AccruedCarry carry, bool explain)
    {
        var accrued = partners.Sum(p => carry.Of(p.InvestorId));
        var figures = new RatioInputs(
            partners.Sum(p => p.Commitment), partners.Sum(p => p.Contributed), partners.Sum(p => p.Distributed), partners.Sum(p => p.Nav) - accrued);
        var (flows, atTheEnd) = Flows(partners, figures.ResidualValue!.Value);
        DatedFlow[] moved = [.. flows];
        if (atTheEnd != 0)
            flows.Add(new DatedFlow(book.AsOf, atTheEnd));
        var irr = Irr.Of(flows);
        var notes = new List<string>();
        if (carry.Note is { } note)
            notes.Add(note);
        if (irr.SpanDays is > 0 and < 365)
            notes.Add("The flows span less than a year: the yearly rate is not to be shown as a return (GIPS).");
        return new PerformanceLine(
            id, name, kind, PerformanceBasis.Book, book.AsOf, figures.Commitment, figures.PaidIn, figures.Distributed, figures.ResidualValue, accrued,
            figures.Dpi, figures.Rvpi, figures.Tvpi, figures.Pic, irr, null, null, null, notes,
            explain ? PerformanceExplanations.FromBook(book, name, partners, figures, accrued, moved, atTheEnd, irr) : null)
        {
            WithoutLine = partners.Any(p => p[Component.LineDrawn] != 0) ? WithoutLine(book, partners, figures) : null,
        };
    }

    /// <summary>Calls for the line's costs are left out, so that what was charged of them above those calls is added to the value, and what waits to be charged taken off it.</summary>
    private static WithoutLinePerformance WithoutLine(FundBook book, IReadOnlyList<PartnerAccount> partners, RatioInputs figures)
    {
        var borrowed = partners.Sum(p => p.Borrowed);
        var costs = partners.Sum(p => p[Component.LineCosts]);
        var called = partners.Sum(p => p[Component.ContributedLineCosts]);
        var paidIn = figures.PaidIn!.Value + borrowed - called;
        var residual = figures.ResidualValue!.Value + borrowed + costs - called;
        var (flows, atTheEnd) = Flows(partners, residual);
        flows.Add(new DatedFlow(book.AsOf, atTheEnd));
        foreach (var flow in partners.SelectMany(p => p.CashFlows))
        {
            if (flow.IsLine)
                flows.Add(new DatedFlow(flow.Date, flow.Kind == CashFlowKind.LineDraw ? -flow.Amount : flow.Amount));
            else if (flow.Kind == CashFlowKind.Contribution && ForLineCosts(book, flow) is var part and not 0)
                flows.Add(new DatedFlow(flow.Date, part));
        }
        return new WithoutLinePerformance(paidIn, residual, costs, paidIn == 0 ? null : (figures.Distributed + residual) / paidIn, Irr.Of(flows));
    }

    private static decimal ForLineCosts(FundBook book, CashFlow contribution)
    {
        var purposes = book.FindCall(contribution.SourceId)!.Purposes;
        return contribution.ByPurpose.Where((_, p) => purposes[p].Kind == CallPurposeKind.LineCosts).Sum();
    }

    /// <summary>All limited partners against an index.</summary>
    internal static PmeResult PmeOfLimitedPartners(FundBook book, AccruedCarry carry, IReadOnlyDictionary<DateOnly, decimal> index)
    {
        var partners = book.Partners.Where(p => p.IsLimitedPartner).ToList();
        var (flows, atTheEnd) = Flows(partners, partners.Sum(p => p.Nav - carry.Of(p.InvestorId)));
        return PublicMarketEquivalent.Of(flows, index, book.AsOf, atTheEnd);
    }

    /// <summary>
    /// Contributions and givebacks by receipt, distributions by payment, withheld tax by declaration; beside them what is left at the end: the residual value
    /// and what is declared and not yet paid. Carried interest is no return on a commitment.
    /// </summary>
    private static (List<DatedFlow> Flows, decimal AtTheEnd) Flows(IReadOnlyList<PartnerAccount> partners, decimal residualValue)
    {
        var flows = new List<DatedFlow>();
        var unpaid = 0m;
        foreach (var partner in partners)
        {
            unpaid += partner.Distributed;
            foreach (var flow in partner.CashFlows)
            {
                if (flow.IsCarry || flow.IsLine)
                    continue;
                if (flow.Kind == CashFlowKind.SaleDifference)
                {
                    unpaid += flow.Amount;
                    continue;
                }
                var amount = flow.IsToFund ? -flow.Amount : flow.Amount;
                flows.Add(new DatedFlow(flow.Date, amount));
                unpaid -= flow.Kind == CashFlowKind.Contribution ? 0 : amount;
            }
        }
        return (flows, residualValue + unpaid);
    }
}
