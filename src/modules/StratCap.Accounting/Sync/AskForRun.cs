using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>Asks for runs, for people and the schedule alike: a link that waits or runs is not asked for a second time.</summary>
internal sealed class RunAsking(Audit audit, CurrentActor actor, TimeProvider clock)
{
    /// <summary>The run that is under way, or a new one; in the caller's transaction, which holds the link's row.</summary>
    public async Task<SyncRun> Ask(AccountingDbContext db, SyncLink link, CancellationToken ct)
    {
        var run = await db.SyncRuns.SingleOrDefaultAsync(r => r.LinkId == link.Id && (r.State == SyncRunState.Ready || r.State == SyncRunState.Running), ct);
        var (action, joined) = ("accounting.sync.ask", run is not null);
        if (run is null)
        {
            run = new SyncRun { Id = Guid.CreateVersion7(), LinkId = link.Id, CreatedAt = clock.GetUtcNow(), CreatedBy = actor.Value.Id, CreatedByName = actor.Value.Name };
            db.SyncRuns.Add(run);
        }
        audit.Record(db, action, ("sync_run", run.Id), null, new { run.LinkId, Joined = joined });
        return run;
    }

    /// <summary>
    /// Their ledger told of something new: what waits will read it; what is under way may be past it, and is followed by another run. So many events make two runs at most. In the caller's transaction, which
    /// holds the link's row.
    /// </summary>
    public async Task AskForNews(AccountingDbContext db, SyncLink link, CancellationToken ct)
    {
        using var _ = actor.Use(Actor.System);
        var under = await db.SyncRuns.Where(r => r.LinkId == link.Id && r.State == SyncRunState.Running).ExecuteUpdateAsync(set => set.SetProperty(r => r.NewsSince, true), ct);
        if (under == 0) await Ask(db, link, ct);
    }
}

/// <summary>Runs a link now.</summary>
internal static class AskForRun
{
    internal static void Map(RouteGroupBuilder sync) => sync
        .MapPost("/links/{linkId:guid}/runs", Handle)
        .Writes<AccountingDbContext>(Permissions.LedgerSync)
        .WithName("RunLedgerSync")
        .WithSummary("Run a link to a general ledger now")
        .WithDescription("Accepted (202) and done in the background; ask at the address. A link that waits or runs already is joined. Before anything is mapped, a run reads their chart of accounts and posts nothing.");

    private static async Task<Answer<SyncRunView>> Handle(Guid linkId, AccountingDbContext db, LedgerDoor door, RunAsking asking, CancellationToken ct)
    {
        if (await db.LockLink(linkId, ct) is not { } link) return Refusal.NotFound("ledger link");
        if (door.Closed is { } closed) return closed;
        if (!link.Enabled) return Refusal.Conflict("ledger_sync.link_off", "This link is switched off: switch it on first.");
        var run = await asking.Ask(db, link, ct);
        return Answer<SyncRunView>.Accepted(SyncRunView.Of(run), SyncRunView.PathOf(run.Id));
    }
}
