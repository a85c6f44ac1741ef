using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>Shows links, and the connections that there are to choose from.</summary>
internal static class ReadLinks
{
    /// <param name="FundId">Null: for every fund.</param>
    internal sealed record ConnectionView(Guid ConnectionId, string Name, string PluginId, Guid? FundId, IReadOnlyList<string> Capabilities, bool Healthy);

    internal static readonly Listing<SyncLink> List = new Listing<SyncLink>("ledger-links")
        .By("name", l => l.Name).By("startDate", l => l.StartDate).By("direction", l => l.Direction).By("nextRunAt", l => l.NextRunAt)
        .Unique(l => l.Id).Usually("name").Searched(l => l.Name);

    internal static void Map(RouteGroupBuilder sync)
    {
        sync.MapGet("/connections", Connections)
            .Reads<AccountingDbContext>(Permissions.LedgerRead)
            .WithName("ListLedgerConnections")
            .WithSummary("The firm's enabled connections to general ledgers, to choose one for a link");
        sync.MapGet("/links", Listed)
            .Lists(List, (SyncLink l) => LinkView.Of(l, null, []))
            .Reads<AccountingDbContext>(Permissions.LedgerRead)
            .WithName("ListLedgerLinks")
            .WithSummary("Links to general ledgers");
        sync.MapGet("/links/{linkId:guid}", One)
            .Reads<AccountingDbContext>(Permissions.LedgerRead)
            .WithName("ReadLedgerLink")
            .WithSummary("One link to a general ledger");
    }

    private static async Task<Answer<IReadOnlyList<ConnectionView>>> Connections(LedgerDoor door, CancellationToken ct) => door.Closed is { } closed
        ? closed
        : Answer<IReadOnlyList<ConnectionView>>.Of([.. (await door.Connections(ct)).Select(c => new ConnectionView(c.Id, c.Name, c.PluginId, c.FundId, c.Capabilities, c.Healthy))]);

    private static async Task<Answer<IReadOnlyList<LinkView>>> Listed([AsParameters] ListQuery asked, AccountingDbContext db, LedgerDoor door, CancellationToken ct)
    {
        var connections = await door.Connections(ct);
        return await List.Show(db.SyncLinks, asked, async rows =>
        {
            var ids = rows.ConvertAll(l => l.Id);
            var states = await db.SyncStates.Where(s => ids.Contains(s.LinkId)).ToDictionaryAsync(s => s.LinkId, ct);
            return (IReadOnlyList<LinkView>)rows.ConvertAll(l => LinkView.Of(l, states.GetValueOrDefault(l.Id), connections));
        }, ct);
    }

    private static async Task<Answer<LinkView>> One(Guid linkId, AccountingDbContext db, LedgerDoor door, CancellationToken ct)
    {
        if (await db.SyncLinks.SingleOrDefaultAsync(l => l.Id == linkId, ct) is not { } link) return Refusal.NotFound("ledger link");
        var state = await db.SyncStates.SingleAsync(s => s.LinkId == linkId, ct);
        return ((Answer<LinkView>)LinkView.Of(link, state, await door.Connections(ct))).Tagged(link.Version);
    }
}
