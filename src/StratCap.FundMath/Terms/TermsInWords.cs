using System.Globalization;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Terms;

/// <summary>Terms as sentences; the same words stand under the figures that read them.</summary>
public static class TermsInWords
{
    internal static IReadOnlyList<TermSentence> Of(FundTerms terms)
    {
        var fee = terms.ManagementFee.Value;
        var bases = terms.CallBases.Value;
        List<TermSentence> lines =
        [
            new(terms.Level.Clause, terms.Level.Value == WaterfallLevel.WholeFund
                ? "All contributions of a limited partner come back before carried interest is paid, whatever they were for (whole of fund)."
                : "Capital enters the tiers when its deal is realised or written off, with its preferred return since it was paid in (deal by deal)."),
            .. DealByDeal(terms.DealByDeal),
            new(terms.Apportioning.Clause, $"A distribution is first apportioned among all partners by {Words(terms.Apportioning.Value)}; the general partner and its affiliates then receive theirs without tiers."),
            new(terms.Hurdle.Clause, "Each limited partner's share runs through the tiers on its own."),
            .. terms.Tiers.Value.Select((tier, i) => new TermSentence(terms.Tiers.Clause, $"Tier {i + 1}: {Words(tier)}")),
            new(terms.PaymentOrder.Clause, terms.PaymentOrder.Value == PaymentOrder.CapitalFirst ? "Capital is paid before preferred return." : "Preferred return is paid before capital."),
            new(terms.CallBases.Clause, $"Calls are shared out: new investments by {Words(bases.Investment)}, follow-on investments by {Words(bases.FollowOn)}, management fee by {Words(bases.ManagementFee)}, expenses by {Words(bases.Expenses)}."),
            new(terms.ManagementFee.Clause, $"The management fee is {Percent(fee.RateAnnual)} a year of {Words(fee.Basis)}, charged {Words(fee.Frequency)} in {(fee.InAdvance ? "advance" : "arrears")}, borne by limited partners only."),
        ];
        if (fee.RateByInvestor is { Count: > 0 } own)
            lines.Add(new(terms.ManagementFee.Clause, $"{own.Count} investors have a fee rate of their own."));
        if (WriteDowns(terms.ManagementFee) is { } writeDowns)
            lines.Add(writeDowns);
        if (terms.ReturnBase is { Value: ReturnBase.Investments } returnBase)
            lines.Add(new(returnBase.Clause, "Only contributions for investments earn the preferred return; all are returned."));
        if (terms.LineReturn is { } line)
        {
            lines.Add(new(line.Clause, line.Value == LineReturn.FromDraw
                ? "A contribution that repays the subscription line earns the preferred return from the day the line was drawn, the oldest draw first."
                : "A contribution that repays the subscription line earns the preferred return as any other, not from the day the line was drawn."));
        }
        if (terms.LaterPartners is { } later)
        {
            lines.Add(new(later.Clause, later.Value == LaterPartners.ShareInDistributions
                ? "Partners of later closings share in earlier distributions as if they had joined first; that is settled against what they pay."
                : "Partners of later closings share in what the fund still holds; investments wholly realised before, and what was distributed of them, stay with the partners of then."));
        }
        if (terms.Clawback is { } clawback)
            lines.AddRange(Clawback(clawback));
        if (terms.Default is { Value: var agreed, Clause: var clause })
            lines.Add(new(clause, $"Who does not pay a call owes {Percent(agreed.InterestAnnual)} simple interest a year and may forfeit up to {Percent(agreed.MostForfeited)} of his capital account to the others, each of whom may be asked for up to {Percent(agreed.CoverOfOriginal)} of his own call in addition."));
        lines.Add(new(terms.NoticeBusinessDays.Clause, $"A call is due no earlier than {terms.NoticeBusinessDays.Value} business days after its notice."));
        lines.Add(new(terms.Rounding.Clause, "Amounts are rounded to the smallest unit of the currency, half a unit away from zero, once, where money is posted."));
        lines.Add(new(terms.OddUnits.Clause, "Units left over by sharing out go to the largest remainders; of equal remainders, to the partner admitted earlier."));
        return lines;
    }

    /// <summary>Nothing is said where no cost is in the basis and the agreement has no clause for the day on which it is.</summary>
    private static TermSentence? WriteDowns(Sourced<ManagementFeeTerms> fee) => fee.Value switch
    {
        { WriteDowns: { Value: var down, Clause: var clause } } => new(clause, down.TakenOff == WrittenDownPart.LostValue
            ? $"Where the management fee is on cost, an investment that is worth less than {Percent(down.Below)} of its cost counts only with what it is worth."
            : $"Where the management fee is on cost, an investment that is worth less than {Percent(down.Below)} of its cost does not count."),
        { Basis: FeeBasis.InvestedCost } => new(fee.Clause, "In the management fee an investment counts with its cost until it is realised or written off, whatever it is worth."),
        _ => null,
    };

