using StratCap.Accounting.Sync;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Accounting;

public sealed class SyncPullTests
{
    private static readonly DateOnly Day = new(2026, 3, 5);

    [Fact]
    public async Task Reading_KeepsChartAndEntries_AndASecondRunReadsOnlyWhatIsNew()
    {
        await using var stage = await SyncStage.Open();
        for (var i = 1; i <= 8; i++) stage.Ledger.Put(GeneralLedger.Manual("m" + i, "0", Day, "A1000", "A4000", 10m * i));
        var link = await stage.Link("Pull");

        var first = await stage.Run(link);
        stage.Ledger.Put(GeneralLedger.Manual("m9", "0", Day, "A1000", "A4000", 1m));
        var second = await stage.Run(link);

        (first.Text("state"), first["accountsChanged"]!.GetValue<int>(), first["entriesRead"]!.GetValue<int>(), first["entriesAdded"]!.GetValue<int>()).ShouldBe(("Completed", 25, 8, 8));
        (second["accountsChanged"]!.GetValue<int>(), second["entriesRead"]!.GetValue<int>(), second["entriesAdded"]!.GetValue<int>()).ShouldBe((0, 1, 1));
        (await stage.Count("sync_their_entries")).ShouldBe(9);
        (await stage.Count("sync_their_lines")).ShouldBe(18);
        (await stage.Process.Scalar<decimal>("select sum(amount) from accounting.sync_their_lines where their_account_id = 'A1000'")).ShouldBe(361m);
        (await stage.Api.All($"{SyncStage.Path}/links/{link}/accounts?size=5")).Count.ShouldBe(25);
    }

    [Fact]
    public async Task Reading_KilledBetweenPages_GoesOnFromTheLastPage()
    {
        await using var stage = await SyncStage.Open();
        for (var i = 1; i <= 10; i++) stage.Ledger.Put(GeneralLedger.Manual("m" + i, "0", Day, "A1000", "A4000", 10m));
        var link = await stage.Link("Pull");
        var pages = 0;
        stage.Ledger.After = call => { if (call == "page" && ++pages is 2 or 3 or 5) throw new KilledException(); };

        var run = (await stage.Api.Post($"{SyncStage.Path}/links/{link}/runs")).Ok()["data"]!.Id("runId");
        await stage.WorkThroughDeaths();

        var read = await stage.Read(run);
        (read.Text("state"), read["entriesRead"]!.GetValue<int>(), read["entriesAdded"]!.GetValue<int>()).ShouldBe(("Completed", 10, 10));
        pages.ShouldBe(4 + 3, "a page that was stored is not asked for again");
        (await stage.Process.Scalar<decimal>("select sum(amount) from accounting.sync_their_lines where their_account_id = 'A1000'")).ShouldBe(100m);
    }

    [Fact]
    public async Task Reading_OfWhatIsKnown_WritesNothing()
    {
        await using var stage = await SyncStage.Open();
        for (var i = 1; i <= 5; i++) stage.Ledger.Put(GeneralLedger.Manual("m" + i, "0", Day, "A1000", "A4000", 10m));
        var link = await stage.Link("Pull");
        await stage.Run(link);
        Task<string> Rows() => stage.Process.Scalar<string>("""
            select string_agg(x, ' ' order by x) from (select xmin::text || ctid::text as x from accounting.sync_their_entries
              union all select xmin::text || ctid::text from accounting.sync_their_lines union all select xmin::text || ctid::text from accounting.sync_their_accounts) a
            """);
        var before = await Rows();
        stage.Ledger.TellAgain();

        var run = await stage.Run(link);

        (run["entriesRead"]!.GetValue<int>(), run["entriesAdded"]!.GetValue<int>(), run["entriesChanged"]!.GetValue<int>(), run["accountsChanged"]!.GetValue<int>()).ShouldBe((5, 0, 0, 0));
        (await Rows()).ShouldBe(before);
    }

    [Fact]
    public async Task Reading_TakesTheNewerRevision_KeepsDeletesAsTombstones_AndNothingLateBringsThemBack()
    {
        await using var stage = await SyncStage.Open();
        stage.Ledger.PageSize = 1;
        stage.Ledger.Put(GeneralLedger.Manual("edited", "9", Day, "A1000", "A4000", 10m));
        stage.Ledger.Put(GeneralLedger.Manual("deleted", "2", Day, "A1000", "A4000", 20m));
        var link = await stage.Link("Pull");
        await stage.Run(link);

        stage.Ledger.Put(GeneralLedger.Manual("edited", "10", Day, "A1000", "A4000", 11m));
        stage.Ledger.Delete("deleted");
        var run = await stage.Run(link);
        stage.Ledger.Put(GeneralLedger.Manual("edited", "9", Day, "A1000", "A4000", 10m));
        stage.Ledger.Put(GeneralLedger.Manual("deleted", "2", Day, "A1000", "A4000", 20m));
        var late = await stage.Run(link);

        (run["entriesChanged"]!.GetValue<int>(), run["entriesDeleted"]!.GetValue<int>()).ShouldBe((1, 1));
        (late["entriesChanged"]!.GetValue<int>(), late["entriesDeleted"]!.GetValue<int>(), late["entriesAdded"]!.GetValue<int>()).ShouldBe((0, 0, 0));
        (await stage.Process.Scalar<decimal>("select sum(amount) from accounting.sync_their_lines where their_account_id = 'A1000'")).ShouldBe(11m);
        (await stage.Process.Scalar<string>("select number || ' ' || revision from accounting.sync_their_entries where deleted")).ShouldBe("JE-deleted 2");
    }

