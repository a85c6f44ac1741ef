using StratCap.FundMath.Book;

namespace StratCap.FundMath.Terms;

/// <summary>The reference terms: ILPA Model Limited Partnership Agreement, whole-of-fund version (2020). Bracketed figures there are parameters here.</summary>
public static class IlpaTerms
{
    private const string Lpa = "ILPA Model LPA (whole of fund, 2020) ";
    private const string DealLpa = "ILPA Model LPA (deal by deal, 2020) ";

    /// <summary>
    /// Whole-of-fund terms with the Model LPA's bracketed figures as defaults: 8 % compounded annually and calculated daily from receipt,
    /// 80 % catch-up to 20 %, then 80/20; what is worth less than [50] % of its cost is permanently written down in the basis of the fee once that is cost.
    /// </summary>
    /// <param name="preferredReturnAnnual">[8] %.</param>
    /// <param name="catchUpShare">[80] %.</param>
    /// <param name="carry">[20] %.</param>
    /// <param name="managementFeeAnnual">Left open by the Model LPA; 2 % by default.</param>
    /// <param name="noticeBusinessDays">10.</param>
    /// <param name="feeRateByInvestor">Side letters.</param>
    /// <exception cref="FundRuleException">The figures make terms that cannot be run.</exception>
    public static FundTerms WholeOfFund(
        decimal preferredReturnAnnual = 0.08m,
        decimal catchUpShare = 0.80m,
        decimal carry = 0.20m,
        decimal managementFeeAnnual = 0.02m,
        int noticeBusinessDays = 10,
        IReadOnlyDictionary<Guid, decimal>? feeRateByInvestor = null)
    {
        IReadOnlyList<Tier> tiers =
        [
            new ReturnOfCapitalTier(),
            new PreferredReturnTier(preferredReturnAnnual, Compounding.EffectiveAnnual, DayCount.Act365, AccrualStart.Receipt),
            new CatchUpTier(catchUpShare, carry),
            new SplitTier(carry),
        ];
        var terms = new FundTerms(
            "ILPA Model LPA, whole of fund",
            new(WaterfallLevel.WholeFund, Lpa + "14.3"),
            new(ApportioningBase.SharingPercentages, Lpa + "14.3, first sentence"),
            new(tiers, Lpa + "14.3(a)-(d)"),
            new(PaymentOrder.CapitalFirst, Lpa + "14.3(a)-(b)"),
            new(HurdleLevel.EachPartner, Lpa + "14.3, as to each Limited Partner"),
            new(new CallBases(
                AllocationBase.RemainingCommitments, AllocationBase.SharingPercentages, AllocationBase.LimitedPartnerSpecific, AllocationBase.Commitments), Lpa + "6.2"),
            new(new ManagementFeeTerms(managementFeeAnnual, FeeBasis.Commitments, FeeFrequency.Quarterly, InAdvance: true, feeRateByInvestor,
                WriteDowns: new(new WriteDownTerms(Below: 0.5m, WrittenDownPart.LostValue), Lpa + "8.3")), Lpa + "8.3"),
            new(noticeBusinessDays, Lpa + "6.2, drawdown notice"),
            new(RoundingRule.HalfAwayFromZero, "Usage of contracts and spreadsheets"),
            new(OddUnitRule.LargestRemainderEarlierFirst, "Usage: largest remainder, ties to the partner admitted earlier"),
            Clawback: new(new ClawbackTerms(carry, ClawbackTax.CapAfterTaxCarry, TaxRate: 0, EscrowShare: 0.30m), Lpa + "14.7"),
            Default: new(new DefaultTerms(InterestAnnual: 0.10m, CoverOfOriginal: 0.50m, MostForfeited: 1m), Lpa + "6.6"));
        terms.Validate();
        return terms;
    }

    /// <summary>
    /// Deal-by-deal terms with the Model LPA's bracketed figures as defaults: back come the cost of the deal and of all realised deals, unrealised losses and all
    /// contributions for fees and expenses; then tiers as <see cref="WholeOfFund"/>.
    /// </summary>
    /// <param name="preferredReturnAnnual">[8] %.</param>
    /// <param name="catchUpShare">[80] %.</param>
    /// <param name="carry">[20] %.</param>
    /// <exception cref="FundRuleException">The figures make terms that cannot be run.</exception>
    public static FundTerms DealByDeal(decimal preferredReturnAnnual = 0.08m, decimal catchUpShare = 0.80m, decimal carry = 0.20m)
    {
        var whole = WholeOfFund(preferredReturnAnnual, catchUpShare, carry);
        var terms = whole with
        {
            Name = "ILPA Model LPA, deal by deal",
            Level = new(WaterfallLevel.DealByDeal, DealLpa + "14.3(a)"),
            Apportioning = whole.Apportioning with { Clause = DealLpa + "14.3, first sentence" },
            Tiers = whole.Tiers with { Clause = DealLpa + "14.3(a)-(d)" },
            DealByDeal = new(new DealByDealTerms(DealPool.RealisedDeals, FeeReturn.AllToDate, WriteDowns: true), DealLpa + "14.3(a)(i)-(iii)"),
            Clawback = whole.Clawback! with { Clause = DealLpa + "14.7" },
            Default = whole.Default! with { Clause = DealLpa + "6.6" },
        };
        terms.Validate();
        return terms;
    }
}
