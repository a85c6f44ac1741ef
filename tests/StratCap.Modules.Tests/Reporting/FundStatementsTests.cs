using StratCap.Accounting.Journal;
using StratCap.Accounting.Postings;
using StratCap.Contracts.Accounting;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Waterfalls;
using StratCap.Modules.Tests.Accounting;
using StratCap.Reporting.Documents;
using StratCap.Reporting.FundStatements;
using StratCap.Reporting.Statements;

namespace StratCap.Modules.Tests.Reporting;

public sealed class FundStatementsTests
{
    [Theory, MemberData(nameof(Seeds))]
    public void Statements_OfARandomLife_TieInEachQuarter_AndLoseNoCash(int seed)
    {
        var facts = FundLife.Of(seed, 60);
        var (entries, lines) = LedgerTiesTests.Post(facts);

        foreach (var end in CalendarQuarter.EndsBetween(facts.Min(f => f.EffectiveDate), facts.Max(f => f.EffectiveDate).AddDays(92)))
        {
            var period = StatementPeriod.Parse($"{end.Year}-Q{(end.Month + 2) / 3}")!;
            var statements = Of(period, facts, entries, lines);

            statements.Ties().Where(t => !t.Holds).ShouldBeEmpty(period.Name);
            statements.CashFlows["other"].Amounts.ShouldAllBe(a => a == 0, "every kind of fact that moves cash has a line of its own");
            statements.Changes.ShouldAllBe(t => t.Rows.Where(r => r.Amounts.Count > 0).All(r => r.Amounts[0] + r.Amounts[1] == r.Amounts[2]), "the classes are the fund");
            statements.Investments.Sum(i => i.Cost).ShouldBe(statements.AssetsAndLiabilities["cost"].Amounts[0]);
        }
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Quarters_OfAYear_SumToIt_AndEachBeginsWhereTheOneBeforeEnded(int seed)
    {
        var facts = FundLife.Of(seed, 60);
        var (entries, lines) = LedgerTiesTests.Post(facts);
        FundStatements In(string period) => Of(StatementPeriod.Parse(period)!, facts, entries, lines);
        var year = In("2024");
        FundStatements[] quarters = [In("2024-Q1"), In("2024-Q2"), In("2024-Q3"), In("2024-Q4")];

        foreach (var row in year.Operations.Rows.Where(r => r.Amounts.Count > 0)) quarters.Sum(q => q.Operations[row.Key].Amounts[0]).ShouldBe(row.Amounts[0], row.Key);
        foreach (var row in year.CashFlows.Rows.Where(r => r.Amounts.Count > 0 && r.Key is not ("opening" or "closing"))) quarters.Sum(q => q.CashFlows[row.Key].Amounts[0]).ShouldBe(row.Amounts[0], row.Key);
        foreach (var (before, after) in quarters.Zip(quarters.Skip(1)))
        {
            after.Changes[0]["opening"].Amounts.ShouldBe(before.Changes[0]["closing"].Amounts);
            after.CashFlows["opening"].Amounts[0].ShouldBe(before.CashFlows["closing"].Amounts[0]);
        }
        quarters[3].Operations["netIncrease"].Amounts[1].ShouldBe(year.Operations["netIncrease"].Amounts[0], "the year to date in the last quarter is the year");
    }

    [Theory, MemberData(nameof(Seeds))]
    public void Translated_StatementsOfARandomLife_TieInEachQuarter_AndAtARateOfOneSayTheSame(int seed)
    {
        var facts = FundLife.Of(seed, 60);
        var (entries, lines) = LedgerTiesTests.Post(facts);
        foreach (var end in CalendarQuarter.EndsBetween(facts.Min(f => f.EffectiveDate), facts.Max(f => f.EffectiveDate).AddDays(92)))
        {
            var period = StatementPeriod.Parse($"{end.Year}-Q{(end.Month + 2) / 3}")!;
            var own = Of(period, facts, entries, lines);
            var same = Translated(period, facts, entries, lines, _ => 1m);
            var moving = Translated(period, facts, entries, lines, Moving);

            moving.Ties().Where(t => !t.Holds).ShouldBeEmpty(period.Name);
            moving.Changes.ShouldAllBe(t => t.Rows.Where(r => r.Amounts.Count > 0).All(r => r.Amounts[0] + r.Amounts[1] == r.Amounts[2]), "the classes are the fund");
            foreach (var (table, of) in own.Tables.Zip(same.Tables))
            {
                foreach (var row in table.Rows) of[row.Key].Amounts.ShouldBe(row.Amounts, $"{period.Name} {table.Key} {row.Key}");
                of.Rows.Where(r => table.Rows.All(o => o.Key != r.Key)).SelectMany(r => r.Amounts).ShouldAllBe(a => a == 0, "one rate for all days leaves no difference");
            }
        }
    }

    /// <summary>All levels are the translated balance at both ends, each level's movements are its closing, and at a rate of one nothing differs and rates have no effect.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void Translated_FairValuesOfARandomLife_AreTheTranslatedBalances_AndCloseWhereTheNextOpen(int seed)
    {
        var facts = FundLife.Of(seed, 60);
        var (entries, lines) = LedgerTiesTests.Post(facts);
        IReadOnlyList<decimal>? before = null;
        foreach (var end in CalendarQuarter.EndsBetween(facts.Min(f => f.EffectiveDate), facts.Max(f => f.EffectiveDate).AddDays(92)))
        {
            var period = StatementPeriod.Parse($"{end.Year}-Q{(end.Month + 2) / 3}")!;
            var statements = Translated(period, facts, entries, lines, Moving);
            if (statements.FairValues.Count == 0) continue;
            var (hierarchy, roll) = (statements.FairValues[0], statements.FairValues[1]);
            var balance = statements.AssetsAndLiabilities["fairValue"].Amounts;

            (roll["closing"].Amounts[^1], roll["opening"].Amounts[^1], hierarchy["fairValue"].Amounts[^1]).ShouldBe((balance[0], balance[1], balance[0]));
            hierarchy["fairValue"].Amounts.ShouldBe(roll["closing"].Amounts, "by level, too");
            (roll["transfersIn"].Amounts[^1] + roll["transfersOut"].Amounts[^1]).ShouldBe(0m);
            (roll["realised"].Amounts[^1], roll["unrealised"].Amounts[^1]).ShouldBe((statements.Operations["realised"].Amounts[0], statements.Operations["unrealised"].Amounts[0]));
            if (before is not null && before.Count == roll.Columns.Count) roll["opening"].Amounts.ShouldBe(before, period.Name);
            before = roll["closing"].Amounts;
            Translated(period, facts, entries, lines, _ => 1m).FairValues.SelectMany(t => t.Rows).Where(r => r.Key == "currencyEffect").SelectMany(r => r.Amounts).ShouldAllBe(a => a == 0);
        }
    }

    /// <summary>Ratios are those of the translated amounts that are printed; at a rate of one they are the fund's own, and at any one rate the rates of return and ratios are, but for rounding.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void Translated_HighlightsOfARandomLife_AreOfTheTranslatedAmounts_AndAtARateOfOneTheFundsOwn(int seed)
    {
        var facts = FundLife.Of(seed, 60);
        var (entries, lines) = LedgerTiesTests.Post(facts);
        foreach (var name in (string[])["2024-Q2", "2024", "2025-Q1"])
        {
            var period = StatementPeriod.Parse(name)!;
            var books = Books(period, facts);
            var own = Highlights.Of(Of(period, facts, entries, lines), period, CapitalByDay(period, books, lines), books[0], books[2]);
            FinancialHighlights At(Func<DateOnly, decimal> rate) => HighlightsAt(period, facts, entries, lines, rate);

            At(_ => 1m).ShouldBe(own, name);
            var tenfold = At(_ => 10m);
            tenfold.AverageCapital.ShouldBe(10m * own.AverageCapital, 0.05m);
            foreach (var (scaled, plain) in new[] { (tenfold.IrrAtBeginning, own.IrrAtBeginning), (tenfold.IrrAtEnd, own.IrrAtEnd) })
            {
                scaled.HasValue.ShouldBe(plain.HasValue);
                if (plain is { } rate) scaled!.Value.ShouldBe(rate, 0.0000001m * Math.Max(1, Math.Abs(rate)));
            }
            // An average is rounded to the cent before anything is divided by it.
            foreach (var (scaled, plain) in new[] { (tenfold.ExpenseRatio, own.ExpenseRatio), (tenfold.NetInvestmentIncomeRatio, own.NetInvestmentIncomeRatio), (tenfold.CarriedInterestRatio, own.CarriedInterestRatio) })
                if (plain is { } ratio) scaled!.Value.ShouldBe(ratio, 0.000002m + (Math.Abs(ratio) * 0.006m / own.AverageCapital));
            var (moving, statements) = (At(Moving), Translated(period, facts, entries, lines, Moving));
            if (moving.AverageCapital <= 0) continue;
            moving.NetInvestmentIncomeRatio.ShouldBe(Math.Round(statements.Changes[0]["netInvestmentIncome"].Amounts[0] / moving.AverageCapital, 6, MidpointRounding.AwayFromZero));
            moving.ExpenseRatio.ShouldBe(Math.Round(statements.ExpensesOfLimitedPartners / moving.AverageCapital, 6, MidpointRounding.AwayFromZero));
        }
    }

    [Fact]
    public void Translated_RateOfReturn_IsOfFlowsAtTheRatesOfTheirDays_NeverOfAnAverage()
    {
        var differ = 0;
        foreach (var facts in Seeds.Select(seed => FundLife.Of(seed.Data, 60)))
        {
            var (entries, lines) = LedgerTiesTests.Post(facts);
            var period = StatementPeriod.Parse("2024")!;
            var book = Books(period, facts)[2];
            var limited = book.Partners.Where(p => p.IsLimitedPartner).ToList();
            var days = limited.SelectMany(p => p.CashFlows).Select(f => f.Date).Append(period.To).Distinct();
            var rates = new FxRates(days.Select(day => new FxRate(Guid.CreateVersion7(), "USD", "EUR", day, 1, Moving(day), "test", DateTimeOffset.UnixEpoch)));

            var rate = HighlightsAt(period, facts, entries, lines, Moving).IrrAtEnd;
            rate.ShouldBe(ConvertedPerformance.Of(book, limited, AccruedCarry.Of(book), new("EUR"), rates).Irr.Rate);
            differ += rate is not null && rate != HighlightsAt(period, facts, entries, lines, _ => 1m).IrrAtEnd ? 1 : 0;
        }
        differ.ShouldBeGreaterThan(10);
    }

    /// <summary>The difference is what each day's change of capital gained until the end, but for one rounding of each part.</summary>
    [Theory, MemberData(nameof(Seeds))]
    public void TranslationDifference_OfARandomLife_IsWhatTheRatesDidToEachDaysCapital(int seed)
    {
        var facts = FundLife.Of(seed, 60);
        var (entries, lines) = LedgerTiesTests.Post(facts);
        var period = StatementPeriod.Parse("2024")!;
        var capital = lines.SelectMany(l => l).Where(l => l.EffectiveDate <= period.To && ChartOfAccounts.ByCode[l.Account].Heading.IsCapital()).ToList();

        var table = Translated(period, facts, entries, lines, Moving).AssetsAndLiabilities;

        var byId = entries.Values.ToDictionary(e => e.Id);
        var gained = -capital.Sum(l => l.Amount * (Moving(period.To) - Moving(RateDay(byId, l))));
        Math.Abs(table["translationDifference"].Amounts[0] - gained).ShouldBeLessThan(0.005m * (capital.Count + 40), "each atom is rounded once");
        table["netAssets"].Amounts[0].ShouldBe(new Currency("EUR").Round(-capital.Sum(l => l.Amount) * Moving(period.To)), 0.5m, "the net assets stand at the closing rate");
    }

    [Fact]
    public async Task ALedgerThatIsACentOff_TiesNowhereThatItShould_AndIsNotPrinted()
    {
        var facts = FundLife.Of(1, 60);
        var (entries, lines) = LedgerTiesTests.Post(facts);
        var period = StatementPeriod.Parse("2024")!;
        var ledger = Ledger(FundStatements.Days(period), entries, lines);
        var cash = ledger.Accounts.First(a => a.Heading == LedgerHeading.Cash && a.At[2] != 0);
        var off = ledger with { Accounts = [.. ledger.Accounts.Select(a => a == cash ? a with { At = [a.At[0], a.At[1], a.At[2] + 0.01m] } : a)] };

        var statements = new FundStatements(period, off, Books(period, facts), []);

        statements.Ties().Count(t => !t.Holds).ShouldBe(3, "assets less liabilities, the book's cash, the cash flows");
        var model = new FundStatementsModel(
            new Letterhead("Firm", "#123456"), new DocumentStamp("FS", null, DateTimeOffset.UnixEpoch), "Fund", new Currency("USD"), period.Name, statements.Tables, statements.Investments, statements.Schedule,
            new FinancialHighlights(0, null, null, null, null, null), statements.Ties(), new Currency("USD"));
        Should.Throw<FundRuleException>(() => FundStatementsDocument.Pdf(model)).Code.ShouldBe("reporting.statement.does_not_tie");
        (await Should.ThrowAsync<FundRuleException>(() => FundStatementsDocument.Xlsx(model, default))).Code.ShouldBe("reporting.statement.does_not_tie");
    }

    [Fact]
    public void AverageCapital_IsWeightedByDays()
    {
        var facts = FundLife.Of(3, 60);
        var (entries, lines) = LedgerTiesTests.Post(facts);
        var period = StatementPeriod.Parse("2024-04-01..2024-04-10")!;
        var statements = Of(period, facts, entries, lines);
        var books = Books(period, facts);

        // 100 stand all ten days, 50 come with the last four, and what comes later does not count.
        var highlights = Highlights.Of(statements, period, [new(new(2024, 1, 2), 100m), new(new(2024, 4, 7), 50m)], books[0], books[2]);

        highlights.AverageCapital.ShouldBe(120m);
        highlights.ExpenseRatio.ShouldBe(Math.Round(statements.ExpensesOfLimitedPartners / 120m, 6, MidpointRounding.AwayFromZero));
    }

    [Fact]
    public void EachAccount_HasAHeadingOfItsOwn() => ChartOfAccounts.ByCode.Values.Select(a => a.Heading).Order().ShouldBe(Enum.GetValues<LedgerHeading>().Order());

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    private static FundStatements Of(StatementPeriod period, IReadOnlyList<RecordedFact> facts, Dictionary<Guid, JournalEntry> entries, ILookup<Guid, JournalLine> lines) =>
        new(period, Ledger(FundStatements.Days(period), entries, lines), Books(period, facts), []);

    private static List<FundBook> Books(StatementPeriod period, IReadOnlyList<RecordedFact> facts) => [.. FundStatements.Days(period).Select(d => FundBook.Fold(facts, d))];

    /// <summary>Another rate each day.</summary>
    private static decimal Moving(DateOnly day) => 0.8m + (day.DayNumber % 97 / 100m);

    private static FundStatements Translated(StatementPeriod period, IReadOnlyList<RecordedFact> facts, Dictionary<Guid, JournalEntry> entries, ILookup<Guid, JournalLine> lines, Func<DateOnly, decimal> rate) =>
        TranslatedBy(period, facts, entries, lines, rate).Statements;

    private static FinancialHighlights HighlightsAt(StatementPeriod period, IReadOnlyList<RecordedFact> facts, Dictionary<Guid, JournalEntry> entries, ILookup<Guid, JournalLine> lines, Func<DateOnly, decimal> rate)
    {
        var (statements, movements, translation) = TranslatedBy(period, facts, entries, lines, rate);
        var books = Books(period, facts);
        return Highlights.Translated(statements, period, movements, books[0], books[2], translation);
    }

    /// <summary>What the database sums up of the limited partners' capital.</summary>
    private static List<CapitalMovement> CapitalByDay(StatementPeriod period, List<FundBook> books, ILookup<Guid, JournalLine> lines)
    {
        var apart = StatementLedger.Apart(books);
        return [.. lines.SelectMany(l => l).Where(l => l.EffectiveDate <= period.To && ChartOfAccounts.CapitalAccount.Contains(l.Account) && l.PartnerId is { } partner && !apart.Contains(partner))
            .GroupBy(l => l.EffectiveDate).Select(g => new CapitalMovement(g.Key, -g.Sum(l => l.Amount)))];
    }

    private static (FundStatements Statements, LedgerMovements Movements, LedgerTranslation Translation) TranslatedBy(
        StatementPeriod period, IReadOnlyList<RecordedFact> facts, Dictionary<Guid, JournalEntry> entries, ILookup<Guid, JournalLine> lines, Func<DateOnly, decimal> rate)
    {
        var books = Books(period, facts);
        var days = FundStatements.Days(period);
        var limited = books[^1].Partners.Where(p => p.IsLimitedPartner).Select(p => p.InvestorId).ToHashSet();
        var all = lines.SelectMany(l => l).Where(l => l.EffectiveDate <= period.To).ToList();
        var byId = entries.Values.ToDictionary(e => e.Id);
        var movements = new LedgerMovements(
            entries.Count,
            [.. all.Select(l => new LedgerMovement(l.Account, ChartOfAccounts.ByCode[l.Account].Heading, l.Kind, l.PartnerId is { } partner && limited.Contains(partner), l.DealId, l.EffectiveDate, RateDay(byId, l), l.Amount))],
            [.. all.Where(l => l.Account == ChartOfAccounts.Cash.Code).Select(l => new LedgerCashMovement(KindOf(byId, l), l.EffectiveDate, RateDay(byId, l), l.Amount))]);
        var rates = all.Select(l => l.EffectiveDate).Concat(days).Distinct().Select(day => new FxRate(Guid.CreateVersion7(), "USD", "EUR", day, 1, rate(day), "test", DateTimeOffset.UnixEpoch));
        var translation = new LedgerTranslation(books[^1].Currency, new("EUR"), new FxRates(rates));
        return (new(period, StatementLedger.Translated(movements, days, books, translation), books, []), movements, translation);
    }

    private static DateOnly RateDay(Dictionary<Guid, JournalEntry> byId, JournalLine line) => byId[line.EntryId].ReversesEntryId is { } original ? byId[original].EffectiveDate : line.EffectiveDate;

    private static string KindOf(Dictionary<Guid, JournalEntry> byId, JournalLine line) => byId[line.EntryId] is var entry && entry.ReversesEntryId is { } original ? byId[original].FactKind : entry.FactKind;

    /// <summary>What the database sums up for the module, in memory.</summary>
    private static LedgerBalances Ledger(DateOnly[] days, Dictionary<Guid, JournalEntry> entries, ILookup<Guid, JournalLine> lines)
    {
        decimal[] At(IEnumerable<JournalLine> of) => [.. days.Select(d => of.Where(l => l.EffectiveDate <= d).Sum(l => l.Amount))];
        var byId = entries.Values.ToDictionary(e => e.Id);
        var all = lines.SelectMany(l => l).ToList();
        return new(
            entries.Count,
            [.. all.GroupBy(l => (l.Account, l.PartnerId, l.DealId)).Select(g => new LedgerBalance(g.Key.Account, ChartOfAccounts.ByCode[g.Key.Account].Heading, g.Key.PartnerId, g.Key.DealId, At(g)))],
            [.. all.Where(l => l.Account == ChartOfAccounts.Cash.Code).GroupBy(l => KindOf(byId, l)).Select(g => new LedgerCash(g.Key, At(g)))]);
    }
}
