using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Tests.Support;

/// <summary>The Model LPA's terms with other tiers.</summary>
internal static class TestTerms
{
    internal static PreferredReturnTier Pref(decimal rate = 0.08m, Compounding compounding = Compounding.EffectiveAnnual, DayCount dayCount = DayCount.Act365, DayOfYear? on = null) =>
        new(rate, compounding, dayCount, AccrualStart.Receipt, on);

    internal static FundTerms With(params Tier[] tiers)
    {
        var ilpa = IlpaTerms.WholeOfFund();
        var returnFirst = tiers[0] is PreferredReturnTier;
        return ilpa with
        {
            Apportioning = new(ApportioningBase.Commitments, "test"),
            PaymentOrder = new(returnFirst ? PaymentOrder.ReturnFirst : PaymentOrder.CapitalFirst, "test"),
            Tiers = new(tiers, "test"),
        };
    }

    /// <summary>8 %, full catch-up, 80/20.</summary>
    internal static FundTerms Usual() => With(new ReturnOfCapitalTier(), Pref(), new CatchUpTier(1, 0.2m), new SplitTier(0.2m));

    internal static FundTerms DealByDeal(DealPool pool, FeeReturn fees = FeeReturn.Excluded, FundTerms? terms = null) => (terms ?? Usual()) with
    {
        Level = new(WaterfallLevel.DealByDeal, "test"),
        DealByDeal = new(new DealByDealTerms(pool, fees, WriteDowns: true), "test"),
        Apportioning = new(ApportioningBase.SharingPercentages, "test"),
    };
}
