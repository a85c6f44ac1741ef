using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Feeds;

/// <summary>Reads a bank feed now rather than when it is due.</summary>
internal static class ReadFeedNow
{
    internal static void Map(RouteGroupBuilder fund) => fund
        .MapPost("/bank-feeds/{feedId:guid}/read", Handle)
        .Writes<PaymentsDbContext>(Permissions.BankReconcile, keyRequired: false)
        .WithName("ReadBankFeedNow")
        .WithSummary("Read a bank feed now")
        .WithDescription("Accepted (202) and done in the background; ask at the address. A reading that waits is joined; while one is under way, another follows it.");

    private static async Task<Answer<BankFeedView>> Handle(Guid fundId, Guid feedId, PaymentsDbContext db, [FromServices] IConnectors connectors, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Feeds.AsNoTracking().SingleOrDefaultAsync(f => f.FundId == fundId && f.Id == feedId, ct) is not { } feed) return Refusal.NotFound("bank feed");
        if (!feed.IsLinked) return Refusal.Conflict("payments.feed.unlinked", "This feed is unlinked: link it first.");
        await db.AskFor(feedId, clock.GetUtcNow(), ct);
        audit.Record(db, "payments.feed.ask", ("bank_feed", feedId), null, new { feed.FundId });
        return Answer<BankFeedView>.Accepted(await ReadFeeds.View(db, connectors, feed, ct), BankFeedView.PathOf(fundId, feedId));
    }
}
