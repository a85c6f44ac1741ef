using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting.Sync;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Accounting;

public sealed class SyncLinkTests
{
    [Fact]
    public async Task Link_MadeTwiceWithOneKey_IsMadeOnce()
    {
        await using var stage = await SyncStage.Open();

        var first = await stage.Api.Post(SyncStage.Path + "/links", stage.LinkBody(everyMinutes: 60), "one");
        var again = await stage.Api.Post(SyncStage.Path + "/links", stage.LinkBody(everyMinutes: 60), "one");
        var other = await stage.Api.Post(SyncStage.Path + "/links", stage.LinkBody(everyMinutes: 90), "one");

        first.Status.ShouldBe(HttpStatusCode.Created);
        again.Text.ShouldBe(first.Text);
        other.Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await stage.Count("sync_links")).ShouldBe(1);
        var link = (await stage.Api.Get(first.Ok()["links"]!.Text("self"))).Ok()["data"]!;
        (link.Text("connectionName"), link.Text("direction"), link["enabled"]!.GetValue<bool>(), link.Text("startDate")).ShouldBe(("Books of the firm", "Both", true, "2026-01-01"));
        link["nextRunAt"].ShouldNotBeNull();
        (await stage.Count("audit where action = 'accounting.sync.link'")).ShouldBe(1);
    }

    [Fact]
    public async Task Link_ByTwoAtOnce_IsMadeOnce()
    {
        await using var stage = await SyncStage.Open();

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => stage.Api.Post(SyncStage.Path + "/links", stage.LinkBody())));

        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        replies.Where(r => r.Status != HttpStatusCode.Created).ShouldAllBe(r => r.Status == HttpStatusCode.Conflict);
        (await stage.Count("sync_links")).ShouldBe(1);
    }

    [Fact]
    public async Task Link_OfTheWholeFirmBesideOneOfAFund_IsRefused()
    {
        await using var stage = await SyncStage.Open();
        await stage.Link();

        var refused = await stage.Api.Post(SyncStage.Path + "/links", new { name = "Firm", connectionId = stage.Ledger.ConnectionId, startDate = "2026-01-01", direction = "Push" });

        refused.Refused(HttpStatusCode.Conflict, "ledger_sync.linked_already").Json.Text("detail").ShouldContain("'Books'");
    }

    [Fact]
    public async Task Link_ToWhatCannotServeIt_IsRefusedByName()
    {
        await using var stage = await SyncStage.Open();
        async Task<Reply> Post(object body) => await stage.Api.Post(SyncStage.Path + "/links", body);

        (await Post(stage.LinkBody(fundId: Guid.CreateVersion7()))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Post(new { name = "Books", fundId = stage.Fund.Id, connectionId = Guid.CreateVersion7(), startDate = "2026-01-01", direction = "Both" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Post(stage.LinkBody(everyMinutes: 1))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(stage.LinkBody(name: " "))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        stage.Ledger.FundId = Guid.CreateVersion7();
        (await Post(stage.LinkBody())).Refused(HttpStatusCode.UnprocessableEntity, "ledger_sync.connection_of_other_fund");
        stage.Ledger.FundId = null;
        stage.Ledger.Capabilities.Remove("pushJournal");
        (await Post(stage.LinkBody())).Refused(HttpStatusCode.UnprocessableEntity, "ledger_sync.connection_cannot").Json.Text("detail").ShouldContain("pushJournal");
        (await Post(stage.LinkBody("Pull"))).Ok();
    }

    [Fact]
    public async Task Link_OfAnotherFirm_IsNotThere_AndAViewerMayNothing()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Link();
        var run = (await stage.Run(link)).Id("runId");
        stage.Process.Others.Grant(stage.Process.Viewer, "viewer");
        var stranger = stage.Process.As(stage.Process.Maker, Guid.CreateVersion7());

        foreach (var path in (string[])[$"/links/{link}", $"/links/{link}/mapping", $"/links/{link}/accounts", $"/links/{link}/runs", $"/links/{link}/postings", $"/links/{link}/drift", $"/links/{link}/drift/entries", $"/runs/{run}"])
        {
            (await stranger.Get(SyncStage.Path + path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
            (await stage.Process.As(stage.Process.Viewer).Get(SyncStage.Path + path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        }
        foreach (var path in (string[])[$"/links/{link}/runs", $"/runs/{run}/cancel"])
        {
            (await stranger.Post(SyncStage.Path + path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
            (await stage.Process.As(stage.Process.Viewer).Post(SyncStage.Path + path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        }
        (await stranger.Put($"{SyncStage.Path}/links/{link}/mapping", new { accounts = Array.Empty<object>() })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Put($"{SyncStage.Path}/links/{link}", new { name = "Books", startDate = "2026-01-01", direction = "Both", enabled = true })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Get(SyncStage.Path + "/links")).Ok().Rows().ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_OfAnOvertakenVersion_IsRefused_AndSwitchedOffItDoesNotRun()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Link(everyMinutes: 60);
        object Body(bool enabled) => new { name = "Books two", startDate = "2026-02-01", everyMinutes = 30, direction = "Pull", enabled };

        var changed = (await stage.Api.Put($"{SyncStage.Path}/links/{link}", Body(false), ifMatch: "\"1\"")).Ok()["data"]!;
        (await stage.Api.Put($"{SyncStage.Path}/links/{link}", Body(true), ifMatch: "\"1\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");

        (changed.Text("name"), changed["enabled"]!.GetValue<bool>(), changed["nextRunAt"], changed["version"]!.GetValue<int>()).ShouldBe(("Books two", false, null, 2));
        (await stage.Api.Post($"{SyncStage.Path}/links/{link}/runs")).Refused(HttpStatusCode.Conflict, "ledger_sync.link_off");
    }

    [Fact]
    public async Task Change_TwiceWithOneKey_IsDoneOnce()
    {
        await using var stage = await SyncStage.Open();
        var path = $"{SyncStage.Path}/links/{await stage.Link()}";
        object Body(string name) => new { name, startDate = "2026-02-01", direction = "Both", enabled = true };

        var first = await stage.Api.Put(path, Body("Two"), key: "one");
        var again = await stage.Api.Put(path, Body("Two"), key: "one");
        var other = await stage.Api.Put(path, Body("Three"), key: "one");

        first.Ok()["data"]!["version"]!.GetValue<int>().ShouldBe(2);
        again.Text.ShouldBe(first.Text);
        other.Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await stage.Count("audit where action = 'accounting.sync.change'")).ShouldBe(1);
    }

    [Fact]
    public async Task Mapping_TwiceWithOneKey_IsDoneOnce()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Link();
        await stage.Run(link);
        var path = $"{SyncStage.Path}/links/{link}/mapping";
        object Body(string theirs) => new { accounts = new[] { new { account = "1000", theirAccountId = theirs } } };

        var first = await stage.Api.Put(path, Body("A1000"), key: "one");
        var again = await stage.Api.Put(path, Body("A1000"), key: "one");
        var other = await stage.Api.Put(path, Body("A1100"), key: "one");

        first.Ok();
        again.Text.ShouldBe(first.Text);
        other.Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await stage.Count("audit where action = 'accounting.sync.map'")).ShouldBe(1);
        (await stage.Process.Scalar<string>("select their_account_id from accounting.sync_mappings")).ShouldBe("A1000");
    }

    [Fact]
    public async Task Mapping_IsProposedByNumberAndName_AndRefusedByName()
    {
        await using var stage = await SyncStage.Open();
        stage.Ledger.Chart.RemoveAll(a => a.Id is "A3000" or "A5000");
        stage.Ledger.Chart.Add(new("77", "310-10", "Equity:Partners' capital contributions", PluginSdk.Ledgers.LedgerAccountKind.Equity, null, true));
        stage.Ledger.Chart.Add(new("78", "600", "management fees", PluginSdk.Ledgers.LedgerAccountKind.Expense, null, true));
        var link = await stage.Link();
        var path = $"{SyncStage.Path}/links/{link}/mapping";
        (await stage.Api.Put(path, new { accounts = new[] { new { account = "1000", theirAccountId = "A1000" } } })).Refused(HttpStatusCode.UnprocessableEntity, "ledger_sync.chart_unread");
        (await stage.Run(link)).Text("state").ShouldBe("Completed");
        stage.Ledger.Calls.ShouldNotContain("post", "nothing is mapped");

        var rows = (await stage.Api.Get(path)).Ok().Rows();
        (string?, string?) Proposed(string account) => rows.Single(r => r.Text("account") == account)["proposed"] is { } p ? (p["account"]!.Text("theirAccountId"), p.Text("by")) : (null, null);
        Proposed("1000").ShouldBe(("A1000", "number"));
        Proposed("3000").ShouldBe(("77", "words"));
        Proposed("5000").ShouldBe(("78", "name"));
        rows.Single(r => r.Text("account") == "1000")["used"]!.GetValue<bool>().ShouldBeTrue();
        rows.Single(r => r.Text("account") == "5100")["used"]!.GetValue<bool>().ShouldBeFalse();

        foreach (var (account, theirs, code) in ((string, string, string)[])[("1000", "nowhere", "ledger_sync.account_unknown"), ("1000", "X1", "ledger_sync.account_inactive")])
            (await stage.Api.Put(path, new { accounts = new[] { new { account, theirAccountId = theirs } } })).Refused(HttpStatusCode.UnprocessableEntity, code).Json.Text("detail").ShouldContain("1000 Cash");
        (await stage.Api.Put(path, new { accounts = new[] { new { account = "9999", theirAccountId = "A1000" } } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        var mapped = (await stage.Api.Put(path, new { accounts = new[] { new { account = "1000", theirAccountId = "A1000" } } }, ifMatch: "\"1\"")).Ok().Rows();
        mapped.Single(r => r.Text("account") == "1000")["mapped"]!.Text("name").ShouldBe("Cash");
        (await stage.Api.Put(path, new { accounts = Array.Empty<object>() }, ifMatch: "\"1\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
    }

    [Fact]
    public async Task Preview_ShowsWhatAnEntryWouldPost_UnderAMappingThatIsOnlyTried()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped(but: "1100");
        var path = $"{SyncStage.Path}/links/{link}/preview";
        var entry = (await stage.Api.Get($"/api/v1/accounting/journal?fundId={stage.Fund.Id}&size=500")).Ok().Rows().First(e => e["lines"]!.AsArray().Any(l => l!.Text("account") == "1100"));

        var kept = (await stage.Api.Post(path, new { entryId = entry.Id("entryId") })).Ok()["data"]!;
        var tried = (await stage.Api.Post(path, new { entryId = entry.Id("entryId"), accounts = new[] { new { account = "1100", theirAccountId = "A1000" } } })).Ok()["data"]!;

        kept["unmapped"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["1100"]);
        tried["unmapped"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldNotContain("1100");
        var line = tried["lines"]!.AsArray().First(l => l!.Text("account") == "1100")!;
        (line["their"]!.Text("name"), line["debit"] is null, line.Text("text").Length > 0).ShouldBe(("Cash", false, true));
        decimal Sum(string side) => tried["lines"]!.AsArray().Sum(l => l![side] is { } money ? decimal.Parse(money.Text("amount"), System.Globalization.CultureInfo.InvariantCulture) : 0);
        Sum("debit").ShouldBe(Sum("credit"));
        (await stage.Api.Get($"{SyncStage.Path}/links/{link}/mapping")).Ok().Rows().Single(r => r.Text("account") == "1100")["mapped"].ShouldBeNull("nothing is kept");
        stage.Ledger.Sent.ShouldBeEmpty();
        (await stage.Api.Post(path, new { entryId = Guid.CreateVersion7() })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.Process.As(stage.Process.Maker, Guid.CreateVersion7()).Post(path, new { entryId = entry.Id("entryId") })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stage.Api.Post(path, new { entryId = entry.Id("entryId"), accounts = new[] { new { account = "1100", theirAccountId = "X1" } } })).Refused(HttpStatusCode.UnprocessableEntity, "ledger_sync.account_inactive");
    }

    [Fact]
    public async Task Preview_OfAnEntryBeforeTheLinksFirstDay_IsRefused()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        var path = $"{SyncStage.Path}/links/{link}/preview";
        var entry = (await stage.Api.Get($"/api/v1/accounting/journal?fundId={stage.Fund.Id}&sort=effectiveDate")).Ok().Rows()[0];
        var date = DateOnly.ParseExact(entry.Text("effectiveDate"), "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        async Task From(DateOnly first) => await stage.Change(link, startDate: first.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));

        await From(date);
        (await stage.Api.Post(path, new { entryId = entry.Id("entryId") })).Ok();
        await From(date.AddDays(1));

        (await stage.Api.Post(path, new { entryId = entry.Id("entryId") })).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public void Door_OfAServerWithoutPlugins_SaysSo() =>
        new LedgerDoor(new ServiceCollection().BuildServiceProvider()).Closed!.Code.ShouldBe("ledger_sync.no_connectors");
}
