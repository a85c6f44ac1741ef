using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class FundBookTests
{
    private static readonly DateOnly Notice = new(2021, 3, 1);

    [Fact]
    public void Fold_OfACall_LowersUnfundedAtNoticeAndCountsContributionAtReceipt()
    {
        var fund = TestFund.With("USD", 60_000_000m, 40_000_000m);
        var call = fund.Call(Notice, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 10_000_000m));
        fund.Pay(call, Notice.AddDays(14));

        fund.Book(Notice.AddDays(-1)).Partners[0].Unfunded.ShouldBe(60_000_000m);
        var between = fund.Book(Notice).Partners[0];
        between.Unfunded.ShouldBe(54_000_000m);
        between.Contributed.ShouldBe(0m);
        between.Outstanding.ShouldBe(6_000_000m);
        var after = fund.Book(Notice.AddDays(14)).Partners[0];
        after.Contributed.ShouldBe(6_000_000m);
        after.Outstanding.ShouldBe(0m);
        after.Nav.ShouldBe(6_000_000m);
    }

    [Fact]
    public void Fold_OfAPartialReceipt_LeavesTheRestOutstandingAndOverdue()
    {
        var fund = TestFund.With("USD", 60_000_000m, 40_000_000m);
        var call = (CapitalCallIssued)fund.Call(Notice, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 9_000_000m), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 1_000_000m)).Payload;
        var line = fund.Book().FindCall(call.CallId)!.LineOf(fund.Investor(0))!;
        var parts = line.SplitReceipt(5_500_000m);
        parts.ShouldBe([5_400_000m, 100_000m]);
        fund.Record(new ReceiptRecorded(fund.NewId(), call.CallId, fund.Investor(0), parts), Notice.AddDays(20));

        var book = fund.Book();
        var stored = book.FindCall(call.CallId)!;
        stored.Status.ShouldBe(CallStatus.PartlyReceived);
        stored.LineOf(fund.Investor(0))!.Outstanding.ShouldBe(500_000m);
        stored.IsOverdueAt(stored.DueDate).ShouldBeFalse();
        stored.IsOverdueAt(stored.DueDate.AddDays(1)).ShouldBeTrue();
        book.Partners[0][Component.ContributedExpenses].ShouldBe(100_000m);
        book.Total.Cash.ShouldBe(5_500_000m);
        book.CheckTies();
    }

    [Fact]
    public void Fold_AsKnownThen_IsUnmovedByALaterBackDatedFact()
    {
        var fund = TestFund.With("USD", 60_000_000m, 40_000_000m);
        fund.Pay(fund.Call(Notice, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 10_000_000m)), Notice.AddDays(14));
        var endOfMarch = new DateOnly(2021, 3, 31);
        var then = fund.Clock;
        var asKnownThen = Digest.Of(fund.Book(endOfMarch, then));

        fund.Record(FactShares.ForExpense(fund.Book(endOfMarch), fund.NewId(), "Audit", 100m), new DateOnly(2021, 3, 30));
        Digest.Of(fund.Book(endOfMarch, then)).ShouldBe(asKnownThen);
        fund.Book(endOfMarch).Total.ExpensesCharged.ShouldBe(100m);
        fund.Book(endOfMarch, then).Total.ExpensesCharged.ShouldBe(0m);
    }

    [Fact]
    public void Fold_OfAReversalOnTheSameDay_MakesTheFactNeverCount()
    {
        var fund = TestFund.With("USD", 60_000_000m, 40_000_000m);
        var date = new DateOnly(2021, 3, 30);
        var expense = fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 100m), date);
        fund.Record(new FactReversed(expense.FactId, "wrong fund"), date);
        fund.Book(date).Total.ExpensesCharged.ShouldBe(0m);
        fund.Book(date.AddYears(1)).Total.ExpensesCharged.ShouldBe(0m);
    }

    [Fact]
    public void Fold_OfALaterReversal_CountsTheFactUntilThen()
    {
        var fund = TestFund.With("USD", 60_000_000m, 40_000_000m);
        var date = new DateOnly(2021, 3, 30);
        var expense = fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 100m), date);
        fund.Record(new FactReversed(expense.FactId, "credited by the auditor"), date.AddDays(60));
        fund.Book(date.AddDays(59)).Total.ExpensesCharged.ShouldBe(100m);
        fund.Book(date.AddDays(60)).Total.ExpensesCharged.ShouldBe(0m);
    }

    [Fact]
    public void Fold_OfAWholeLife_KeepsEveryAccountAndEndsAtZero()
    {
        var fund = TestFund.With("USD", 60_000_000m, 38_000_000m, 2_000_000m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(Notice, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 50_000_000m, deal), new CapitalCallPurposeRequest(CallPurposeKind.ManagementFee, 490_000m), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 100_000m)), Notice.AddDays(14));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 50_000_000m), Notice.AddDays(15));
        fund.Record(FactShares.ForManagementFee(fund.Book(), fund.NewId(), new(2021, 4, 1), new(2021, 7, 1)), new(2021, 4, 1));
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 100_000m), new(2021, 5, 1));
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 70_000_000m, "Market multiple", 3), new(2021, 12, 31));
        fund.Book().Partners.Sum(p => p.UnrealisedGain).ShouldBe(20_000_000m);
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Income, 1_000_000m, 0m), new(2022, 6, 30));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 90_000_000m, 50_000_000m), new(2024, 3, 1));
        var paid = fund.Distribute(new(2024, 3, 10), 91_000_000m, deal);
        fund.PayOut(paid, new(2024, 3, 12));

        var book = fund.Book();
        book.CheckTies();
        book.Total.RealisedGain.ShouldBe(40_000_000m);
        book.Total.UnrealisedGain.ShouldBe(0m);
        book.Total.Income.ShouldBe(1_000_000m);
        book.Total.Cash.ShouldBe(0m);
        book.Total.Nav.ShouldBe(0m);
        book.Total.Payable.ShouldBe(0m);
        book.Distributions[0].Status.ShouldBe(DistributionStatus.Paid);
        book.Total.CarryPaid.ShouldBeGreaterThan(0m);
        book.Partners[2].CarryReceived.ShouldBe(book.Total.CarryPaid);
        book.Partners[2].CashFlows.Where(f => f.Kind == CashFlowKind.CarriedInterest).Sum(f => f.Amount).ShouldBe(book.Total.CarryPaid);
    }

    [Fact]
    public void Fold_OfARecallableDistribution_RestoresUnfunded()
    {
        var fund = TestFund.With("USD", 60_000_000m, 40_000_000m);
        fund.Pay(fund.Call(Notice, new CapitalCallPurposeRequest(CallPurposeKind.Investment, 10_000_000m)), Notice.AddDays(14));
        var request = new FundMath.Waterfalls.DistributionRequest(
            Notice.AddDays(30), 1_000_000m, RecallableByInvestor: new Dictionary<Guid, decimal> { [fund.Investor(0)] = 600_000m });
        var run = FundMath.Waterfalls.DistributionRun.Run(fund.Book(), request);
        fund.Record(run.ToFact(fund.NewId(), 1, request.Date), request.Date);
        fund.Book().Partners[0].Unfunded.ShouldBe(54_600_000m);
        fund.Book().CheckTies();
    }

    [Fact]
    public void Fold_OfDisclosedPositions_LowersUnfundedByWhatWasCalled()
    {
        var fund = TestFund.With("USD", 100m, 50m, 0.01m);
        fund.Record(new PositionDisclosed(fund.Investor(0), 100m, 40m, 10m, 55m, 1.63m, 0.1m, "Annual report 2023"), new(2023, 3, 31));
        fund.Record(new PositionDisclosed(fund.Investor(0), 100m, 70m, 30m, 60m, 1.29m, 0.1m, "Annual report 2024"), new(2024, 3, 31));
        fund.Record(new PositionDisclosed(fund.Investor(1), 50m, 60m, 30m, 60m, null, null, "Annual report 2024"), new(2024, 3, 31));
        fund.Book(new(2023, 12, 31)).Partners[0].Unfunded.ShouldBe(60m);
        var book = fund.Book();
        book.Partners[0].Unfunded.ShouldBe(30m);
        book.Partners[1].Unfunded.ShouldBe(0m);
        book.CheckTies();
        Should.Throw<FundRuleException>(() => fund.Record(new PositionDisclosed(fund.Investor(1), 50m, 61m, 30m, 60m, null, null, "x"), new(2024, 3, 31)))
            .Code.ShouldBe("book.position.already_disclosed");
    }

    [Fact]
    public void Fold_OfADisclosureBeforeTheAdmission_BringsThePartnerIn()
    {
        var fund = TestFund.With("USD", 100m, 0.01m);
        fund.Record(new PositionDisclosed(fund.Investor(0), 100m, 40m, 10m, 55m, null, null, "Older report"), TestFund.Start.AddYears(-2));
        var early = fund.Book(TestFund.Start.AddYears(-1));
        early.Partners.Count.ShouldBe(1);
        early.Partners[0].Disclosed.Count.ShouldBe(1);
        fund.Book().Partners.Count.ShouldBe(2);
        fund.Book().Partners[0].Unfunded.ShouldBe(60m);
        fund.Book().CheckTies();
    }

    [Fact]
    public void TermsAt_AfterAnAmendment_GivesTheTermsOfTheDay()
    {
        var fund = TestFund.With("USD", 100m, 0.01m);
        fund.Record(new TermsSet(IlpaTerms.WholeOfFund(managementFeeAnnual: 0.015m)), new(2025, 1, 1));
        fund.Book().TermsAt(new(2024, 12, 31)).ManagementFee.Value.RateAnnual.ShouldBe(0.02m);
        fund.Book().TermsAt(new(2025, 1, 1)).ManagementFee.Value.RateAnnual.ShouldBe(0.015m);
        Should.Throw<FundRuleException>(() => fund.Book().TermsAt(new(2019, 1, 1))).Code.ShouldBe("book.terms.missing");
    }

    [Fact]
    public void Fold_OfALostRepeatedOrForeignFact_IsRefused()
    {
        var facts = TestFund.With("USD", 100m, 0.01m).Facts;
        string Refusal(IEnumerable<RecordedFact> read) => Should.Throw<FundRuleException>(() => FundBook.Fold(read)).Code;
        Refusal(facts.Where((_, i) => i != 4)).ShouldBe("book.facts.incomplete");
        Refusal(facts.Append(facts[4])).ShouldBe("book.facts.incomplete");
        Refusal(facts.Select((f, i) => i == 4 ? f with { TenantId = Guid.NewGuid() } : f)).ShouldBe("book.facts.foreign");
        Refusal(facts.Select((f, i) => i == 4 ? f with { FundId = Guid.NewGuid() } : f)).ShouldBe("book.facts.foreign");
        Should.Throw<FundRuleException>(() => BookRules.Check([.. facts.Skip(1)], new ClosingHeld(Guid.NewGuid(), 2, "x"), TestFund.Start)).Code.ShouldBe("book.facts.incomplete");
    }

    [Fact]
    public void Fold_OfNoFacts_IsAnEmptyBook()
    {
        var book = FundBook.Fold([]);
        book.IsEstablished.ShouldBeFalse();
        book.LastSequence.ShouldBe(0);
        book.LastHash.ShouldBe(FactHash.Genesis);
        book.CheckTies();
    }
}
