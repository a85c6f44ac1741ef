using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Book;

public sealed class ManualEntryTests
{
    private static readonly DateOnly March = new(2020, 3, 31);
    private static readonly DateOnly April = new(2020, 4, 1);

    private readonly TestFund fund = TestFund.With("USD", 900m, 100m);

    private static EntryLine Audit(decimal amount) => new(EntryAccount.Expenses, amount, [], true, "Audit");

    private static EntryLine Owed(decimal amount) => new(EntryAccount.OtherPayables, -amount, [], false);

    private ManualEntryRecorded Entry(DateOnly? reverseOn, params EntryLine[] lines) => new(fund.NewId(), "Audit of the year", [.. lines.Select(l => ManualEntries.Shared(fund.Book(), l))], reverseOn);

    private void Accrue(ManualEntryRecorded accrual)
    {
        fund.Record(accrual, March);
        fund.Record(ManualEntries.Mirror(accrual, fund.NewId()), accrual.ReverseOn!.Value);
    }

    private static string Code(Action act) => Should.Throw<FundRuleException>(act).Code;

    [Fact]
    public void Accrual_LowersTheCapitalAccounts_UntilItsMirror_AndMovesNoCash()
    {
        Accrue(Entry(April, Audit(100.01m), Owed(100.01m)));

        var (before, after) = (fund.Book(March), fund.Book(April));
        before.CheckTies();
        after.CheckTies();
        before.Partners.Select(p => p.Nav).ShouldBe([-90.01m, -10.00m]);
        (before.Total.Nav, before.Total.OtherPayables, before.Total.Cash).ShouldBe((-100.01m, 100.01m, 0m));
        (after.Total.Nav, after.Total.OtherPayables, after.Total.ExpensesCharged).ShouldBe((0m, 0m, 0m));
    }

    [Fact]
    public void Statement_OfTheNextQuarter_ShowsTheMirrorAsCredit()
    {
        Accrue(Entry(April, Audit(100m), Owed(100m)));

        var run = new StatementRun(fund.Facts, April, new(2020, 6, 30));
        var statement = run.For(fund.Investor(0));
        statement.Ties().ShouldAllBe(t => t.Holds);
        (statement.Period.Expenses, statement.SinceInception.Expenses).ShouldBe((90m, 0m));
        statement.Transactions.ShouldHaveSingleItem().ShouldSatisfyAllConditions(t => t.Description.ShouldBe("Taken back: Audit of the year"), t => t.BalanceEffect.ShouldBe(90m));
    }

    [Fact]
    public void OnePartnersLine_IsHisAlone()
    {
        fund.Record(new ManualEntryRecorded(fund.NewId(), "Charged to the wrong partner", [
            new(EntryAccount.Expenses, 7m, [new(fund.Investor(0), 7m)], false, "Legal"), new(EntryAccount.Expenses, -7m, [new(fund.Investor(1), -7m)], false, "Legal"),
        ]), March);
        fund.Record(new ManualEntryRecorded(fund.NewId(), "Interest of the bank", [
            ManualEntries.Shared(fund.Book(), new(EntryAccount.OtherIncome, -10m, [], true, Income: IncomeKind.Interest)), new(EntryAccount.OtherReceivables, 10m, [], false),
        ]), March);

        var book = fund.Book();
        book.CheckTies();
        book.Partners.Select(p => p.Nav).ShouldBe([2m, 8m]);
        (book.Total.Income, book.Total.ExpensesCharged, book.Total.OtherReceivables).ShouldBe((10m, 0m, 10m));
    }

    [Fact]
    public void WholeInterest_GoesWithCreditsOfEntries()
    {
        fund.Record(new InvestorAdmitted(fund.Investor(5), "Transferee", PartnerKind.LimitedPartner), March);
        fund.Record(Entry(null, Audit(-30m), Owed(-30m)), March);
        fund.Record(InterestTransfer.Make(fund.Book(), fund.NewId(), fund.Investor(0), fund.Investor(5), 0.5m), April);
        fund.Record(InterestTransfer.Make(fund.Book(), fund.NewId(), fund.Investor(0), fund.Investor(5), 1m), April);

        fund.Book().CheckTies();
        fund.Book().Partner(fund.Investor(5)).Nav.ShouldBe(27m);
        fund.Book().Partner(fund.Investor(0)).Nav.ShouldBe(0m);
    }

