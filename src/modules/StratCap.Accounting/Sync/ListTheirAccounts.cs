using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Accounting.Sync;

/// <summary>Shows their chart of accounts, as it was last read.</summary>
internal static class ListTheirAccounts
{
    /// <param name="Currency">Null: any.</param>
    internal sealed record AccountView(string TheirAccountId, string? Number, string Name, LedgerAccountKind Kind, string? Currency, bool Active);

    internal static readonly Listing<TheirAccount> List = new Listing<TheirAccount>("their-accounts")
        .By("number", a => a.Number, nullable: true).By("name", a => a.Name).By("kind", a => a.Kind).By("active", a => a.Active)
        .Unique(a => a.ExternalId).Usually("number").Searched(a => a.Name, a => a.Number);

    internal static void Map(RouteGroupBuilder sync) => sync
        .MapGet("/links/{linkId:guid}/accounts", Handle)
        .Lists(List, View)
        .Reads<AccountingDbContext>(Permissions.LedgerRead)
        .WithName("ListTheirAccounts")
        .WithSummary("Their chart of accounts, as it was last read");

    private static async Task<Answer<IReadOnlyList<AccountView>>> Handle(Guid linkId, [AsParameters] ListQuery asked, AccountingDbContext db, CancellationToken ct) =>
        await db.SyncLinks.AnyAsync(l => l.Id == linkId, ct) ? await List.Show(db.TheirAccounts.Where(a => a.LinkId == linkId), asked, View, ct) : Refusal.NotFound("ledger link");

    private static AccountView View(TheirAccount a) => new(a.ExternalId, a.Number, a.Name, a.Kind, a.Currency, a.Active);
}
