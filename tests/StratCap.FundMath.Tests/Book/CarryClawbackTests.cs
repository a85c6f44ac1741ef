using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Book;

public sealed class CarryClawbackTests
{
    private static readonly DateOnly Sold = new(2022, 1, 1);
    private static readonly DateOnly End = new(2024, 1, 1);

    /// <summary>100 in on 1 January 2021, 150 out a year later with carry; then 60 more in, all lost by 2024.</summary>
    private static TestFund Life()
    {
        var fund = TestFund.With("USD", 200_000_000m, 1m);
        Invest(fund, new(2021, 1, 1), fund.Investor(9), 100_000_000m);
        fund.Record(FactShares.ForProceeds(fund.Book(), fund.Investor(9), ProceedsKind.Realisation, 150_000_000m, 100_000_000m), Sold);
        fund.PayOut(fund.Distribute(Sold, 150_000_000m, fund.Investor(9)), Sold);
        Invest(fund, Sold.AddDays(1), fund.Investor(8), 60_000_000m);
        fund.Record(FactShares.ForProceeds(fund.Book(), fund.Investor(8), ProceedsKind.Realisation, 0m, 60_000_000m, 60_000_000m), new(2023, 12, 31));
        return fund;
    }

    private static void Invest(TestFund fund, DateOnly date, Guid deal, decimal amount)
    {
        fund.Pay(fund.Call(date, new CapitalCallPurposeRequest(CallPurposeKind.Investment, amount, deal, ExcusedInvestorIds: [fund.Investor(1)])), date);
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Deal", amount), date);
    }

    [Fact]
    public void Due_AfterALoss_IsTheExcessOrTheShortfallAndNeverMoreThanWasPaid()
    {
        var fund = Life();
        // 40 of 50 profit stayed with the partner, 10 were carry. In the end he lost 10 of 160: no carry is earned at all.
        fund.Book().Partners[0].CarryPaid.ShouldBe(10_000_000m);
        CarryClawback.Due(fund.Book(End)).ShouldBe([new Share(fund.Investor(0), 10_000_000m)]);
        CarryClawback.Due(fund.Book(End), limit: 5_500_000.005m).ShouldBe([new Share(fund.Investor(0), 5_500_000.01m)]);
        CarryClawback.Due(fund.Book(Sold)).ShouldBeEmpty();
    }

    [Fact]
    public void Due_OfAnExcessOverTheShareOfProfit_IsTheExcess()
    {
        var fund = Life();
        fund.Record(FactShares.ForProceeds(fund.Book(), fund.Investor(8), ProceedsKind.Realisation, 110_000_000m, 0m), new(2023, 12, 31));
        fund.PayOut(fund.Distribute(new(2023, 12, 31), 110_000_000m, fund.Investor(8)), new(2023, 12, 31));
        // Capital and preferred return are back; the partner's profit is 100 and carry a fifth of it.
        fund.Book().Partners[0].CarryPaid.ShouldBe(20_000_000m);
        CarryClawback.Due(fund.Book(End)).ShouldBeEmpty();
    }

    [Fact]
    public void Record_OfAClawback_TurnsCarryIntoTheTiersOfThePartner()
    {
        var fund = Life();
        var before = fund.Book(End);
        var fact = CarryClawback.Make(before, fund.NewId(), fund.Book().NextClawbackNumber, fund.Investor(1), End, CarryClawback.Due(before));
        fact.Lines.Single().ReturnOfCapital.ShouldBe(10_000_000m);
        fund.Record(fact, End);
        var book = fund.Book(End);
        book.CheckTies();
        var (partner, general) = (book.Partners[0], book.Partners[1]);
        partner.CarryPaid.ShouldBe(0m);
        partner.Distributed.ShouldBe(150_000_000m);
        partner.Nav.ShouldBe(before.Partners[0].Nav);
        general.CarryReceived.ShouldBe(0m);
        general.Payable.ShouldBe(0m);
        book.Total.Cash.ShouldBe(before.Total.Cash);
        Performance.Of(book).Partners[0].Dpi.ShouldBe(150m / 160m);
        // What came back returned capital: 10 less is to be returned before anything else.
        LiquidationScenario.Run(book, End, 60_000_000m).Lines[0].Line.ReturnOfCapital.ShouldBe(50_000_000m);
    }

    [Fact]
    public void Statement_OfBothSides_ShowsTheReturnAndTies()
    {
        var fund = Life();
        fund.Record(CarryClawback.Make(fund.Book(End), fund.NewId(), fund.Book().NextClawbackNumber, fund.Investor(1), End, CarryClawback.Due(fund.Book(End))), End);
        var run = new StatementRun(fund.Facts, End, End.AddDays(30));
        foreach (var statement in run.ForAll())
        {
            foreach (var tie in statement.Ties())
                tie.Right.ShouldBe(tie.Left, tie.What);
            ExplanationCheck.Evaluate(statement.Explanation!, fund);
        }
        var partner = run.For(fund.Investor(0));
        partner.Period.ClawbackReturned.ShouldBe(10_000_000m);
        partner.Period.CarriedInterestPaid.ShouldBe(0m);
        partner.Period.ReturnOfCapital.ShouldBe(-10_000_000m);
        partner.SinceInception.CarriedInterestPaid.ShouldBe(-10_000_000m);
        run.For(fund.Investor(1)).Transactions.Single().Amount.ShouldBe(-10_000_000m);
    }

    [Fact]
    public void Record_OfWhatCannotBe_RefusesByName()
    {
        var fund = Life();
        var made = CarryClawback.Make(fund.Book(End), fund.NewId(), fund.Book().NextClawbackNumber, fund.Investor(1), End, CarryClawback.Due(fund.Book(End)));
        string Refusal(Func<ClawbackPaid, ClawbackPaid> change) => Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, change(made), End)).Code;
        DistributionLine Line(decimal capital, decimal carry, decimal apportioned = 0) => new(fund.Investor(0), apportioned, capital, 0, 0, 0, carry);
        Refusal(m => m with { PayerId = fund.Investor(0) }).ShouldBe("book.clawback.exceeds_received");
        Refusal(m => m with { Amount = 5m }).ShouldBe("book.shares.sum_differs");
        Refusal(m => m with { Amount = 5m, Lines = [Line(4m, -5m)] }).ShouldBe("book.distribution.line_does_not_add_up");
        Refusal(m => m with { Amount = 5m, Lines = [Line(5m, -4m, 1m)] }).ShouldBe("book.clawback.apportions");
        Refusal(m => m with { Amount = 5m, Lines = [new(fund.Investor(1), 0, 5m, 0, 0, 0, -5m)] }).ShouldBe("book.clawback.exceeds_borne");
        Refusal(m => m with { Amount = 5m, Lines = [new(fund.Investor(0), 0, 6m, -1m, 0, 0, -5m)] }).ShouldBe("book.shares.negative");
        fund.Record(made, End);
        Refusal(m => m with { ClawbackId = fund.NewId() }).ShouldBe("book.clawback.number_used");
    }
}
