using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Allocation;

public sealed class FactSharesTests
{
    private static readonly DateOnly Day = new(2021, 3, 1);

    [Fact]
    public void ForInvestment_WithAnExcusedPartner_GivesHimNothingOfTheDeal()
    {
        var fund = TestFund.With("USD", 50_000_000m, 30_000_000m, 20_000_000m);
        var deal = fund.NewId();
        fund.Call(Day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 8_000_000m, deal, "Alpha", [fund.Investor(2)]));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 8_000_000m), Day);
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 16_000_000m, "Market multiple", 3), Day.AddDays(30));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 9_000_000m, 4_000_000m), Day.AddDays(60));
        var book = fund.Book();
        book.Partners.Select(p => p.FairValue).ShouldBe([5_000_000m, 3_000_000m, 0m]);
        book.Partners.Select(p => p.RealisedGain).ShouldBe([3_125_000m, 1_875_000m, 0m]);
        book.Partners.Select(p => p.InvestmentCost).ShouldBe([2_500_000m, 1_500_000m, 0m]);
        book.CheckTies();
    }

    [Fact]
    public void ForValuation_AfterManyOddValuations_StaysTheSharingPercentageOfTheValue()
    {
        var fund = TestFund.With("USD", 1m, 1m, 1m);
        var deal = fund.NewId();
        fund.Call(Day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 3m, deal));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 3m), Day);
        for (var i = 1; i <= 10; i++)
            fund.Record(FactShares.ForValuation(fund.Book(), deal, 3m + (0.01m * i), "Market multiple", 3), Day.AddDays(i));
        fund.Book().Partners.Select(p => p.FairValue).ShouldBe([1.04m, 1.03m, 1.03m]);
    }

    [Fact]
    public void ForProceeds_AfterAFollowOnOfOnePartner_GoesByTheNewPercentagesAndLeavesTheOldAlone()
    {
        var fund = TestFund.With("USD", 1_000m, 1_000m, 1_000m);
        var deal = fund.NewId();
        fund.Call(Day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 100m, deal, ExcusedInvestorIds: [fund.Investor(2)]));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 100m), Day);
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Income, 90m, 0m), Day.AddDays(1));
        fund.Call(Day.AddDays(2), new CapitalCallPurposeRequest(CallPurposeKind.FollowOn, 100m, deal, ExcusedInvestorIds: [fund.Investor(0)]));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 100m), Day.AddDays(3));
        fund.Book().Partners.Select(p => p.InvestmentCost).ShouldBe([50m, 150m, 0m]);
        FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Income, 60m, 0m).ProceedsShares.Select(s => s.Amount).ShouldBe([15m, 45m]);
    }

    [Fact]
    public void ForProceeds_OfTheLastPart_TakesAllThatIsHeld()
    {
        var fund = TestFund.With("USD", 1m, 1m, 1m);
        var deal = fund.NewId();
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 1m), Day);
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 0.50m, 0.50m), Day.AddDays(1));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 0.77m, 0.50m), Day.AddDays(2));
        var book = fund.Book();
        book.Partners.ShouldAllBe(p => p.InvestmentCost == 0m && p.FairValue == 0m);
        book.Deals[0].Total.Carrying.ShouldBe(0m);
        book.CheckTies();
    }

    [Fact]
    public void ForExpense_AfterASpecialOne_DoesNotEvenItOut()
    {
        var fund = TestFund.With("USD", 1_000m, 1_000m, 1_000m);
        fund.Record(new ExpenseCharged(fund.NewId(), "Tax of one investor", 90m, [new Share(fund.Investor(0), 90m)]), Day);
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 1m), Day.AddDays(1));
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 1m), Day.AddDays(2));
        fund.Book().Partners.Select(p => p.ExpensesCharged).ShouldBe([90.67m, 0.67m, 0.66m]);
    }
}
