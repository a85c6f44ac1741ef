using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Accounting;
using StratCap.Accounting.Journal;
using StratCap.Accounting.Postings;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath.Book;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Workflows;

namespace StratCap.Server.Tests.Accounting;

public sealed class LedgerTests
{
    [Fact]
    public async Task Ledger_OfALife_BalancesAndTiesToTheBook()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));

        var balance = (await stage.As(stage.Maker).Get($"/api/v1/accounting/trial-balance?fundId={fund.Id}")).Ok()["data"]!;

        balance["balanced"]!.GetValue<bool>().ShouldBeTrue();
        balance["totalDebit"]!["amount"]!.GetValue<string>().ShouldBe(balance["totalCredit"]!["amount"]!.GetValue<string>());
        // 4 x 1,000.01 received, 500 invested, 80 paid out.
        balance["cash"]!["amount"]!.GetValue<string>().ShouldBe("3420.04");
        balance["bookCash"]!["amount"]!.GetValue<string>().ShouldBe("3420.04");
        balance["postedThrough"]!.GetValue<long>().ShouldBe(fund.Facts.Count);
        (await Verify(stage)).ShouldBeEmpty();
        var early = (await stage.As(stage.Maker).Get($"/api/v1/accounting/trial-balance?fundId={fund.Id}&asOf=2026-03-19&byPartner=true")).Ok()["data"]!;
        early["cash"]!["amount"]!.GetValue<string>().ShouldBe(early["bookCash"]!["amount"]!.GetValue<string>());
        early["rows"]!.AsArray().Count(r => r!["account"]!.GetValue<string>() == "1100").ShouldBe(4);
    }

    [Fact]
    public async Task PostingRules_AreShownWithTheirVersion_AndHaveALineForEachThatIsPosted()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));

        var shown = (await stage.As(stage.Maker).Get("/api/v1/accounting/posting-rules")).Ok()["data"]!;

        shown["version"]!.GetValue<int>().ShouldBe(2);
        var lines = shown["rules"]!.AsArray().SelectMany(r => r!["lines"]!.AsArray().Select(l => $"{r.Text("factKind")} {l!.Text("account")}")).ToHashSet();
        foreach (var entry in (await stage.As(stage.Maker).Get($"/api/v1/accounting/journal?fundId={fund.Id}&size=500")).Ok()["data"]!.AsArray().Where(e => e!["reversesEntryId"] is null))
            entry!["lines"]!.AsArray().ShouldAllBe(l => lines.Contains($"{entry.Text("factKind")} {l!.Text("account")}"));
        shown["rules"]!.AsArray().Single(r => r!["mirrors"]!.GetValue<bool>())!.Text("factKind").ShouldBe("FactReversed");
    }

    /// <summary>A third version books a cent of each receipt on a line of its own. What stands stays as it is and is clean; what comes is by the new rules, and names them; a server that does not know them says so.</summary>
    [Fact]
    public async Task PostingRules_ThatBecomeOthers_HoldForWhatComes_AndLeaveWhatStands()
    {
        var rules = PostingVersions.All;
        await using var stage = await ProcessStage.Open(change: services => services.AddSingleton(rules));
        var fund = Live(stage);
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));
        rules = new PostingVersions(PostingVersions.All.Current, new PostingVersion(3, CentByCent, PostingRuleBook.Rules));
        await stage.Restart();
        (await Verify(stage)).ShouldBeEmpty();

        var call = Guid.CreateVersion7();
        fund.Call(call);
        var received = fund.Receive(call, fund.Investors[0], 500m);
        fund.Reverse(fund.Facts.First(f => f.Payload is ReceiptRecorded));
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));

        (await Verify(stage)).ShouldBeEmpty();
        var api = stage.As(stage.Maker);
        (await api.Get("/api/v1/accounting/posting-rules")).Ok()["data"]!["version"]!.GetValue<int>().ShouldBe(3);
        var entries = (await api.Get($"/api/v1/accounting/journal?fundId={fund.Id}&size=500")).Ok()["data"]!.AsArray();
        entries.Select(e => (Is: e!["rulesVersion"]!.GetValue<int>(), Of: e["factSequence"]!.GetValue<long>())).ShouldAllBe(e => e.Is == (e.Of < received.Sequence - 1 ? 2 : 3));
        int Lines(RecordedFact fact) => entries.Single(e => e!.Text("factId") == fact.FactId.ToString())!["lines"]!.AsArray().Count;
        (Lines(fund.Facts.First(f => f.Payload is ReceiptRecorded)), Lines(received), Lines(fund.Facts[^1])).ShouldBe((4, 5, 4), "a reversal mirrors what it takes back");

        rules = PostingVersions.All;
        await stage.Restart();
        (await Verify(stage)).Count(d => d.EndsWith("was posted by version 3 of the rules, which is not known here.", StringComparison.Ordinal)).ShouldBe(3);
    }

    private static PostingSet CentByCent(Fact fact) => PostingRules.Post(fact) is { } set && fact is ReceiptRecorded
        ? set with { Postings = [.. set.Postings.SelectMany(p => p.Account == ChartOfAccounts.Cash ? [p with { Amount = p.Amount - 0.01m }, p with { Amount = 0.01m }] : new[] { p })] }
        : PostingRules.Post(fact);

    [Fact]
    public async Task Posting_WhenEventsAreLostRepeatedAndReordered_PostsEachFactOnce()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);

        await stage.Tell(new FactsAppended(fund.Id, 14, 16));
        (await stage.Scalar<long>("select posted_through from accounting.fund_ledgers")).ShouldBe(16);
        await stage.Tell(new FactsAppended(fund.Id, 1, 13));
        await stage.Tell(new FactsAppended(fund.Id, fund.Facts.Count, fund.Facts.Count));
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));

        (await Verify(stage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Posting_ByManyAtOnce_PostsEachFactOnce()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);

        await Task.WhenAll(Enumerable.Range(10, 6).Select(i => Task.Run(() => stage.Tell(new FactsAppended(fund.Id, i, fund.Facts.Count)))));

        (await Verify(stage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Posting_OfWhatTheBookDoesNotHold_IsTriedAgainLater()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);

        await Should.ThrowAsync<InvalidOperationException>(() => stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count + 1)));

        (await stage.Scalar<long>("select count(*) from accounting.journal_entries")).ShouldBe(0);
    }

    [Fact]
    public async Task Journal_ShowsAReversalBesideItsOriginal()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);
        var receipt = fund.Facts.First(f => f.Payload is ReceiptRecorded);
        var reversal = fund.Reverse(fund.Facts.Last(f => f.Payload is DistributionPaid));
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));
        var api = stage.As(stage.Maker);

        var original = (await api.Get($"/api/v1/accounting/journal?factId={((FactReversed)reversal.Payload).OriginalFactId}")).Ok()["data"]![0]!;
        var mirrored = (await api.Get($"/api/v1/accounting/journal?factId={reversal.FactId}")).Ok()["data"]![0]!;

        mirrored["reversesEntryId"]!.GetValue<Guid>().ShouldBe(original["entryId"]!.GetValue<Guid>());
        original["lines"]!.AsArray().Select(l => (l!["account"]!.GetValue<string>(), l["debit"]?["amount"]?.GetValue<string>(), l["credit"]?["amount"]?.GetValue<string>()))
            .ShouldBe([("2000", "80.00", null), ("1000", null, "80.00")]);
        mirrored["lines"]!.AsArray().Select(l => (l!["account"]!.GetValue<string>(), l["debit"]?["amount"]?.GetValue<string>(), l["credit"]?["amount"]?.GetValue<string>()))
            .ShouldBe([("2000", null, "80.00"), ("1000", "80.00", null)]);
        (await api.Get($"/api/v1/accounting/journal?fundId={fund.Id}&from=2026-03-20&to=2026-03-20")).Ok()["data"]!.AsArray().Count.ShouldBe(4);
        receipt.EffectiveDate.ShouldBe(new DateOnly(2026, 3, 20));
        (await Verify(stage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Journal_GoesOnPageByPage()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));
        var api = stage.As(stage.Maker);
        var seen = new List<long>();

        for (var path = $"/api/v1/accounting/journal?fundId={fund.Id}&size=3"; path is not null;)
        {
            var page = (await api.Get(path)).Ok();
            seen.AddRange(page["data"]!.AsArray().Select(e => e!["factSequence"]!.GetValue<long>()));
            path = page["links"]!["next"]?.GetValue<string>();
        }

        seen.ShouldBe([.. fund.Facts.Where(f => f.Payload is not (FundEstablished or InvestorAdmitted or CommitmentAccepted)).Select(f => f.Sequence)]);
    }

    [Fact]
    public async Task JournalOfAnAccount_HasTheEntriesThatMakeItsBalance_AndNamesThePartners()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));
        var balance = (await stage.As(stage.Maker).Get($"/api/v1/accounting/trial-balance?fundId={fund.Id}")).Ok()["data"]!;

        foreach (var row in balance["rows"]!.AsArray())
        {
            var account = row!.Text("account");
            var lines = (await stage.As(stage.Maker).All($"/api/v1/accounting/journal?fundId={fund.Id}&account={account}")).SelectMany(e => e["lines"]!.AsArray()).Where(l => l!.Text("account") == account).ToList();

            decimal Sum(string side) => lines.Sum(l => l![side] is null ? 0 : l.Money(side));
            (Sum("debit") - Sum("credit")).ShouldBe((row!["debit"] is null ? 0 : row.Money("debit")) - (row["credit"] is null ? 0 : row.Money("credit")), account);
            lines.ShouldAllBe(l => (l!["partnerId"] == null) == (l["partnerName"] == null));
        }
        var several = await stage.As(stage.Maker).All($"/api/v1/accounting/journal?fundId={fund.Id}&account=1000,1200");
        several.TrueForAll(e => e["lines"]!.AsArray().Any(l => l!.Text("account") is "1000" or "1200")).ShouldBeTrue();
    }

    [Fact]
    public async Task Ledger_WithoutPermissionOrTenant_ShowsNothing()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));
        stage.Others.Grant(stage.Viewer, "viewer");

        (await stage.As(stage.Viewer).Get($"/api/v1/accounting/journal?fundId={fund.Id}")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await stage.As(stage.Maker, Guid.CreateVersion7()).Get($"/api/v1/accounting/journal?fundId={fund.Id}")).Ok()["data"]!.AsArray().ShouldBeEmpty();
        (await stage.As(stage.Maker).Get("/api/v1/accounting/journal")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await stage.As(stage.Maker).Get($"/api/v1/accounting/journal?fundId={fund.Id}&account=9999")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await stage.As(stage.Maker).Get($"/api/v1/accounting/trial-balance?fundId={Guid.CreateVersion7()}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Theory]
    [InlineData(2, "100.00", "-99.99", "100.00", "does not balance")]
    [InlineData(3, "100.00", "-100.00", "100.00", "does not balance")]
    [InlineData(2, "100.00", "-100.00", "90.00", "does not balance")]
    public async Task Database_RefusesAnEntryThatDoesNotBalance(int lineCount, string debit, string credit, string total, string why)
    {
        await using var stage = await ProcessStage.Open();
        var entry = Entry(lineCount, decimal.Parse(total, System.Globalization.CultureInfo.InvariantCulture));

        var refused = await Should.ThrowAsync<PostgresException>(() => stage.In<AccountingDbContext, int>(db =>
        {
            db.Entries.Add(entry);
            db.Lines.AddRange(Line(entry, 1, decimal.Parse(debit, System.Globalization.CultureInfo.InvariantCulture)), Line(entry, 2, decimal.Parse(credit, System.Globalization.CultureInfo.InvariantCulture)));
            return db.SaveChangesAsync();
        }));

        refused.MessageText.ShouldContain(why);
    }

    [Fact]
    public async Task Database_RefusesToTouchACompleteEntry()
    {
        await using var stage = await ProcessStage.Open();
        var entry = Entry(2, 100m);
        await stage.In<AccountingDbContext, int>(db =>
        {
            db.Entries.Add(entry);
            db.Lines.AddRange(Line(entry, 1, 100m), Line(entry, 2, -100m));
            return db.SaveChangesAsync();
        });

        // A third and fourth line that would balance each other, under every number and count that one could try.
        foreach (var (number, count) in ((int, int)[])[(3, 2), (3, 4), (1, 2)])
            await Should.ThrowAsync<DbUpdateException>(() => stage.In<AccountingDbContext, int>(db =>
            {
                db.Lines.Add(Line(entry, number, 1m, count));
                return db.SaveChangesAsync();
            }));
        foreach (var sql in (string[])["update accounting.journal_lines set amount = amount * 2", "delete from accounting.journal_lines", "update accounting.journal_entries set text = 'x'"])
            (await Should.ThrowAsync<PostgresException>(() => stage.In<AccountingDbContext, int>(db => db.Database.ExecuteSqlRawAsync(sql)))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        foreach (var sql in (string[])["update accounting.journal_lines set amount = amount * 2", "delete from accounting.journal_lines"])
            (await Should.ThrowAsync<PostgresException>(() => stage.Scalar<int>(sql))).MessageText.ShouldContain("only ever added");
    }

    [Fact]
    public async Task Verify_WhenSomebodyWentAroundTheWalls_SaysWhatIsWrong()
    {
        await using var stage = await ProcessStage.Open();
        var fund = Live(stage);
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count - 1));
        (await Verify(stage)).ShouldHaveSingleItem().ShouldContain("are posted");
        await stage.Tell(new FactsAppended(fund.Id, fund.Facts.Count, fund.Facts.Count));
        (await Verify(stage)).ShouldBeEmpty();

        await stage.Scalar<long>("set session_replication_role = replica; with changed as (update accounting.journal_lines set amount = amount + 0.01 where account = '1200' returning 1) select count(*) from changed");

        var defects = await Verify(stage);
        defects.ShouldContain(d => d.Contains("InvestmentMade", StringComparison.Ordinal) && d.Contains("is not what its fact posts", StringComparison.Ordinal));
        defects.ShouldContain(d => d.Contains("all accounts", StringComparison.Ordinal));
        defects.ShouldContain(d => d.Contains("investments at cost", StringComparison.Ordinal));
    }

    /// <summary>A call that is paid, an investment, a valuation, a distribution that is paid in part.</summary>
    private static FundOnStage Live(ProcessStage stage)
    {
        var fund = stage.Others.Fund;
        fund.Begin();
        var (call, deal, distribution) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        fund.Distribute(distribution);
        fund.Call(call);
        foreach (var investor in fund.Investors) fund.Receive(call, investor, 1_000.01m);
        fund.Add(new(2026, 3, 21), new InvestmentMade(deal, "Acme", 500m, [.. fund.Investors.Select(i => new Share(i, 125m))]));
        fund.Add(new(2026, 3, 22), new ValuationRecorded(deal, 300m, -200m, "Market multiple", 3, [.. fund.Investors.Select(i => new Share(i, -50m))]));
        fund.Add(new(2026, 3, 23), new DistributionPaid(Guid.CreateVersion7(), distribution, fund.Investors[1], 80m));
        return fund;
    }

    private static async Task<List<string>> Verify(ProcessStage stage)
    {
        var defects = new List<string>();
        using var _ = stage.Services.GetRequiredService<CurrentTenant>().Use(stage.Tenant);
        await stage.Services.GetServices<IVerifier>().Single(v => v.Module == "accounting").Verify(defects, CancellationToken.None);
        return defects;
    }

    private static JournalEntry Entry(int lineCount, decimal total) => new()
    {
        Id = Guid.CreateVersion7(),
        FundId = Guid.CreateVersion7(),
        FactId = Guid.CreateVersion7(),
        FactSequence = 1,
        FactKind = "ExpenseCharged",
        Currency = "USD",
        Text = "Test",
        LineCount = lineCount,
        Total = total,
        RulesVersion = PostingRuleBook.Version,
    };

    private static JournalLine Line(JournalEntry entry, int number, decimal amount, int? count = null) =>
        new() { EntryId = entry.Id, Number = number, LineCount = count ?? entry.LineCount, FundId = entry.FundId, Account = "1000", Amount = amount };
}
