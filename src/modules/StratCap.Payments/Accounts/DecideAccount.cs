using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Accounts;

/// <summary>A second person confirms the account that was entered last, or says no with a reason. Whoever entered it may do neither.</summary>
internal static class DecideAccount
{
    /// <param name="Confirm">False says no, and then a reason is needed.</param>
    internal sealed record Request(bool Confirm, string? Reason = null);

    internal static void Map(RouteGroupBuilder fund) => fund
        .MapPost("/{accountId:guid}/decision", Handle)
        .Writes<PaymentsDbContext>(Permissions.AccountConfirm)
        .WithName("DecideReceivingAccount")
        .WithSummary("Confirm or reject a bank account that somebody else entered")
        .WithDescription("Once confirmed it stands: the next notices and the portal name it, and the fund's investors are told that it changed.");

    private static async Task<Answer<FundAccountView>> Handle(
        Guid fundId, Guid accountId, Request request, HttpContext http, PaymentsDbContext db, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, CancellationToken ct)
    {
        if (request.Reason?.Length > AccountRules.ReasonLength || (!request.Confirm && string.IsNullOrWhiteSpace(request.Reason))) return Refusal.Field("reason", $"Say why not, in 1 to {AccountRules.ReasonLength} characters.");
        await db.LockAccounts(fundId, ct);
        if (!await db.Accounts.AnyAsync(a => a.FundId == fundId && a.Id == accountId, ct) || await db.Latest(fundId, ct) is not { } latest) return Refusal.NotFound("bank account");
        if (http.Stale(FundAccountView.TagOf(latest), FundAccountView.TagChanges) is { } stale) return stale;
        if (latest.Account.Id != accountId) return Refusal.Conflict("payments.account.overtaken", "Another account was entered after this one: look at that one.");
        if (latest.Decision is not null) return Refusal.Conflict("payments.account.decided", "Somebody decided on this account already: read it again.");
        if (latest.Account.ProposedBy == actor.Value.Id) return Refusal.Rule("payments.account.own", "You entered this account yourself: somebody else must compare it with the bank's letter and confirm it.");
        var now = clock.GetUtcNow();
        var standing = await db.Standing(fundId, now, ct);
        var decided = latest with { Decision = new AccountDecision { AccountId = accountId, Confirmed = request.Confirm, Reason = request.Reason, DecidedBy = actor.Value.Id, DecidedByName = actor.Value.Name, DecidedAt = now } };
        db.Decisions.Add(decided.Decision);
        var before = FundAccountView.Of(fundId, standing, latest, whole: true);
        var after = FundAccountView.Of(fundId, request.Confirm ? decided : standing, decided, whole: true);
        audit.Record(db, request.Confirm ? "payments.receiving_account.confirm" : "payments.receiving_account.reject", ("fund", fundId), before.Standing?.Told(), before.Waiting!.Told(), request.Reason);
        outbox.Add(db, new ReceivingAccountChanged(
            fundId, accountId, request.Confirm ? ReceivingAccountState.Confirmed : ReceivingAccountState.Rejected, standing is null, DateOnly.FromDateTime(now.UtcDateTime)));
        return after.Answered(decided);
    }
}
