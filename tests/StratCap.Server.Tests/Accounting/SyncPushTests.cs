using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting;
using StratCap.Accounting.Sync;
using StratCap.Foundation.Jobs;
using StratCap.FundMath.Book;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Accounting;

public sealed class SyncPushTests
{
    [Fact]
    public async Task Posting_SendsEachEntryOnce_BalancedOnTheirAccountsWithThePartnersName()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();

        var run = await stage.Run(link);
        var again = await stage.Run(link);

        var entries = (int)await stage.Count("journal_entries");
        (run.Text("state"), run["posted"]!.GetValue<int>(), again.Text("state"), again["posted"]!.GetValue<int>()).ShouldBe(("Completed", entries, "Completed", 0));
        stage.Ledger.Sent.Count.ShouldBe(entries);
        stage.Ledger.Sent.ShouldAllBe(e => e.Problem() == null && e.Reference.Length == 16 && e.Key.Length == 32);
        stage.Ledger.Sent.Select(e => e.Reference).ShouldBeUnique();
        var call = stage.Ledger.Sent[0];
        call.Lines.Select(l => l.AccountId).Distinct().ShouldBe(["A1100", "A3010"]);
        call.Lines.ShouldAllBe(l => l.Text!.StartsWith("Investor ") && l.Amount == new Amount(1_000.01m, "USD"));
        (await stage.Postings(link, "Posted")).Count.ShouldBe(entries);
        (await stage.Drift(link)).ShouldBeEmpty("all is there, and was read after it was posted");
    }

    [Fact]
    public async Task Posting_OfAReversal_NamesWhatItReverses_AndIsSentAfterIt()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();

        await stage.Run(link);

        var reversal = stage.Ledger.Sent.Single(e => e.ReversesExternalId is not null);
        var original = stage.Ledger.Entries[reversal.ReversesExternalId!];
        reversal.Lines.Select(l => (l.AccountId, l.Side, l.Amount)).ShouldBe(original.Lines.Select(l => (l.AccountId, l.Side == Side.Debit ? Side.Credit : Side.Debit, l.Amount)), ignoreOrder: true);
    }

    [Fact]
    public async Task Posting_WithAnAccountUnmapped_SendsNothingAndNamesIt()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped(but: ["1100", "5100"]);

        var run = await stage.Run(link);

        (run.Text("state"), run.Text("errorClass"), run.Text("errorCode")).ShouldBe(("Failed", "Validation", "ledger_sync.account_unmapped"));
        run.Text("error").ShouldContain("1100 Capital calls receivable");
        run.Text("error").ShouldNotContain("5100", customMessage: "nothing posts to it");
        stage.Ledger.Sent.ShouldBeEmpty();
    }

    [Fact]
    public async Task Posting_LeavesOutWhatIsEarlierThanTheStart()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped(startDate: "2026-03-10");

        await stage.Run(link);

        stage.Ledger.Sent.ShouldNotBeEmpty();
        stage.Ledger.Sent.ShouldAllBe(e => e.Date >= new DateOnly(2026, 3, 10));
    }

    [Fact]
    public async Task Posting_WhoseAnswerIsLost_IsFoundAndNotSentAgain()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        var lost = 0;
        stage.Ledger.Refuses = entry =>
        {
            if (++lost != 2) return null;
            stage.Ledger.Refuses = null;
            stage.Ledger.Take(entry);
            return new WriteOutcome.Uncertain("The connection broke.");
        };

        var run = await stage.Run(link);

        (run.Text("state"), run["uncertain"]!.GetValue<int>()).ShouldBe(("Completed", 1));
        OnceEach(stage, await stage.Count("journal_entries"));
    }

    [Fact]
    public async Task Posting_WhoseSearchIsRefused_StaysUncertain_AndIsNotSentAgain()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        stage.Ledger.Refuses = entry =>
        {
            stage.Ledger.Refuses = null;
            stage.Ledger.Take(entry);
            return new WriteOutcome.Uncertain("The connection broke.");
        };
        stage.Ledger.Before = call => { if (call == "find") throw new ConnectorException(ErrorClass.Validation, "The search is malformed."); };

        var run = await stage.Run(link);
        var uncertain = (await stage.Postings(link, "Uncertain")).ShouldHaveSingleItem();

        (run.Text("state"), run.Text("errorClass"), run["rejected"]!.GetValue<int>(), stage.Ledger.Sent.Count).ShouldBe(("Failed", "Validation", 0, 1));
        (await stage.Api.Post($"{SyncStage.Path}/links/{link}/postings/{uncertain.Id("entryId")}/send-again")).Refused(HttpStatusCode.Conflict, "ledger_sync.not_rejected");
        stage.Ledger.Before = null;
        (await stage.Run(link)).Text("state").ShouldBe("Completed");
        OnceEach(stage, await stage.Count("journal_entries"));
    }

    [Fact]
    public async Task Posting_OfWhichNobodyKnows_WaitsUntilItCanNotArriveAnyMore()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        stage.Ledger.Refuses = _ => new WriteOutcome.Uncertain("The connection broke.");

        var first = await stage.Run(link);
        var sent = stage.Ledger.Calls.Count(c => c == "post");
        stage.Ledger.Refuses = null;
        var second = await stage.Run(link);
        stage.Process.Clock.Advance(SyncStage.Settled);
        var third = await stage.Run(link);

        (first.Text("state"), first.Text("errorCode"), sent).ShouldBe(("Failed", "ledger_sync.uncertain", 1), "whoever does not answer is not sent the next");
        (second.Text("state"), second["posted"]!.GetValue<int>()).ShouldBe(("Failed", 0));
        third.Text("state").ShouldBe("Completed");
        OnceEach(stage, await stage.Count("journal_entries"));
    }

    [Fact]
    public async Task Posting_WhoseCallWasLong_MayStillArriveForTheWholeTimeAfterIt()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        var longestCall = TimeSpan.FromSeconds(600);
        stage.Ledger.Refuses = _ =>
        {
            stage.Process.Clock.Advance(longestCall);
            return new WriteOutcome.Uncertain("No answer came in time.");
        };

        await stage.Run(link);
        stage.Ledger.Refuses = null;
        stage.Process.Clock.Advance(new SyncOptions().Settle - TimeSpan.FromMinutes(1));
        var second = await stage.Run(link);
        stage.Process.Clock.Advance(TimeSpan.FromMinutes(2));
        var third = await stage.Run(link);

        (second.Text("errorCode"), second["posted"]!.GetValue<int>()).ShouldBe(("ledger_sync.uncertain", 0));
        third.Text("state").ShouldBe("Completed");
        OnceEach(stage, await stage.Count("journal_entries"));
        new SyncOptions().Settle.ShouldBeGreaterThan(longestCall, "a worker may die at the beginning of a call");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Posting_OfOneEntryThatIsNeverAnswered_LetsTheOthersThrough_AndEndsAsRefused(bool allAtOnce)
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        EntryToPost? silent = null;
        stage.Ledger.Refuses = entry => entry.Reference == (silent ??= entry).Reference ? new WriteOutcome.Uncertain("No answer came.") : null;
        async Task<System.Text.Json.Nodes.JsonNode> RunLater()
        {
            var run = await stage.Run(link);
            stage.Process.Clock.Advance(SyncStage.Settled);
            return run;
        }

        await RunLater();
        await RunLater();
        var others = (await stage.Postings(link, "Posted")).Count;
        for (var runs = 2; runs < 6; runs++) await RunLater();
        var refused = (await stage.Postings(link, "Rejected")).ShouldHaveSingleItem();

        others.ShouldBe((int)await stage.Count("journal_entries") - 1, "an entry that was tried before comes behind those that were not");
        (refused.Text("code"), refused["attempts"]!.GetValue<int>()).ShouldBe(("ledger_sync.no_answer", 5));
        stage.Ledger.Calls.Count(c => c == "post").ShouldBe(others + 5);
        (await RunLater()).Text("errorCode").ShouldBe("ledger_sync.rejected");
        // It arrives after all: whoever sends it again by hand has it looked for first.
        stage.Ledger.Refuses = null;
        stage.Ledger.Take(silent!);
        (await stage.Api.Post($"{SyncStage.Path}/links/{link}/postings/{(allAtOnce ? "" : refused.Id("entryId") + "/")}send-again")).Ok();
        (await stage.Postings(link, "Uncertain")).ShouldHaveSingleItem().Id("entryId").ShouldBe(refused.Id("entryId"));
        (await stage.Run(link)).Text("state").ShouldBe("Completed");
        OnceEach(stage, await stage.Count("journal_entries"));
    }

    [Fact]
    public async Task Posting_OfAReversal_WaitsForAnOriginalThatWasTriedMoreOften()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        var tries = 0;
        stage.Ledger.Refuses = entry => entry.Memo?.Contains("eceipt", StringComparison.Ordinal) == true && entry.ReversesExternalId is null && ++tries <= 3 ? new WriteOutcome.Uncertain("No answer came.") : null;

        for (var runs = 1; (await stage.Run(link)).Text("state") != "Completed"; runs++)
        {
            runs.ShouldBeLessThan(10);
            stage.Process.Clock.Advance(SyncStage.Settled);
        }

        stage.Ledger.Sent.Single(e => e.ReversesExternalId is not null).ReversesExternalId.ShouldNotBeNullOrEmpty();
        OnceEach(stage, await stage.Count("journal_entries"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Posting_KilledAtRandomMoments_SendsEachEntryOnce(int seed)
    {
        await using var stage = await SyncStage.Open(calls: 5);
        var link = await stage.Mapped();
        var random = new Random(seed);
        stage.Ledger.Before = call => Break(random, call, 0.15);
        stage.Ledger.After = call => Break(random, call, 0.15);
        stage.Ledger.Refuses = _ => random.NextDouble() < 0.1 ? new WriteOutcome.Uncertain("No answer came.") : null;

        for (var runs = 1; ; runs++)
        {
            runs.ShouldBeLessThan(60);
            var run = (await stage.Api.Post($"{SyncStage.Path}/links/{link}/runs")).Ok()["data"]!.Id("runId");
            await stage.WorkThroughDeaths();
            stage.Process.Clock.Advance(SyncStage.Settled);
            if ((await stage.Read(run)).Text("state") == "Completed") break;
        }

        (stage.Ledger.Before, stage.Ledger.After, stage.Ledger.Refuses) = (null, null, null);
        OnceEach(stage, await stage.Count("journal_entries"));
        await stage.Run(link);
        (await stage.Drift(link)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Posting_ByAWorkerThatLostItsRun_IsKeptByNobodyAndFoundByTheNext()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        (await stage.Api.Post($"{SyncStage.Path}/links/{link}/runs")).Ok();
        var leases = stage.Process.Services.GetRequiredService<SyncLeases>();
        var slow = (await leases.Take(CancellationToken.None))!;
        JobLease? taken = null;
        stage.Ledger.After = call =>
        {
            if (call != "post" || taken is not null) return;
            Behind.ExpireLeases(stage.Process.Services, AccountingDbContext.Module, "sync_runs").GetAwaiter().GetResult();
            taken = leases.Take(CancellationToken.None).GetAwaiter().GetResult();
        };

        await Should.ThrowAsync<LeaseLostException>(() => stage.Process.Services.GetRequiredService<SyncWork>().Run(slow, CancellationToken.None));
        await stage.Process.Services.GetRequiredService<SyncWork>().Run(taken!, CancellationToken.None);

        OnceEach(stage, await stage.Count("journal_entries"));
    }

    [Fact]
    public async Task Posting_ThatIsRefused_LetsTheOthersThrough_AndIsSentAgainWhenAPersonSaysSo()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        stage.Ledger.Refuses = entry => entry.Memo?.Contains("eceipt", StringComparison.Ordinal) == true && entry.ReversesExternalId is null ? new WriteOutcome.Rejected("6210", "The period is closed.") : null;

        var run = await stage.Run(link);
        var refused = await stage.Postings(link, "Rejected");
        var waiting = await stage.Postings(link, "Pending");

        (run.Text("state"), run.Text("errorCode"), run["rejected"]!.GetValue<int>()).ShouldBe(("Failed", "ledger_sync.rejected", refused.Count), run.ToJsonString());
        run.Text("error").ShouldContain("The period is closed.");
        refused.ShouldNotBeEmpty();
        waiting.Count.ShouldBe(1, "the reversal waits for what it reverses");
        stage.Ledger.Refuses = null;
        (await stage.Run(link))["posted"]!.GetValue<int>().ShouldBe(0, "what was refused is not sent again by itself");
        foreach (var row in refused) (await stage.Api.Post($"{SyncStage.Path}/links/{link}/postings/{row.Id("entryId")}/send-again")).Ok();
        (await stage.Api.Post($"{SyncStage.Path}/links/{link}/postings/{refused[0].Id("entryId")}/send-again")).Refused(HttpStatusCode.Conflict, "ledger_sync.not_rejected");
        (await stage.Run(link)).Text("state").ShouldBe("Completed");
        OnceEach(stage, await stage.Count("journal_entries"));
    }

    [Fact]
    public async Task SendAgain_TwiceWithOneKey_IsDoneOnce_AndAnotherFirmHasNoSuchPosting()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        stage.Ledger.Refuses = _ => new WriteOutcome.Rejected("6210", "The period is closed.");
        await stage.Run(link);
        var path = $"{SyncStage.Path}/links/{link}/postings/{(await stage.Postings(link, "Rejected"))[0].Id("entryId")}/send-again";

        (await stage.Process.As(stage.Process.Maker, Guid.CreateVersion7()).Post(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var first = await stage.Api.Post(path, key: "one");
        var again = await stage.Api.Post(path, key: "one");

        first.Ok()["data"]!.Text("state").ShouldBe("Pending");
        again.Text.ShouldBe(first.Text);
        (await stage.Count("audit where action = 'accounting.sync.send_again'")).ShouldBe(1);
    }

    [Fact]
    public async Task SendAllAgain_SendsEveryRefusedEntryOnce_AndIsRefusedWhenNoneIs()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        stage.Ledger.Refuses = _ => new WriteOutcome.Rejected("6210", "The period is closed.");
        await stage.Run(link);
        var refused = await stage.Postings(link, "Rejected");
        var path = $"{SyncStage.Path}/links/{link}/postings/send-again";
        stage.Ledger.Refuses = null;

        (await stage.Process.As(stage.Process.Maker, Guid.CreateVersion7()).Post(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var both = await Task.WhenAll(stage.Api.Post(path, key: "one"), stage.Api.Post(path, key: "two"));
        var (first, key) = both[0].Status == HttpStatusCode.OK ? (both[0], "one") : (both[1], "two");
        var again = await stage.Api.Post(path, key: key);

        both.Single(answer => answer != first).Refused(HttpStatusCode.Conflict, "ledger_sync.not_rejected");
        first.Ok()["data"]!["entries"]!.GetValue<int>().ShouldBe(refused.Count);
        again.Text.ShouldBe(first.Text);
        (await stage.Api.Post(path)).Refused(HttpStatusCode.Conflict, "ledger_sync.not_rejected");
        (await stage.Count("audit where action = 'accounting.sync.send_all_again'")).ShouldBe(1);
        (await stage.Run(link)).Text("state").ShouldBe("Completed");
        OnceEach(stage, await stage.Count("journal_entries"));
    }

    [Fact]
    public async Task Entry_EditedOrDeletedThere_IsDriftAndNeverSentAgain()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        await stage.Run(link);
        var sent = stage.Ledger.Sent.Count;
        var (edited, deleted) = (stage.Ledger.Entries["2"], stage.Ledger.Entries["3"]);
        stage.Ledger.Put(edited with { Revision = "1", Lines = [.. edited.Lines.Select(l => l with { Amount = new(l.Amount.Value + 1, "USD") })] });
        stage.Ledger.Delete("3");
        stage.Ledger.Put(GeneralLedger.Manual("manual", "0", new(2026, 3, 20), "A1000", "X1", 5m));

        var run = await stage.Run(link);

        (run.Text("state"), stage.Ledger.Sent.Count).ShouldBe(("Completed", sent));
        var cash = (await stage.Drift(link)).Single(d => d.Text("account") == "A1000" && d.Text("period") == "2026-03");
        var amounts = (edited.Lines.Where(l => l.AccountId == "A1000").Sum(Signed), deleted.Lines.Where(l => l.AccountId == "A1000").Sum(Signed));
        cash.Money("difference").ShouldBe(Math.Sign(amounts.Item1) - amounts.Item2 + 5m);
        cash["entries"]!.GetValue<int>().ShouldBe(3);
        var parts = await stage.Parts(link, "&account=A1000&month=2026-03");
        parts.Select(p => (p.Text("why"), p["externalId"]!.GetValue<string>())).ShouldBe([("ChangedThere", "2"), ("DeletedThere", "3"), ("UnknownHere", "manual")], ignoreOrder: true);
        parts.Sum(p => p.Money("difference")).ShouldBe(cash.Money("difference"));
        parts.Single(p => p.Text("why") == "DeletedThere")["entryId"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Drift_OfAnAccountInTwoCurrencies_OpensInEachByItself()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped();
        var dollars = GeneralLedger.Manual("dollars", "0", new(2026, 3, 20), "A1000", "A4000", 5m);
        stage.Ledger.Put(dollars);
        stage.Ledger.Put(dollars with { Id = "euros", Lines = [.. dollars.Lines.Select(l => l with { Amount = new(7m, "EUR") })] });
        await stage.Run(link);

        var cash = (await stage.Drift(link)).FindAll(d => d.Text("account") == "A1000" && d.Text("period") == "2026-03");
        var euros = await stage.Parts(link, "&account=A1000&month=2026-03&currency=EUR");

        cash.Select(d => (d["difference"]!.Text("currency"), d.Money("difference"))).ShouldBe([("USD", 5m), ("EUR", 7m)], ignoreOrder: true);
        (euros.ShouldHaveSingleItem()["externalId"]!.GetValue<string>(), euros[0].Money("difference")).ShouldBe(("euros", 7m));
        (await stage.Parts(link, "&account=A1000&month=2026-03&currency=USD")).ShouldHaveSingleItem()["externalId"]!.GetValue<string>().ShouldBe("dollars");
    }

    [Fact]
    public async Task Drift_BeforeAnythingIsPosted_IsOurWholeLedger_AndIsExported()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Mapped(but: "1100");

        var drift = await stage.Drift(link, differing: false);
        var csv = await stage.Api.Get($"{SyncStage.Path}/links/{link}/drift/entries?format=csv");

        drift.ShouldAllBe(d => d.Money("theirs") == 0m && d.Money("difference") == -d.Money("ours"));
        drift.ShouldContain(d => d.Text("account") == "(1100)", "an account that is not mapped is shown under its own code");
        (await stage.Parts(link)).ShouldAllBe(p => p.Text("why") == "NotPosted");
        csv.ContentHeaders.ContentType!.MediaType.ShouldBe("text/csv");
        csv.Text.ShouldContain("NotPosted");
    }

    private static decimal Signed(LedgerLine line) => line.Side == Side.Debit ? line.Amount.Value : -line.Amount.Value;

    private static void Break(Random random, string call, double chance)
    {
        if (call is "post" or "find" or "page" && random.NextDouble() < chance) throw new KilledException();
    }

    private static void OnceEach(SyncStage stage, long entries)
    {
        stage.Ledger.Standing.GroupBy(e => e.Reference).ShouldAllBe(g => g.Count() == 1);
        stage.Ledger.Standing.Count().ShouldBe((int)entries);
    }
}
