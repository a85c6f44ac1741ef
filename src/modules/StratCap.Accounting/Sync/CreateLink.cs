using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>Ties a fund's ledger, or all of the firm's, to a general ledger. Connection and fund are for ever: what was posted under the link was posted there.</summary>
internal static class CreateLink
{
    /// <param name="FundId">Left out: every fund of the firm.</param>
    /// <param name="StartDate">Entries of an earlier effective date are neither posted nor compared.</param>
    /// <param name="EveryMinutes">Left out: it runs when somebody asks.</param>
    /// <param name="Dimensions">Names and values that every posted line carries, such as a class or a location, in the vendor's words.</param>
    internal sealed record Request(string Name, Guid? FundId, Guid ConnectionId, DateOnly StartDate, int? EveryMinutes, SyncDirection Direction, IReadOnlyDictionary<string, string>? Dimensions);

    internal static void Map(RouteGroupBuilder sync) => sync
        .MapPost("/links", Handle)
        .Writes<AccountingDbContext>(Permissions.LedgerSync)
        .WithName("CreateLedgerLink")
        .WithSummary("Tie a fund, or the firm, to a general ledger")
        .WithDescription("One link for each fund and connection; a link of the whole firm stands alone on its connection. Read the chart of accounts by a first run, map it, and entries are posted from the next run on.");

    private static async Task<Answer<LinkView>> Handle(
        Request request, AccountingDbContext db, LedgerDoor door, IFundBooks books, Audit audit, TimeProvider clock, CancellationToken ct)
    {
        if (LinkRules.Problem(request.Name, request.EveryMinutes, request.Dimensions) is { } problem) return problem;
        if (request.FundId is { } fundId && await books.Find(fundId, ct) is null) return Refusal.NotFound("fund");
        if (door.Closed is { } closed) return closed;
        var connections = await door.Connections(ct);
        if (connections.FirstOrDefault(c => c.Id == request.ConnectionId) is not { } connection) return Refusal.NotFound("connection to a general ledger");
        if (LedgerDoor.Lacks(connection, request.Direction) is { } lacks) return lacks;
        if (connection.FundId is { } own && own != request.FundId)
            return Refusal.Rule("ledger_sync.connection_of_other_fund", $"The connection '{connection.Name}' is for one fund alone: link that fund.");
        if (await Beside(db, request, ct) is { } beside) return beside;

        var link = new SyncLink
        {
            Id = Guid.CreateVersion7(),
            Name = request.Name.Trim(),
            FundId = request.FundId,
            ConnectionId = request.ConnectionId,
            StartDate = request.StartDate,
            EveryMinutes = request.EveryMinutes,
            Direction = request.Direction,
            Enabled = true,
            Dimensions = JsonSerializer.Serialize(request.Dimensions ?? new Dictionary<string, string>()),
            NextRunAt = request.EveryMinutes is { } minutes ? SyncSchedule.Next(clock.GetUtcNow(), minutes) : null,
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        };
        var state = new SyncState { LinkId = link.Id };
        db.SyncLinks.Add(link);
        db.SyncStates.Add(state);
        var view = LinkView.Of(link, state, connections);
        audit.Record(db, "accounting.sync.link", ("ledger_link", link.Id), null, view);
        return Answer<LinkView>.Created(view, LinkView.PathOf(link.Id)).Tagged(link.Version);
    }

    /// <summary>A link of the whole firm beside one of a fund would post that fund's entries twice into one ledger.</summary>
    private static async Task<Refusal?> Beside(AccountingDbContext db, Request request, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"ledger link {db.TenantId} {request.ConnectionId}"}, 0))", ct);
        var others = await db.SyncLinks.AsNoTracking().Where(l => l.ConnectionId == request.ConnectionId).ToListAsync(ct);
        return others.FirstOrDefault(l => l.FundId == request.FundId || l.FundId is null || request.FundId is null) is { } other
            ? Refusal.Conflict("ledger_sync.linked_already", $"The link '{other.Name}' ties {(other.FundId is null ? "the whole firm" : "a fund")} to this connection already: one more would post entries twice.")
            : null;
    }
}