    [Fact]
    public void Accrual_IsReversedAfterItsMirror_AndNotBefore()
    {
        Accrue(Entry(April, Audit(100m), Owed(100m)));
        var (accrual, mirror) = (fund.Facts[^2].FactId, fund.Facts[^1].FactId);

        Code(() => fund.Record(new FactReversed(accrual, "Wrong"), March)).ShouldBe("book.reversal.has_dependents");
        fund.Record(new FactReversed(mirror, "Wrong"), April);
        fund.Record(new FactReversed(accrual, "Wrong"), March);
        fund.Book(March).Total.Nav.ShouldBe(0);
    }

    [Fact]
    public void WhatIsNoEntry_IsRefusedByName()
    {
        string Of(DateOnly? reverseOn, params EntryLine[] lines) => Code(() => fund.Record(new ManualEntryRecorded(fund.NewId(), "Memo", lines, reverseOn), March));
        var whole = ManualEntries.Shared(fund.Book(), Audit(100m));
        Code(() => fund.Record(new ManualEntryRecorded(fund.NewId(), " ", [whole, Owed(100m)]), March)).ShouldBe("book.entry.memo_missing");
        Of(null, whole).ShouldBe("book.entry.lines_missing");
        Of(null, whole, Owed(99m)).ShouldBe("book.entry.unbalanced");
        Of(null, whole, Owed(100m), Owed(0m)).ShouldBe("book.entry.line_empty");
        Of(null, whole with { Category = null }, Owed(100m)).ShouldBe("book.entry.category");
        Of(null, whole, Owed(100m) with { Category = " " }).ShouldBe("book.entry.category");
        Of(null, whole, Owed(100m) with { Income = IncomeKind.Other }).ShouldBe("book.entry.income_kind");
        Of(null, whole, Owed(100m) with { Shares = [new(fund.Investor(0), -100m)] }).ShouldBe("book.entry.not_of_partners");
        Of(null, Audit(100m), Owed(100m)).ShouldBe("book.shares.sum_differs");
        Of(null, whole with { Shares = [new(Guid.NewGuid(), 100m)] }, Owed(100m)).ShouldBe("book.investor.unknown");
        Of(March, whole, Owed(100m)).ShouldBe("book.entry.reversed_too_early");
    }

    [Fact]
    public void KindsOfOtherLines_MoveNoFigure_AndMirrorWithThem()
    {
        var plain = Entry(April, Audit(100m), Owed(100m));
        var kinds = plain with { EntryId = fund.NewId(), Lines = [plain.Lines[0], plain.Lines[1] with { Category = "Audit accrual" }] };
        Accrue(plain);
        var figures = fund.Book(March).Total.Nav;
        Accrue(kinds);

        (fund.Book(March).Total.Nav, fund.Book(March).Total.OtherPayables).ShouldBe((2 * figures, 200m));
        fund.Book(April).Total.OtherPayables.ShouldBe(0);
        fund.Book(April).Entries[^1].Lines[1].Category.ShouldBe("Audit accrual");
    }

    [Fact]
    public void WhatIsNoMirrorOfItsAccrual_IsRefused()
    {
        var accrual = Entry(April, Audit(100m), Owed(100m));
        fund.Record(accrual, March);
        var mirror = ManualEntries.Mirror(accrual, fund.NewId());
        Code(() => fund.Record(mirror with { Reverses = fund.NewId() }, April)).ShouldBe("book.entry.accrual_unknown");
        Code(() => fund.Record(mirror, April.AddDays(1))).ShouldBe("book.entry.no_mirror");
        Code(() => fund.Record(mirror with { Lines = accrual.Lines }, April)).ShouldBe("book.entry.no_mirror");
        fund.Record(mirror, April);
        Code(() => fund.Record(mirror with { EntryId = fund.NewId() }, April)).ShouldBe("book.entry.already_reversed");
        Should.Throw<ArgumentException>(() => ManualEntries.Mirror(mirror, fund.NewId()));
    }
}
