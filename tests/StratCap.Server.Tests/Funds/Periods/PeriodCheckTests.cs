using System.Net;
using StratCap.Contracts.Funds;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.FundMath.Statements;
using StratCap.Funds.Periods;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.Reporting;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Payments;
using static StratCap.Server.Tests.Funds.Periods.PeriodStage;

namespace StratCap.Server.Tests.Funds.Periods;

/// <summary>Each check of a quarter is broken by a test of its own, and then keeps the quarter from being closed.</summary>
public sealed class PeriodCheckTests(PeriodStage stage) : IClassFixture<PeriodStage>
{
    private static readonly DateOnly June = new(2024, 6, 30);
    private Api Accountant => stage.Firm.Accountant;

    private async Task Fails(FundLife life, string check, string through = Quarter)
    {
        (await stage.Check(life, check, through)).ShouldSatisfyAllConditions(c => c.Text("state").ShouldBe("Failed", c.ToJsonString()), c => c.Text("sentence").ShouldNotBeEmpty());
        (await Accountant.Post(Path(life, "/close", through))).Refused(HttpStatusCode.UnprocessableEntity, "funds.period.checks_failed");
    }

    private async Task Is(FundLife life, string check, string state) => (await stage.Check(life, check)).ShouldSatisfyAllConditions(c => c.Text("state").ShouldBe(state, c.ToJsonString()));

    [Fact]
    public async Task Book_WhoseTablesWereChanged_Fails()
    {
        var life = await stage.Life();
        await Is(life, "book", "Passed");
        await stage.Tamper("update funds.partners set commitment = commitment + 1 where fund_id = $1", Guid.Parse(life.Id));
        await Fails(life, "book");
    }

    [Fact]
    public async Task Ledger_ThatLagsOrWasChanged_Fails()
    {
        var life = await stage.Life();
        await Is(life, "ledger", "Passed");
        await stage.Tamper("update accounting.fund_ledgers set posted_through = posted_through - 1 where fund_id = $1", Guid.Parse(life.Id));
        await Fails(life, "ledger");
        await stage.Tamper("update accounting.fund_ledgers set posted_through = posted_through + 1 where fund_id = $1", Guid.Parse(life.Id));
        await Is(life, "ledger", "Passed");
        await Is(life, "financialStatements", "Passed");
        await stage.Tamper("update accounting.journal_lines set amount = amount + 0.01 where fund_id = $1 and account = '1000' and effective_date <= $2", Guid.Parse(life.Id), June);
        await Fails(life, "ledger");
        await Fails(life, "financialStatements");
        // A cent on each entry of the bank.
        (await stage.Check(life, "financialStatements")).Money("difference").ShouldBe(0.04m);
    }

    /// <summary>Trial balance, statements and translation read the columns of lines and entries themselves: each that is not its fact's is named, and keeps the quarter open.</summary>
    [Theory]
    [InlineData("journal_lines", "effective_date = effective_date - 1", "account = '1000'", "ReceiptRecorded) is not what its fact posts: the date of its lines")]
    [InlineData("journal_entries", "effective_date = effective_date - 1", "fact_kind = 'CapitalCallIssued'", "CapitalCallIssued) is not what its fact posts: its date")]
    [InlineData("journal_entries", "recorded_at = recorded_at - interval '1 day'", "fact_kind = 'CapitalCallIssued'", "is not what its fact posts: when the book learnt of it")]
    [InlineData("journal_entries", "currency = 'EUR'", "fact_kind = 'CapitalCallIssued'", "is not what its fact posts: its currency")]
    [InlineData("journal_entries", "fact_kind = 'ExpenseCharged'", "fact_kind = 'CapitalCallIssued'", "CapitalCallIssued) is not what its fact posts: the fact that it names")]
    [InlineData("journal_entries", "reverses_entry_id = id", "fact_kind = 'CapitalCallIssued'", "is not what its fact posts: the entry that it takes back")]
    [InlineData("journal_entries", "rules_version = 7", "fact_kind = 'CapitalCallIssued'", "was posted by version 7 of the rules, which is not known here")]
    [InlineData("fund_ledgers", "currency = 'EUR'", "true", "the ledger is kept in EUR, the book in USD")]
    public async Task Ledger_OfWhichOneFieldWasChanged_Fails(string table, string change, string where, string said)
    {
        var life = await stage.Life();
        (await stage.Verify(life)).ShouldNotContain(d => d.Contains(said, StringComparison.Ordinal));
        await stage.Tamper($"update accounting.{table} set {change} where fund_id = $1 and {where}", Guid.Parse(life.Id));
        (await stage.Verify(life)).ShouldContain(d => d.Contains(said, StringComparison.Ordinal));
        await Fails(life, "ledger");
    }

