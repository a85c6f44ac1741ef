using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

public sealed class TaxDistributionTests
{
    private static readonly DateOnly In = new(2021, 1, 1);
    private static readonly DateOnly Sold = new(2022, 1, 1);

    [Theory]
    [InlineData(WaterfallLevel.WholeFund)]
    [InlineData(WaterfallLevel.DealByDeal)]
    public void CarryInAdvance_IsTakenOffTheNextCarriedInterest_SoThatInTheEndAllIsAsWithoutIt(WaterfallLevel level)
    {
        // 100 in, 150 out a year later: carry 10 (CarryClawbackTests). 20 % × 20 income = 4 of it in advance the day before.
        var (with, without) = (Life(level), Life(level));
        var advanced = Advance(with, Sold.AddDays(-1), carryIncome: 20_000_000m);
        advanced.Lines.Single().ShouldBe(new DistributionLine(with.Investor(0), 4_000_000m, 0, 0, 0, 0, 4_000_000m, CarryAdvance: 4_000_000m));
        with.Book().Partners[0][Component.CarryAdvance].ShouldBe(4_000_000m);

        with.Distribute(Sold, 146_000_000m, with.Investor(9));
        without.Distribute(Sold, 150_000_000m, without.Investor(9));

        var line = with.Book().Distributions[^1].Lines.Single();
        (line.CarriedInterest, line.CarryAdvance, line.Distributed).ShouldBe((6_000_000m, -4_000_000m, 140_000_000m));
        var (p, q) = (with.Book().Partners[0], without.Book().Partners[0]);
        (p.CarryPaid, p.Distributed, p[Component.ReturnOfCapital], p[Component.PreferredReturn], p[Component.CarryAdvance]).ShouldBe(
            (q.CarryPaid, q.Distributed, q[Component.ReturnOfCapital], q[Component.PreferredReturn], 0m));
        with.Book().CheckTies();
        // And so does every later distribution.
        foreach (var fund in new[] { with, without })
        {
            fund.Record(FactShares.ForProceeds(fund.Book(), fund.Investor(9), ProceedsKind.Income, 1_000_000m, 0m), Sold.AddDays(9));
            fund.Distribute(Sold.AddDays(9), 1_000_000m, fund.Investor(9));
        }
        with.Book().Distributions[^1].Lines.Single().ShouldBe(without.Book().Distributions[^1].Lines.Single());
    }

    [Fact]
    public void CarryInAdvance_AboveTheNextCarriedInterest_StaysOpenForTheRest()
    {
        var fund = Life();
        Advance(fund, Sold.AddDays(-1), carryIncome: 20_000_000m);
        // 8 % of a year on 100 is 8. 105 are below 108: no carried interest at all, and nothing to take off.
        fund.Distribute(Sold, 105_000_000m, fund.Investor(9));
        fund.Book().Partners[0][Component.CarryAdvance].ShouldBe(4_000_000m);
        fund.Book().Distributions[^1].CarriedInterest.ShouldBe(0m);
        // With x of the advance in the tiers, 4 more fill the 3 that lack, then the catch-up of 2, all of it carry, then the split: 2 + 20 % × (1 + x − 2) = x gives x = 2.25. Then a
        // profit of 9 + 2.25 has carried 2.25, a fifth; the rest of the advance stays open.
        fund.Distribute(Sold, 4_000_000m, fund.Investor(9));
        fund.Book().Partners[0].CarryPaid.ShouldBe(4_000_000m);
        fund.Book().Partners[0].Distributed.ShouldBe(109_000_000m);
        fund.Book().Partners[0][Component.CarryAdvance].ShouldBe(1_750_000m);
    }

