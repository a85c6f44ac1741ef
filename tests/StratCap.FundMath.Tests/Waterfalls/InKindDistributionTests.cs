using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

public sealed class InKindDistributionTests
{
    private static readonly DateOnly In = new(2021, 1, 1);
    private static readonly DateOnly Day = new(2022, 1, 1);

    /// <summary>They add up to 150: a mean of 15.</summary>
    private static readonly decimal[] Closes = [14.8m, 14.9m, 15m, 15.1m, 15.2m, 14.7m, 15.3m, 15m, 14.9m, 15.1m];

    [Fact]
    public void InKind_AtTheMeanOfTenCloses_IsWhatASaleAtThatValueAndItsDistributionWouldBe_WithoutCash()
    {
        var (fund, sold) = (Life(), Life());
        var run = InKindDistribution.Run(fund.Facts, new(Day, fund.Investor(9), 100_000_000m, 10_000_000m, Closes, null, []));
        ExplanationCheck.Evaluate(run.Explanation!, fund).ShouldBeGreaterThan(4);
        fund.Record(run.ToFact(fund.NewId(), 1, Day), Day);
        sold.Record(FactShares.ForProceeds(sold.Book(), sold.Investor(9), ProceedsKind.Realisation, 150_000_000m, 100_000_000m), Day);
        sold.PayOut(sold.Distribute(Day, 150_000_000m, sold.Investor(9)), Day);

        var (a, b) = (fund.Book(), sold.Book());

        a.Distributions[0].CarriedInterest.ShouldBe(10_000_000m);
        a.Distributions[0].Status.ShouldBe(DistributionStatus.Paid);
        a.Partners[0].RealisedGain.ShouldBe(50_000_000m);
        a.Deals[0].FairValue.ShouldBe(0m);
        a.Total.Cash.ShouldBe(0m);
        foreach (var component in FigureSet.Components)
            (a.Partners[0][component], a.Partners[1][component]).ShouldBe((b.Partners[0][component], b.Partners[1][component]), component.ToString());
        Performance.Of(a).Partners[0].Irr!.Rate.ShouldBe(Performance.Of(b).Partners[0].Irr!.Rate);
        a.CheckTies();
    }

    [Fact]
    public void Value_OfAnUnevenMean_IsRoundedOnceHalfAwayFromZero()
    {
        var fund = Life();
        // 3 × 0.115 = 0.345, rounded to 0.35; rounded before, 3 × 0.12 would be 0.36.
        decimal[] closes = [.. Enumerable.Repeat(0.115m, 10)];
        InKindDistribution.Run(fund.Facts, new(Day, fund.Investor(9), 1m, 3m, closes, null, [])).Request.Amount.ShouldBe(0.35m);
        InKindDistribution.Run(fund.Facts, new(Day, fund.Investor(9), 1m, null, [], 7.01m, [])).Request.Amount.ShouldBe(7.01m);
    }

