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
    internal sealed record After(int Number);

    internal static void Map(RouteGroupBuilder fund)
    {
        fund.MapGet("", One)
            .Reads<PaymentsDbContext>(Permissions.FundRead)
            .WithName("ReadReceivingAccount")
            .WithSummary("The bank account into which a fund's calls are paid")
            .WithDescription($"The one that stands and one that waits to be confirmed. Numbers are masked without '{Permissions.AccountWrite}' or '{Permissions.AccountConfirm}'.");
        fund.MapGet("/history", History)
            .Reads<PaymentsDbContext>(Permissions.FundRead)
            .WithName("ListReceivingAccounts")
            .WithSummary("Every version of a fund's bank account, newest first");
    }

    private static async Task<Answer<FundAccountView>> One(Guid fundId, PaymentsDbContext db, IFundBooks books, IPermissionSource permissions, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (!await IsFund(fundId, books, ct)) return Refusal.NotFound("fund");
        var latest = await db.Latest(fundId, ct);
        return FundAccountView.Of(fundId, await db.Standing(fundId, clock.GetUtcNow(), ct), latest, await MaySee(permissions, actor, ct)).Answered(latest);
    }

    private static async Task<Answer<IReadOnlyList<AccountView>>> History(
        Guid fundId, PaymentsDbContext db, IFundBooks books, IPermissionSource permissions, CurrentActor actor, TimeProvider clock, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (!await IsFund(fundId, books, ct)) return Refusal.NotFound("fund");
        After? after = null;
        if (cursor is not null && !Paging.TryUnpack(cursor, out after)) return Paging.BadCursor;
        var (limit, before) = (Paging.Size(size), after?.Number ?? int.MaxValue);
        var rows = await (
            from account in db.Accounts
            where account.FundId == fundId && account.Number < before
            join decision in db.Decisions on account.Id equals decision.AccountId into decisions
            from decision in decisions.DefaultIfEmpty()
            orderby account.Number descending
            select new DecidedAccount(account, decision)).Take(limit + 1).ToListAsync(ct);
        var (standing, latest) = ((await db.Standing(fundId, clock.GetUtcNow(), ct))?.Account.Number ?? 0, (await db.Latest(fundId, ct))?.Account.Number ?? 0);
        var whole = await MaySee(permissions, actor, ct);
        AccountView[] page = [.. rows.Take(limit).Select(r => AccountView.Of(r, standing, latest, whole))];
        return ((Answer<IReadOnlyList<AccountView>>)page).Paged(new PageMeta(page.Length, rows.Count > limit ? Paging.Pack(new After(page[^1].Number)) : null));
    }

    /// <summary>Whether there is such a fund: it has a first fact.</summary>
    internal static async Task<bool> IsFund(Guid fundId, IFundBooks books, CancellationToken ct) => (await books.Facts(fundId, 1, 1, ct)).Count > 0;

    private static async Task<bool> MaySee(IPermissionSource permissions, CurrentActor actor, CancellationToken ct) =>
        (await permissions.Of(actor.Value.Id, ct)).Overlaps([Permissions.AccountWrite, Permissions.AccountConfirm]);
}
