using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class InterestTransferTests
{
    private static readonly DateOnly Day = new(2023, 6, 30);
    private static readonly DateOnly Later = new(2024, 5, 1);

    /// <summary>60, 30 and the general partner's 10; called, invested, charged, valued, half sold at a gain and distributed through the tiers by <see cref="Day"/>. A fourth holds nothing.</summary>
    private static TestFund Life(Action<TestFund>? before = null)
    {
        var fund = TestFund.With("USD", 60_000_000m, 30_000_000m, 10_000_000m);
        fund.Record(new InvestorAdmitted(fund.Investor(3), "Secondary Fund", PartnerKind.LimitedPartner), TestFund.Start);
        before?.Invoke(fund);
        var deal = fund.Investor(9);
        fund.Pay(fund.Call(new(2021, 3, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 20_000_000.01m, deal), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 333_333.33m, InsideCommitment: false)), new(2021, 3, 15));
        fund.Pay(fund.Call(new(2021, 9, 1), new CapitalCallPurposeRequest(CallPurposeKind.FollowOn, 7_777_777.77m, deal), new CapitalCallPurposeRequest(CallPurposeKind.ManagementFee, 450_000m)), new(2021, 9, 15));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 27_000_000m), new(2021, 9, 20));
        fund.Record(FactShares.ForManagementFee(fund.Book(), fund.NewId(), new(2021, 10, 1), new(2022, 1, 1)), new(2021, 10, 1));
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 99_999.99m), new(2021, 12, 31));
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 50_000_000m, "Market multiple", 3), new(2022, 12, 31));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Income, 1_000_000.07m, 0m), new(2023, 1, 10));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 45_000_000m, 13_500_000m), new(2023, 2, 1));
        fund.PayOut(fund.Distribute(new(2023, 2, 10), 45_000_000m, deal), new(2023, 2, 20));
        return fund;
    }

    private static void Go(TestFund fund, int from, int to, decimal fraction) =>
        fund.Record(InterestTransfer.Make(fund.Book(Day), fund.NewId(), fund.Investor(from), fund.Investor(to), fraction), Day);

    private static void GoOn(TestFund fund)
    {
        var deal = fund.Investor(9);
        fund.Pay(fund.Call(Day.AddDays(20), new CapitalCallPurposeRequest(CallPurposeKind.FollowOn, 1_000_000m, deal), new CapitalCallPurposeRequest(CallPurposeKind.ManagementFee, 450_000m)), Day.AddDays(40));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 30_000_000m, 13_500_000m), Later.AddDays(-10));
        fund.PayOut(fund.Distribute(Later, 30_000_000m, deal), Later);
    }

    [Fact]
    public void Make_OfTheWholeInterest_LeavesNothingAndMovesEverything()
    {
        var fund = Life();
        var before = fund.Book().Partners[0];
        Go(fund, 0, 3, 1m);
        var book = fund.Book();
        book.CheckTies();
        foreach (var component in FigureSet.Components)
        {
            book.Partners[0][component].ShouldBe(0m, component.ToString());
            book.Partners[3][component].ShouldBe(before[component], component.ToString());
        }
        book.Partners[0].CashFlows.ShouldBeEmpty();
        book.Partners[0].Distributions.ShouldBeEmpty();
        book.Partners[3].CashFlows.Select(f => (f.Date, f.Kind, f.Amount, f.SourceId)).ShouldBe(before.CashFlows.Select(f => (f.Date, f.Kind, f.Amount, f.SourceId)));
        book.Deals[0].HoldingOf(book.Partners[0]).ShouldBe(default);
    }

    [Fact]
    public void TransfereeOfTheWhole_GoesOnAsIfHeHadAlwaysBeenThere()
    {
        var kept = Life();
        GoOn(kept);
        var moved = Life();
        Go(moved, 0, 3, 1m);
        GoOn(moved);
        var (a, b) = (kept.Book(), moved.Book());
        foreach (var component in FigureSet.Components)
            b.Partners[3][component].ShouldBe(a.Partners[0][component], 0.01m, component.ToString()); // odd units go by the order of admission
        var (was, now) = (Performance.Of(a).Partners[0], Performance.Of(b).Partners[3]);
        now.Irr!.Rate!.Value.ShouldBe(was.Irr!.Rate!.Value, 0.000000001m);
        now.Tvpi!.Value.ShouldBe(was.Tvpi!.Value, 0.000000001m);
        now.AccruedCarry.ShouldBe(was.AccruedCarry, 0.01m);
        b.Deals[0].SharingPercentageOf(b.Partners[3]).ShouldBe(a.Deals[0].SharingPercentageOf(a.Partners[0]));
    }

    [Fact]
    public void TransfereeOfAFraction_OwesAndIsOwedHisPartOfEverything()
    {
        var fund = Life();
        var before = fund.Book().Partners[1];
        Go(fund, 1, 3, 1m / 3m);
        var book = fund.Book();
        book.CheckTies();
        foreach (var component in FigureSet.Components)
        {
            (book.Partners[1][component] + book.Partners[3][component]).ShouldBe(before[component], component.ToString());
            book.Partners[3][component].ShouldBe(before[component] / 3m, 0.03m, component.ToString());
        }
        GoOn(fund);
        var after = fund.Book();
        after.CheckTies();
        after.Partners[1].CarryPaid.ShouldBe(after.Partners[3].CarryPaid * 2, 0.20m);
        var performance = Performance.Of(after).Partners;
        performance[3].Irr!.Rate!.Value.ShouldBe(performance[1].Irr!.Rate!.Value, 0.0000001m);
        ExplanationCheck.Evaluate(performance[3].Explanation!, fund).ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Make_InManySteps_LosesNothing()
    {
        var fund = Life();
        var before = fund.Book().Partners[0];
        foreach (var _ in Enumerable.Range(0, 6))
            Go(fund, 0, 3, 0.37m);
        Go(fund, 0, 3, 1m);
        foreach (var component in FigureSet.Components)
            fund.Book().Partners[3][component].ShouldBe(before[component], component.ToString());
    }

    [Fact]
    public void Statement_OfTheTransferee_ShowsTheAcquiredBalanceAsTransferAndOnlyItsOwnMovements()
    {
        var fund = Life();
        var nav = fund.Book().Partners[0].Nav;
        Go(fund, 0, 3, 1m);
        fund.Pay(fund.Call(Day.AddDays(20), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 100_000m)), Day.AddDays(40));
        var buyer = InvestorStatement.Of(fund.Facts, fund.Investor(3), new(2023, 4, 1), new(2023, 9, 30));
        buyer.Period.Opening.ShouldBe(0m);
        buyer.Period.PartnerTransfers.ShouldBe(nav);
        buyer.Period.Contributions.ShouldBe(60_000m);
        buyer.SinceInception.Contributions.ShouldBe(60_000m);
        buyer.SinceInception.ManagementFees.ShouldBe(0m);
        buyer.Unfunded.Opening.ShouldBe(0m);
        buyer.Unfunded.PartnerTransfers.ShouldBe(fund.Book(Day).Partners[3].Unfunded);
        var seller = InvestorStatement.Of(fund.Facts, fund.Investor(0), new(2023, 4, 1), new(2023, 9, 30));
        seller.Period.Opening.ShouldBe(nav);
        seller.Period.PartnerTransfers.ShouldBe(-nav);
        seller.Period.Closing.ShouldBe(0m);
        seller.Transactions.Single().Description.ShouldBe("Interest transferred to another partner");
        foreach (var tie in buyer.Ties().Concat(seller.Ties()))
            tie.Right.ShouldBe(tie.Left, tie.What);
        ExplanationCheck.Evaluate(buyer.Explanation!, fund);
    }

    [Fact]
    public void Record_OfATransferThatCannotBe_RefusesByName()
    {
        var fund = Life();
        string Refusal(Action action) => Should.Throw<FundRuleException>(action).Code;
        Refusal(() => Go(fund, 0, 0, 1m)).ShouldBe("book.transfer.to_oneself");
        Refusal(() => Go(fund, 2, 0, 1m)).ShouldBe("book.transfer.between_kinds");
        Refusal(() => Go(fund, 0, 3, 1.01m)).ShouldBe("book.transfer.part_out_of_range");
        Refusal(() => Go(fund, 0, 3, 0m)).ShouldBe("book.transfer.part_out_of_range");
        Refusal(() => Go(fund, 3, 0, 1m)).ShouldBe("transfer.nothing_held");
        Refusal(() => Go(fund, 0, 7, 1m)).ShouldBe("book.investor.unknown");
        var made = InterestTransfer.Make(fund.Book(Day), fund.NewId(), fund.Investor(0), fund.Investor(3), 1m);
        string Changed(Func<InterestTransferred, InterestTransferred> change) => Refusal(() => BookRules.Check(fund.Facts, change(made), Day));
        Changed(m => m with { Basis = [] }).ShouldBe("book.move.basis_differs");
        Changed(m => m with { Lines = [m.Lines[0]] }).ShouldBe("book.move.sum_differs");
        Changed(m => m with { Part = 0.5m, Lines = [Moving(m.Lines[0], Component.Commitment, -60_000_001m), Moving(m.Lines[1], Component.Commitment, 60_000_001m)] }).ShouldBe("book.move.exceeds_held");
        Changed(m => m with { Lines = [Moving(m.Lines[0], Component.Expenses, 0m), Moving(m.Lines[1], Component.Expenses, 0m)] }).ShouldBe("book.transfer.rest_remains");
        Changed(m => m with { Lines = [Moving(m.Lines[0], Component.Income, 1m), m.Lines[1]] }).ShouldBe("book.move.not_by_itself");
        Changed(m => m with { Lines = [.. m.Lines, m.Lines[0] with { InvestorId = fund.Investor(1) }] }).ShouldBe("book.transfer.third_party");
        fund.Record(made, Day);
        Refusal(() => Go(fund, 0, 3, 1m)).ShouldBe("transfer.nothing_held");
        Refusal(() => fund.Record(made, Day)).ShouldBe("book.move.basis_differs");
    }

    private static PartnerMove Moving(PartnerMove line, Component component, decimal amount) =>
        line with { Figures = [.. line.Figures.Where(f => f.Component != component), new ComponentAmount(component, amount)] };

    [Fact]
    public void Record_WithACallOrAPaymentOpen_IsRefused()
    {
        var fund = Life();
        fund.Call(Day.AddDays(-3), new CapitalCallPurposeRequest(CallPurposeKind.Expenses, 100_000m));
        Should.Throw<FundRuleException>(() => Go(fund, 0, 3, 1m)).Code.ShouldBe("book.transfer.call_open");
        var other = Life();
        other.Distribute(Day.AddDays(-3), 100_000m);
        Should.Throw<FundRuleException>(() => Go(other, 0, 3, 1m)).Code.ShouldBe("book.transfer.payment_open");
    }

    [Fact]
    public void Record_OfAChargeToOneWhoHasLeft_IsRefusedUntilHeHoldsAgain()
    {
        var fund = Life();
        Go(fund, 0, 3, 1m);
        var fee = FactShares.ForManagementFee(fund.Book(Day.AddDays(-90)), fund.NewId(), Day.AddDays(-90), Day.AddDays(1));
        Should.Throw<FundRuleException>(() => fund.Record(fee, Day.AddDays(1))).Code.ShouldBe("book.transfer.left");
        Go(fund, 3, 0, 0.5m);
        fund.Record(fee, Day.AddDays(1));
    }

    [Fact]
    public void Record_BeforeAMovementThatDidNotKnowOfIt_IsRefused()
    {
        var fund = Life();
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Legal", 1_000m), Day.AddDays(1));
        Should.Throw<FundRuleException>(() => Go(fund, 0, 3, 0.5m)).Code.ShouldBe("book.later_fact_breaks");
    }

    [Fact]
    public void Record_OfAFactDatedBackBehindATransfer_IsRefusedUntilTheTransferIsReversed()
    {
        var fund = Life();
        Go(fund, 0, 3, 0.5m);
        var early = FactShares.ForExpense(fund.Book(Day.AddDays(-1)), fund.NewId(), "Legal", 1_000m);
        Should.Throw<FundRuleException>(() => fund.Record(early, Day.AddDays(-1))).Code.ShouldBe("book.later_fact_breaks");
        fund.Record(new FactReversed(fund.Facts[^1].FactId, "audit adjustment"), Day);
        fund.Record(early, Day.AddDays(-1));
        Go(fund, 0, 3, 0.5m);
        fund.Book().CheckTies();
    }
}
