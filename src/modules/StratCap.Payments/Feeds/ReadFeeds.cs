using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;
using StratCap.Payments.Outside;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Feeds;

/// <summary>Shows a fund's bank feeds, and the accounts that a connection sees, to choose one.</summary>
internal static class ReadFeeds
{
    /// <summary>What a connection must be able to do.</summary>
    internal const string Capability = "statements";

    /// <param name="AccountId">The vendor's id of the account.</param>
    /// <param name="Mask">Its last digits, where the bank tells them.</param>
    /// <param name="Balance">What the bank says is booked on it.</param>
    /// <param name="Problem">Why it cannot be linked to the fund's bank account, for a person; null when it can.</param>
    internal sealed record AccountView(string AccountId, string Name, string? Mask, string Currency, MoneyView? Balance, string? Problem);

    internal static readonly Listing<BankFeed> List = new Listing<BankFeed>("bank-feeds")
        .By("linkedAt", f => f.Id).By("accountName", f => f.AccountName).By("from", f => f.From).Unique(f => f.Id).Usually("-linkedAt").Searched(f => f.AccountName, f => f.AccountMask, f => f.LinkedByName);

    internal static readonly Listing<AccountView> Accounts = new Listing<AccountView>("bank-accounts")
        .By("name", a => a.Name).By("mask", a => a.Mask, nullable: true).By("currency", a => a.Currency).Unique(a => a.AccountId).Usually("name").Searched(a => a.Name, a => a.Mask);

    internal static void Map(RouteGroupBuilder fund)
    {
        fund.MapGet("/bank-feeds", All)
            .Lists(List, (BankFeed f) => BankFeedView.Of(f, null, []))
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ListBankFeeds")
            .WithSummary("A fund's bank feeds, newest first")
            .WithDescription("Filter by state (Linked, Unlinked).");
        fund.MapGet("/bank-feeds/{feedId:guid}", One)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ReadBankFeed")
            .WithSummary("One bank feed");
        fund.MapGet("/bank-feeds/connections/{feedConnectionId:guid}/accounts", OfConnection)
            .Lists(Accounts, (AccountView a) => a)
            .Reads<PaymentsDbContext>(Permissions.BankReconcile)
            .WithName("ListBankAccounts")
            .WithSummary("The accounts that a connection sees at the bank, now")
            .WithDescription("Of a connection that serves the fund and has the capability 'statements'. What cannot be linked says why.");
    }

    private static async Task<Answer<IReadOnlyList<BankFeedView>>> All(
        Guid fundId, [AsParameters] ListQuery asked, PaymentsDbContext db, IFundBooks books, [FromServices] IConnectors connectors, CancellationToken ct, FeedState? state = null)
    {
        if (!await ReadAccounts.IsFund(fundId, books, ct)) return Refusal.NotFound("fund");
        var found = db.Feeds.AsNoTracking().Where(f => f.FundId == fundId);
        if (state is { } wanted) found = found.Where(f => f.EndedAt == null == (wanted == FeedState.Linked));
        var connections = await connectors.Connections([Capability], ct);
        return await List.Show(found, asked, async rows =>
        {
            var ids = rows.ConvertAll(f => f.Id);
            var reads = await db.Reads.AsNoTracking().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, ct);
            return (IReadOnlyList<BankFeedView>)rows.ConvertAll(f => BankFeedView.Of(f, reads.GetValueOrDefault(f.Id), connections));
        }, ct);
    }

    private static async Task<Answer<BankFeedView>> One(Guid fundId, Guid feedId, PaymentsDbContext db, [FromServices] IConnectors connectors, CancellationToken ct) =>
        await db.Feeds.AsNoTracking().SingleOrDefaultAsync(f => f.FundId == fundId && f.Id == feedId, ct) is { } feed ? ((Answer<BankFeedView>)await View(db, connectors, feed, ct)).Tagged(feed.Version) : Refusal.NotFound("bank feed");

    /// <summary>A feed with how its reading stands.</summary>
    internal static async Task<BankFeedView> View(PaymentsDbContext db, IConnectors connectors, BankFeed feed, CancellationToken ct) =>
        BankFeedView.Of(feed, await db.Reads.AsNoTracking().SingleOrDefaultAsync(r => r.Id == feed.Id, ct), await connectors.Connections([Capability], ct));

    private static async Task<Answer<IReadOnlyList<AccountView>>> OfConnection(
        Guid fundId, Guid feedConnectionId, [AsParameters] ListQuery asked, PaymentsDbContext db, IFundBooks books, [FromServices] IConnectors connectors, TimeProvider clock, CancellationToken ct)
    {
        if (await LinkFeed.Own(db, books, fundId, clock.GetUtcNow(), ct) is not { } own) return Refusal.NotFound("fund");
        if (await connectors.Find(feedConnectionId, Capability, fundId, ct) is null) return Refusal.NotFound("connection");
        IReadOnlyList<BankAccount> accounts;
        try
        {
            accounts = await connectors.Bank(feedConnectionId).ListAccounts(ct);
        }
        catch (ConnectorException e)
        {
            return Connected.Refuse(e);
        }
        var hashes = accounts.Select(a => BankFeed.HashOf(feedConnectionId, a.Id)).ToList();
        var linked = (await db.Feeds.AsNoTracking().Where(f => hashes.Contains(f.AccountHash) && f.EndedAt == null).Select(f => f.AccountHash).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        return await Accounts.Show(accounts.Select(a => View(a, linked.Contains(BankFeed.HashOf(feedConnectionId, a.Id)), own)), asked, view => view, ct);
    }

    private static AccountView View(BankAccount a, bool linked, OwnAccount own) => new(
        a.Id, a.Name, a.Mask, a.Currency, a.Balance is { } balance ? Statements.BankLineView.Money(balance, a.Currency) : null, linked ? LinkFeed.LinkedAlready.Detail : own.Problem(a)?.Detail);
}
