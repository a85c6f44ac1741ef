using CsCheck;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

public sealed class DealByDealWaterfallTests
{
    private static readonly Guid A = new(1, 0, 0, new byte[8]);
    private static readonly Guid B = new(2, 0, 0, new byte[8]);
    private static readonly Guid C = new(3, 0, 0, new byte[8]);
    private static readonly Currency Dollar = new("USD");
    private static readonly FundPartner[] Partners = [new(A, "LP", true, 98), new(B, "GP", false, 2)];

    [Fact]
    public void WriteOff_IsMadeUpByTheNextRealisationOfThePool()
    {
        foreach (var (pool, capital) in new[] { (DealPool.RealisedDeals, 80m), (DealPool.EachDeal, 50m) })
        {
            var fund = Fund(pool);
            fund.Contribute(new(2021, 1, 1), 0, 30, A);
            fund.Contribute(new(2022, 1, 1), 0, 50, B);
            fund.WriteOff(new(2022, 6, 1), A);
            var line = fund.Realise(new(2023, 1, 1), B, 200).Lines[0];
            line.ReturnOfCapital.ShouldBe(capital);
            line.PreferredReturn.ShouldBe(pool == DealPool.RealisedDeals ? 4m + 4.99m : 4m);
        }
    }

    [Fact]
    public void WriteDown_CountsAsLossForItsPartAndOnce()
    {
        var fund = Fund(DealPool.RealisedDeals);
        fund.Contribute(new(2021, 1, 1), 0, 100, A);
        fund.Contribute(new(2021, 1, 1), 0, 50, B);
        fund.WriteDown(new(2021, 6, 1), A, 0.4m);
        fund.Realise(new(2022, 1, 1), B, 500).Lines[0].ReturnOfCapital.ShouldBe(90m);
        fund.Realise(new(2023, 1, 1), A, 500).Lines[0].ReturnOfCapital.ShouldBe(60m);
    }

    [Fact]
    public void Realise_APart_BringsItsPartOfTheCost()
    {
        var fund = Fund(DealPool.RealisedDeals);
        fund.Contribute(new(2021, 1, 1), 0, 100, A);
        fund.Realise(new(2022, 1, 1), A, 40, 0.25m).Lines[0].Tiers.Take(2).Select(t => t.ToPartner).ShouldBe([25m, 2m]);
        fund.Realise(new(2022, 1, 1), A, 400, 0.25m).Lines[0].ReturnOfCapital.ShouldBe(25m);
        fund.Realise(new(2022, 1, 1), A, 400).Lines[0].ReturnOfCapital.ShouldBe(50m);
        fund.Realise(new(2022, 1, 1), A, 10).Lines[0].ReturnOfCapital.ShouldBe(0m);
    }

    [Theory]
    [InlineData(FeeReturn.Excluded, 50, 50)]
    [InlineData(FeeReturn.ProRataRealised, 54, 56)]
    [InlineData(FeeReturn.AllToDate, 58, 52)]
    public void Realise_ReturnsFeesAsTheTermsSay(FeeReturn fees, int first, int second)
    {
        // 8 of fees before the first realisation, 2 after it; each deal is one half of the cost.
        var fund = Fund(DealPool.RealisedDeals, fees);
        fund.Contribute(new(2021, 1, 1), 0, 50, A);
        fund.Contribute(new(2021, 1, 1), 0, 50, B);
        fund.Contribute(new(2021, 1, 1), 0, 8, null);
        fund.Realise(new(2022, 1, 1), A, 200).Lines[0].ReturnOfCapital.ShouldBe(first);
        fund.Contribute(new(2022, 6, 1), 0, 2, null);
        fund.Realise(new(2023, 1, 1), B, 200).Lines[0].ReturnOfCapital.ShouldBe(second);
    }

    [Fact]
    public void Realise_TwiceOnOneDay_CountsInTheOrderGiven()
    {
        decimal Carry(params Guid[] order)
        {
            var fund = Fund(DealPool.RealisedDeals);
            fund.Contribute(new(2021, 1, 1), 0, 100, A);
            fund.Contribute(new(2021, 1, 1), 0, 100, B);
            return order.Select(deal => fund.Realise(new(2022, 1, 1), deal, deal == A ? 200 : 10)).ToList()[0].CarriedInterest;
        }

        Carry(A, B).ShouldBe(20m);
        Carry(B, A).ShouldBe(0m);
    }

