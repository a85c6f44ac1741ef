using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Sync;

/// <summary>
/// Lets a refused entry be sent again with the next run, after what they refused it for was put right. An entry that arrived, or may have, is never sent again by hand; one
/// that got no answer is looked for first.
/// </summary>
internal static class SendAgain
{
    internal static void Map(RouteGroupBuilder sync)
    {
        sync.MapPost("/links/{linkId:guid}/postings/{entryId:guid}/send-again", One)
            .Writes<AccountingDbContext>(Permissions.LedgerSync)
            .WithName("SendLedgerPostingAgain")
            .WithSummary("Send a refused entry again with the next run");
        sync.MapPost("/links/{linkId:guid}/postings/send-again", All)
            .Writes<AccountingDbContext>(Permissions.LedgerSync)
            .WithName("SendLedgerPostingsAgain")
            .WithSummary("Send every refused entry of a link again with the next run");
    }

    private static async Task<Answer<SentView>> One(Guid linkId, Guid entryId, AccountingDbContext db, Audit audit, CancellationToken ct)
    {
        var sent = await db.Sent.FromSql($"select * from accounting.sync_sent_entries where tenant_id = {db.TenantId} and link_id = {linkId} and entry_id = {entryId} for update").SingleOrDefaultAsync(ct);
        if (sent is null) return Refusal.NotFound("posting");
        if (sent.State != SentState.Rejected) return Refusal.Conflict("ledger_sync.not_rejected", $"This entry is {sent.State}: only one that was refused can be sent again.");
        var before = SentView.Of(sent);
        (sent.State, sent.Code, sent.Reason, sent.Attempts) = (sent.Code == SentEntry.NoAnswer ? SentState.Uncertain : SentState.Pending, null, null, 0);
        audit.Record(db, "accounting.sync.send_again", ("journal_entry", entryId), before, SentView.Of(sent));
        return SentView.Of(sent);
    }

    private static async Task<Answer<SentAgainView>> All(Guid linkId, AccountingDbContext db, Audit audit, CancellationToken ct)
    {
        if (!await db.SyncLinks.AnyAsync(l => l.Id == linkId, ct)) return Refusal.NotFound("ledger link");
        var entries = await db.Sent.Where(s => s.LinkId == linkId && s.State == SentState.Rejected).ExecuteUpdateAsync(
            s => s.SetProperty(e => e.State, e => e.Code == SentEntry.NoAnswer ? SentState.Uncertain : SentState.Pending)
                .SetProperty(e => e.Code, (string?)null).SetProperty(e => e.Reason, (string?)null).SetProperty(e => e.Attempts, 0), ct);
        if (entries == 0) return Refusal.Conflict("ledger_sync.not_rejected", "No entry of this link is refused: there is none to send again.");
        var view = new SentAgainView(entries);
        audit.Record(db, "accounting.sync.send_all_again", ("ledger_link", linkId), null, view);
        return view;
    }
}

/// <summary>How many refused entries are sent again with the next run.</summary>
/// <param name="Entries">At least one.</param>
internal sealed record SentAgainView(int Entries);
