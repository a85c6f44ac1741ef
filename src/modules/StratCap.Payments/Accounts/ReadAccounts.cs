using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Accounts;

/// <summary>Shows a fund's bank account and all its versions; the numbers whole to those alone who may enter or confirm them.</summary>
internal static class ReadAccounts
{
    internal static readonly Listing<AccountView> List = new Listing<AccountView>("receiving-accounts")
        .By("number", v => v.Number).By("state", v => v.State).By("holder", v => v.Holder).By("bank", v => v.Bank).By("proposedByName", v => v.ProposedByName).By("proposedAt", v => v.ProposedAt)
        .By("decidedByName", v => v.DecidedByName, nullable: true).By("decidedAt", v => v.DecidedAt)
        .Unique(v => v.Number).Usually("-number")
        .Searched(v => v.Holder, v => v.Bank, v => v.Iban, v => v.AccountNumber, v => v.RoutingNumber, v => v.Bic, v => v.ProposedByName, v => v.DecidedByName, v => v.Reason);

    internal static void Map(RouteGroupBuilder fund)
    {
        fund.MapGet("", One)
            .Reads<PaymentsDbContext>(Permissions.FundRead)
            .WithName("ReadReceivingAccount")
            .WithSummary("The bank account into which a fund's calls are paid")
            .WithDescription($"The one that stands and one that waits to be confirmed. Numbers are masked without '{Permissions.AccountWrite}' or '{Permissions.AccountConfirm}'.");
        fund.MapGet("/history", History)
            .Lists(List, (AccountView v) => v)
            .Reads<PaymentsDbContext>(Permissions.FundRead)
            .WithName("ListReceivingAccounts")
            .WithSummary("Every version of a fund's bank account, newest first")
            .WithDescription("`state` (Waiting, Standing, Replaced, Rejected, Overtaken) keeps some of them. Numbers are masked as for the account itself, and then a search finds no more of them than is shown.");
    }

    private static async Task<Answer<FundAccountView>> One(Guid fundId, PaymentsDbContext db, IFundBooks books, IPermissionSource permissions, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (!await IsFund(fundId, books, ct)) return Refusal.NotFound("fund");
        var latest = await db.Latest(fundId, ct);
        return FundAccountView.Of(fundId, await db.Standing(fundId, clock.GetUtcNow(), ct), latest, await MaySee(permissions, actor, ct)).Answered(latest);
    }

    private static async Task<Answer<IReadOnlyList<AccountView>>> History(
        Guid fundId, [AsParameters] ListQuery asked, PaymentsDbContext db, IFundBooks books, IPermissionSource permissions, CurrentActor actor, TimeProvider clock, CancellationToken ct, AccountState? state = null)
    {
        if (!await IsFund(fundId, books, ct)) return Refusal.NotFound("fund");
        // People enter them one by one, so that a fund has few; where each stands is known from all of them.
        var versions = await (
            from account in db.Accounts
            where account.FundId == fundId
            join decision in db.Decisions on account.Id equals decision.AccountId into decisions
            from decision in decisions.DefaultIfEmpty()
            select new DecidedAccount(account, decision)).ToListAsync(ct);
        var (standing, latest) = ((await db.Standing(fundId, clock.GetUtcNow(), ct))?.Account.Number ?? 0, (await db.Latest(fundId, ct))?.Account.Number ?? 0);
        var whole = await MaySee(permissions, actor, ct);
        // Of a number that is masked a search finds no more than is shown.
        var shown = versions.Select(v => AccountView.Of(v, standing, latest, whole)).Where(v => state is null || v.State == state);
        return await List.Show(shown, asked, v => v, ct);
    }

    /// <summary>Whether there is such a fund: it has a first fact.</summary>
    internal static async Task<bool> IsFund(Guid fundId, IFundBooks books, CancellationToken ct) => (await books.Facts(fundId, 1, 1, ct)).Count > 0;

    private static async Task<bool> MaySee(IPermissionSource permissions, CurrentActor actor, CancellationToken ct) =>
        (await permissions.Of(actor.Value.Id, ct)).Overlaps([Permissions.AccountWrite, Permissions.AccountConfirm]);
}
