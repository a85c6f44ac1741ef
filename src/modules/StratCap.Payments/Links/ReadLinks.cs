using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Links;

/// <summary>Shows links of bank accounts.</summary>
internal static class ReadLinks
{
    internal sealed record Query(Guid? InvestorId, Guid? FundId, Guid? ConnectionId, LinkPurpose? Purpose, LinkState? State);

    internal static readonly Listing<AccountLink> List = new Listing<AccountLink>("account-links")
        .By("begunAt", l => l.Id).By("holder", l => l.Holder).By("purpose", l => l.Purpose).By("connectionName", l => l.ConnectionName)
        .Unique(l => l.Id).Usually("-begunAt").Searched(l => l.Holder, l => l.ConnectionName);

    internal static void Map(RouteGroupBuilder payments)
    {
        payments.MapGet("/account-links", All)
            .Lists(List, (AccountLink _) => (AccountLinkView)null!)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ListAccountLinks")
            .WithSummary("Links of bank accounts, newest first")
            .WithDescription("Filter by investorId, fundId, connectionId, purpose (Statements, Verify, Payments), state (Open, Expired, Waiting, Linked, ConsentNeeded, Failed, Ended).");
        payments.MapGet("/account-links/{accountLinkId:guid}", One)
            .Reads<PaymentsDbContext>(Permissions.PaymentRead)
            .WithName("ReadAccountLink")
            .WithSummary("One link of a bank account");
    }

    private static Task<Answer<IReadOnlyList<AccountLinkView>>> All([AsParameters] Query query, [AsParameters] ListQuery asked, PaymentsDbContext db, Seal seal, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = db.Links.AsNoTracking();
        if (query.State is { } state) found = found.In(state, now);
        if (query.InvestorId is { } investorId) found = found.Where(l => l.InvestorId == investorId);
        if (query.FundId is { } fundId) found = found.Where(l => l.FundId == fundId);
        if (query.ConnectionId is { } connectionId) found = found.Where(l => l.ConnectionId == connectionId);
        if (query.Purpose is { } purpose) found = found.Where(l => l.Purpose == purpose);
        return List.Show(found, asked, rows => Task.FromResult((IReadOnlyList<AccountLinkView>)rows.ConvertAll(l => AccountLinkView.Of(l, seal, now))), ct);
    }

    private static async Task<Answer<AccountLinkView>> One(Guid accountLinkId, PaymentsDbContext db, Seal seal, TimeProvider clock, CancellationToken ct) =>
        await db.Links.AsNoTracking().SingleOrDefaultAsync(l => l.Id == accountLinkId, ct) is { } link ? AccountLinkView.Of(link, seal, clock.GetUtcNow()).Answered() : Refusal.NotFound("account link");
}
