using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>What the management fee is a percentage of, measured in a book by the terms of the fee; never below zero, and never above the plain figure that the terms name.</summary>
public sealed class FeeBase
{
    private readonly ManagementFeeTerms terms;
    private readonly BookDeal[] writtenDown;

    /// <param name="book">The book as of the opening of the period.</param>
    /// <param name="terms">Those in force.</param>
    public FeeBase(FundBook book, ManagementFeeTerms terms)
    {
        this.terms = terms;
        writtenDown = terms is { Basis: FeeBasis.InvestedCost, WriteDowns.Value: var clause } ? [.. book.Deals.Where(d => d.FairValue < clause.Below * d.Cost)] : [];
    }

    /// <summary>For a partner, in the fund's currency.</summary>
    public decimal Of(PartnerAccount partner) => Plain(partner) - writtenDown.Sum(d => TakenOff(d.HoldingOf(partner)));

    /// <summary>Where a partner's comes from.</summary>
    /// <param name="termsFactId">The fact that set the terms.</param>
    internal Explanation Explain(PartnerAccount partner, Guid termsFactId)
    {
        var label = $"Basis: {TermsInWords.Words(terms.Basis)}";
        IReadOnlyList<Guid> facts = [termsFactId, .. partner.Commitments.Select(c => c.FactId), .. partner.Moves.Select(m => m.FactId)];
        BookDeal[] own = [.. writtenDown.Where(d => TakenOff(d.HoldingOf(partner)) != 0)];
        return own.Length == 0
            ? Telling.Given(label, Plain(partner), facts: facts)
            : Telling.Unrounded(
                Operation.Difference, label, Of(partner), [Telling.Given("Cost of unrealised investments", Plain(partner), facts: facts), .. own.Select(d => Explain(d, d.HoldingOf(partner)))],
                "cost less what is permanently written down", terms.WriteDowns!.Clause);
    }

    private Explanation Explain(BookDeal deal, DealHolding held)
    {
        var (label, clause) = ($"Permanently written down: {deal.Name}", terms.WriteDowns!.Clause);
        var formula = $"worth {Print.Exact(deal.FairValue)}, less than {TermsInWords.Percent(terms.WriteDowns.Value.Below)} of its cost of {Print.Exact(deal.Cost)}";
        if (terms.WriteDowns.Value.TakenOff == WrittenDownPart.WholeCost)
            return Telling.Given(label, TakenOff(held), clause, formula, deal.Facts);
        var lost = Telling.Unrounded(
            Operation.Difference, "Cost less fair value", held.Cost - Value(held),
            [Telling.Given("Part of the cost", held.Cost, facts: deal.Facts), Telling.Given("Part of the fair value", Value(held), facts: deal.Facts)]);
        return Telling.Unrounded(Operation.NotBelowZero, label, TakenOff(held), [lost], formula, clause);
    }

    private decimal TakenOff(DealHolding held) =>
        terms.WriteDowns!.Value.TakenOff == WrittenDownPart.WholeCost ? held.Cost : Math.Max(0, held.Cost - Value(held));

    /// <summary>Shares of changes are rounded to the unit: a worthless investment may leave a partner one below zero.</summary>
    private static decimal Value(DealHolding held) => Math.Max(0, held.Carrying);

    private decimal Plain(PartnerAccount partner) => terms.Basis switch
    {
        FeeBasis.Commitments => partner.Commitment,
        FeeBasis.InvestedCost => partner.InvestmentCost,
        FeeBasis.Contributions => partner.Contributed,
        _ => Math.Max(0, partner.Nav),
    };
}
