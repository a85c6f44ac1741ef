using StratCap.FundMath.Allocation;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// The whole-of-fund ("European") waterfall of a fund that is calculated without a book: each distribution is apportioned among all partners, then each
/// limited partner's share runs through his own tiers, in which all his contributions are. Told in order of date.
/// </summary>
public sealed class WholeFundWaterfall
{
    private readonly Waterfall rules;
    private readonly PartnerWaterfall[] waterfalls;

    /// <summary>Opens a fund.</summary>
    /// <param name="explain">Whether lines carry explanations; those are made of all that came before.</param>
    /// <param name="keepsHistory">Whether <see cref="Flows"/> keeps flows and distributions. Without, and without explanations, the memory does not grow with the fund's life.</param>
    /// <exception cref="FundRuleException">The terms cannot be run.</exception>
    public WholeFundWaterfall(FundTerms terms, Currency currency, IReadOnlyList<FundPartner> partners, bool explain = true, bool keepsHistory = true)
    {
        rules = new Waterfall(terms, currency);
        Flows = new FundFlows(partners, keepsHistory);
        waterfalls = [.. partners.Select(p => rules.Open(p.PartnerId, p.Name, explain))];
    }

    /// <summary>What was paid in and received so far.</summary>
    public FundFlows Flows { get; }

    /// <summary>A partner paid in.</summary>
    /// <param name="partner">His place among the partners.</param>
    /// <param name="isForInvestment">Decides whether it earns where only investments do.</param>
    public void Contribute(DateOnly date, int partner, decimal amount, bool isForInvestment = true)
    {
        Flows.Contribute(date, partner, amount);
        waterfalls[partner].Contribute(new WaterfallContribution(date, amount, Earns: rules.Terms.Earns(isForInvestment)));
    }

    /// <summary>Works a distribution out and records it.</summary>
    /// <exception cref="FundRuleException"><c>distribution.amount_not_payable</c>, <c>allocation.no_weights</c>.</exception>
    public FundDistribution Distribute(DateOnly date, decimal amount)
    {
        FundFlows.RequirePayable(amount, rules.Currency);
        var byCommitment = rules.Terms.Apportioning.Value == ApportioningBase.Commitments;
        var weights = Flows.Partners.Select((p, i) => byCommitment ? p.Commitment : Flows.PaidInBy(i)).ToArray();
        return Flows.Distribute(date, amount, null, LargestRemainder.Split(amount, weights, rules.Currency.MinorUnits), i => waterfalls[i]);
    }
}
