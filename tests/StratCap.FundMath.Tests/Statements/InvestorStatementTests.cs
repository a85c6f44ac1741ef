using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Statements;

public sealed class InvestorStatementTests
{
    private static readonly DateOnly From = new(2022, 4, 1);
    private static readonly DateOnly To = new(2022, 6, 30);

    /// <summary>
    /// Two equal partners and a general partner of a hundredth of each. 2021: 202 called and invested (100, 100, 2). First quarter 2022: valued at
    /// 303. Second quarter: fee, audit, a dividend, half sold at 202, distributed.
    /// </summary>
    private static TestFund Life()
    {
        var fund = TestFund.With("USD", 1_000_000m, 1_000_000m, 20_000m);
        var deal = fund.NewId();
        fund.Pay(fund.Call(new(2021, 5, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 202_000m, deal)), new(2021, 5, 15));
        fund.Record(FactShares.ForInvestment(fund.Book(), deal, "Alpha", 202_000m), new(2021, 5, 20));
        fund.Record(FactShares.ForValuation(fund.Book(), deal, 303_000m, "Market multiple", 3), new(2022, 3, 31));
        fund.Record(FactShares.ForManagementFee(fund.Book(), fund.NewId(), From, new(2022, 7, 1)), From);
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Audit", 202m), new(2022, 4, 20));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Income, 1_010m, 0m), new(2022, 5, 10));
        fund.Record(FactShares.ForProceeds(fund.Book(), deal, ProceedsKind.Realisation, 202_000m, 101_000m), new(2022, 6, 1));
        var distribution = fund.Distribute(new(2022, 6, 15), 190_890m, deal);
        fund.PayOut(distribution, new(2022, 6, 20));
        return fund;
    }

    [Fact]
    public void Of_AQuarter_GivesEveryLineOfTheCapitalAccount()
    {
        var fund = Life();
        var statement = InvestorStatement.Of(fund.Facts, fund.Investor(0), From, To);
        var period = statement.Period;
        period.Opening.ShouldBe(150_000m);
        period.Contributions.ShouldBe(0m);
        period.ManagementFees.ShouldBe(-5_000m);
        period.Expenses.ShouldBe(-100m);
        period.Income.ShouldBe(500m);
        period.RealisedGain.ShouldBe(50_000m);
        period.UnrealisedChange.ShouldBe(-25_000m);
        period.Distributions.ShouldBe(-94_500m);
        period.CarriedInterestPaid.ShouldBe(0m);
        period.Closing.ShouldBe(75_900m);
        statement.Lines.Single(l => l.Key == "closing").Period.ShouldBe(75_900m);
        statement.YearToDate.Opening.ShouldBe(100_000m);
        statement.YearToDate.UnrealisedChange.ShouldBe(25_000m);
        statement.SinceInception.Opening.ShouldBe(0m);
        statement.SinceInception.Contributions.ShouldBe(100_000m);
        statement.Unfunded.Closing.ShouldBe(900_000m);
        // 94,500 of 100,000 are back; of the balance 75,900 returns 5,500 of capital, then the preferred return, then the catch-up and the split.
        statement.Period.ClosingAccruedCarry.ShouldBe(-(75_900m - 5_500m) * 0.2m, 0.02m);
        statement.Performance.Tvpi!.Value.ShouldBe((94_500m + statement.Period.ClosingNet) / 100_000m);
    }

    [Fact]
    public void Of_AQuarter_ListsTheTransactionsThatMadeIt()
    {
        var fund = Life();
        var statement = InvestorStatement.Of(fund.Facts, fund.Investor(0), From, To);
        statement.Transactions.Select(t => (t.Date, t.Kind, t.Amount)).ShouldBe(
        [
            (From, TransactionKind.ManagementFee, -5_000m),
            (new DateOnly(2022, 4, 20), TransactionKind.Expense, -100m),
            (new DateOnly(2022, 5, 10), TransactionKind.Income, 500m),
            (new DateOnly(2022, 6, 1), TransactionKind.RealisedGain, 50_000m),
            (new DateOnly(2022, 6, 1), TransactionKind.UnrealisedChange, -25_000m),
            (new DateOnly(2022, 6, 15), TransactionKind.Distribution, 94_500m),
            (new DateOnly(2022, 6, 20), TransactionKind.Payment, 94_500m),
        ]);
        statement.Transactions.ShouldAllBe(t => fund.Facts.Any(f => f.FactId == t.FactId));
    }

