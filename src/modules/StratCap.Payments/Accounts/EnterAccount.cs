using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Accounts;

/// <summary>Enters another bank account for a fund. The one that stands goes on standing until a second person confirms this one.</summary>
internal static class EnterAccount
{
    internal static void Map(RouteGroupBuilder fund) => fund
        .MapPut("", Handle)
        .Writes<PaymentsDbContext>(Permissions.AccountWrite)
        .WithName("EnterReceivingAccount")
        .WithSummary("Enter a fund's bank account")
        .WithDescription("Nobody is told of it before somebody else confirms it; until then the account before it stands. Entering again overtakes what waits.");

    private static async Task<Answer<FundAccountView>> Handle(
        Guid fundId, AccountRequest request, HttpContext http, PaymentsDbContext db, IFundBooks books, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        var account = request.Plain();
        if (AccountRules.Problem(account) is { } problem) return problem;
        if (!await ReadAccounts.IsFund(fundId, books, ct)) return Refusal.NotFound("fund");
        await db.LockAccounts(fundId, ct);
        var latest = await db.Latest(fundId, ct);
        if (http.Stale(FundAccountView.TagOf(latest), FundAccountView.TagChanges) is { } stale) return stale;
        var standing = await db.Standing(fundId, clock.GetUtcNow(), ct);
        var entered = new DecidedAccount(
            new ReceivingAccount
            {
                Id = Guid.CreateVersion7(),
                FundId = fundId,
                Number = (latest?.Account.Number ?? 0) + 1,
                Holder = account.Holder,
                Bank = account.Bank,
                Iban = account.Iban,
                AccountNumber = account.AccountNumber,
                RoutingNumber = account.RoutingNumber,
                Bic = account.Bic,
                ReferenceRule = account.ReferenceRule,
                ProposedBy = actor.Value.Id,
                ProposedByName = actor.Value.Name,
                ProposedAt = clock.GetUtcNow(),
            }, null);
        db.Accounts.Add(entered.Account);
        var view = FundAccountView.Of(fundId, standing, entered, whole: true);
        audit.Record(db, "payments.receiving_account.enter", ("fund", fundId), view.Standing?.Told(), view.Waiting!.Told());
        outbox.Add(db, new ReceivingAccountChanged(fundId, entered.Account.Id, ReceivingAccountState.Entered, standing is null, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime)));
        return view.Answered(entered);
    }
}
