using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Statements;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Feeds;

/// <summary>Takes a fund's bank account from a bank's interface: no more lines come from there. What came stays, and statement files are taken for the days behind it.</summary>
internal static class UnlinkFeed
{
    internal static void Map(RouteGroupBuilder fund) => fund
        .MapPost("/bank-feeds/{feedId:guid}/unlink", Handle)
        .Writes<PaymentsDbContext>(Permissions.BankReconcile)
        .WithName("UnlinkBankFeed")
        .WithSummary("Let no more lines of a fund's bank account come from the bank's interface")
        .WithDescription("A reading that is under way stops before its next page. Lines that came stay as they are.");

    private static async Task<Answer<BankFeedView>> Handle(
        Guid fundId, Guid feedId, HttpContext http, PaymentsDbContext db, [FromServices] IConnectors connectors, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        await Reconciler.Lock(db, fundId, ct);
        if (await db.Feeds.AsTracking().SingleOrDefaultAsync(f => f.FundId == fundId && f.Id == feedId, ct) is not { } feed) return Refusal.NotFound("bank feed");
        if (http.Stale(feed.Version) is { } stale) return stale;
        if (!feed.IsLinked) return Refusal.Conflict("payments.feed.unlinked", "This feed is unlinked already.");
        var connections = await connectors.Connections([ReadFeeds.Capability], ct);
        var (before, failure) = (BankFeedView.Of(feed, null, connections), feed.FailureId);
        feed.Unlink(actor.Value.Name, await db.Lines.Where(l => l.FeedId == feedId && l.Status == BankStatus.Booked).MaxAsync(l => l.BookedOn ?? l.ValueOn, ct), clock.GetUtcNow());
        await db.Reads.Where(r => r.Id == feedId).ExecuteUpdateAsync(set => set.SetProperty(r => r.NextAt, (DateTimeOffset?)null), ct);
        if (failure is { } over) outbox.Add(db, new BankFeedRecovered(fundId, feedId, over));
        outbox.Add(db, new BankFeedRead(fundId, feedId, 0, false));
        var after = BankFeedView.Of(feed, null, connections);
        audit.Record(db, "payments.feed.unlink", ("bank_feed", feedId), before.Told(), after.Told());
        return ((Answer<BankFeedView>)after).Tagged(feed.Version);
    }
}
