using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>Stops a run: at once when it waits, between two pages or entries when it is under way. What was read and posted stays.</summary>
internal static class CancelSyncRun
{
    internal static void Map(RouteGroupBuilder sync) => sync
        .MapPost("/runs/{syncRunId:guid}/cancel", Handle)
        .Writes<AccountingDbContext>(Permissions.LedgerSync, keyRequired: false)
        .WithName("CancelLedgerSyncRun")
        .WithSummary("Stop a run of a link to a general ledger");

    private static async Task<Answer<SyncRunView>> Handle(Guid syncRunId, AccountingDbContext db, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        // The worker writes its progress into the same row: wait for it, rather than refuse whoever wants to stop it.
        var run = await db.SyncRuns.FromSql($"select * from accounting.sync_runs where tenant_id = {db.TenantId} and id = {syncRunId} for update").SingleOrDefaultAsync(ct);
        if (run is null) return Refusal.NotFound("sync run");
        if (!run.IsUnderWay) return Refusal.Conflict("ledger_sync.run_finished", $"The run is {run.State} already: there is nothing to stop.");
        var before = run.State;
        run.Cancel(clock.GetUtcNow());
        audit.Record(db, "accounting.sync.cancel", ("sync_run", syncRunId), new { State = before }, new { run.State });
        return SyncRunView.Of(run);
    }
}
