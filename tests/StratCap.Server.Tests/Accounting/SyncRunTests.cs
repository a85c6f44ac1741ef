using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting.Sync;
using StratCap.Contracts.Accounting;
using StratCap.Contracts.Plugins;
using StratCap.PluginSdk;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Accounting;

public sealed class SyncRunTests
{
    [Fact]
    public async Task Run_AskedTwice_WithOneKeyOrByTwoAtOnce_IsOneRun()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Link();
        var path = $"{SyncStage.Path}/links/{link}/runs";

        var first = await stage.Api.Post(path, key: "one");
        var replayed = await stage.Api.Post(path, key: "one");
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => stage.Api.Post(path)));

        first.Status.ShouldBe(HttpStatusCode.Accepted);
        replayed.Text.ShouldBe(first.Text);
        others.Select(o => o.Ok()["data"]!.Id("runId")).Distinct().ShouldBe([first.Ok()["data"]!.Id("runId")]);
        (await stage.Count("sync_runs")).ShouldBe(1);
        await stage.Work();
        (await stage.Api.Get(path)).Ok().Rows().ShouldHaveSingleItem().Text("state").ShouldBe("Completed");
    }

    [Fact]
    public async Task Run_ThatWaits_IsCancelledAtOnce_AndOneUnderWayBetweenTwoEntries()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        async Task<Guid> Ask() => (await stage.Api.Post($"{SyncStage.Path}/links/{link}/runs")).Ok()["data"]!.Id("runId");

        var waiting = await Ask();
        (await stage.Api.Post($"{SyncStage.Path}/runs/{waiting}/cancel")).Ok()["data"]!.Text("state").ShouldBe("Cancelled");
        (await stage.Api.Post($"{SyncStage.Path}/runs/{waiting}/cancel")).Refused(HttpStatusCode.Conflict, "ledger_sync.run_finished");
        var running = await Ask();
        stage.Ledger.After = call =>
        {
            if (call == "post" && stage.Ledger.Sent.Count == 2) stage.Api.Post($"{SyncStage.Path}/runs/{running}/cancel").GetAwaiter().GetResult().Ok();
        };
        await stage.Work();

        var stopped = await stage.Read(running);
        (stopped.Text("state"), stopped["posted"]!.GetValue<int>()).ShouldBe(("Cancelled", 2), "what was posted is kept");
        (await stage.Postings(link, "Posted")).Count.ShouldBe(2);
        stage.Ledger.After = null;
        (await stage.Run(link)).Text("state").ShouldBe("Completed");
        stage.Ledger.Standing.Count().ShouldBe((int)await stage.Count("journal_entries"));
    }

    [Fact]
    public async Task Run_OfALinkThatIsSwitchedOff_SendsNothing()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        var run = (await stage.Api.Post($"{SyncStage.Path}/links/{link}/runs")).Ok()["data"]!.Id("runId");

        await stage.Change(link, enabled: false);
        await stage.Work();

        (await stage.Read(run)).Text("state").ShouldBe("Cancelled");
        stage.Ledger.Calls.ShouldNotContain("post");
    }

    [Theory]
    [InlineData(false, "Both")]
    [InlineData(true, "Pull")]
    public async Task Run_UnderWay_StopsWhenItsLinkIsSwitchedOffOrTurned(bool enabled, string direction)
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        stage.Ledger.After = call =>
        {
            if (call == "post" && stage.Ledger.Sent.Count == 2) stage.Change(link, enabled, direction).GetAwaiter().GetResult();
        };

        var run = await stage.Run(link);

        (run.Text("state"), run["posted"]!.GetValue<int>(), stage.Ledger.Sent.Count).ShouldBe(("Cancelled", 2, 2));
        (await stage.Count("audit where action = 'accounting.sync.cancel'")).ShouldBe(1);
    }

    [Fact]
    public async Task Run_OfALinkThatIsOffInTheDatabase_Stops()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        var run = (await stage.Api.Post($"{SyncStage.Path}/links/{link}/runs")).Ok()["data"]!.Id("runId");
        await stage.Process.Scalar<int>("update accounting.sync_links set enabled = false returning 1");

        await stage.Work();

        (await stage.Read(run)).Text("state").ShouldBe("Cancelled");
        stage.Ledger.Calls.ShouldNotContain("post");
    }

    [Fact]
    public async Task Run_UnderWay_PostsTheNextEntryByTheSettingsAsTheyAre()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        stage.Ledger.After = call =>
        {
            if (call != "post" || stage.Ledger.Sent.Count != 1) return;
            stage.Change(link, startDate: "2026-03-10", dimensions: new Dictionary<string, string> { ["Class"] = "Fund I" }).GetAwaiter().GetResult();
        };

        var run = await stage.Run(link);

        run.Text("state").ShouldBe("Completed");
        stage.Ledger.Sent[0].Lines.ShouldAllBe(l => l.Dimensions == null);
        var next = stage.Ledger.Sent.Skip(1).ToList();
        next.ShouldNotBeEmpty();
        next.ShouldAllBe(e => e.Date >= new DateOnly(2026, 3, 10) && e.Lines.All(l => l.Dimensions!["Class"] == "Fund I"));
    }

    [Fact]
    public async Task Schedule_OfALinkThatIsDue_AsksOnce_HoweverManyLook()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Link(everyMinutes: 60);
        var schedule = stage.Process.Services.GetRequiredService<SyncSchedule>();
        (await schedule.Run(CancellationToken.None)).ShouldBe(0, "it is not due yet");
        stage.Process.Clock.Advance(TimeSpan.FromMinutes(67));

        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => schedule.Run(CancellationToken.None)));
        await stage.Work();

        asked.Sum().ShouldBe(1);
        var run = (await stage.Api.Get($"{SyncStage.Path}/links/{link}/runs")).Ok().Rows().ShouldHaveSingleItem();
        (run.Text("state"), run.Text("createdByName")).ShouldBe(("Completed", "StratCap"));
        (await schedule.Run(CancellationToken.None)).ShouldBe(0);
        stage.Process.Clock.Advance(TimeSpan.FromMinutes(67));
        (await schedule.Run(CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task Failure_IsToldOnceForItsCause_UntilItWorksAgain()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        async Task<List<System.Text.Json.Nodes.JsonNode>> Told(Guid user)
        {
            await stage.Process.Pump();
            return (await stage.Process.As(user).Get("/api/v1/notifications")).Ok().Rows().FindAll(n => n.Text("kind") == "LedgerSyncFailed");
        }

        stage.Ledger.Before = call => { if (call == "accounts") throw new ConnectorException(ErrorClass.Auth, "The access was revoked: connect again."); };
        var run = await stage.Run(link);
        await stage.Run(link);
        (run.Text("state"), run.Text("errorClass"), run.Text("error")).ShouldBe(("Failed", "Auth", "The access was revoked: connect again."));
        var told = (await Told(stage.Process.Checker)).ShouldHaveSingleItem();
        (told["parameters"]!.Text("reason"), told["target"]!.Text("kind"), told["target"]!.Id("id")).ShouldBe(("The access was revoked: connect again.", "LedgerLink", link));
        (await Told(stage.Process.Viewer)).ShouldBeEmpty();
        (await stage.Process.Scalar<long>("select count(*) from notifications.user_emails where kind = 'LedgerSyncFailed'")).ShouldBe(2, "the maker and the checker, once each");
        (await stage.Api.Get($"{SyncStage.Path}/links/{link}")).Ok()["data"]!.Text("failing").ShouldContain("revoked");

        stage.Ledger.Before = call => { if (call == "accounts") throw new ConnectorException(ErrorClass.RateLimited, "Too many requests.", retryAfter: TimeSpan.FromHours(3)); };
        await stage.Run(link);
        (await Told(stage.Process.Checker)).Count.ShouldBe(2, "another cause");
        stage.Ledger.Before = null;
        (await stage.Run(link)).Text("state").ShouldBe("Completed");
        (await Told(stage.Process.Checker)).ShouldAllBe(n => n["readAt"] != null, "nobody has to look any more");
        (await stage.Api.Get($"{SyncStage.Path}/links/{link}")).Ok()["data"]!["failing"].ShouldBeNull();
        stage.Process.ToldOf<LedgerSyncFailed>().Count.ShouldBe(2);
    }

    [Fact]
    public async Task News_AreOneRunHoweverManyTheyAre_AndOneMoreBehindTheOneThatIsUnderWay()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        var before = await stage.Count("sync_runs");
        Task Tell(string kind = "entries_changed", Guid? connection = null) =>
            stage.Process.Tell(new ConnectorEvent(connection ?? stage.Ledger.ConnectionId, null, "stratcap.test", Guid.NewGuid().ToString(), null, kind, null, stage.Process.Clock.GetUtcNow()));

        await Tell("transactions_changed");
        await Tell(connection: Guid.CreateVersion7());
        (await stage.Count("sync_runs")).ShouldBe(before, "nothing of this ledger changed");
        foreach (var _ in Enumerable.Range(0, 3)) await Tell();
        (await stage.Count("sync_runs")).ShouldBe(before + 1);
        var told = false;
        stage.Ledger.Before = call =>
        {
            if (call != "entries" || told) return;
            told = true;
            foreach (var kind in (string[])["entries_changed", "accounts_changed", "entries_changed"]) Tell(kind).GetAwaiter().GetResult();
        };
        await stage.Work();

        var runs = (await stage.Api.Get($"{SyncStage.Path}/links/{link}/runs?sort=-createdAt")).Ok().Rows();
        runs.Count.ShouldBe((int)before + 2);
        runs.ShouldAllBe(r => r.Text("state") == "Completed");
        runs.Take(2).Select(r => r.Text("createdByName")).ShouldBe(["StratCap", "StratCap"]);
        await stage.Change(link, direction: "Push");
        await Tell();
        (await stage.Count("sync_runs")).ShouldBe(before + 2, "a link that reads nothing has no use for it");
    }

    [Fact]
    public async Task RateLimit_PutsTheScheduleOff_AsLongAsTheySay()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Link("Pull", everyMinutes: 60);
        stage.Ledger.Before = _ => throw new ConnectorException(ErrorClass.RateLimited, "Too many requests.", retryAfter: TimeSpan.FromHours(3));

        await stage.Run(link);

        DateTimeOffset.Parse((await stage.Api.Get($"{SyncStage.Path}/links/{link}")).Ok()["data"]!.Text("nextRunAt"), System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBe(stage.Process.Clock.GetUtcNow().AddHours(3));
    }

    [Fact]
    public async Task Run_OverAConnectionThatIsOff_FailsAndSaysSo()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Link();
        stage.Ledger.IsOn = false;

        var run = await stage.Run(link);

        (run.Text("state"), run.Text("errorClass")).ShouldBe(("Failed", "NotFound"));
    }

    [Fact]
    public async Task Trouble_WithPosting_DoesNotKeepUsFromReading()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        stage.Ledger.Put(GeneralLedger.Manual("m1", "0", new(2026, 3, 5), "A1000", "A4000", 10m));
        stage.Ledger.Before = call => { if (call == "post") throw new ConnectorException(ErrorClass.Transient, "The vendor is down."); };

        var run = await stage.Run(link);

        (run.Text("state"), run.Text("errorClass"), run["entriesAdded"]!.GetValue<int>()).ShouldBe(("Failed", "Transient", 1));
    }
}
