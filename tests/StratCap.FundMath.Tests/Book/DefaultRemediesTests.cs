using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Book;

public sealed class DefaultRemediesTests
{
    private static readonly DateOnly Paid = new(2021, 1, 1);

    /// <summary>Of the call that one does not pay: notice on 1 March 2021, due on the 15th.</summary>
    private static readonly DateOnly Due = new(2021, 3, 15);

    private static readonly DateOnly CureBy = Due.AddDays(10);

    /// <summary>73 days after the due date: a fifth of a year.</summary>
    private static readonly DateOnly Day = Due.AddDays(73);

    [Fact]
    public void Interest_OfAFifthOfAYear_GoesFromTheDefaulterToTheOthersByRemainingCommitments()
    {
        var (fund, call) = Life();
        // 10 % × 900,000 × 73 ÷ 365. The others have 48, 24 and 0.8 millions left: 48 ÷ 72.8 of 18,000 is 11,868.13.
        var fact = DefaultRemedies.Interest(fund.Book(Day), fund.NewId(), call, fund.Investor(2));
        fact.Amount.ShouldBe(18_000m);
        fact.To.ShouldBe([new(fund.Investor(0), 11_868.13m), new(fund.Investor(1), 5_934.07m), new(fund.Investor(3), 197.80m)]);
        var before = fund.Book(Day);
        fund.Record(fact, Day);
        var book = fund.Book();
        book.Partners[2].Nav.ShouldBe(before.Partners[2].Nav - 18_000m);
        book.Partners[0].Nav.ShouldBe(before.Partners[0].Nav + 11_868.13m);
        (book.Total.Nav, book.Total.Cash).ShouldBe((before.Total.Nav, before.Total.Cash));
        book.CheckTies();
        // A day more is a day's interest more; the same day none.
        DefaultRemedies.Interest(fund.Book(Day.AddDays(1)), fund.NewId(), call, fund.Investor(2)).Amount.ShouldBe(246.58m);
        Should.Throw<FundRuleException>(() => DefaultRemedies.Interest(fund.Book(Day), fund.NewId(), call, fund.Investor(2))).Code.ShouldBe("default.nothing_to_charge");
    }

    [Fact]
    public void Interest_AfterALateReceipt_RunsToTheReceipt()
    {
        var (fund, call) = Life();
        var line = fund.Book().FindCall(call)!.LineOf(fund.Investor(2))!;
        fund.Record(new ReceiptRecorded(fund.NewId(), call, fund.Investor(2), line.SplitReceipt(line.Outstanding)), Day);
        DefaultRemedies.Interest(fund.Book(Day.AddDays(100)), fund.NewId(), call, fund.Investor(2)).Amount.ShouldBe(18_000m);
    }

    [Fact]
    public void Forfeiture_OfHalfTheAccount_IsTakenOffLaterDistributions()
    {
        var (fund, call) = Life();
        var fact = DefaultRemedies.Forfeit(fund.Book(Day), fund.NewId(), call, fund.Investor(2), 0.5m);
        fact.Amount.ShouldBe(450_000m);
        fund.Record(fact, Day);
        fund.Book().Partners[2].Nav.ShouldBe(450_000m);
        foreach (var investor in new[] { 0, 2 })
        {
            var statement = InvestorStatement.Of(fund.Facts, fund.Investor(investor), Day, Day);
            foreach (var tie in statement.Ties())
                tie.Right.ShouldBe(tie.Left, tie.What);
            statement.Period.Forfeitures.ShouldBe(investor == 2 ? -450_000m : fact.To[0].Amount);
        }

        // Of 3 millions by contributions of 12, 6, 0.9 and 0.2 his part is less than what he lost: he gives up all of it, by 48, 24 and 0.8 millions of remaining commitments.
        fund.Distribute(Day.AddDays(1), 3_000_000m);
        var lines = fund.Book().Distributions[^1].Lines;
        lines.Select(l => l.FromDefault).ShouldBe([93_205.23m, 46_602.61m, -141_361.26m, 1_553.42m]);
        lines[2].Apportioned.ShouldBe(0m);
        fund.Book().Partners[2].DefaultUnsettled.ShouldBe(450_000m - 141_361.26m);
        fund.Book().CheckTies();
    }

