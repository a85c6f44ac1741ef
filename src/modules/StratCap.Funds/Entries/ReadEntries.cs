using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Entries;

/// <summary>Manual entries, newest first, of one fund or of all; what waits is the approvers' queue. One of them with its lines.</summary>
internal static class ReadEntries
{
    internal static readonly Listing<ManualEntry> List = new Listing<ManualEntry>("manual-entries")
        .By("preparedAt", e => e.PreparedAt).By("number", e => e.Number).By("state", e => e.State).By("date", e => e.Date).By("memo", e => e.Memo).By("amount", e => e.Amount)
        .By("preparedByName", e => e.PreparedByName)
        .Unique(e => e.Id).Usually("-preparedAt").Searched(e => e.Memo, e => e.PreparedByName);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/manual-entries", All)
            .WithName("ListManualEntries").WithSummary("List manual entries of the ledgers, of one fund or of all")
            .WithDescription("Filter by fundId and state; state=Waiting is what waits for an approval.")
            .Lists(List, (ManualEntry e) => EntryRow.Of(e, "", "", Guid.Empty)).Reads<FundsDbContext>(Permissions.LedgerRead);
        funds.MapGet("/{fundId:guid}/manual-entries/{manualEntryId:guid}", One)
            .WithName("ReadManualEntry").WithSummary("Read a manual entry with its lines, and each partner's part").Reads<FundsDbContext>(Permissions.LedgerRead);
    }

    private static Task<Answer<IReadOnlyList<EntryRow>>> All(
        FundsDbContext db, CurrentActor actor, [AsParameters] ListQuery asked, CancellationToken ct, Guid? fundId = null, EntryState? state = null)
    {
        var rows = db.ManualEntries.AsNoTracking();
        if (fundId is not null) rows = rows.Where(e => e.FundId == fundId);
        if (state is not null) rows = rows.Where(e => e.State == state);
        return List.Show(rows, asked, async page =>
        {
            var ids = page.Select(e => e.FundId).Distinct().ToList();
            var funds = await db.Funds.AsNoTracking().Where(f => ids.Contains(f.FundId)).ToDictionaryAsync(f => f.FundId, ct);
            return (IReadOnlyList<EntryRow>)page.ConvertAll(e => EntryRow.Of(e, funds[e.FundId].Name, funds[e.FundId].Currency, actor.Value.Id));
        }, ct);
    }

    private static async Task<Answer<EntryView>> One(Guid fundId, Guid manualEntryId, FundsDbContext db, BookStore books, CurrentActor actor, CancellationToken ct) =>
        await books.Read(fundId, ct) is { } facts && await db.ManualEntries.AsNoTracking().SingleOrDefaultAsync(e => e.FundId == fundId && e.Id == manualEntryId, ct) is { } entry
            ? EntryView.Of(entry, FundBook.Fold(facts), actor.Value.Id)
            : Refusal.NotFound("manual entry");
}
