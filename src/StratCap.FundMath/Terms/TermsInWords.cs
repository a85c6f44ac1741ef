using System.Globalization;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Terms;

/// <summary>Terms as sentences; the same words stand under the figures that read them.</summary>
internal static class TermsInWords
{
    internal static IReadOnlyList<TermSentence> Of(FundTerms terms)
    {
        var fee = terms.ManagementFee.Value;
        var bases = terms.CallBases.Value;
        List<TermSentence> lines =
        [
            new(terms.Level.Clause, "All contributions of a limited partner come back before carried interest is paid, whatever they were for (whole of fund)."),
            new(terms.Apportioning.Clause, $"A distribution is first apportioned among all partners by {Words(terms.Apportioning.Value)}; the general partner and its affiliates then receive theirs without tiers."),
            new(terms.Hurdle.Clause, "Each limited partner's share runs through the tiers on its own."),
            .. terms.Tiers.Value.Select((tier, i) => new TermSentence(terms.Tiers.Clause, $"Tier {i + 1}: {Words(tier)}")),
            new(terms.PaymentOrder.Clause, terms.PaymentOrder.Value == PaymentOrder.CapitalFirst ? "Capital is paid before preferred return." : "Preferred return is paid before capital."),
            new(terms.CallBases.Clause, $"Calls are shared out: new investments by {Words(bases.Investment)}, follow-on investments by {Words(bases.FollowOn)}, management fee by {Words(bases.ManagementFee)}, expenses by {Words(bases.Expenses)}."),
            new(terms.ManagementFee.Clause, $"The management fee is {Percent(fee.RateAnnual)} a year of {Words(fee.Basis)}, charged {Words(fee.Frequency)} in {(fee.InAdvance ? "advance" : "arrears")}, borne by limited partners only."),
        ];
        if (fee.RateByInvestor is { Count: > 0 } own)
            lines.Add(new(terms.ManagementFee.Clause, $"{own.Count} investors have a fee rate of their own."));
        lines.Add(new(terms.NoticeBusinessDays.Clause, $"A call is due no earlier than {terms.NoticeBusinessDays.Value} business days after its notice."));
        lines.Add(new(terms.Rounding.Clause, "Amounts are rounded to the smallest unit of the currency, half a unit away from zero, once, where money is posted."));
        lines.Add(new(terms.OddUnits.Clause, "Units left over by sharing out go to the largest remainders; of equal remainders, to the partner admitted earlier."));
        return lines;
    }

    internal static string Percent(decimal fraction) => (fraction * 100m).ToString("0.####", CultureInfo.InvariantCulture) + " %";

    internal static string Words(Tier tier) => tier switch
    {
        ReturnOfCapitalTier => "all to the limited partner until his contributions are returned.",
        PreferredReturnTier p => $"all to the limited partner until he has a preferred return of {Percent(p.RateAnnual)} a year, {Words(p)}.",
        CatchUpTier c => $"{Percent(c.GpShare)} to the general partner until he has {Percent(c.Target)} of the preferred return and this tier.",
        SplitTier s => $"the rest {Percent(1 - s.GpShare)} to the limited partner, {Percent(s.GpShare)} to the general partner.",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "Not a tier."),
    };

    private static string Words(PreferredReturnTier tier)
    {
        var growth = tier.Compounding == Compounding.EffectiveAnnual ? "compounded annually and calculated daily" : "simple";
        var days = tier.DayCount switch { DayCount.Act365 => "actual days over 365", DayCount.Act360 => "actual days over 360", _ => "30/360" };
        return $"{growth}, {days}, from {(tier.Accrual == AccrualStart.Receipt ? "receipt" : "the due date")} to the distribution";
    }

    internal static string Words(AllocationBase value) => value switch
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
