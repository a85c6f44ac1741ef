using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>Changes the settings of a link, or switches it off and on. What was posted stays posted; a run under way goes on by the new settings, and stops when the link is switched off or turned.</summary>
internal static class ChangeLink
{
    internal sealed record Request(string Name, DateOnly StartDate, int? EveryMinutes, SyncDirection Direction, bool Enabled, IReadOnlyDictionary<string, string>? Dimensions);

    internal static void Map(RouteGroupBuilder sync) => sync
        .MapPut("/links/{linkId:guid}", Handle)
        .Writes<AccountingDbContext>(Permissions.LedgerSync)
        .WithName("ChangeLedgerLink")
        .WithSummary("Change the settings of a link to a general ledger")
        .WithDescription("The whole settings. With If-Match, only if nobody changed them in the meantime. Dimensions count from the next posted entry on.");

    private static async Task<Answer<LinkView>> Handle(
        Guid linkId, Request request, HttpContext http, AccountingDbContext db, LedgerDoor door, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.LockLink(linkId, ct) is not { } link) return Refusal.NotFound("ledger link");
        if (http.Stale(link.Version) is { } stale) return stale;
        if (LinkRules.Problem(request.Name, request.EveryMinutes, request.Dimensions) is { } problem) return problem;
        var connections = await door.Connections(ct);
        if (request.Direction != link.Direction && connections.FirstOrDefault(c => c.Id == link.ConnectionId) is { } connection && LedgerDoor.Lacks(connection, request.Direction) is { } lacks) return lacks;

        var state = await db.SyncStates.AsNoTracking().SingleAsync(s => s.LinkId == linkId, ct);
        var before = LinkView.Of(link, state, connections);
        var turned = link.Direction != request.Direction;
        var moved = link.EveryMinutes != request.EveryMinutes || link.Enabled != request.Enabled;
        (link.Name, link.StartDate, link.EveryMinutes, link.Direction, link.Enabled) = (request.Name.Trim(), request.StartDate, request.EveryMinutes, request.Direction, request.Enabled);
        link.Dimensions = JsonSerializer.Serialize(request.Dimensions ?? new Dictionary<string, string>());
        if (moved) link.NextRunAt = request is { Enabled: true, EveryMinutes: { } minutes } ? SyncSchedule.Next(clock.GetUtcNow(), minutes) : null;
        link.Version++;
        var after = LinkView.Of(link, state, connections);
        audit.Record(db, "accounting.sync.change", ("ledger_link", linkId), before, after);
        if (!link.Enabled || turned) await Stop(db, link, audit, clock.GetUtcNow(), ct);
        return ((Answer<LinkView>)after).Tagged(link.Version);
    }

    /// <summary>Stops what is under way. A run that only waits begins by the settings as they are then, so that it may go on waiting unless the link is off.</summary>
    private static async Task Stop(AccountingDbContext db, SyncLink link, Audit audit, DateTimeOffset now, CancellationToken ct)
    {
        var run = await db.SyncRuns.FromSql($"select * from accounting.sync_runs where tenant_id = {db.TenantId} and link_id = {link.Id} and state in ('Ready', 'Running') for update").SingleOrDefaultAsync(ct);
        if (run is null || (link.Enabled && run.State == SyncRunState.Ready)) return;
        var before = run.State;
        run.Cancel(now);
        audit.Record(db, "accounting.sync.cancel", ("sync_run", run.Id), new { State = before }, new { run.State });
    }
}
