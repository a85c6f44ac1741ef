using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Accounts;

namespace StratCap.Payments.Collections;

/// <summary>A second person confirms a mandate, or says no with a reason; whoever entered it may do neither. And it is ended when the investor takes it back: anybody who may enter one may do that.</summary>
internal static class DecideMandate
{
    /// <param name="Confirm">False says no, and then a reason is needed.</param>
    internal sealed record Request(bool Confirm, string? Reason = null);

    /// <param name="Reason">1 to 500 characters.</param>
    internal sealed record Revocation(string Reason);

    internal static void Map(RouteGroupBuilder payments)
    {
        payments.MapPost("/mandates/{mandateId:guid}/decision", Decide)
            .Writes<PaymentsDbContext>(Permissions.AccountConfirm)
            .WithName("DecideMandate")
            .WithSummary("Confirm or reject a mandate that somebody else entered");
        payments.MapPost("/mandates/{mandateId:guid}/revocation", Revoke)
            .Writes<PaymentsDbContext>(Permissions.AccountWrite)
            .WithName("RevokeMandate")
            .WithSummary("End a mandate")
            .WithDescription("For ever. What has not left is not debited any more; what is with the bank by then is beyond recall.");
    }

    private static async Task<Answer<MandateView>> Decide(
        Guid mandateId, Request request, HttpContext http, PaymentsDbContext db, [FromServices] IInvestorRegister register, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (request.Reason?.Length > AccountRules.ReasonLength || (!request.Confirm && string.IsNullOrWhiteSpace(request.Reason))) return Refusal.Field("reason", $"Say why not, in 1 to {AccountRules.ReasonLength} characters.");
        if (await db.LockMandate(mandateId, ct) is not { } mandate) return Refusal.NotFound("mandate");
        if (http.Stale(mandate.Version) is { } stale) return stale;
        if (mandate.State != MandateState.Entered) return Refusal.Conflict("payments.mandate.decided", $"This mandate is {mandate.State}: read it again.");
        if (mandate.EnteredBy == actor.Value.Id) return Refusal.Rule("payments.mandate.own", "You entered this mandate yourself: somebody else must compare it with what was signed and confirm it.");
        var before = await ReadMandates.View(db, register, mandate, options.Value, clock.GetUtcNow(), ct);
        mandate.Decide(request.Confirm, request.Reason?.Trim(), actor.Value, clock.GetUtcNow());
        var after = await ReadMandates.View(db, register, mandate, options.Value, clock.GetUtcNow(), ct);
        outbox.Add(db, new MandateChanged(mandate.InvestorId, mandate.Id));
        audit.Record(db, request.Confirm ? "payments.mandate.confirm" : "payments.mandate.reject", ("investor", mandate.InvestorId), before, after, request.Reason);
        return after.Answered();
    }

    private static async Task<Answer<MandateView>> Revoke(
        Guid mandateId, Revocation request, HttpContext http, PaymentsDbContext db, [FromServices] IInvestorRegister register, Audit audit, Outbox outbox, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > AccountRules.ReasonLength) return Refusal.Field("reason", $"Say why, in 1 to {AccountRules.ReasonLength} characters.");
        if (await db.LockMandate(mandateId, ct) is not { } mandate) return Refusal.NotFound("mandate");
        if (http.Stale(mandate.Version) is { } stale) return stale;
        if (mandate.HasEnded) return Refusal.Conflict("payments.mandate.ended", $"This mandate is {mandate.State} already.");
        var before = await ReadMandates.View(db, register, mandate, options.Value, clock.GetUtcNow(), ct);
        mandate.End(MandateState.Revoked, request.Reason.Trim(), actor.Value, clock.GetUtcNow());
        var after = await ReadMandates.View(db, register, mandate, options.Value, clock.GetUtcNow(), ct);
        outbox.Add(db, new MandateChanged(mandate.InvestorId, mandate.Id));
        audit.Record(db, "payments.mandate.revoke", ("investor", mandate.InvestorId), before, after, request.Reason);
        return after.Answered();
    }
}
