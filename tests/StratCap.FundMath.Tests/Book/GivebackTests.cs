using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Book;

public sealed class GivebackTests
{
    private static readonly DateOnly Out = new(2022, 1, 1);
    private static readonly DateOnly Called = new(2022, 7, 1);

    /// <summary>60 and 40 in on 1 January 2021 (the general partner beside), 150 out a year later: capital, 8 of preferred return, and more.</summary>
    private static TestFund Life()
    {
        var fund = TestFund.With("USD", 60_000_000m, 40_000_000m, 10_000_000m);
        var deal = fund.Investor(9);
        fund.Pay(fund.Call(new(2021, 1, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 110_000_000m, deal)), new(2021, 1, 1));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 110_000_000m), new(2021, 1, 1));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 165_000_000m, 110_000_000m), Out);
        fund.PayOut(fund.Distribute(Out, 165_000_000m, deal), Out);
        return fund;
    }

    private static GivebackCalled Call(TestFund fund, decimal amount, DateOnly? on = null, GivebackLimits? limits = null)
    {
        var date = on ?? Called;
        var fact = Giveback.Make(fund.Book(date), fund.NewId(), fund.Book().NextGivebackNumber, date, date.AddDays(10), "Indemnity of the seller", amount, limits ?? new GivebackLimits());
        fund.Record(fact, date);
        return fact;
    }

    private static GivebackReceived Return(TestFund fund, GivebackCalled call, int investor, decimal amount, DateOnly date)
    {
        var fact = Giveback.Receive(fund.Book(date), fund.NewId(), call.GivebackId, fund.Investor(investor), amount);
        fund.Record(fact, date);
        return fact;
    }

    [Fact]
    public void Make_SharesByWhatWasDistributed()
    {
        var fund = Life();
        // 165 less 10 of carry each hundred of profit: 84, 56 and the general partner's 15.
        fund.Book().Partners.Select(p => p.Distributed).ShouldBe([84_000_000m, 56_000_000m, 15_000_000m]);
        Call(fund, 15_500_000m).Shares.Select(s => s.Amount).ShouldBe([8_400_000m, 5_600_000m, 1_500_000m]);
        var book = fund.Book(Called);
        book.CheckTies();
        book.Partners[0].GivebackOutstanding.ShouldBe(8_400_000m);
        book.Partners[0].Nav.ShouldBe(0m);
        book.Partners[0].Unfunded.ShouldBe(0m);
    }

    [Fact]
    public void Make_AboveTheLimits_IsRefusedAndCountsWhatWasAskedBefore()
    {
        var fund = Life();
        // The lower of 30 % of distributions and 25 % of commitments: 15, 10 and 2.5.
        var limits = new GivebackLimits();
        Giveback.LimitOf(fund.Book(), fund.Book().Partners[0], limits).ShouldBe(15_000_000m);
        Should.Throw<FundRuleException>(() => Call(fund, 27_500_000.01m)).Code.ShouldBe("giveback.exceeds_limits");
        Call(fund, 27_500_000m).Shares.Select(s => s.Amount).ShouldBe([15_000_000m, 10_000_000m, 2_500_000m]);
        Should.Throw<FundRuleException>(() => Call(fund, 0.01m)).Code.ShouldBe("giveback.exceeds_limits");
    }

    [Fact]
    public void Make_AfterTheTail_IsRefused()
    {
        var fund = Life();
        Giveback.Make(fund.Book(), fund.NewId(), fund.Book().NextGivebackNumber, Out.AddYears(2), Out.AddYears(2), "Tax", 1m, new GivebackLimits()).Shares.Sum(s => s.Amount).ShouldBe(1m);
        Should.Throw<FundRuleException>(() => Call(fund, 1m, Out.AddYears(2).AddDays(1))).Code.ShouldBe("giveback.nothing_distributed");
    }

    [Fact]
    public void Receive_UndoesTheLastTierFirstAndIsNoContribution()
    {
        var fund = Life();
        var call = Call(fund, 15_500_000m);
        var before = fund.Book(Called);
        var line = before.Partners[0].Distributions.Single().Line;
        var back = Return(fund, call, 0, 8_400_000m, Called.AddDays(10)).Line;
        back.ResidualSplit.ShouldBe(-8_400_000m);
        var book = fund.Book(Called.AddDays(10));
        book.CheckTies();
        var partner = book.Partners[0];
        partner.Contributed.ShouldBe(60_000_000m);
        partner.Distributed.ShouldBe(75_600_000m);
        partner.Nav.ShouldBe(8_400_000m);
        partner.GivebackOutstanding.ShouldBe(0m);
        partner.Payable.ShouldBe(0m);
        book.Total.Cash.ShouldBe(8_400_000m);
        line.ResidualSplit.ShouldBeGreaterThan(8_400_000m);
    }

    [Fact]
    public void Receive_IntoCapital_MakesItUnreturnedFromTheDayOfReturn()
    {
        var fund = Life();
        var call = Call(fund, 155_000_000m, limits: new GivebackLimits(1m, 2m));
        var back = Return(fund, call, 0, 84_000_000m, Called).Line;
        back.ReturnOfCapital.ShouldBe(-60_000_000m);
        // 60 of capital and 4.8 of paid preferred return are owed again; only from the return on do they earn.
        var year = Called.AddDays(365);
        var owed = LiquidationScenario.Run(fund.Book(year), year, 100_000_000m).Lines[0].Line;
        owed.ReturnOfCapital.ShouldBe(60_000_000m);
        owed.PreferredReturn.ShouldBe(4_800_000m + (64_800_000m * 0.08m), 0.01m);
    }

    [Fact]
    public void Statement_OfAReturn_TiesAndLowersDistributions()
    {
        var fund = Life();
        var call = Call(fund, 15_500_000m);
        Return(fund, call, 1, 5_600_000m, Called.AddDays(10));
        var run = new StatementRun(fund.Facts, Called, Called.AddDays(60));
        foreach (var statement in run.ForAll())
        {
            foreach (var tie in statement.Ties())
                tie.Right.ShouldBe(tie.Left, tie.What);
            ExplanationCheck.Evaluate(statement.Explanation!, fund);
        }
        run.For(fund.Investor(1)).Period.Distributions.ShouldBe(5_600_000m);
        run.For(fund.Investor(1)).Transactions.Select(t => t.Kind).ShouldBe([TransactionKind.GivebackCall, TransactionKind.Giveback]);
        // What is in the fund again would be split again, 80 to 20.
        Performance.Of(run.After).Partners[1].Tvpi.ShouldBe((50.4m + (5.6m * 0.8m)) / 40m);
    }

    [Fact]
    public void Transfer_OfAnInterestThatGaveBack_TakesTheReturnWithIt()
    {
        var fund = Life();
        fund.Record(new InvestorAdmitted(fund.Investor(3), "Secondary Fund", PartnerKind.LimitedPartner), Out);
        var call = Call(fund, 15_500_000m);
        Should.Throw<FundRuleException>(() => InterestTransfer.Make(fund.Book(Called), fund.NewId(), fund.Investor(0), fund.Investor(3), 1m)).Code.ShouldBe("book.transfer.giveback_open");
        Return(fund, call, 0, 8_400_000m, Called);
        fund.Record(InterestTransfer.Make(fund.Book(Called), fund.NewId(), fund.Investor(0), fund.Investor(3), 0.5m), Called);
        var book = fund.Book(Called);
        book.CheckTies();
        book.Partners[3].Distributed.ShouldBe(37_800_000m);
        book.Partners[3][Component.GivenBack].ShouldBe(4_200_000m);
        Performance.Of(book).Partners[3].Tvpi.ShouldBe(Performance.Of(book).Partners[0].Tvpi);
    }

    [Fact]
    public void Record_OfWhatCannotBe_RefusesByName()
    {
        var fund = Life();
        var call = Call(fund, 15_500_000m);
        string Refusal(Fact fact) => Should.Throw<FundRuleException>(() => BookRules.Check(fund.Facts, fact, Called)).Code;
        Refusal(call with { GivebackId = fund.NewId() }).ShouldBe("book.giveback.number_used");
        Refusal(call with { GivebackId = fund.NewId(), Number = 2, DueDate = Out }).ShouldBe("book.giveback.due_before_notice");
        Refusal(call with { GivebackId = fund.NewId(), Number = 2, Reason = "" }).ShouldBe("book.giveback.reason_missing");
        Refusal(call with { GivebackId = fund.NewId(), Number = 2, Shares = [new(fund.Investor(0), 75_600_000.01m)] }).ShouldBe("book.giveback.exceeds_distributed");
        var back = Giveback.Receive(fund.Book(Called), fund.NewId(), call.GivebackId, fund.Investor(0), 8_400_000m);
        Refusal(back with { GivebackId = fund.NewId() }).ShouldBe("book.giveback.unknown");
        Refusal(back with { Line = back.Line with { ReturnOfCapital = 1m } }).ShouldBe("book.shares.negative");
        Refusal(back with { Line = back.Line with { Recallable = -1m } }).ShouldBe("book.giveback.returns_other");
        Refusal(back with { Line = back.Line with { ResidualSplit = back.Line.ResidualSplit - 1m, Apportioned = back.Line.Apportioned - 1m } }).ShouldBe("book.giveback.exceeds_due");
    }
}