    [Fact]
    public async Task Reading_OfAPageOfChanges_ReplacesTheLinesOfEach()
    {
        await using var stage = await SyncStage.Open();
        for (var i = 1; i <= 3; i++) stage.Ledger.Put(GeneralLedger.Manual("m" + i, "1", Day, "A1000", "A4000", 10m));
        var link = await stage.Link("Pull");
        await stage.Run(link);
        for (var i = 1; i <= 2; i++) stage.Ledger.Put(GeneralLedger.Manual("m" + i, "2", Day, "A1000", "A5000", 1m));
        stage.Ledger.Delete("m3");

        var run = await stage.Run(link);

        (run["entriesChanged"]!.GetValue<int>(), run["entriesDeleted"]!.GetValue<int>()).ShouldBe((2, 1));
        (await stage.Process.Scalar<string>("select string_agg(external_id || ' ' || their_account_id || ' ' || amount::numeric(9,0), ', ' order by external_id, number) from accounting.sync_their_lines"))
            .ShouldBe("m1 A1000 1, m1 A5000 -1, m2 A1000 1, m2 A5000 -1");
    }

    [Fact]
    public async Task Reading_OfTextsWithNullCharacters_KeepsThemWithout()
    {
        await using var stage = await SyncStage.Open();
        stage.Ledger.Chart.Add(new("A\0X", "9\0", "Odd\0", PluginSdk.Ledgers.LedgerAccountKind.Other, "USD\0", true));
        var odd = GeneralLedger.Manual("m\01", "1\0", Day, "A\0X", "A4000", 10m, "By\0 hand");
        stage.Ledger.Put(odd with
        {
            Number = "N\0",
            Reference = "R\0",
            ReversedById = "m\02",
            Lines = [.. odd.Lines.Select(l => l with { Text = "T\0", Amount = new(l.Amount.Value, "USD\0") })],
        });
        var link = await stage.Link("Pull");

        (await stage.Run(link)).Text("state").ShouldBe("Completed");

        (await stage.Process.Scalar<string>("select concat_ws(' ', external_id, revision, number, reference, memo, reversed_by_id) from accounting.sync_their_entries")).ShouldBe("m1 1 N R By hand m2");
        (await stage.Process.Scalar<string>("select string_agg(concat_ws(' ', external_id, their_account_id, currency, text), ', ' order by number) from accounting.sync_their_lines"))
            .ShouldBe("m1 AX USD T, m1 A4000 USD T");
    }

    [Fact]
    public async Task Reading_OfAPageWhoseCursorStandsStill_IsNoProgress()
    {
        await using var stage = await SyncStage.Open();
        stage.Ledger.Put(GeneralLedger.Manual("m1", "1", Day, "A1000", "A4000", 10m));
        var link = await stage.Link("Pull");
        await stage.Run(link);
        stage.Ledger.Put(GeneralLedger.Manual("m2", "1", Day, "A1000", "A4000", 10m));
        stage.Ledger.Repeats = true;
        stage.Ledger.Before = call => { if (call == "page") throw new KilledException(); };
        (await stage.Api.Post($"{SyncStage.Path}/links/{link}/runs")).Ok();

        for (var deaths = 1; deaths <= 3; deaths++)
        {
            await Should.ThrowAsync<KilledException>(stage.Work);
            await Behind.ExpireLeases(stage.Process.Services, StratCap.Accounting.AccountingDbContext.Module, "sync_runs");
        }

        (await stage.Process.Scalar<int>("select attempts from accounting.sync_runs where state = 'Running'")).ShouldBe(3);
    }

    [Fact]
    public async Task Chart_WithoutAnAccount_KeepsItAsInactive()
    {
        await using var stage = await SyncStage.Open();
        var link = await stage.Link("Pull");
        await stage.Run(link);
        stage.Ledger.Chart.RemoveAll(a => a.Id == "A1000");

        (await stage.Run(link))["accountsChanged"]!.GetValue<int>().ShouldBe(1);

        (await stage.Process.Scalar<bool>("select active from accounting.sync_their_accounts where external_id = 'A1000'")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("10", false, "9", false, true)]
    [InlineData("9", false, "10", false, false)]
    [InlineData("2026-03-02", false, "2026-03-01", false, true)]
    [InlineData("2", false, "2", false, true)]
    [InlineData("2", false, "2", true, false)]
    [InlineData("2", true, "2", false, true)]
    [InlineData("3", false, "2", true, true)]
    [InlineData(null, true, "2", false, true)]
    [InlineData("2", false, null, false, true)]
    public void Revision_OvertakesOnlyAnOlderOne(string? read, bool readDeleted, string? known, bool knownDeleted, bool overtakes) =>
        Puller.Overtakes(read, readDeleted, known, knownDeleted).ShouldBe(overtakes);
}