    [Fact]
    public void Distributions_UntilAllIsSettled_PayTheOthersWhatTheyGained_AndChangeNothingElse()
    {
        var (with, call) = Life();
        var (without, _) = Life();
        with.Record(DefaultRemedies.Forfeit(with.Book(Day), with.NewId(), call, with.Investor(2), 0.5m), Day);
        var gained = with.Book().Partners.Select(p => -p.LostOnDefault).ToArray();
        for (var i = 1; i <= 6; i++)
        {
            foreach (var fund in new[] { with, without })
            {
                var run = DistributionRun.Run(fund.Book(), new DistributionRequest(Day.AddDays(i), 2_000_000m));
                ExplanationCheck.Evaluate(run.Explanation!, fund).ShouldBeGreaterThan(6);
                fund.Record(run.ToFact(fund.NewId(), i, Day.AddDays(i)), Day.AddDays(i));
            }
            var lines = with.Book().Distributions[^1].Lines.ToDictionary(l => l.InvestorId);
            foreach (var line in without.Book().Distributions[^1].Lines)
                (lines[line.InvestorId].Apportioned - lines[line.InvestorId].FromDefault).ShouldBe(line.Apportioned, $"distribution {i}");
        }
        with.Book().Partners.Select(p => p.DefaultUnsettled).ShouldAllBe(u => u == 0m);
        with.Book().Partners.Zip(without.Book().Partners, (p, q) => p.Distributed - q.Distributed).ShouldBe(gained);
        with.Book().CheckTies();
    }

    [Fact]
    public void Settlement_BesideATaxAdvance_LeavesTheAdvanceAsItIs()
    {
        var (with, call) = Life();
        var (without, _) = Life();
        foreach (var fund in new[] { with, without })
        {
            var tax = TaxDistribution.Run(fund.Book(Day), new(Day, 300_000m, 0.4m, new Dictionary<Guid, decimal> { [fund.Investor(0)] = 750_000m }));
            fund.Record(tax.ToFact(fund.NewId(), 1, Day), Day);
        }
        with.Record(DefaultRemedies.Forfeit(with.Book(Day), with.NewId(), call, with.Investor(2), 0.5m), Day);
        foreach (var fund in new[] { with, without })
            fund.Distribute(Day.AddDays(1), 3_000_000m);

        var (gainer, other) = (with.Book().Distributions[^1].LineOf(with.Investor(0))!, without.Book().Distributions[^1].LineOf(without.Investor(0))!);
        (gainer.Advance, gainer.Apportioned - gainer.FromDefault).ShouldBe((-300_000m, other.Apportioned));
        gainer.FromDefault.ShouldBeGreaterThan(0m);
        with.Book().Partners[0][Component.Advance].ShouldBe(0m);
    }