    [Fact]
    public async Task CapitalAccountsAndTemplates_OfWhichOneDoesNotTie_Fail()
    {
        var life = await stage.Life();
        await Is(life, "capitalAccounts", "Passed");
        await Is(life, "ilpa", "Passed");
        var run = new ReportingTemplateRun(await stage.Facts(life), June);
        var nav = run.Statements.After.Total.Nav;
        CapitalAccount[] accounts = [.. run.Statements.After.Partners.Select(p => CapitalAccount.Of(run, p.InvestorId))];
        ReportChecks.OfAccounts(accounts, nav).ShouldSatisfyAllConditions(c => c.State.ShouldBe(PeriodCheckState.Passed), c => c.Left.ShouldBe(nav));
        ReportChecks.OfAccounts(accounts, nav + 0.01m).State.ShouldBe(PeriodCheckState.Failed);
        ReportChecks.OfAccounts([accounts[0], accounts[1] with { Ties = [.. accounts[1].Ties, new("Contributions (QTD), and section A.1", 1m, 2m)] }], nav).ShouldSatisfyAllConditions(
            c => c.State.ShouldBe(PeriodCheckState.Failed), c => c.Says.ShouldContain(accounts[1].Statement.InvestorName), c => (c.Left, c.Right).ShouldBe((1m, 2m)));

        ReportingTemplate[] templates = [.. run.ForAll(), .. run.ForAll(IlpaVersion.V11)];
        ReportChecks.OfTemplates(templates, nav).ShouldSatisfyAllConditions(c => c.State.ShouldBe(PeriodCheckState.Passed), c => c.Left.ShouldBe(nav));
        ReportChecks.OfTemplates(templates, nav - 0.01m).State.ShouldBe(PeriodCheckState.Failed);
        // The last one is of the older edition.
        templates[^1] = templates[^1] with { Checks = [new(IlpaIdentity.Sum, "endingNav", 2, 5m, 6m)] };
        ReportChecks.OfTemplates(templates, nav).ShouldSatisfyAllConditions(
            c => c.State.ShouldBe(PeriodCheckState.Failed), c => c.Says.ShouldContain("v1.1"), c => c.Says.ShouldContain("column 3"), c => (c.Left, c.Right).ShouldBe((5m, 6m)));
    }

    [Fact]
    public void Statements_OfWhichOneDoesNotFoot_Fail()
    {
        StatementTie[] ties = [new("Period: opening and movements, and closing", 1m, 1m)];
        FundChecks.OfStatements(10m, 10m, ties).State.ShouldBe(PeriodCheckState.Passed);
        FundChecks.OfStatements(10m, 10.01m, ties).State.ShouldBe(PeriodCheckState.Failed);
        FundChecks.OfStatements(10m, 10m, [.. ties, new("Transactions of the period, and its movement", 1m, 2m)]).ShouldSatisfyAllConditions(
            c => c.State.ShouldBe(PeriodCheckState.Failed), c => (c.Left, c.Right).ShouldBe((1m, 2m)));
    }

    [Fact]
    public async Task Unfunded_OfWhichThePublishedChanged_Fails()
    {
        var life = await stage.Life();
        await stage.Close(life);
        (await stage.Check(life, "unfunded", "2024-09-30")).Text("state").ShouldBe("Passed");
        await stage.Insert(life, new CommitmentAccepted(Guid.Parse(life.Investors[1]), null, 1_000_000m), June, forge: true);
        await Fails(life, "unfunded", "2024-09-30");
    }