    [Theory]
    [InlineData(140_000_001)]
    [InlineData(120_000_000)]
    [InlineData(0)]
    public void Declined_IsHeldUntilItIsSold_AndWhatItBringsIsPaid(int proceeds)
    {
        var fund = Life();
        var fact = InKindDistribution.Run(fund.Facts, new(Day, fund.Investor(9), 100_000_000m, null, [], 150_000_000m, [fund.Investor(0)])).ToFact(fund.NewId(), 1, Day);
        fund.Record(fact, Day);
        var book = fund.Book();
        (book.Partners[0].Payable, book.Total[Component.HeldInKind], book.Total.Cash).ShouldBe((140_000_000m, 140_000_000m, 0m));
        book.Distributions[0].Status.ShouldBe(DistributionStatus.PartlyPaid);
        book.Partners[1].Payable.ShouldBe(0m, "the carried interest was accepted");
        book.CheckTies();
        var payment = new DistributionPaid(fund.NewId(), fact.DistributionId, fund.Investor(0), 1m);
        Should.Throw<FundRuleException>(() => fund.Record(payment, Day.AddDays(9))).Code.ShouldBe("book.in_kind.not_sold");

        fund.Record(new SoldForPartner(fund.NewId(), fact.DistributionId, fund.Investor(0), proceeds, 140_000_000m), Day.AddDays(10));

        fund.Book().Partners[0].Payable.ShouldBe(proceeds);
        if (proceeds > 0)
            fund.Record(payment with { Amount = proceeds }, Day.AddDays(12));
        var after = fund.Book();
        (after.Total.Cash, after.Total[Component.HeldInKind], after.Partners[0].Payable, after.Distributions[0].Status).ShouldBe((0m, 0m, 0m, DistributionStatus.Paid));
        after.Partners[0].Distributed.ShouldBe(140_000_000m);
        after.Partners[0].Nav.ShouldBe(0m);
        after.CheckTies();
        // What he was paid, and nothing else, is his return: 100 in on 1 January 2021, the proceeds on 13 January 2022.
        if (proceeds > 0)
            Math.Round(Performance.Of(after).Partners[0].Irr!.Rate!.Value, 9).ShouldBe(Math.Round(Irr.Of([new(In, -100_000_000m), new(Day.AddDays(12), proceeds)]).Rate!.Value, 9));
        foreach (var tie in InvestorStatement.Of(fund.Facts, fund.Investor(0), In, Day.AddDays(30)).Ties())
            tie.Right.ShouldBe(tie.Left, tie.What);
        // His whole interest can go to another, its sale with it.
        fund.Record(new InvestorAdmitted(fund.Investor(5), "Successor", PartnerKind.LimitedPartner), Day);
        fund.Record(InterestTransfer.Make(fund.Book(), fund.NewId(), fund.Investor(0), fund.Investor(5), 1m), Day.AddDays(20));
        fund.Book().Partners[2][Component.SaleDifference].ShouldBe(proceeds - 140_000_000m);
        fund.Book().CheckTies();
    }

    [Fact]
    public void Record_OfWhatCannotBe_IsRefusedByName()
    {
        var fund = Life();
        var good = InKindDistribution.Run(fund.Facts, new(Day, fund.Investor(9), 100_000_000m, 10_000_000m, Closes, null, [])).ToFact(fund.NewId(), 1, Day);
        void Refused(string code, Fact fact) => Should.Throw<FundRuleException>(() => fund.Record(fact, Day)).Code.ShouldBe(code);
        Refused("book.in_kind.deal_missing", good with { DealId = null });
        Refused("book.in_kind.closes_incomplete", good with { InKind = good.InKind! with { Closes = [15m] } });
        Refused("book.in_kind.closes_incomplete", good with { InKind = good.InKind with { Quantity = null } });
        Refused("book.in_kind.price_not_positive", good with { InKind = good.InKind with { Quantity = -1m } });
        Refused("book.in_kind.value_differs", good with { InKind = good.InKind with { Quantity = 10_000_001m } });
        Refused("book.in_kind.withholding", good with { Lines = [good.Lines[0] with { Withholding = 1m }] });
        Refused("book.in_kind.declined_by_others", good with { InKind = good.InKind with { DeclinedBy = [fund.Investor(1)] } });
        Refused("book.proceeds.cost_exceeds_held", good with { InKind = good.InKind with { Cost = 100_000_001m } });
        Should.Throw<FundRuleException>(() => InKindDistribution.Run(fund.Facts, new(Day, fund.Investor(9), 1m, null, [], null, []))).Code.ShouldBe("in_kind.value_missing");
        fund.Record(good, Day);
        Refused("book.in_kind.nothing_held", new SoldForPartner(fund.NewId(), good.DistributionId, fund.Investor(0), 1m, 1m));
    }

    /// <summary>100 in on 1 January 2021 by one limited partner, all invested.</summary>
    private static TestFund Life()
    {
        var fund = TestFund.With("USD", 200_000_000m, 1m);
        fund.Pay(fund.Call(In, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 100_000_000m, fund.Investor(9), ExcusedInvestorIds: [fund.Investor(1)])), In);
        fund.Record(FactShares.ForInvestment(fund.Book(), fund.Investor(9), "Deal", 100_000_000m), In);
        return fund;
    }
}
