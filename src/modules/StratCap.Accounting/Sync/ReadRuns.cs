using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginSdk;

namespace StratCap.Accounting.Sync;

/// <summary>A run as the API answers it.</summary>
/// <param name="Doing">What it is at; empty when it is not under way.</param>
/// <param name="EntriesRead">Entries that came, unchanged ones and repeats included.</param>
/// <param name="ErrorClass">What kind of trouble, when it failed.</param>
internal sealed record SyncRunView(
    Guid RunId, Guid LinkId, SyncRunState State, string Doing, DateTimeOffset CreatedAt, string CreatedByName, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, int AccountsRead, int AccountsChanged,
    int EntriesRead, int EntriesAdded, int EntriesChanged, int EntriesDeleted, int Posted, int Rejected, int Uncertain, ErrorClass? ErrorClass, string? ErrorCode, string? Error)
{
    internal static SyncRunView Of(SyncRun r) => new(
        r.Id, r.LinkId, r.State, r.Doing, r.CreatedAt, r.CreatedByName, r.StartedAt, r.FinishedAt, r.AccountsRead, r.AccountsChanged,
        r.EntriesRead, r.EntriesAdded, r.EntriesChanged, r.EntriesDeleted, r.Posted, r.Rejected, r.Uncertain, r.ErrorClass, r.ErrorCode, r.Error);

    internal static string PathOf(Guid runId) => $"/api/v1/accounting/sync/runs/{runId}";
}

/// <summary>Shows what the runs of a link did.</summary>
internal static class ReadSyncRuns
{
    internal static readonly Listing<SyncRun> List = new Listing<SyncRun>("ledger-sync-runs")
        .By("createdAt", r => r.Id).By("state", r => r.State).By("createdByName", r => r.CreatedByName).By("posted", r => r.Posted).By("entriesRead", r => r.EntriesRead)
        .Unique(r => r.Id).Usually("-createdAt").Searched(r => r.CreatedByName, r => r.Error, r => r.ErrorCode);

    internal static void Map(RouteGroupBuilder sync)
    {
        sync.MapGet("/links/{linkId:guid}/runs", Listed)
            .Lists(List, SyncRunView.Of)
            .Reads<AccountingDbContext>(Permissions.LedgerRead)
            .WithName("ListLedgerSyncRuns")
            .WithSummary("Runs of a link to a general ledger, newest first");
        sync.MapGet("/runs/{syncRunId:guid}", One)
            .Reads<AccountingDbContext>(Permissions.LedgerRead)
            .WithName("ReadLedgerSyncRun")
            .WithSummary("One run of a link to a general ledger: how far it is, or what it did");
    }

    private static async Task<Answer<IReadOnlyList<SyncRunView>>> Listed(Guid linkId, [AsParameters] ListQuery asked, AccountingDbContext db, CancellationToken ct) =>
        await db.SyncLinks.AnyAsync(l => l.Id == linkId, ct)
            ? await List.Show(db.SyncRuns.Where(r => r.LinkId == linkId), asked, SyncRunView.Of, ct)
            : Refusal.NotFound("ledger link");

    private static async Task<Answer<SyncRunView>> One(Guid syncRunId, AccountingDbContext db, CancellationToken ct) =>
        await db.SyncRuns.SingleOrDefaultAsync(r => r.Id == syncRunId, ct) is { } run ? SyncRunView.Of(run) : Refusal.NotFound("sync run");
}