    internal static string Percent(decimal fraction) => (fraction * 100m).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    internal static string Words(Tier tier) => tier switch
    {
        ReturnOfCapitalTier => "all to the limited partner until his contributions are returned.",
        PreferredReturnTier p => $"all to the limited partner until he has a preferred return of {Percent(p.RateAnnual)} a year, {Words(p)}.",
        CatchUpTier c => $"{Percent(c.GpShare)} to the general partner until he has {Percent(c.Target)} of the profit of this tier and those before it.",
        SplitTier { Until: { } until } s => $"{Percent(1 - s.GpShare)} to the limited partner, {Percent(s.GpShare)} to the general partner, until the limited partner has {Words(until)}.",
        SplitTier s => $"the rest {Percent(1 - s.GpShare)} to the limited partner, {Percent(s.GpShare)} to the general partner.",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "Not a tier."),
    };

    internal static string Words(Hurdle hurdle) => hurdle switch
    {
        AccountHurdle a => $"his contributions and {Percent(a.RateAnnual)} a year on them, {Growth(a)}",
        IrrHurdle i => $"an internal rate of return of {Percent(i.RateAnnual)}, {Words(i.DayCount)}",
        MultipleHurdle m => $"{Print.Exact(m.Multiple)} times his contributions",
        AllOfHurdle all => string.Join(" and ", all.Hurdles.Select(Words)),
        _ => throw new ArgumentOutOfRangeException(nameof(hurdle), hurdle, "Not a hurdle."),
    };

    private static string Words(PreferredReturnTier tier) =>
        $"{Growth(tier.Account)}, from {(tier.Accrual == AccrualStart.Receipt ? "receipt" : "the due date")} to the distribution";

    private static string Growth(AccountHurdle hurdle)
    {
        var growth = hurdle.Compounding switch
        {
            Compounding.EffectiveAnnual => "compounded annually and calculated daily",
            Compounding.SimpleAnnual => "simple",
            Compounding.AnnualOnDate => $"compounded every year on {(hurdle.CompoundsOn is { } day ? $"{day.Day} {CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(day.Month)}" : "the anniversary of the first contribution")}, simple in between",
            Compounding.Quarterly => "nominal, compounded quarterly",
            Compounding.Monthly => "nominal, compounded monthly",
            _ => "nominal, compounded daily",
        };
        return $"{growth}, {Words(hurdle.DayCount)}";
    }

    private static string Words(DayCount dayCount) => dayCount switch
    {
        DayCount.Act365 => "actual days over 365",
        DayCount.Act360 => "actual days over 360",
        DayCount.ActAct => "actual days over actual",
        DayCount.Act36525 => "actual days over 365.25",
        DayCount.Thirty360 => "30/360",
        _ => "30E/360",
    };

    private static IEnumerable<TermSentence> DealByDeal(Sourced<DealByDealTerms>? terms)
    {
        if (terms is null)
            yield break;
        yield return new(terms.Clause, terms.Value.Pool == DealPool.RealisedDeals
            ? "Losses of realised deals are made up before more carried interest is paid."
            : "Each deal stands alone: losses of other deals are not made up.");
        yield return new(terms.Clause, terms.Value.Fees switch
        {
            FeeReturn.Excluded => "Contributions for fees and expenses are not returned before carried interest.",
            FeeReturn.ProRataRealised => "Contributions for fees and expenses are returned in the proportion of realised cost to all cost.",
            _ => "All contributions for fees and expenses so far are returned before carried interest.",
        });
        if (terms.Value.WriteDowns)
            yield return new(terms.Clause, "The written-down part of deals that are still held is returned too.");
    }

    private static IEnumerable<TermSentence> Clawback(Sourced<ClawbackTerms> terms)
    {
        var clawback = terms.Value;
        yield return new(terms.Clause, $"The general partner gives back the larger of carried interest above {Percent(clawback.Carry)} of cumulative profit and the limited partner's shortfall of contributions and preferred return.");
        yield return new(terms.Clause, clawback.Tax switch
        {
            ClawbackTax.None => "He gives back at most the carried interest that he received.",
            ClawbackTax.CapAfterTaxCarry => $"He gives back at most the carried interest that he received less the tax on it, {Percent(clawback.TaxRate)}.",
            _ => $"What he gives back is reduced by the tax on it, {Percent(clawback.TaxRate)}.",
        });
        if (clawback.EscrowShare > 0)
            yield return new(terms.Clause, $"{Percent(clawback.EscrowShare)} of carried interest is held in escrow, which pays first.");
    }

    /// <summary>By what a purpose of a call is shared out: "remaining commitments", "commitments" and so on.</summary>
    public static string Words(AllocationBase value) => value switch
    {
        AllocationBase.RemainingCommitments => "remaining commitments",
        AllocationBase.SharingPercentages => "the investment's sharing percentages",
        AllocationBase.Commitments => "commitments",
        _ => "each limited partner's own fee",
    };

    internal static string Words(ApportioningBase value) => value switch
    {
        ApportioningBase.SharingPercentages => "the investment's sharing percentages",
        ApportioningBase.Commitments => "commitments",
        _ => "contributions to date",
    };

    internal static string Words(FeeBasis value) => value switch
    {
        FeeBasis.Commitments => "commitments",
        FeeBasis.InvestedCost => "the cost of unrealised investments",
        FeeBasis.Contributions => "contributions to date",
        _ => "net asset value",
    };

    private static string Words(FeeFrequency value) => value switch
    {
        FeeFrequency.Quarterly => "quarterly",
        FeeFrequency.SemiAnnually => "twice a year",
        _ => "yearly",
    };
}