    [Fact]
    public void Settlement_FromAnInvestmentThatAGainerTookNoPartIn_PaysHimToo()
    {
        var (fund, call) = Life();
        var deal = fund.NewId();
        fund.Record(DefaultRemedies.Forfeit(fund.Book(Day), fund.NewId(), call, fund.Investor(2), 0.1m), Day);
        fund.Pay(fund.Call(Day, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 2_000_000m, deal, ExcusedInvestorIds: [fund.Investor(1)])), Day);
        fund.Record(FactShares.ForInvestment(fund.Book(Day), deal, "Excused from", 2_000_000m), Day);
        fund.Record(FactShares.ForProceeds(fund.Book(Day), deal, ProceedsKind.Realisation, 5_000_000m, 2_000_000m), Day.AddDays(1));
        fund.Distribute(Day.AddDays(1), 5_000_000m, deal);
        var line = fund.Book().Distributions[^1].LineOf(fund.Investor(1))!;
        line.FromDefault.ShouldBe(line.Apportioned);
        (line.FromDefault, fund.Book().Partners[1].DefaultUnsettled).ShouldBe((-fund.Book().Partners[1].LostOnDefault, 0m));
    }

    [Fact]
    public void Cover_WithinTheTermsLimit_IsACallLikeAnyOther()
    {
        var (fund, call) = Life();
        var run = CoverCallAllocation.Run(fund.Book(Day), call, Day, Day.AddDays(20));
        // 900,000 by 6 : 3 : 0.1, nobody above half of his own call.
        run.Lines.Select(l => l.Total).ShouldBe([593_406.59m, 296_703.30m, 9_890.11m]);
        ExplanationCheck.Evaluate(run.Explanation!, fund).ShouldBeGreaterThan(6);
        run.Lines.ShouldAllBe(l => l.UnfundedAfter == l.UnfundedBefore - l.Total);
        fund.Record(run.ToFact(fund.NewId(), 3), Day);
        var tight = IlpaTerms.WholeOfFund() with { Default = new(new DefaultTerms(0.1m, 0.01m, 1m), "test") };
        fund.Record(new TermsSet(tight), Day.AddDays(-1));
        CoverCallAllocation.Run(fund.Book(Day), call, Day, Day.AddDays(20)).Total.ShouldBe(91_000m, "1 % of 6, 3 and 0.1 millions");
    }

    [Fact]
    public void WhatCannotBe_IsRefusedByName()
    {
        var (fund, call) = Life();
        void Refused(string code, Action what) => Should.Throw<FundRuleException>(what).Code.ShouldBe(code);
        var book = fund.Book(Day);
        Refused("default.not_given", () => DefaultRemedies.Interest(book, fund.NewId(), call, fund.Investor(0)));
        Refused("book.call.unknown", () => DefaultRemedies.Interest(book, fund.NewId(), fund.NewId(), fund.Investor(2)));
        Refused("default.part_out_of_range", () => DefaultRemedies.Forfeit(book, fund.NewId(), call, fund.Investor(2), 1.01m));
        Refused("default.part_out_of_range", () => DefaultRemedies.Forfeit(book, fund.NewId(), call, fund.Investor(2), 0m));
        var good = DefaultRemedies.Forfeit(book, fund.NewId(), call, fund.Investor(2), 0.5m);
        Refused("book.remedy.still_curable", () => fund.Record(good, CureBy));
        Refused("book.remedy.no_default", () => fund.Record(good with { InvestorId = fund.Investor(0), To = [new(fund.Investor(1), good.Amount)] }, Day));
        Refused("book.remedy.to_defaulter", () => fund.Record(good with { To = [new(fund.Investor(2), good.Amount)] }, Day));
        Refused("book.remedy.exceeds_account", () => fund.Record(good with { Amount = 900_000.01m, To = [new(fund.Investor(0), 900_000.01m)] }, Day));
        fund.Record(good, Day);
        DistributionDeclared Moves(decimal given, decimal got) => new(fund.NewId(), 1, Day, null, 1_000_000m, null,
            [new(fund.Investor(0), 800_000m, 800_000m, 0, 0, 0, 0, FromDefault: got), new(fund.Investor(2), 200_000m, 200_000m, 0, 0, 0, 0, FromDefault: -given)]);
        Refused("book.distribution.from_default_differs", () => fund.Record(Moves(100m, 99m), Day));
        Refused("book.distribution.from_default_out_of_range", () => fund.Record(Moves(450_000.01m, 450_000.01m), Day));
        Refused("book.distribution.from_default_out_of_range", () => fund.Record(Moves(-1m, -1m), Day));
        fund.Record(new TermsSet(IlpaTerms.WholeOfFund() with { Default = null }), Day);
        Refused("default.terms_missing", () => DefaultRemedies.Interest(fund.Book(Day), fund.NewId(), call, fund.Investor(2)));
        Refused("default.terms_missing", () => CoverCallAllocation.Run(fund.Book(Day), call, Day, Day));
        Refused("terms.default.out_of_range", () => (IlpaTerms.WholeOfFund() with { Default = new(new DefaultTerms(10m, 0.5m, 1m), "test") }).Validate());
    }

    /// <summary>60, 30, 9 and 1 million; 10 called and paid, 10 more that the third does not pay.</summary>
    private static (TestFund Fund, Guid Call) Life()
    {
        var fund = TestFund.With("USD", 60_000_000m, 30_000_000m, 9_000_000m, 1_000_000m);
        fund.Pay(fund.Call(Paid, new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 10_000_000m)), Paid);
        var call = (CapitalCallIssued)fund.Call(Due.AddDays(-14), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 10_000_000m)).Payload;
        foreach (var share in call.Shares.Where(s => s.InvestorId != fund.Investor(2)))
            fund.Record(new ReceiptRecorded(fund.NewId(), call.CallId, share.InvestorId, share.Amounts), Due);
        fund.Record(new CallDefaulted(fund.NewId(), call.CallId, fund.Investor(2), CureBy), Due.AddDays(1));
        return (fund, call.CallId);
    }
}