    [Fact]
    public async Task Fees_AboveTheTerms_Fail_UntilTheyAreRebated()
    {
        var life = await stage.Life();
        await Is(life, "fees", "NotApplicable");
        var right = (await Accountant.Post(life.Api("/management-fees"), new { date = "2024-04-01", periodFrom = "2024-04-01", periodTo = "2024-07-01" })).Ok()["data"]!;
        await Is(life, "fees", "Passed");
        var fact = (await life.Book()).Last(f => f.Text("kind") == "management_fee_charged").Text("factId");
        (await Accountant.Post(life.Api($"/book/{fact}/reverse"), new { reason = "Anew" })).Ok();
        var charge = (await Accountant.Post(life.Api("/management-fees"), new { date = "2024-04-01", periodFrom = "2024-04-01", periodTo = "2024-07-01", amount = 2 * right.Money("amount") })).Ok()["data"]!.Text("chargeId");
        await Fails(life, "fees");
        (await Accountant.Post(life.Api("/fee-reductions"), new { chargeId = charge, date = "2024-06-28", kind = "Rebate", part = 0.5m })).Ok();
        await Is(life, "fees", "Passed");
    }

    [Fact]
    public async Task Rates_ThatAreMissingOrCorrected_Fail()
    {
        var life = await stage.Life();
        await Is(life, "fx", "NotApplicable");
        var deal = Guid.CreateVersion7();
        await Rate("2024-06-25", 1.10m);
        (await Accountant.Post(life.Api("/investments"), new { dealId = deal, name = "Rhein Pumpen", date = "2024-06-25", cost = 1_000m, currency = "EUR" })).Ok();
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        await Fails(life, "fx");
        await Rate(Quarter, 1.20m);
        (await Accountant.Post(life.Api("/valuations"), new { dealId = deal, date = Quarter, fairValue = 1_500m, methodology = "Market multiple", level = 3, currency = "EUR" })).Ok();
        (await stage.Check(life, "fx")).ShouldSatisfyAllConditions(c => c.Text("state").ShouldBe("Passed", c.ToJsonString()), c => c.Money("left").ShouldBe(1_800m), c => c.Money("right").ShouldBe(1_800m));
        await Rate(Quarter, 1.25m, correct: true);
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        await Fails(life, "fx");
        (await stage.Check(life, "fx")).Money("difference").ShouldBe(-75m);
    }

    /// <summary>A value that is missing, or that one person recorded, keeps the quarter open; an approved one closes it.</summary>
    [Fact]
    public async Task Valuations_ThatAreMissingOrNobodyApproved_Fail()
    {
        const string third = "2024-09-30";
        var life = await stage.Life();
        await Is(life, "valuations", "NotApplicable");
        await Fails(life, "valuations", third);
        (await Accountant.Post(life.Api("/valuations"), new { dealId = life.Deal, date = third, fairValue = 41_000_000m, methodology = "Market multiple", level = 3 })).Ok();
        (await stage.Check(life, "valuations", third)).Text("sentence").ShouldContain("was recorded by one person");
        await Fails(life, "valuations", third);
        await life.Value(42_000_000m, third);
        (await stage.Check(life, "valuations", third)).ShouldSatisfyAllConditions(
            c => c.Text("state").ShouldBe("Passed", c.ToJsonString()), c => c.Money("left").ShouldBe(42_000_000m), c => c.Money("right").ShouldBe(42_000_000m));
        await stage.Close(life, third);
        // The quarter after has no value of its own yet.
        await Fails(life, "valuations", "2024-12-31");
    }

    /// <summary>What waits for a second person keeps the quarter of its own date open, and that one alone, until somebody decided.</summary>
    [Fact]
    public async Task Waiting_DecisionsOfTheQuarter_Fail_UntilTheyAreMade()
    {
        const string third = "2024-09-30";
        var life = await stage.Life();
        await Is(life, "waiting", "Passed");
        object Entry(string date) => new { date, memo = "Audit", lines = new object[] { new { account = "Expenses", debit = 100m, category = "Audit" }, new { account = "OtherPayables", credit = 100m } } };
        var later = (await Accountant.Post(life.Api("/manual-entries"), Entry(third))).Ok()["data"]!;
        await Is(life, "waiting", "Passed");
        var entry = (await Accountant.Post(life.Api("/manual-entries"), Entry(Quarter))).Ok()["data"]!;
        await Fails(life, "waiting");
        (await stage.Check(life, "waiting")).Text("sentence").ShouldBe("Manual entry 2 of 2024-06-30 waits for a second person: approve it, or return it.");
        (await stage.Firm.Cfo.Post(life.Api($"/manual-entries/{entry["entry"]!.Text("entryId")}/decision"), new { approve = false, contentHash = entry.Text("contentHash"), reason = "Too late" })).Ok();
        await Is(life, "waiting", "Passed");

        // A draft waits for nobody; a round that was handed in does.
        var round = await life.DraftValues(42_000_000m, third);
        (await stage.Firm.Cfo.Post(life.Api($"/manual-entries/{later["entry"]!.Text("entryId")}/decision"), new { approve = false, contentHash = later.Text("contentHash"), reason = "Too late" })).Ok();
        (await stage.Check(life, "waiting", third)).Text("state").ShouldBe("Passed");
        await stage.Tamper("update funds.proposals set state = 'Submitted' where id = $1", Guid.Parse(round));
        await Fails(life, "waiting", third);
        (await stage.Check(life, "waiting", third)).Text("sentence").ShouldStartWith("Valuation round 1 of 2024-09-30 waits");
    }