    [Fact]
    public void CarryInAdvance_CountsAsCarryPaidInTheClawback_AndComesBackFirst()
    {
        var fund = Life();
        Advance(fund, Sold.AddDays(-1), carryIncome: 20_000_000m);
        fund.Distribute(Sold, 90_000_000m, fund.Investor(9));
        // The partner has 90 of 100 back: no carry was earned.
        CarryClawback.Due(fund.Book(Sold)).ShouldBe([new Share(fund.Investor(0), 4_000_000m)]);
        var fact = CarryClawback.Make(fund.Book(Sold), fund.NewId(), 1, fund.Investor(1), Sold, CarryClawback.Due(fund.Book(Sold)));
        fact.Lines.Single().ShouldBe(new DistributionLine(fund.Investor(0), 0, 4_000_000m, 0, 0, 0, -4_000_000m, CarryAdvance: -4_000_000m));
        // Reported as never paid: the recipient was paid nothing yet.
        fund.PayOut(fund.Facts.First(f => f.Payload is DistributionDeclared { Tax: not null }), Sold);
        fund.Record(fact, Sold);
        fund.Book().Partners[0][Component.CarryAdvance].ShouldBe(0m);
        fund.Book().Partners[0][Component.ReturnOfCapital].ShouldBe(94_000_000m);
        fund.Book().CheckTies();
    }

    [Fact]
    public void OwnAdvance_IsTakenOffHisNextShare_AndTheOthersGetIt()
    {
        var fund = TestFund.With("USD", TestTerms.Usual(), 60_000_000m, 40_000_000m, 1m);
        fund.Pay(fund.Call(In, new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 10_000_000m)), In);
        // Income 2 and 3 at 40 %: tax 0.8 and 1.2; of a limit of 1.5, 0.6 and 0.9.
        var run = TaxDistribution.Run(fund.Book(In), new(In, 1_500_000m, 0.4m, new Dictionary<Guid, decimal> { [fund.Investor(0)] = 2_000_000m, [fund.Investor(1)] = 3_000_000m }));
        ExplanationCheck.Evaluate(run.Explanation!, fund).ShouldBeGreaterThan(4);
        // The tree knows where his advance comes from: with half his income it is half of it.
        run.Lines[0].Explanation!.Evaluate(leaf => leaf.Label == "Taxable income allocated to date" ? 1_000_000m : null).ShouldBe(300_000m);
        fund.Record(run.ToFact(fund.NewId(), 1, In), In);
        var book = fund.Book();
        (book.Partners[0][Component.Advance], book.Partners[1][Component.Advance]).ShouldBe((600_000m, 900_000m));
        book.Partners[0][Component.ReturnOfCapital].ShouldBe(600_000m);

