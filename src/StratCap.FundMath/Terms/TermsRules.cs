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
        CheckDealByDeal(terms);
        if (terms.LineReturn is { Value: LineReturn.FromDraw } && !terms.Tiers.Value.Any(t => t is PreferredReturnTier or SplitTier { Until: not null }))
            throw new FundRuleException("terms.line_return.nothing_earns", "No tier pays a return that could run from the draw on the line: add a preferred return, or leave that term out.");
        if (terms.Clawback is { } clawback)
            CheckClawback(clawback.Value);
        if (terms.Default is { Value: { InterestAnnual: < 0 or > 1 } or { CoverOfOriginal: < 0 or > 1 } or { MostForfeited: < 0 or > 1 } })
            throw new FundRuleException("terms.default.out_of_range", "Give interest, cover and forfeiture on default as fractions between 0 and 1: 0.1 is 10 %.");
        CheckFee(terms.ManagementFee.Value);
        CheckCallBases(terms.CallBases.Value);
        if (terms.NoticeBusinessDays.Value is < 0 or > 365)
            throw new FundRuleException("terms.notice.out_of_range", "Give a notice period between 0 and 365 business days.");
    }

    private static void CheckOrderOfTiers(FundTerms terms)
    {
        var tiers = terms.Tiers.Value;
        if (tiers.Count == 0 || tiers[^1] is not SplitTier { Until: null })
            throw new FundRuleException("terms.tiers.no_final_split", "End the tiers with a split that takes the rest, so that every amount finds its owner.");
        if (tiers.SkipLast(1).Any(t => t is SplitTier { Until: null }))
            throw new FundRuleException("terms.tiers.after_final_split", "A split that takes the rest leaves nothing to later tiers: give it a hurdle, or end the tiers with it.");
        if (tiers.Count(t => t is ReturnOfCapitalTier) > 1 || tiers.Count(t => t is PreferredReturnTier) > 1)
            throw new FundRuleException("terms.tiers.repeated", "Return capital once and pay one preferred return: further hurdles are splits up to a hurdle.");
        var (capital, preferred) = (IndexOf(tiers, t => t is ReturnOfCapitalTier), IndexOf(tiers, t => t is PreferredReturnTier));
        if (capital < 0 && (preferred >= 0 || tiers[0] is not SplitTier { GpShare: 0, Until: not null }))
            throw new FundRuleException("terms.tiers.no_return_of_capital", "Add a tier that returns capital before profit is split.");
        CheckProfitTiers(tiers, Math.Max(capital, preferred));
        if (preferred >= 0 && preferred < capital != (terms.PaymentOrder.Value == PaymentOrder.ReturnFirst))
            throw new FundRuleException("terms.payment_order.contradicts_tiers", "Let the payment order and the order of the tiers say the same.");
    }

    private static void CheckProfitTiers(IReadOnlyList<Tier> tiers, int lastOfCapitalAndReturn)
    {
        var catchUp = IndexOf(tiers, t => t is CatchUpTier);
        var profit = IndexOf(tiers, t => t is PreferredReturnTier or SplitTier { Until: not null });
        if (catchUp >= 0 && profit < 0)
            throw new FundRuleException("terms.tiers.catch_up_without_preferred_return", "A catch-up follows a preferred return: add that tier or leave the catch-up out.");
        if (catchUp >= 0 && (catchUp < lastOfCapitalAndReturn || catchUp < profit))
            throw new FundRuleException("terms.tiers.catch_up_too_early", "Put the catch-up after capital and preferred return.");
        if (IndexOf(tiers, t => t is SplitTier) < lastOfCapitalAndReturn)
            throw new FundRuleException("terms.tiers.split_too_early", "Put the splits after capital and preferred return.");
        var met = tiers.OfType<PreferredReturnTier>().Select(t => (Hurdle)t.Account).ToList();
        foreach (var until in tiers.OfType<SplitTier>().Select(t => t.Until).OfType<Hurdle>())
        {
            if (met.Any(m => IsNotAbove(until, m)))
                throw new FundRuleException("terms.tiers.hurdle_not_above", "Set each hurdle above the one before, or its tier never gets anything.");
            met.Add(until);
        }
    }

    /// <summary>Only hurdles of one measure can be compared: rates that compound alike, or multiples.</summary>
    private static bool IsNotAbove(Hurdle hurdle, Hurdle before) => (Yearly(hurdle), Yearly(before)) is ({ } rate, { } earlier)
        ? rate <= earlier
        : hurdle is MultipleHurdle multiple && before is MultipleHurdle lower && multiple.Multiple <= lower.Multiple;

    private static decimal? Yearly(Hurdle hurdle) => hurdle switch
    {
        IrrHurdle irr => irr.RateAnnual,
        AccountHurdle { Compounding: Compounding.EffectiveAnnual } account => account.RateAnnual,
        _ => null,
    };

    private static void CheckTier(Tier tier)
    {
        switch (tier)
        {
            case PreferredReturnTier { RateAnnual: < 0 or > 1 }:
                throw new FundRuleException("terms.preferred_return.rate_out_of_range", "Give the preferred return as a fraction between 0 and 1: 0.08 is 8 %.");
            case PreferredReturnTier preferred:
                CheckHurdle(preferred.Account);
                break;
            case CatchUpTier { Target: < 0 or >= 1 }:
                throw new FundRuleException("terms.catch_up.target_out_of_range", "Give the catch-up target as a fraction from 0 to below 1: 0.2 is 20 %.");
            case CatchUpTier { GpShare: > 1 }:
                throw new FundRuleException("terms.catch_up.share_out_of_range", "Give the catch-up share as a fraction of at most 1: 0.8 is 80 %.");
            case CatchUpTier catchUp when catchUp.GpShare <= catchUp.Target:
                throw new FundRuleException("terms.catch_up.share_not_above_target", "Set the catch-up share above its target, or the tier never ends.");
            case SplitTier { GpShare: < 0 or >= 1 }:
                throw new FundRuleException("terms.split.share_out_of_range", "Give the general partner's share of the split from 0 to below 1: 0.2 is 80/20.");
            case SplitTier { Until: { } until }:
                CheckHurdle(until);
                break;
        }
    }

    private static void CheckHurdle(Hurdle hurdle)
    {
        switch (hurdle)
        {
            case AccountHurdle { RateAnnual: < 0 or > 1 } or IrrHurdle { RateAnnual: < 0 or > 1 }:
                throw new FundRuleException("terms.hurdle.rate_out_of_range", "Give the hurdle's rate as a fraction between 0 and 1: 0.12 is 12 %.");
            case AccountHurdle { CompoundsOn: { Exists: false } }:
                throw new FundRuleException("terms.hurdle.no_such_day", "Let the return compound on a day that every year has.");
            case MultipleHurdle { Multiple: <= 0 or > 1000 }:
                throw new FundRuleException("terms.hurdle.multiple_out_of_range", "Give the multiple as a number above 0: 2 is twice the contributions.");
            case AllOfHurdle { Hurdles.Count: 0 }:
                throw new FundRuleException("terms.hurdle.none", "Name the hurdles that must all be met.");
            case AllOfHurdle all:
                foreach (var one in all.Hurdles)
                    CheckHurdle(one);
                break;
        }
    }

    private static void CheckDealByDeal(FundTerms terms)
    {
        if (terms.Level.Value == WaterfallLevel.DealByDeal != terms.DealByDeal is not null)
            throw new FundRuleException("terms.deal_by_deal.contradicts_level", "Say how deals are taken together exactly when the waterfall runs deal by deal.");
    }

    internal static void CheckClawback(ClawbackTerms clawback)
    {
        if (clawback.Carry is < 0 or >= 1 || clawback.TaxRate is < 0 or > 1 || clawback.EscrowShare is < 0 or > 1)
            throw new FundRuleException("terms.clawback.rate_out_of_range", "Give carry, tax rate and escrow of the clawback as fractions between 0 and 1: 0.2 is 20 %.");
    }

    private static void CheckFee(ManagementFeeTerms fee)
    {
        var rates = fee.RateByInvestor is null ? [fee.RateAnnual] : fee.RateByInvestor.Values.Append(fee.RateAnnual);
        if (rates.Any(r => r is < 0 or > 1))
            throw new FundRuleException("terms.management_fee.rate_out_of_range", "Give fee rates as fractions between 0 and 1: 0.02 is 2 %.");
        if (fee.WriteDowns is { Value.Below: <= 0 or > 1 })
            throw new FundRuleException("terms.management_fee.write_down_out_of_range", "Give the part of cost below which an investment is permanently written down as a fraction above 0 and at most 1: 0.5 is 50 %.");
    }

    private static void CheckCallBases(CallBases bases)
    {
        if (bases.ManagementFee != Book.AllocationBase.LimitedPartnerSpecific
            && new[] { bases.Investment, bases.FollowOn, bases.Expenses }.Contains(Book.AllocationBase.LimitedPartnerSpecific))
            throw new FundRuleException("terms.call_bases.fee_base_misplaced", "Only the management fee is shared by each limited partner's own fee.");
        if (bases.Investment == Book.AllocationBase.SharingPercentages)
            throw new FundRuleException("terms.call_bases.new_investment_has_no_shares", "A new investment has no sharing percentages yet: use remaining commitments or commitments.");
    }

    private static int IndexOf(IReadOnlyList<Tier> tiers, Func<Tier, bool> isIt)
    {
        for (var i = 0; i < tiers.Count; i++)
        {
            if (isIt(tiers[i]))
                return i;
        }
        return -1;
    }
}