    private async Task Rate(string date, decimal value, bool correct = false) =>
        (await Accountant.Post("/api/v1/fx-rates", new { correct, rates = new[] { new { from = "EUR", to = "USD", date, value, source = "test" } } })).Ok();

    /// <summary>The call is paid by the bank's lines; a line that nobody explained, and a balance that the book does not have, each keep the quarter open.</summary>
    [Fact]
    public async Task Bank_WithAnotherBalanceOrAnUnexplainedLine_Fails()
    {
        var life = await FundLife.Closed(stage.Firm);
        await MoneyHouse.Accounts(stage.Firm, life);
        await life.Issue();
        await Is(life, "cash", "NotApplicable");
        await Is(life, "bankLines", "NotApplicable");
        var names = (await Accountant.All(life.Api("/investors"))).ToDictionary(i => i.Text("investorId"), i => i.Text("name"));
        var due = await life.Due();
        BankTransaction[] paid = [.. due.Select((d, n) => ReconciliationTests.Line("L" + n, d.Due, $"Call 1 {names[d.Investor]}") with { BankReference = "BR-" + n, BookedOn = new(2024, 6, 20), ValueOn = new(2024, 6, 20) })];
        await Import(life, paid, "S1", opening: 0, closedOn: new(2024, 6, 28));
        await Accountant.Until(life.Api($"/capital-calls/{life.Call}/receipts"), r => r.Rows().Count == due.Count);
        await FundLife.LedgerCaughtUp(stage.Firm, life.Id);
        await Is(life, "bankLines", "Passed");
        // The last statement ends before the quarter does.
        await Fails(life, "cash");
        var total = due.Sum(d => d.Due);
        // One that begins with another balance later on says nothing of the days between.
        await Import(life, [Fee("F9", -1m, new(2025, 2, 3))], "S9", total - 500m, new(2025, 2, 28));
        await Fails(life, "cash");
        // The next one goes beyond it, with a line on either side of the quarter's end.
        await Import(life, [Fee("F1", -100m, new(2024, 6, 30)), Fee("F2", -30m, new(2024, 7, 5))], "S2", total, new(2024, 7, 31));
        (await stage.Check(life, "cash")).ShouldSatisfyAllConditions(c => c.Money("left").ShouldBe(total - 100m), c => c.Money("right").ShouldBe(total), c => c.Money("difference").ShouldBe(-100m));
        await Fails(life, "cash");
        await Fails(life, "bankLines");
        (await Accountant.Post(life.Api("/expenses"), new { date = Quarter, category = "Bank fees", amount = 100m })).Ok();
        await Is(life, "cash", "Passed");
        var line = (await Accountant.All($"/api/v1/payments/funds/{life.Id}/bank-lines?state=Open")).Single(l => l.Text("bookedOn") == Quarter).Text("lineId");
        (await Accountant.Post($"/api/v1/payments/bank-lines/{line}/matches", new { parts = new[] { new { target = "Fee", amount = 100m, reason = "Account fee" } } })).Ok();
        await Is(life, "bankLines", "Passed");
        await stage.Close(life);
    }

    private static BankTransaction Fee(string id, decimal amount, DateOnly on) => ReconciliationTests.Line(id, amount, "Account fee") with { BookedOn = on, ValueOn = on };

    private async Task Import(FundLife life, BankTransaction[] lines, string id, decimal opening, DateOnly closedOn)
    {
        var statement = new Statement(id, MoneyStage.OwnIban, "USD", opening, new(lines[0].BookedOn!.Value.Year, lines[0].BookedOn!.Value.Month, 1), opening + lines.Sum(l => l.Amount.Value), closedOn, lines, 0m, []);
        (await stage.Import(life, statement)).Ok();
    }
}
