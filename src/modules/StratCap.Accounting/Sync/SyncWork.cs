using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Accounting;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk;

namespace StratCap.Accounting.Sync;

/// <summary>
/// Does one run: reads their chart, posts ours, reads theirs. Whatever step it died in, another worker goes on from what is stored. A failure is told to people once,
/// until it works again.
/// </summary>
internal sealed class SyncWork(IServiceScopeFactory scopes, RunSteps steps, RunAsking asking, CurrentTenant tenant, CurrentActor actor, Audit audit, Outbox outbox, TimeProvider clock)
{
    /// <summary>Does a run; returns when it has ended.</summary>
    /// <exception cref="LeaseLostException">Another worker took it over.</exception>
    /// <exception cref="OperationCanceledException">The worker is to stop; the run has not ended.</exception>
    public async Task Run(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        await using var scope = scopes.CreateAsyncScope();
        var (run, link) = await steps.Step(lease, async (db, run) => (run, await db.SyncLinks.AsNoTracking().SingleAsync(l => l.Id == run.LinkId, ct)), ct, evenIfStopped: true);
        using var inName = actor.Use(new Actor(run.CreatedBy, run.CreatedByName));
        try
        {
            var problem = await Exchange(scope.ServiceProvider, lease, link, ct);
            await End(lease, link.Id, SyncRunState.Completed, problem, ct);
        }
        catch (RunStoppedException)
        {
            await End(lease, link.Id, SyncRunState.Cancelled, null, ct);
        }
        catch (ConnectorException e)
        {
            await End(lease, link.Id, SyncRunState.Failed, SyncProblem.Of(e), ct);
        }
    }

    /// <summary>Ends a run that fails again and again without getting further.</summary>
    public async Task GiveUp(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        var linkId = await steps.Step(lease, (_, run) => Task.FromResult(run.LinkId), ct, evenIfStopped: true);
        await End(lease, linkId, SyncRunState.Failed,
            new SyncProblem(ErrorClass.Permanent, "ledger_sync.gave_up", $"It did not get further in {lease.Attempt - 1} attempts, and it is our fault: ask support."), ct);
    }

    private async Task<SyncProblem?> Exchange(IServiceProvider services, JobLease lease, SyncLink link, CancellationToken ct)
    {
        var puller = services.GetRequiredService<Puller>();
        var job = new SyncJob(lease, link.Id, link.Direction, await services.GetRequiredService<LedgerDoor>().Open(link, ct));
        await puller.Accounts(job, ct);
        // Before anything is mapped, a run is for reading their chart, which mapping needs.
        var mapped = link.Posts && await steps.Step(job, (db, _, _) => db.Mappings.AnyAsync(m => m.LinkId == link.Id, ct), ct);
        var problem = mapped ? await Push(services.GetRequiredService<Pusher>(), job, ct) : null;
        if (link.Reads) await puller.Entries(job, ct);
        return problem;
    }

    /// <summary>What keeps us from posting does not keep us from reading.</summary>
    private static async Task<SyncProblem?> Push(Pusher pusher, SyncJob job, CancellationToken ct)
    {
        try
        {
            return await pusher.Push(job, ct);
        }
        catch (ConnectorException e)
        {
            return SyncProblem.Of(e);
        }
    }

    private Task End(JobLease lease, Guid linkId, SyncRunState state, SyncProblem? problem, CancellationToken ct) => steps.Step(lease, async (db, run) =>
    {
        var link = await db.SyncLinks.AsNoTracking().SingleAsync(l => l.Id == linkId, ct);
        if (state == SyncRunState.Completed) problem ??= await LeftOver(db, link, ct);
        var ended = run.CancelRequestedAt is not null ? SyncRunState.Cancelled : problem is null ? state : SyncRunState.Failed;
        run.End(ended, clock.GetUtcNow(), ended == SyncRunState.Failed ? problem : null);
        if (ended != SyncRunState.Cancelled) await Tell(db, run, link, problem, ct);
        if (ended == SyncRunState.Failed && problem!.NotBefore is { } pause)
            await db.SyncLinks.Where(l => l.Id == link.Id && l.NextRunAt < clock.GetUtcNow() + pause).ExecuteUpdateAsync(s => s.SetProperty(l => l.NextRunAt, clock.GetUtcNow() + pause), ct);
        if (run.NewsSince && link.Enabled && ended != SyncRunState.Cancelled) await Follow(db, link, ct);
        audit.Record(db, "accounting.sync.run_end", ("sync_run", run.Id), null, new { run.State, run.LinkId, run.EntriesRead, run.Posted, run.Rejected, run.Uncertain, run.ErrorClass, run.ErrorCode });
        return ended;
    }, ct, evenIfStopped: true, changes: linkId);

    /// <summary>Asks for the run that reads what their ledger told of meanwhile. The one that ends must have ended in the database: there is one under way at a time.</summary>
    private async Task Follow(AccountingDbContext db, SyncLink link, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        await asking.AskForNews(db, link, ct);
    }

    /// <summary>A run that has nothing to do is no success while entries stand refused or unaccounted for.</summary>
    private static async Task<SyncProblem?> LeftOver(AccountingDbContext db, SyncLink link, CancellationToken ct)
    {
        if (!link.Posts) return null;
        var sent = db.Sent.Where(s => s.LinkId == link.Id && s.Date >= link.StartDate);
        var uncertain = await sent.CountAsync(s => s.State == SentState.Uncertain || s.State == SentState.Sending, ct);
        if (uncertain > 0) return Pusher.StillUncertain(uncertain);
        var refused = sent.Where(s => s.State == SentState.Rejected);
        var count = await refused.CountAsync(ct);
        if (count == 0) return null;
        var reason = await refused.OrderBy(s => s.FundId).ThenBy(s => s.FactSequence).Select(s => s.Reason).FirstAsync(ct);
        return new(ErrorClass.Validation, "ledger_sync.rejected", $"{count} {(count == 1 ? "entry is" : "entries are")} refused by the ledger; the first: {reason}");
    }

    private async Task Tell(AccountingDbContext db, SyncRun run, SyncLink link, SyncProblem? problem, CancellationToken ct)
    {
        var state = await Puller.State(db, link.Id, ct);
        state.FailureReason = problem?.Sentence;
        if (state.FailureCause == problem?.Cause) return;
        if (state.FailureId is { } before) outbox.Add(db, new LedgerSyncRecovered(link.Id, before));
        (state.FailureId, state.FailureCause) = (problem is null ? null : Guid.CreateVersion7(), problem?.Cause);
        if (problem is not null) outbox.Add(db, new LedgerSyncFailed(link.Id, state.FailureId!.Value, run.Id, link.FundId, link.Name, problem.Class.ToString(), problem.Sentence));
    }
}
