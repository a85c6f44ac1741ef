using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Calculations.Runs;

/// <summary>Stops a run in the background: at once when it waits, between two partners or values when it is under way. Nothing of it is kept but that it was asked for.</summary>
internal static class CancelRun
{
    internal static void Map(RouteGroupBuilder calculations) => calculations
        .MapPost("/runs/{runId:guid}/cancel", Handle)
        .WithName("CancelCalculationRun")
        .WithSummary("Stop a run in the background")
        .Writes<CalculationsDbContext>(Permissions.CalculationRun, keyRequired: false);

    private static async Task<Answer<RunView>> Handle(Guid runId, CalculationsDbContext db, CurrentTenant tenant, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        // The worker writes its progress into the same row: wait for it, rather than refuse whoever wants to stop it.
        await db.Database.ExecuteSqlAsync($"select 1 from calculations.jobs where tenant_id = {tenant.Id} and id = {runId} for update", ct);
        var job = await db.Jobs.SingleOrDefaultAsync(j => j.Id == runId, ct);
        if (job is null && !await db.Runs.AnyAsync(r => r.Id == runId, ct)) return Refusal.NotFound("calculation run");
        if (job is not { IsUnderWay: true })
            return Refusal.Conflict("calculations.run.finished", $"The run is {job?.State ?? CalculationState.Completed} already: there is nothing to stop.");
        var (before, now) = (job.State, clock.GetUtcNow());
        job.CancelRequestedAt ??= now;
        if (before == CalculationState.Ready) job.End(CalculationState.Cancelled, now);
        audit.Record(db, "calculations.run.cancel", ("calculation_run", runId), new { State = before }, new { job.State, job.Progress });
        return RunView.Of(job);
    }
}
