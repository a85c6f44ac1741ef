using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;

namespace StratCap.Payments.Payees;

/// <summary>A second person confirms a verified account, or says no with a reason. Whoever entered it may do neither.</summary>
internal static class DecidePayee
{
    /// <param name="Confirm">False says no, and then a reason is needed.</param>
    internal sealed record Request(bool Confirm, string? Reason = null);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/payee-accounts/{payeeAccountId:guid}/decision", Handle)
        .Writes<PaymentsDbContext>(Permissions.AccountConfirm)
        .WithName("DecidePayeeAccount")
        .WithSummary("Confirm or reject an investor's bank account that somebody else entered")
        .WithDescription("Once confirmed it takes the place of the one before, and is paid when its cooling-off is over.");

    private static async Task<OnceAnswer<PayeeDetails>> Handle(
        Guid payeeAccountId, Request request, HttpContext http, PaymentsDbContext db, Seal seal, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (request.Reason?.Length > AccountRules.ReasonLength || (!request.Confirm && string.IsNullOrWhiteSpace(request.Reason))) return Refusal.Field("reason", $"Say why not, in 1 to {AccountRules.ReasonLength} characters.");
        if (await db.Payee(payeeAccountId, options.Value, ct) is not { } found) return Refusal.NotFound("bank account");
        await db.LockPayee(found.Account.InvestorId, ct);
        var life = (await db.Payee(payeeAccountId, options.Value, ct))!;
        if (http.Stale(life.Steps.Count) is { } stale) return stale;
        var now = clock.GetUtcNow();
        if (Problem(life, request, actor.Value, now) is { } problem) return problem;
        if (life.Account.LinkId is { } linkId && await db.Links.AnyAsync(l => l.Id == linkId && (l.BegunBy == actor.Value.Id || l.CompletedBy == actor.Value.Id), ct)) return Own;
        var step = VerifyPayee.Step(life.Account.Id, request.Confirm ? PayeeStepKind.Confirmed : PayeeStepKind.Rejected, request.Reason, actor.Value, now);
        db.PayeeSteps.Add(step);
        var after = life with { Steps = [.. life.Steps, step], Confirmed = request.Confirm ? life.Account.Number : life.Confirmed };
        outbox.Add(db, new PayeeAccountChanged(life.Account.InvestorId, life.Account.Id));
        audit.Record(db, request.Confirm ? "payments.payee_account.confirm" : "payments.payee_account.reject", ("investor", life.Account.InvestorId), PayeeView.Of(life, now), PayeeView.Of(after, now), request.Reason);
        return PayeeDetails.Once(after, PayeeNumbers.Of(life.Account, seal), now);
    }

    private static Refusal Own => Refusal.Rule("payments.payee.own", "You entered or linked this account yourself: somebody else must compare it with the evidence and confirm it.");

    private static Refusal? Problem(PayeeLife life, Request request, Actor by, DateTimeOffset now)
    {
        if (life.Decided is not null) return Refusal.Conflict("payments.payee.decided", "Somebody decided on this account already: read it again.");
        if (life.State(now) == PayeeState.Overtaken) return Refusal.Conflict("payments.payee.overtaken", "Another account was entered after this one: look at that one.");
        if (life.Account.EnteredBy == by.Id) return Own;
        return request.Confirm && life.Verified is null ? Refusal.Rule("payments.payee.not_verified", "This account is not verified: that comes before it is confirmed.") : null;
    }
}