    [Fact]
    public void Realise_SharesProceedsByParticipationInTheDeal()
    {
        var fund = new DealByDealWaterfall(TestTerms.DealByDeal(DealPool.EachDeal), Dollar, [.. Partners, new(C, "Excused", true, 100)]);
        fund.Contribute(new(2021, 1, 1), 0, 75, A);
        fund.Contribute(new(2021, 1, 1), 1, 25, A);
        fund.Contribute(new(2021, 1, 1), 2, 100, B);
        fund.Realise(new(2022, 1, 1), A, 10).Lines.Select(l => l.Apportioned).ShouldBe([7.5m, 2.5m, 0m]);
    }

    [Fact]
    public void Realise_MoreThanTheWholeCost_IsRefusedByName() =>
        Should.Throw<FundRuleException>(() => Fund(DealPool.EachDeal).Realise(new(2022, 1, 1), A, 10, 1.5m)).Code.ShouldBe("waterfall.cost_fraction_out_of_range");

    [Fact]
    public void Realise_UnderWholeOfFundTerms_IsRefusedByName() =>
        Should.Throw<FundRuleException>(() => new DealByDealWaterfall(TestTerms.Usual(), Dollar, Partners)).Code.ShouldBe("waterfall.not_deal_by_deal");

    /// <summary>Whatever the order: with all realised and all caught up, the carry is that of the whole fund.</summary>
    [Fact]
    public void Realise_EverythingAndAllCaughtUp_GivesTheWholeFundsTotals() => Deals.Sample(deals =>
    {
        var fund = Fund(DealPool.RealisedDeals, FeeReturn.AllToDate);
        var whole = new WholeFundWaterfall(TestTerms.Usual() with { Apportioning = new(ApportioningBase.Contributions, "test") }, Dollar, Partners, explain: false);
        var start = new DateOnly(2015, 1, 1);
        void PayIn(DateOnly date, Guid? deal, decimal amount)
        {
            fund.Contribute(date, 0, amount, deal);
            whole.Contribute(date, 0, amount);
        }

        PayIn(start, null, 12_345.67m);
        foreach (var i in Enumerable.Range(0, deals.Length).OrderBy(i => deals[i].PaidAfter))
            PayIn(start.AddDays(deals[i].PaidAfter), Deal(i), deals[i].Cents / 100m);
        var day = start.AddDays(900);
        for (var i = 0; i < deals.Length; i++)
        {
            day = day.AddDays(deals[i].SoldAfter);
            var proceeds = i == deals.Length - 1 ? 9_000_000m : deals[0].Cents / 100m;
            if (i % 3 == 1 && i < deals.Length - 1)
            {
                fund.WriteOff(day, Deal(i));
                continue;
            }
            fund.Realise(day, Deal(i), proceeds);
            whole.Distribute(day, proceeds);
        }
        var (byDeal, wholeTotals) = (fund.Flows.Totals(), whole.Flows.Totals());
        byDeal.UnreturnedCapital.ShouldBe(0m);
        byDeal.FundProfit.ShouldBe(wholeTotals.FundProfit);
        byDeal.CarriedInterest.ShouldBe(0.2m * byDeal.FundProfit, 0.1m);
        wholeTotals.CarriedInterest.ShouldBe(0.2m * byDeal.FundProfit, 0.1m);
    }, iter: 200);

    private static readonly Gen<(long Cents, int PaidAfter, int SoldAfter)[]> Deals = Gen.Select(Gen.Long[1, 5_000_000], Gen.Int[0, 900], Gen.Int[1, 900]).Array[2, 6];

    private static Guid Deal(int i) => new(i + 1, 0, 0, new byte[8]);

    private static DealByDealWaterfall Fund(DealPool pool, FeeReturn fees = FeeReturn.Excluded) => new(TestTerms.DealByDeal(pool, fees), Dollar, Partners);
}
