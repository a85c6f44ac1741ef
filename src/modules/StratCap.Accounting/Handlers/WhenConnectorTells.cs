using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Sync;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Messaging;

namespace StratCap.Accounting.Handlers;

/// <summary>
/// A general ledger's webhook says that something changed: a run of the connection's links is asked for. What the webhook itself says is not believed; only what a run reads counts. When a person must connect
/// anew, the run finds that, and tells people as of any sync that fails.
/// </summary>
internal sealed class WhenConnectorTells(RunAsking asking) : IEventHandler<ConnectorEvent, AccountingDbContext>
{
    public async Task Handle(ConnectorEvent what, EventContext context, AccountingDbContext db, CancellationToken ct)
    {
        if (what.Kind is not ("entries_changed" or "accounts_changed" or "reconnect_needed")) return;
        foreach (var linkId in await db.SyncLinks.Where(l => l.ConnectionId == what.ConnectionId && l.Enabled).OrderBy(l => l.Id).Select(l => l.Id).ToListAsync(ct))
            if (await db.LockLink(linkId, ct) is { Enabled: true } link && (link.Reads || what.Kind != "entries_changed")) await asking.AskForNews(db, link, ct);
    }
}