    [Fact]
    public void Ties_OfEveryPartner_Hold()
    {
        var fund = Life();
        foreach (var statement in new StatementRun(fund.Facts, From, To).ForAll())
        {
            foreach (var tie in statement.Ties())
                tie.Right.ShouldBe(tie.Left, $"{statement.InvestorName}: {tie.What}");
            ExplanationCheck.Evaluate(statement.Explanation!, fund).ShouldBeGreaterThan(10);
        }
    }

    [Fact]
    public void Of_AReversalOfAnEarlierPeriod_ShowsItInThePeriodInWhichItTookEffect()
    {
        var fund = Life();
        var audit = fund.Facts.Single(f => f.Payload is ExpenseCharged);
        fund.Record(new FactReversed(audit.FactId, "credited"), new(2022, 7, 10));
        var next = InvestorStatement.Of(fund.Facts, fund.Investor(0), new(2022, 7, 1), new(2022, 9, 30));
        next.Period.Opening.ShouldBe(75_900m);
        next.Period.Expenses.ShouldBe(100m);
        next.Transactions.Single().IsReversal.ShouldBeTrue();
        next.Transactions.Single().BalanceEffect.ShouldBe(100m);
        next.Ties().ShouldAllBe(t => t.Holds);
        InvestorStatement.Of(fund.Facts, fund.Investor(0), From, To).Period.Closing.ShouldBe(75_900m);
    }

    [Fact]
    public void Of_APeriodAsKnownThen_IsUnmovedByALaterCorrection()
    {
        var fund = Life();
        var then = fund.Clock;
        fund.Record(FactShares.ForExpense(fund.Book(), fund.NewId(), "Legal", 404m), new(2022, 6, 30));
        InvestorStatement.Of(fund.Facts, fund.Investor(0), From, To, then).Period.Closing.ShouldBe(75_900m);
        InvestorStatement.Of(fund.Facts, fund.Investor(0), From, To).Period.Closing.ShouldBe(75_700m);
    }

    [Fact]
    public void Of_TheRecipientOfCarry_AllocatesAndDistributesIt()
    {
        var fund = TestFund.With("USD", 100_000_000m, 1m);
        fund.Pay(fund.Call(new(2020, 12, 1), new CapitalCallPurposeRequest(CallPurposeKind.Investment, 100_000_000m, fund.Investor(9), ExcusedInvestorIds: [fund.Investor(1)])), new(2021, 1, 1));
        fund.Record(FactShares.ForInvestment(fund.Book(), fund.Investor(9), "Alpha", 100_000_000m), new(2021, 1, 1));
        fund.Record(FactShares.ForProceeds(fund.Book(), fund.Investor(9), ProceedsKind.Realisation, 150_000_000m, 100_000_000m), new(2024, 1, 1));
        fund.PayOut(fund.Distribute(new(2024, 1, 1), 150_000_000m, fund.Investor(9)), new(2024, 1, 1));
        var general = InvestorStatement.Of(fund.Facts, fund.Investor(1), new(2024, 1, 1), new(2024, 3, 31));
        general.Period.CarriedInterestReceived.ShouldBe(10_000_000m);
        general.Period.CarriedInterestDistributed.ShouldBe(-10_000_000m);
        general.Period.Closing.ShouldBe(0m);
        general.Fund.Period.CarriedInterestPaid.ShouldBe(-10_000_000m);
        general.Ties().ShouldAllBe(t => t.Holds);
    }

    [Fact]
    public void Of_AnUnknownInvestorOrABackwardPeriod_IsRefusedByName()
    {
        var fund = Life();
        Should.Throw<FundRuleException>(() => InvestorStatement.Of(fund.Facts, Guid.NewGuid(), From, To)).Code.ShouldBe("book.investor.unknown");
        Should.Throw<FundRuleException>(() => InvestorStatement.Of(fund.Facts, fund.Investor(0), To, From)).Code.ShouldBe("statement.period_backwards");
    }
}
