using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// The deal-by-deal ("American") waterfall of a fund that is calculated without a book. Capital enters the tiers when its deal is realised or written off,
/// with its preferred return since it was paid in; contributions for fees and expenses as the terms say. Told in order of date; of a day,
/// contributions first, then events in the order in which they count.
/// </summary>
public sealed class DealByDealWaterfall
{
    private readonly Waterfall rules;
    private readonly DealByDealTerms deals;
    private readonly bool explain;
    private readonly DealCapital[] capital;
    private readonly Dictionary<(Guid Pool, int Partner), PartnerWaterfall> waterfalls = [];

    /// <summary>Opens a fund.</summary>
    /// <exception cref="FundRuleException">The terms cannot be run, or <c>waterfall.not_deal_by_deal</c>.</exception>
    public DealByDealWaterfall(FundTerms terms, Currency currency, IReadOnlyList<FundPartner> partners, bool explain = true)
    {
        rules = new Waterfall(terms, currency);
        deals = terms.DealByDeal?.Value ?? throw new FundRuleException("waterfall.not_deal_by_deal", "Give terms that say how deals are taken together.");
        Flows = new FundFlows(partners);
        this.explain = explain;
        capital = [.. partners.Select((p, i) => new DealCapital(deals, (pool, contribution) =>
        {
            if (p.BearsCarry)
                WaterfallOf(pool, i).Contribute(contribution);
        }))];
    }

    /// <summary>What was paid in and received so far.</summary>
    public FundFlows Flows { get; }

    /// <summary>A partner paid in.</summary>
    /// <param name="partner">His place among the partners.</param>
    /// <param name="dealId">The deal it was for; null for fees and expenses.</param>
    public void Contribute(DateOnly date, int partner, decimal amount, Guid? dealId)
    {
        Flows.Contribute(date, partner, amount);
        capital[partner].Pay(amount, dealId, date, dealId is not null || rules.Terms.Earns(isForInvestment: false));
    }

    /// <summary>A deal, or a part of it, was sold: its capital and the fees that go with it enter the tiers, the proceeds run through them.</summary>
    /// <param name="costFraction">The part of its cost that was realised; null is all that is left.</param>
    /// <exception cref="FundRuleException"><c>distribution.amount_not_payable</c>, <c>waterfall.cost_fraction_out_of_range</c>, <c>allocation.no_weights</c>.</exception>
    public FundDistribution Realise(DateOnly date, Guid dealId, decimal proceeds, decimal? costFraction = null)
    {
        FundFlows.RequirePayable(proceeds, rules.Currency);
        EnterCost(date, dealId, costFraction);
        foreach (var own in capital)
            own.EnterFees(date, own.PoolOf(dealId));
        var byCommitment = rules.Terms.Apportioning.Value == ApportioningBase.Commitments;
        var byContribution = rules.Terms.Apportioning.Value == ApportioningBase.Contributions;
        var weights = Flows.Partners.Select((p, i) => byCommitment ? p.Commitment : byContribution ? Flows.PaidInBy(i) : capital[i].PaidFor(dealId)).ToArray();
        var shares = LargestRemainder.Split(proceeds, weights, rules.Currency.MinorUnits);
        return Flows.Distribute(date, proceeds, dealId, shares, i => WaterfallOf(capital[i].PoolOf(dealId), i));
    }

    /// <summary>A deal, or a part of it, is lost: its capital is to be made up by other deals of its pool.</summary>
    /// <param name="costFraction">The part of its cost; null is all that is left.</param>
    /// <exception cref="FundRuleException"><c>waterfall.cost_fraction_out_of_range</c>.</exception>
    public void WriteOff(DateOnly date, Guid dealId, decimal? costFraction = null) => EnterCost(date, dealId, costFraction);

    /// <summary>A deal that is still held is worth less than its cost. Counts where the terms say so.</summary>
    /// <param name="costFraction">The part of its cost by which it was written down.</param>
    /// <exception cref="FundRuleException"><c>waterfall.cost_fraction_out_of_range</c>.</exception>
    public void WriteDown(DateOnly date, Guid dealId, decimal costFraction)
    {
        if (deals.WriteDowns)
            EnterCost(date, dealId, costFraction);
    }

    private PartnerWaterfall WaterfallOf(Guid pool, int partner)
    {
        if (!waterfalls.TryGetValue((pool, partner), out var waterfall))
            waterfalls.Add((pool, partner), waterfall = rules.Open(Flows.Partners[partner].PartnerId, Flows.Partners[partner].Name, explain));
        return waterfall;
    }

    private void EnterCost(DateOnly date, Guid dealId, decimal? costFraction)
    {
        if (costFraction is < 0 or > 1)
            throw new FundRuleException("waterfall.cost_fraction_out_of_range", "Give the part of the cost as a fraction between 0 and 1: 0.5 is one half.");
        foreach (var own in capital)
            own.EnterCost(date, dealId, costFraction);
    }
}
