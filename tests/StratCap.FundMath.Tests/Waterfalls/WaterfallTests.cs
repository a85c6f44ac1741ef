using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

/// <summary>One limited partner under the conventions on which funds differ. The worked cases of whole funds are run by the calculator's tests.</summary>
public sealed class WaterfallTests
{
    /// <summary>One partner, 10,000,000 in on 2020-01-15, 15,000,000 out on 2024-07-01 (1,629 days; 1,606 by 30/360), 8 %, 20 % carry.</summary>
    [Theory]
    [InlineData(Compounding.SimpleAnnual, 1.0, "3570410.96", "1000000.00")]
    [InlineData(Compounding.SimpleAnnual, 0.8, "3570410.96", "1000000.00")]
    [InlineData(Compounding.SimpleAnnual, 0.0, "3570410.96", "285917.81")]
    [InlineData(Compounding.EffectiveAnnual, 1.0, "4098427.61", "901572.39")]
    [InlineData(Compounding.EffectiveAnnual, 0.8, "4098427.61", "721257.92")]
    [InlineData(Compounding.EffectiveAnnual, 0.0, "4098427.61", "180314.48")]
    public void Run_UnderEachConvention_GivesTheTabledPreferredReturnAndCarry(Compounding compounding, double catchUpShare, string preferredReturn, string carry)
    {
        var ilpa = IlpaTerms.WholeOfFund();
        List<Tier> tiers = [new ReturnOfCapitalTier(), new PreferredReturnTier(0.08m, compounding, DayCount.Act365, AccrualStart.Receipt)];
        if (catchUpShare > 0)
            tiers.Add(new CatchUpTier((decimal)catchUpShare, 0.2m));
        tiers.Add(new SplitTier(0.2m));
        var waterfall = new Waterfall(ilpa with { Tiers = ilpa.Tiers with { Value = tiers } }, new Currency("USD"));
        var line = waterfall.Run(new DateOnly(2024, 7, 1), OnePartner(), 15_000_000m);
        line.PreferredReturn.ShouldBe(WorkedFigure(preferredReturn));
        // The table rounds the carry of the unrounded return; here the return is rounded first, which may move a cent.
        line.CarriedInterest.ShouldBe(WorkedFigure(carry), 0.01m);
    }

    [Fact]
    public void Days_ByThirty360_AreThoseOfTheTable() =>
        YearFraction.Days(new DateOnly(2020, 1, 15), new DateOnly(2024, 7, 1), DayCount.Thirty360).ShouldBe(1606);

    [Fact]
    public void Run_InTwoSteps_PaysWhatOneStepAtTheSameRateOfReturnWould()
    {
        // After a first distribution of 6,000,000 the account goes on: 10,000,000 × 1.08^(d/365) − 6,000,000 × 1.08^(rest/365).
        var waterfall = new Waterfall(IlpaTerms.WholeOfFund(), new Currency("USD"));
        var partner = OnePartner();
        var first = waterfall.Run(new DateOnly(2022, 1, 14), partner, 6_000_000m);
        first.ReturnOfCapital.ShouldBe(6_000_000m);
        partner = partner with { Earlier = [new WaterfallDistribution(new DateOnly(2022, 1, 14), 6_000_000m, 0, 0, 0, 0)] };
        var second = waterfall.Run(new DateOnly(2024, 1, 14), partner, 50_000_000m);
        var whole = (10_000_000.0 * Math.Pow(1.08, 1460 / 365.0)) - (6_000_000.0 * Math.Pow(1.08, 730 / 365.0));
        (second.ReturnOfCapital + second.PreferredReturn).ShouldBe((decimal)whole, 0.01m);
        second.ReturnOfCapital.ShouldBe(4_000_000m);
        second.CarriedInterest.ShouldBe((50_000_000m - 4_000_000m) * 0.2m, 0.01m);
    }

    [Fact]
    public void Run_InManyStepsThroughTheCatchUp_EndsWithTheTargetShareOfProfit()
    {
        var waterfall = new Waterfall(IlpaTerms.WholeOfFund(catchUpShare: 0.8m), new Currency("USD"));
        var partner = OnePartner();
        var carry = 0m;
        var date = new DateOnly(2024, 7, 1);
        for (var i = 0; i < 12; i++, date = date.AddDays(10))
        {
            var line = waterfall.Run(date, partner, 1_666_666.67m);
            carry += line.CarriedInterest;
            partner = partner with
            {
                Earlier = [.. partner.Earlier, new WaterfallDistribution(date, line.ReturnOfCapital, line.PreferredReturn, line.CatchUp, line.ResidualSplit, line.CarriedInterest)],
            };
        }
        carry.ShouldBe(((12 * 1_666_666.67m) - 10_000_000m) * 0.2m, 0.06m);
    }

    [Fact]
    public void Run_WithReturnFirst_PaysReturnBeforeCapital()
    {
        var ilpa = IlpaTerms.WholeOfFund();
        var tiers = ilpa.Tiers.Value;
        var terms = ilpa with { PaymentOrder = new(PaymentOrder.ReturnFirst, "test"), Tiers = new([tiers[1], tiers[0], tiers[2], tiers[3]], "test") };
        var line = new Waterfall(terms, new Currency("USD")).Run(new DateOnly(2024, 7, 1), OnePartner(), 5_000_000m);
        line.PreferredReturn.ShouldBe(4_098_427.61m);
        line.ReturnOfCapital.ShouldBe(901_572.39m);
    }

    [Fact]
    public void Run_FromDueDate_AccruesForLateAndEarlyPayersAlike()
    {
        var due = new DateOnly(2020, 1, 15);
        var waterfall = new Waterfall(IlpaTerms.WholeOfFund(), new Currency("USD"));
        foreach (var received in new[] { due.AddDays(-10), due, due.AddDays(30) })
        {
            var partner = new WaterfallPartner(Guid.Empty, "LP", [new WaterfallContribution(received, 10_000_000m, null, due)], []);
            waterfall.Owed(new DateOnly(2024, 7, 1), partner).PreferredReturn.ShouldBe(4_098_427.61m, 0.005m);
        }
    }

    [Fact]
    public void Over_ManyDays_AgreesWithBinaryPowersToFourteenDigits()
    {
        foreach (var rate in new[] { 0m, 0.01m, 0.08m, 0.125m, 1m })
        {
            var table = new GrowthTable(rate, DayCount.Act365);
            for (var days = 0; days < 9000; days += 37)
                ((double)table.Over(TestFund.Start, TestFund.Start.AddDays(days)) / Math.Pow((double)(1 + rate), days / 365.0)).ShouldBe(1, 1e-13);
        }
    }

    private static WaterfallPartner OnePartner() =>
        new(Guid.Empty, "LP", [new WaterfallContribution(new DateOnly(2020, 1, 15), 10_000_000m)], []);

    private static decimal WorkedFigure(string figure) => decimal.Parse(figure, System.Globalization.CultureInfo.InvariantCulture);
}
