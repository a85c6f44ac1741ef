namespace StratCap.FundMath.Terms;

/// <summary>What terms must satisfy to be run at all.</summary>
internal static class TermsRules
{
    internal static void Check(FundTerms terms)
    {
        if (string.IsNullOrWhiteSpace(terms.Name))
            throw new FundRuleException("terms.name.missing", "Give the terms a name, such as the agreement they come from.");
        CheckOrderOfTiers(terms);
        foreach (var tier in terms.Tiers.Value)
            CheckTier(tier);
        CheckFee(terms.ManagementFee.Value);
        CheckCallBases(terms.CallBases.Value);
        if (terms.NoticeBusinessDays.Value is < 0 or > 365)
            throw new FundRuleException("terms.notice.out_of_range", "Give a notice period between 0 and 365 business days.");
    }

    private static void CheckOrderOfTiers(FundTerms terms)
    {
        var tiers = terms.Tiers.Value;
        if (tiers.Count == 0 || tiers[^1] is not SplitTier)
            throw new FundRuleException("terms.tiers.no_final_split", "End the tiers with a split, so that every amount finds its owner.");
        if (tiers.GroupBy(t => t.GetType()).Any(g => g.Count() > 1))
            throw new FundRuleException("terms.tiers.repeated", "Give each kind of tier once: capital, preferred return, catch-up, split.");
        var capital = IndexOf<ReturnOfCapitalTier>(tiers);
        var preferred = IndexOf<PreferredReturnTier>(tiers);
        var catchUp = IndexOf<CatchUpTier>(tiers);
        if (capital < 0)
            throw new FundRuleException("terms.tiers.no_return_of_capital", "Add a tier that returns capital before profit is split.");
        if (catchUp >= 0 && preferred < 0)
            throw new FundRuleException("terms.tiers.catch_up_without_preferred_return", "A catch-up follows a preferred return: add that tier or leave the catch-up out.");
        if (catchUp >= 0 && (catchUp < preferred || catchUp < capital))
            throw new FundRuleException("terms.tiers.catch_up_too_early", "Put the catch-up after capital and preferred return.");
        if (preferred >= 0 && preferred < capital != (terms.PaymentOrder.Value == PaymentOrder.ReturnFirst))
            throw new FundRuleException("terms.payment_order.contradicts_tiers", "Let the payment order and the order of the tiers say the same.");
    }

    private static void CheckTier(Tier tier)
    {
        switch (tier)
        {
            case PreferredReturnTier { RateAnnual: < 0 or > 1 }:
                throw new FundRuleException("terms.preferred_return.rate_out_of_range", "Give the preferred return as a fraction between 0 and 1: 0.08 is 8 %.");
            case CatchUpTier { Target: < 0 or >= 1 }:
                throw new FundRuleException("terms.catch_up.target_out_of_range", "Give the catch-up target as a fraction from 0 to below 1: 0.2 is 20 %.");
            case CatchUpTier { GpShare: > 1 }:
                throw new FundRuleException("terms.catch_up.share_out_of_range", "Give the catch-up share as a fraction of at most 1: 0.8 is 80 %.");
            case CatchUpTier catchUp when catchUp.GpShare <= catchUp.Target:
                throw new FundRuleException("terms.catch_up.share_not_above_target", "Set the catch-up share above its target, or the tier never ends.");
            case SplitTier { GpShare: < 0 or >= 1 }:
                throw new FundRuleException("terms.split.share_out_of_range", "Give the general partner's share of the split from 0 to below 1: 0.2 is 80/20.");
        }
    }

    private static void CheckFee(ManagementFeeTerms fee)
    {
        var rates = fee.RateByInvestor is null ? [fee.RateAnnual] : fee.RateByInvestor.Values.Append(fee.RateAnnual);
        if (rates.Any(r => r is < 0 or > 1))
            throw new FundRuleException("terms.management_fee.rate_out_of_range", "Give fee rates as fractions between 0 and 1: 0.02 is 2 %.");
    }

    private static void CheckCallBases(CallBases bases)
    {
        if (bases.ManagementFee != Book.AllocationBase.LimitedPartnerSpecific
            && new[] { bases.Investment, bases.FollowOn, bases.Expenses }.Contains(Book.AllocationBase.LimitedPartnerSpecific))
            throw new FundRuleException("terms.call_bases.fee_base_misplaced", "Only the management fee is shared by each limited partner's own fee.");
        if (bases.Investment == Book.AllocationBase.SharingPercentages)
            throw new FundRuleException("terms.call_bases.new_investment_has_no_shares", "A new investment has no sharing percentages yet: use remaining commitments or commitments.");
    }

    private static int IndexOf<T>(IReadOnlyList<Tier> tiers)
    {
        for (var i = 0; i < tiers.Count; i++)
        {
            if (tiers[i] is T)
                return i;
        }
        return -1;
    }
}
