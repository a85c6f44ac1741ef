using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Messaging;
using StratCap.Payments.Feeds;
using StratCap.Payments.Links;

namespace StratCap.Payments.Handlers;

/// <summary>
/// A bank's webhook says that something changed: what the connection feeds, or pays, is read now. What the webhook itself says is not believed; only what is read over the connection counts. When a person must
/// connect anew, the reading finds that, and tells people as of any feed that fails.
/// </summary>
internal sealed class WhenConnectorTells(TimeProvider clock) : IEventHandler<ConnectorEvent, PaymentsDbContext>
{
    public async Task Handle(ConnectorEvent what, EventContext context, PaymentsDbContext db, CancellationToken ct)
    {
        if (what.Kind is "transactions_changed" or "reconnect_needed")
            foreach (var feedId in await db.Feeds.Where(f => f.ConnectionId == what.ConnectionId && f.EndedAt == null).OrderBy(f => f.Id).Select(f => f.Id).ToListAsync(ct))
                await db.AskFor(feedId, clock.GetUtcNow(), ct);
        // The link is not believed to be over: it is shown as one whose holder should be asked.
        if (what is { Kind: "reconnect_needed", ExternalAccount: { } external })
            await db.Links.Where(l => l.ConnectionId == what.ConnectionId && l.ExternalAccount == external && l.Standing == LinkState.Linked && l.ConsentNeededAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(l => l.ConsentNeededAt, clock.GetUtcNow()).SetProperty(l => l.Version, l => l.Version + 1), ct);
        // What others pay over the same account is none of ours.
        if (what.Kind == "payment_changed" && await db.Sends.AnyAsync(s => s.ConnectionId == what.ConnectionId, ct)) await db.AskForPayments(what.ConnectionId, clock.GetUtcNow(), ct);
    }
}
