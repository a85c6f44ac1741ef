using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>One of our entries on its way into their ledger.</summary>
/// <param name="ExternalId">Their id of it, once it is there.</param>
/// <param name="Reason">Why it is rejected or uncertain.</param>
internal sealed record SentView(
    Guid EntryId, Guid FundId, DateOnly Date, string Text, MoneyView Total, string Reference, SentState State, string? ExternalId, string? Code, string? Reason, int Attempts, DateTimeOffset? SentAt,
    DateTimeOffset? PostedAt)
{
    internal static SentView Of(SentEntry s) => new(
        s.EntryId, s.FundId, s.Date, s.Text, MoneyView.Of(s.Total, s.Currency), s.Reference, s.State, s.ExternalId, s.Code, s.Reason, s.Attempts, s.SentAt, s.PostedAt);
}

/// <summary>Shows what was posted under a link, and what was not.</summary>
internal static class ListSent
{
    internal sealed record Query(SentState? State);

    internal static readonly Listing<SentEntry> List = new Listing<SentEntry>("posted-entries")
        .By("date", s => s.Date).By("text", s => s.Text).By("total", s => s.Total).By("state", s => s.State).By("attempts", s => s.Attempts)
        .Unique(s => s.EntryId).Usually("-date").Searched(s => s.Text, s => s.Reference, s => s.ExternalId, s => s.Reason);

    internal static void Map(RouteGroupBuilder sync) => sync
        .MapGet("/links/{linkId:guid}/postings", Handle)
        .Lists(List, SentView.Of)
        .Reads<AccountingDbContext>(Permissions.LedgerRead)
        .WithName("ListLedgerPostings")
        .WithSummary("Our entries on their way into a general ledger")
        .WithDescription("Filter by state. Posted: they have it, and it is never sent again. Rejected: they refuse it. Uncertain or Sending: it is looked for before it is sent again.");

    private static async Task<Answer<IReadOnlyList<SentView>>> Handle(Guid linkId, [AsParameters] Query query, [AsParameters] ListQuery asked, AccountingDbContext db, CancellationToken ct)
    {
        if (!await db.SyncLinks.AnyAsync(l => l.Id == linkId, ct)) return Refusal.NotFound("ledger link");
        var sent = db.Sent.Where(s => s.LinkId == linkId);
        return await List.Show(query.State is { } state ? sent.Where(s => s.State == state) : sent, asked, SentView.Of, ct);
    }
}
