using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class BookPeriodsTests
{
    private static readonly DateOnly March = new(2020, 3, 31);
    private static readonly DateOnly June = new(2020, 6, 30);
    private static readonly Guid Asker = new("cccccccc-0000-0000-0000-000000000001");

    private static TestFund Fund() => TestFund.With("USD", 60_000_000m, 40_000_000m, 10_000_000m);

    private static TestFund Closed()
    {
        var fund = Fund();
        fund.Record(new PeriodClosed(March), March.AddDays(20));
        return fund;
    }

    private static void Expense(TestFund fund, DateOnly date, decimal amount = 1_000m) =>
        fund.Record(FactShares.ForExpense(fund.Book(date), fund.NewId(), "Audit", amount), date);

    private static string Code(Action act) => Should.Throw<FundRuleException>(act).Code;

    private static void Reopen(TestFund fund, DateOnly through, DateOnly on) => fund.Record(BookPeriods.Of(fund.Facts).Reopen(through, Asker, "An invoice came late"), on);

    [Fact]
    public void Close_RefusesWhatIsDatedInIt_AndTakesWhatIsDatedAfter()
    {
        var fund = Closed();
        var refused = Should.Throw<FundRuleException>(() => Expense(fund, March));
        refused.Code.ShouldBe("book.period.closed");
        refused.Message.ShouldBe("The book is closed through 2020-03-31: date it 2020-04-01 or later, or have the quarter 2020-Q1 reopened.");
        Expense(fund, March.AddDays(1));
        BookPeriods.Of(fund.Facts).ClosedThrough.ShouldBe(March);
        BookPeriods.Breaches(fund.Facts).ShouldBeEmpty();
    }

    [Fact]
    public void Close_MovesNoFigureAndNoDay()
    {
        var fund = Fund();
        Expense(fund, March);
        var before = fund.Book();
        fund.Record(new PeriodClosed(March), new(2021, 1, 15));
        var after = fund.Book();
        after.AsOf.ShouldBe(before.AsOf);
        after.Total.Nav.ShouldBe(before.Total.Nav);
        after.LastSequence.ShouldBe(before.LastSequence + 1);
        after.CheckTies();
    }

    [Fact]
    public void Close_GoesForwardQuarterByQuarter()
    {
        var fund = Fund();
        Code(() => fund.Record(new PeriodClosed(new(2020, 3, 30)), June)).ShouldBe("book.period.not_a_quarter");
        Code(() => fund.Record(new PeriodClosed(June), June)).ShouldBe("book.period.not_over");
        Code(() => fund.Record(new PeriodClosed(new(2019, 12, 31)), June)).ShouldBe("book.period.before_book");
        fund.Record(new PeriodClosed(March), June.AddDays(1));
        Code(() => fund.Record(new PeriodClosed(March), June.AddDays(1))).ShouldBe("book.period.not_next");
        Code(() => fund.Record(new PeriodClosed(new(2020, 9, 30)), new(2020, 10, 5))).ShouldBe("book.period.not_next");
        fund.Record(new PeriodClosed(June), June.AddDays(1));
        BookPeriods.Of(fund.Facts).ClosedThrough.ShouldBe(June);
    }

    [Fact]
    public void Reversal_OfAnOldFact_IsDatedInTheOpenPeriodAndLeavesTheClosedOneAsItWas()
    {
        var fund = Fund();
        var old = fund.Record(FactShares.ForExpense(fund.Book(March), fund.NewId(), "Audit", 1_000m), March);
        fund.Record(new PeriodClosed(March), March.AddDays(20));
        Code(() => fund.Record(new FactReversed(old.FactId, "Twice"), March)).ShouldBe("book.period.closed");
        fund.Record(new FactReversed(old.FactId, "Twice"), BookPeriods.Of(fund.Facts).OpenDay(March));
        fund.Book(March).Total.ExpensesCharged.ShouldBe(1_000m);
        fund.Book().Total.ExpensesCharged.ShouldBe(0m);
    }

    [Fact]
    public void Reopening_TakesLaterQuartersWithIt_AndNamesWhatStaysClosed()
    {
        var fund = Closed();
        fund.Record(new PeriodClosed(June), June.AddDays(9));
        Expense(fund, new(2020, 7, 10));
        Code(() => fund.Record(new PeriodReopened(June, null, Asker, "Late invoice"), June.AddDays(10))).ShouldBe("book.period.reopened_wrongly");
        Code(() => fund.Record(new PeriodReopened(June, March, Asker, " "), June.AddDays(10))).ShouldBe("book.period.reason_missing");
        Code(() => Reopen(fund, new(2020, 9, 30), June.AddDays(10))).ShouldBe("book.period.not_closed");
        Reopen(fund, June, June.AddDays(10));
        BookPeriods.Of(fund.Facts).ClosedThrough.ShouldBe(March);
        Expense(fund, June);
        Code(() => Expense(fund, March)).ShouldBe("book.period.closed");
        fund.Record(new PeriodClosed(June), June.AddDays(11));
        Reopen(fund, March, June.AddDays(12));
        var periods = BookPeriods.Of(fund.Facts);
        periods.ClosedThrough.ShouldBeNull();
        periods.Closes.Select(c => c.Stands).ShouldAllBe(stands => !stands);
        periods.Reopenings.Select(r => r.Through).ShouldBe([June, March]);
        Expense(fund, March);
        BookPeriods.Breaches(fund.Facts).ShouldBeEmpty();
    }

    [Fact]
    public void CloseAndReopening_CannotBeReversed()
    {
        var fund = Closed();
        Code(() => fund.Record(new FactReversed(fund.Facts[^1].FactId, "No"), June)).ShouldBe("book.reversal.of_period");
    }

    [Fact]
    public void Candidates_OfOneBatch_SeeTheCloseBeforeThem()
    {
        var fund = Fund();
        var expense = FactShares.ForExpense(fund.Book(March), fund.NewId(), "Audit", 1_000m);
        Code(() => BookRules.Check(fund.Facts, [(new PeriodClosed(March), June), (expense, March)])).ShouldBe("book.period.closed");
        BookRules.Check(fund.Facts, [(expense, March), (new PeriodClosed(March), June)]);
    }

    [Fact]
    public void Breaches_OfABookThatWentRoundTheRules_AreFound()
    {
        var fund = Closed();
        var forged = fund.Append(FactShares.ForExpense(fund.Book(March), fund.NewId(), "Audit", 1_000m), March);
        BookPeriods.Breaches(fund.Facts).ShouldBe([forged]);
    }
}