        // 3 more: with the advances 4.5, by commitments 2.7 and 1.8, less five hundredths for the general partner's unit; less 0.6 and 0.9.
        fund.Distribute(In.AddDays(30), 3_000_000m);
        var lines = fund.Book().Distributions[^1].Lines;
        (lines[0].Apportioned, lines[0].Advance, lines[1].Apportioned, lines[1].Advance).ShouldBe((2_099_999.97m, -600_000m, 899_999.98m, -900_000m));
        (fund.Book().Partners[0][Component.Advance], fund.Book().Partners[1][Component.Advance]).ShouldBe((0m, 0m));
        // Nothing is lacking while he has had more than the assumed tax.
        Should.Throw<FundRuleException>(() => TaxDistribution.Run(fund.Book(), new(In.AddDays(31), 1m, 0.4m, new Dictionary<Guid, decimal> { [fund.Investor(0)] = 2_000_000m }))).Code.ShouldBe("tax.nothing_due");
        fund.Book().CheckTies();
        foreach (var tie in InvestorStatement.Of(fund.Facts, fund.Investor(0), In, In.AddDays(60)).Ties())
            tie.Right.ShouldBe(tie.Left, tie.What);
    }

    [Fact]
    public void OwnAdvance_AboveHisNextShare_LeavesTheRestOpen()
    {
        var fund = TestFund.With("USD", TestTerms.Usual(), 50_000_000m, 50_000_000m, 1m);
        fund.Pay(fund.Call(In, new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 10_000_000m)), In);
        var run = TaxDistribution.Run(fund.Book(In), new(In, 9_000_000m, 0.4m, new Dictionary<Guid, decimal> { [fund.Investor(0)] = 10_000_000m }));
        ExplanationCheck.Evaluate(run.Explanation!, fund).ShouldBeGreaterThan(4);
        fund.Record(run.ToFact(fund.NewId(), 1, In), In);
        // He had 4, the other nothing: of the next million all goes to the other, and as much of his advance is taken off.
        fund.Distribute(In.AddDays(30), 1_000_000m);
        fund.Book().Distributions[^1].LineOf(fund.Investor(1))!.Apportioned.ShouldBe(999_999.98m);
        fund.Book().Partners[0][Component.Advance].ShouldBe(3_000_000m, 0.05m);
        fund.Distribute(In.AddDays(31), 4_000_000m);
        Math.Abs(fund.Book().Partners[0].Distributed - fund.Book().Partners[1].Distributed).ShouldBeLessThan(0.05m);
        fund.Book().CheckTies();
    }

    [Fact]
    public void Run_OfWhatCannotBe_IsRefusedByName()
    {
        var fund = Life();
        void Refused(string code, decimal rate = 0.4m, decimal income = 1m, decimal limit = 1m, int investor = 0) => Should.Throw<FundRuleException>(() =>
            TaxDistribution.Run(fund.Book(Sold), new(Sold, limit, rate, new Dictionary<Guid, decimal> { [fund.Investor(investor)] = income }))).Code.ShouldBe(code);
        Refused("tax.rate_out_of_range", rate: 0m);
        Refused("tax.rate_out_of_range", rate: 1.01m);
        Refused("tax.income_negative", income: -1m);
        Refused("tax.nothing_due", income: 0m);
        Refused("distribution.amount_not_positive", limit: 0.001m);
        Refused("book.investor.unknown", investor: 30);
        var distribution = new DistributionDeclared(fund.NewId(), 9, Sold, null, 1m, null, [new(fund.Investor(0), 1m, 1m, 0, 0, 0, 0, Advance: -1m)]);
        Should.Throw<FundRuleException>(() => fund.Record(distribution, Sold)).Code.ShouldBe("book.distribution.advance_out_of_range");
        distribution = distribution with { Lines = [new(fund.Investor(0), 1m, 1m, 0, 0, 0, 0, CarryAdvance: 1m)] };
        Should.Throw<FundRuleException>(() => fund.Record(distribution, Sold)).Code.ShouldBe("book.distribution.carry_advance_out_of_range");
    }

    [Fact]
    public void Serialize_OfADistributionWithoutAdvance_IsWhatItAlwaysWas() =>
        FundJson.Serialize(new DistributionDeclared(Guid.Empty, 1, Sold, null, 1m, null, [new(Guid.Empty, 1m, 1m, 0m, 0m, 0m, 0m)])).ShouldNotContain("dvance");

    private static DistributionDeclared Advance(TestFund fund, DateOnly date, decimal carryIncome)
    {
        var run = TaxDistribution.Run(fund.Book(date), new(date, 1_000_000_000m, 0.2m, new Dictionary<Guid, decimal>(), carryIncome));
        ExplanationCheck.Evaluate(run.Explanation!, fund).ShouldBeGreaterThan(2);
        return (DistributionDeclared)fund.Record(run.ToFact(fund.NewId(), fund.Book().NextDistributionNumber, date), date).Payload;
    }

    /// <summary>100 in on 1 January 2021 by one limited partner, sold for 150 on the last day of the year.</summary>
    private static TestFund Life(WaterfallLevel level = WaterfallLevel.WholeFund)
    {
        var terms = level == WaterfallLevel.WholeFund ? IlpaTerms.WholeOfFund(catchUpShare: 1m) : IlpaTerms.DealByDeal(catchUpShare: 1m);
        var fund = TestFund.With("USD", terms, 200_000_000m, 1m);
        fund.Pay(fund.Call(In, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 100_000_000m, fund.Investor(9), ExcusedInvestorIds: [fund.Investor(1)])), In);
        fund.Record(FactShares.ForInvestment(fund.Book(), fund.Investor(9), "Deal", 100_000_000m), In);
        fund.Record(FactShares.ForProceeds(fund.Book(), fund.Investor(9), ProceedsKind.Realisation, 150_000_000m, 100_000_000m), Sold.AddDays(-1));
        return fund;
    }
}
