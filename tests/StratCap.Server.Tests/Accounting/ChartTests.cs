using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath.Book;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Workflows;

namespace StratCap.Server.Tests.Accounting;

/// <summary>A firm's own words for its ledgers: entries stay what they are, balances add up to the same, and what was agreed for later days does not change earlier ones.</summary>
public sealed class ChartTests
{
    private const string Chart = "/api/v1/accounting/chart";

    [Fact]
    public async Task Account_GivenAnotherNumberAndName_ShowsTheSameEntryUnderThem()
    {
        await using var stage = await ProcessStage.Open();
        var fund = await Live(stage);
        var api = stage.As(stage.Maker);
        var before = await Balance(api, fund);

        var changed = (await api.Put($"{Chart}/1000", new { from = "2026-03-01", number = "18100", name = "Bankguthaben", group = "Liquidity" })).Ok()["data"]!;

        (changed.Text("account"), changed.Text("number"), changed.Text("name"), changed.Text("standardName")).ShouldBe(("1000", "18100", "Bankguthaben", "Cash"));
        var cash = Row(await Balance(api, fund), "1000")!;
        (cash.Text("number"), cash.Text("accountName"), cash.Text("group"), cash.Text("standard")).ShouldBe(("18100", "Bankguthaben", "Liquidity", "1000"));
        cash.Money("debit").ShouldBe(Row(before, "1000")!.Money("debit"));
        var lines = (await api.All($"/api/v1/accounting/journal?fundId={fund.Id}&account=1000")).SelectMany(e => e["lines"]!.AsArray()).Where(l => l!.Text("account") == "1000").ToList();
        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(l => l!.Text("number") == "18100" && l!.Text("accountName") == "Bankguthaben" && l!.Text("standard") == "1000");
        Row(await Balance(api, fund, "2026-02-28"), "1000").ShouldBeNull("nothing was posted by then");
        var rules = (await api.Get("/api/v1/accounting/posting-rules")).Ok()["data"]!["rules"]!.AsArray().SelectMany(r => r!["lines"]!.AsArray()).Where(l => l!.Text("account") == "1000");
        rules.ShouldAllBe(l => l!.Text("number") == "18100" && l!.Text("accountName") == "Bankguthaben" && l!["named"]!.GetValue<bool>());
        (await Verify(stage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AccountOfOnesOwn_TakesItsKindsOfLines_AndNoFigureMoves()
    {
        await using var stage = await ProcessStage.Open();
        var fund = await Live(stage);
        var api = stage.As(stage.Maker);
        var before = await Balance(api, fund);

        (await api.Post(Chart, Audit())).Ok();
        (await api.Post(Chart, new { standard = "2300", number = "24100", name = "Accrued audit fees", kinds = new[] { "Audit accrual" }, from = "2026-03-01" })).Ok();
        (await api.Post(Chart, new { standard = "4010", number = "41100", name = "Bank interest", kinds = new[] { "Interest" }, from = "2026-03-01" })).Ok();

        var after = await Balance(api, fund);
        // 40 charged and 60 accrued, taken back on 1 April.
        Row(after, "5100.1")!.Money("debit").ShouldBe(40m);
        var march = await Balance(api, fund, "2026-03-31");
        Row(march, "5100.1")!.Money("debit").ShouldBe(100m);
        Row(march, "2300.1")!.Money("credit").ShouldBe(60m);
        Row(march, "4010.1")!.Money("credit").ShouldBe(7m);
        Row(march, "5100")!.Money("debit").ShouldBe(11m);
        Row(march, "4010").ShouldBeNull();
        foreach (var standard in before["rows"]!.AsArray().Select(r => r!.Text("account")))
            Sum(after, standard).ShouldBe(Sum(before, standard), standard);
        (after["totalDebit"]!.ToJsonString(), after["balanced"]!.GetValue<bool>()).ShouldBe((after["totalCredit"]!.ToJsonString(), true));
        var byPartner = (await api.Get($"/api/v1/accounting/trial-balance?fundId={fund.Id}&asOf=2026-03-31&byPartner=true")).Ok()["data"]!;
        byPartner["rows"]!.AsArray().Where(r => r!.Text("account") == "5100.1").Sum(r => r!.Money("debit")).ShouldBe(100m);
        var audits = await api.All($"/api/v1/accounting/journal?fundId={fund.Id}&account=5100.1");
        audits.Select(e => e.Text("factKind")).Distinct().ShouldBe(["ExpenseCharged", "ManualEntryRecorded"], ignoreOrder: true);
        audits.SelectMany(e => e["lines"]!.AsArray()).Where(l => l!.Text("account") == "5100.1").ShouldAllBe(l => l!.Text("kind") == "Audit" && l!.Text("standard") == "5100");
        (await api.All($"/api/v1/accounting/journal?fundId={fund.Id}&account=5100")).Count.ShouldBe(audits.Count + 1);
        (await Verify(stage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AccountOfOnesOwn_FromADayOn_LeavesEarlierBalancesAsTheyWere()
    {
        await using var stage = await ProcessStage.Open();
        var fund = await Live(stage);
        var api = stage.As(stage.Maker);
        var before = await Balance(api, fund, "2026-03-31");

        (await api.Post(Chart, Audit(from: "2026-04-15"))).Ok();

        (await Balance(api, fund, "2026-03-31")).ToJsonString().ShouldBe(before.ToJsonString());
        Row(await Balance(api, fund, "2026-04-15"), "5100.1")!.Money("debit").ShouldBe(40m);
    }

    [Fact]
    public async Task Fund_WithWordsOfItsOwn_IsShownInThem_AndTheFirmInItsOwn()
    {
        await using var stage = await ProcessStage.Open();
        var fund = await Live(stage);
        var api = stage.As(stage.Maker);
        (await api.Put($"{Chart}/5100", new { from = "2026-01-01", number = "62000", name = "Fund costs" })).Ok();
        (await api.Post(Chart, Audit())).Ok();

        (await api.Put($"{Chart}/5100", new { from = "2026-03-01", number = "62099", fundId = fund.Id })).Ok();
        (await api.Put($"{Chart}/5100.1", new { from = "2026-03-01", name = "Prüfungskosten", fundId = fund.Id })).Ok();
        (await api.Post(Chart, new { standard = "1400", number = "14100", name = "VAT to be refunded", kinds = new[] { "VAT" }, from = "2026-03-01", fundId = fund.Id })).Ok();

        var own = (await api.Get($"{Chart}?fundId={fund.Id}&day=2026-03-31")).Ok()["data"]!["accounts"]!.AsArray().ToDictionary(a => a!.Text("account"), a => a!);
        (own["5100"].Text("number"), own["5100"].Text("name")).ShouldBe(("62099", "Fund costs"));
        (own["5100.1"].Text("number"), own["5100.1"].Text("name"), own["5100.1"]["kinds"]![0]!.GetValue<string>()).ShouldBe(("62110", "Prüfungskosten", "Audit"));
        own["1400.1"]["ofFund"]!.GetValue<bool>().ShouldBeTrue();
        var firm = (await api.Get($"{Chart}?day=2026-03-31")).Ok()["data"]!["accounts"]!.AsArray().ToDictionary(a => a!.Text("account"), a => a!);
        (firm["5100"].Text("number"), firm["5100.1"].Text("name")).ShouldBe(("62000", "Audit fees"));
        firm.ShouldNotContainKey("1400.1");
        // The firm cannot touch what is one fund's, and no number is given twice in any chart.
        (await api.Put($"{Chart}/1400.1", new { from = "2026-03-01", number = "1", name = "x", kinds = new[] { "VAT" } })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await api.Put($"{Chart}/1000", new { from = "2026-03-01", number = "14100" })).Refused(HttpStatusCode.Conflict, "ledger_chart.number_taken");
        (await api.Put($"{Chart}/5100.1", new { from = "2026-02-01", name = "Too early", fundId = fund.Id })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        // Without words of its own again, it has the firm's.
        (await api.Put($"{Chart}/5100", new { from = "2026-03-01", fundId = fund.Id })).Ok()["data"]!.Text("number").ShouldBe("62000");
    }

    [Fact]
    public async Task Change_ThatDoesNotHold_IsRefusedWithItsReason_AndNothingIsKept()
    {
        await using var stage = await ProcessStage.Open();
        var fund = await Live(stage);
        var api = stage.As(stage.Maker);
        (await api.Post(Chart, Audit())).Ok();
        (await api.Put($"{Chart}/1000", new { from = "2026-05-01", number = "18100" })).Ok();

        (await api.Put($"{Chart}/1100", new { from = "2026-03-01", number = "62110" })).Refused(HttpStatusCode.Conflict, "ledger_chart.number_taken");
        // Free on its own day, and taken later.
        (await api.Put($"{Chart}/1100", new { from = "2026-03-01", number = "18100" })).Refused(HttpStatusCode.Conflict, "ledger_chart.number_taken").Json.Text("detail").ShouldContain("2026-05-01");
        (await api.Post(Chart, Audit(number: "62111"))).Refused(HttpStatusCode.Conflict, "ledger_chart.kind_taken");
        (await api.Post(Chart, new { standard = "3000", number = "30100", name = "Capital of the general partner", kinds = new[] { "GP" }, from = "2026-03-01" }))
            .Refused(HttpStatusCode.UnprocessableEntity, "ledger_chart.not_split").Json.Text("detail").ShouldContain("1400, 2300, 4000, 4010, 5100");
        (await api.Put($"{Chart}/1000", new { from = "2026-03-01", closed = true })).Refused(HttpStatusCode.UnprocessableEntity, "ledger_chart.standard_stays");
        (await api.Put($"{Chart}/5100.1", new { from = "2026-05-01", number = "62110", name = "Audit fees", kinds = new[] { "Audit" }, closed = true })).Refused(HttpStatusCode.UnprocessableEntity, "ledger_chart.has_balance");
        (await api.Put($"{Chart}/5100.1", new { from = "2026-05-01", name = "Audit fees" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await api.Put($"{Chart}/5100.9", new { from = "2026-05-01", name = "x" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        foreach (var bad in (object[])[new { from = "1960-01-01" }, new { from = "2026-03-01", number = "=1+1" }, new { from = "2026-03-01", number = new string('1', 21) }, new { from = "2026-03-01", name = " " }, new { from = "2026-03-01", name = new string('x', 101) },
                     new { from = "2026-03-01", group = new string('x', 61) }])
            (await api.Put($"{Chart}/1100", bad)).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await stage.Scalar<long>("select count(*) from accounting.account_versions")).ShouldBe(2);

        // Without a balance it closes, and takes nothing more.
        fund.Add(new(2026, 4, 20), new ExpenseCharged(Guid.CreateVersion7(), "Travel", 5m, [.. fund.Investors.Take(1).Select(i => new Share(i, 5m))]));
        (await api.Post(Chart, new { standard = "5100", number = "62200", name = "Travel", kinds = new[] { "Travel" }, from = "2026-03-01" })).Ok();
        (await api.Put($"{Chart}/5100.2", new { from = "2026-04-01", number = "62200", name = "Travel", kinds = new[] { "Travel" }, closed = true })).Ok()["data"]!["closed"]!.GetValue<bool>().ShouldBeTrue();
        await stage.Tell(new FactsAppended(fund.Id, fund.Facts.Count, fund.Facts.Count));
        Row(await Balance(api, fund), "5100.2").ShouldBeNull();
        (await Verify(stage)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_Repeated_AtOnce_ByOthersAndWithoutPermission()
    {
        await using var stage = await ProcessStage.Open();
        var fund = await Live(stage);
        var api = stage.As(stage.Maker);

        var first = await api.Post(Chart, Audit(), key: "the-same");
        var again = await api.Post(Chart, Audit(), key: "the-same");
        (again.Text, (await stage.Scalar<long>("select count(*) from accounting.account_versions"))).ShouldBe((first.Text, 1));
        (await stage.Scalar<string>("select actor_id::text from accounting.audit where action = 'accounting.chart.add'")).ShouldBe(stage.Maker.ToString());
        (await api.Put($"{Chart}/1000", new { from = "2026-03-01", number = "1" }, key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");
        var tag = (await api.Get(Chart)).ETag;
        var both = await Task.WhenAll(Enumerable.Range(1, 2).Select(i => Task.Run(() => stage.As(stage.Maker).Put($"{Chart}/1000", new { from = "2026-03-01", number = $"1800{i}" }, ifMatch: tag))));
        both.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        both.Single(r => r.Status != HttpStatusCode.OK).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        // Two who would add the same number at once: one is too late.
        var twice = await Task.WhenAll(Enumerable.Range(1, 2).Select(i => Task.Run(() => stage.As(stage.Maker).Post(Chart, new { standard = "5100", number = "62300", name = $"Travel {i}", kinds = new[] { $"Travel {i}" }, from = "2026-03-01" }))));
        twice.Select(r => r.Status).ShouldBe([HttpStatusCode.Created, HttpStatusCode.Conflict], ignoreOrder: true);

        (await stage.As(stage.Viewer).Get(Chart)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await stage.As(stage.Viewer).Put($"{Chart}/1000", new { from = "2026-03-01", number = "1" })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var stranger = stage.As(stage.Maker, Guid.CreateVersion7());
        (await stranger.Get(Chart)).Ok()["data"]!["accounts"]!.AsArray().ShouldAllBe(a => !a!["named"]!.GetValue<bool>() && !a!["own"]!.GetValue<bool>());
        (await stranger.Put($"{Chart}/5100.1", new { from = "2026-03-01", number = "1", name = "x", kinds = new[] { "Audit" } })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await api.Get($"{Chart}?fundId={Guid.CreateVersion7()}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task File_GivenOut_IsTakenInAgain_AllLinesOrNone()
    {
        await using var stage = await ProcessStage.Open();
        var fund = await Live(stage);
        var api = stage.As(stage.Maker);
        (await api.Post(Chart, new { standard = "5100", number = "62110", name = "=Audit, \"fees\"", kinds = new[] { "Audit", "Tax" }, from = "2026-03-01", group = "Costs" })).Ok();
        var text = (await api.Get($"{Chart}/file?day=2026-03-31")).Text;
        text.ShouldContain("5100.1,5100,62110,\"'=Audit, \"\"fees\"\"\",Costs,\"Audit; Tax\",no");

        Task<Reply> Send(string file, Guid? fundId = null) => api.Post($"{Chart}/file", new { text = file, from = "2026-03-01", fundId });
        (await Send(text)).Ok()["data"]!.ToJsonString().ShouldBe("""{"added":0,"changed":0,"unchanged":25}""");
        var edited = text.Replace("1000,1000,1000,Cash,,,no", "1000,1000,18100,Bank,,,no", StringComparison.Ordinal) + ",5100,62200,Travel,Costs,Travel & entertainment,no\r\n";
        (await Send(edited + ",3000,30100,Capital,,GP,no\r\n")).Refused(HttpStatusCode.UnprocessableEntity, "ledger_chart.not_split").Json.Text("detail").ShouldStartWith("Line 28: ");
        (await Send(edited + "5100.9,5100,1,Unknown,,x,no\r\n")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Send("account,number\r\n1000,1\r\n")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Send(edited + "1,2\r\n")).Refused(HttpStatusCode.BadRequest, "request.invalid").Json.Text("detail").ShouldContain("Line 28");
        (await stage.Scalar<long>("select count(*) from accounting.account_versions")).ShouldBe(1);
        (await Send(edited)).Ok()["data"]!.ToJsonString().ShouldBe("""{"added":1,"changed":1,"unchanged":24}""");
        (await Send(edited.Replace(",5100,62200", "5100.2,5100,62200", StringComparison.Ordinal))).Ok()["data"]!.ToJsonString().ShouldBe("""{"added":0,"changed":0,"unchanged":26}""");
        // A fund keeps of a file only what its firm does not say.
        var ofFund = (await api.Get($"{Chart}/file?day=2026-03-31&fundId={fund.Id}")).Text.Replace("18100,Bank", "18100,Bank of the fund", StringComparison.Ordinal);
        (await Send(ofFund, fund.Id)).Ok()["data"]!["changed"]!.GetValue<int>().ShouldBe(1);
        (await stage.Scalar<string>("select coalesce(number, '-') || name from accounting.account_versions where fund_id is not null")).ShouldBe("-Bank of the fund");
    }

    [Fact]
    public async Task Kinds_OfLines_AreVerified()
    {
        await using var stage = await ProcessStage.Open();
        await Live(stage);
        (await Verify(stage)).ShouldBeEmpty();

        await stage.Scalar<long>("set session_replication_role = replica; with changed as (update accounting.journal_lines set kind = 'Legal' where kind = 'Audit' returning 1) select count(*) from changed");

        (await Verify(stage)).ShouldContain(d => d.Contains("ExpenseCharged", StringComparison.Ordinal) && d.Contains("is not what its fact posts", StringComparison.Ordinal));
    }

    private static object Audit(string from = "2026-03-01", string number = "62110") => new { standard = "5100", number, name = "Audit fees", kinds = new[] { "Audit" }, from };

    /// <summary>Expenses of two kinds, interest of the bank, and an accrual whose payable has a kind of its own.</summary>
    private static async Task<FundOnStage> Live(ProcessStage stage)
    {
        var fund = stage.Others.Fund;
        fund.Begin();
        var call = Guid.CreateVersion7();
        fund.Call(call);
        foreach (var investor in fund.Investors) fund.Receive(call, investor, 1_000.01m);
        IReadOnlyList<Share> Each(decimal amount) => [.. fund.Investors.Select(i => new Share(i, amount / fund.Investors.Count))];
        fund.Add(new(2026, 3, 21), new ExpenseCharged(Guid.CreateVersion7(), "Audit", 40m, Each(40m)));
        fund.Add(new(2026, 3, 21), new ExpenseCharged(Guid.CreateVersion7(), "Legal", 11m, [new(fund.Investors[0], 11m)]));
        var accrual = new ManualEntryRecorded(Guid.CreateVersion7(), "Audit of the year", [new(EntryAccount.Expenses, 60m, Each(60m), ByCommitment: true, "Audit"), new(EntryAccount.OtherPayables, -60m, [], false, "Audit accrual")], new(2026, 4, 1));
        fund.Add(new(2026, 3, 31), accrual);
        fund.Add(new(2026, 4, 1), ManualEntries.Mirror(accrual, Guid.CreateVersion7()));
        fund.Add(new(2026, 3, 31), new ManualEntryRecorded(Guid.CreateVersion7(), "Interest of the bank",
            [new(EntryAccount.OtherReceivables, 7m, [], false), new(EntryAccount.OtherIncome, -7m, [new(fund.Investors[0], -7m)], false, null, IncomeKind.Interest)]));
        await stage.Tell(new FactsAppended(fund.Id, 1, fund.Facts.Count));
        return fund;
    }

    private static async Task<JsonNode> Balance(Api api, FundOnStage fund, string day = "2026-04-30") => (await api.Get($"/api/v1/accounting/trial-balance?fundId={fund.Id}&asOf={day}")).Ok()["data"]!;

    private static JsonNode? Row(JsonNode balance, string account) => balance["rows"]!.AsArray().SingleOrDefault(r => r!.Text("account") == account);

    /// <summary>Debit less credit of an account of the standard chart, with those under it.</summary>
    private static decimal Sum(JsonNode balance, string standard) =>
        balance["rows"]!.AsArray().Where(r => r!.Text("standard") == standard).Sum(r => (r!["debit"] is null ? 0 : r.Money("debit")) - (r["credit"] is null ? 0 : r.Money("credit")));

    private static async Task<List<string>> Verify(ProcessStage stage)
    {
        var defects = new List<string>();
        using var _ = stage.Services.GetRequiredService<CurrentTenant>().Use(stage.Tenant);
        await stage.Services.GetServices<IVerifier>().Single(v => v.Module == "accounting").Verify(defects, CancellationToken.None);
        return defects;
    }
}
