using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Payments.Runs;

/// <summary>
/// Takes a run back while nothing of it is sent, and of a stopped one what has not left; the instructions are to be paid as before. A written file may be with the bank: who says that it is not,
/// may release money and signed in a moment ago.
/// </summary>
internal static class CancelRun
{
    private const int ReasonLength = 500;

    /// <param name="Reason">At most 500 characters.</param>
    internal sealed record Request(string Reason);

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/runs/{paymentRunId:guid}/cancel", Handle)
        .Writes<PaymentsDbContext>(Permissions.PaymentPrepare)
        .WithName("CancelRun")
        .WithSummary("Take a run back before it is sent")
        .WithDescription($"Of a stopped run what may be with the bank stays as it is. Of a written file this says that the bank has not got it, and needs '{Permissions.PaymentRelease}' and a sign-in of the last minutes; refused once the bank has answered on it.");

    private static async Task<Answer<PaymentRunView>> Handle(
        Guid paymentRunId, Request request, HttpContext http, PaymentsDbContext db, IPermissionSource permissions, Outbox outbox, Audit audit, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > ReasonLength) return Refusal.Field("reason", $"Say why, in 1 to {ReasonLength} characters.");
        await db.LockSend(paymentRunId, ct);
        if (await db.LockRun(paymentRunId, ct) is not { } run) return Refusal.NotFound("payment run");
        if (http.Stale(run.Version) is { } stale) return stale;
        if (run.State is not (RunState.Prepared or RunState.Released or RunState.Written or RunState.Stopped)) return Refusal.Conflict("payments.run.sent", $"This run is {run.State}: it cannot be taken back.");
        // While the file gets its name, and until it was looked for, the bank may take it at any moment.
        if (run.Delivery == RunDelivery.Leaving) return Refusal.Conflict("payments.run.leaving", "The file is being put into the bank's folder, or may lie there: it cannot be taken back. If the run has stopped, resume it, so that it is looked for.");
        var hasFile = run.FileHash is not null;
        if (hasFile)
        {
            if (!(await permissions.Of(actor.Value.Id, ct)).Contains(Permissions.PaymentRelease)) return new Refusal(403, "auth.permission_missing", $"This needs the permission '{Permissions.PaymentRelease}'.");
            if (ReleaseRun.StepUp(http, clock.GetUtcNow(), options.Value) is { } stepUp) return stepUp;
        }
        var payments = await db.LockPayments(paymentRunId, ct);
        var back = payments.FindAll(p => p.State is RunPaymentState.Prepared or RunPaymentState.Released || (hasFile && p.State is (RunPaymentState.Sending or RunPaymentState.Uncertain)));
        var stays = payments.Exists(p => (p.IsOut || p.State == RunPaymentState.Settled) && !back.Contains(p));
        if (stays && (run.State != RunState.Stopped || back.Count == 0)) return Refusal.Conflict("payments.run.sent", "The bank has some of it, or may have: it cannot be taken back.");
        // Of a file that the house lost sight of, one payment that a line or an answer has shown says that the bank has it all.
        if (run.Delivery == RunDelivery.Unclear && await ResumeRun.BankHasSome(db, run, payments, ct)) return Refusal.Conflict("payments.run.answered", "Some of this file is paid or was answered, so the bank has it: it cannot be taken back. Say that it was handed over.");
        // What the bank told of it came under the payments' locks.
        if (hasFile && await db.ProviderEvents.AnyAsync(e => e.RunId == paymentRunId, ct)) return Refusal.Conflict("payments.run.answered", "The bank has answered on this file, so it has it: it cannot be taken back.");
        var before = PaymentRunView.Of(run);
        foreach (var payment in back)
        {
            payment.Cancel(null);
            var instruction = await db.LockInstruction(payment.InstructionId, ct);
            if (instruction.State == Instructions.InstructionState.Paying) instruction.Release(clock.GetUtcNow());
        }
        if (!stays) run.Cancel(request.Reason.Trim());
        else run.CancelRest(request.Reason.Trim(), payments.Exists(p => p.State is RunPaymentState.Sending or RunPaymentState.Uncertain), clock.GetUtcNow());
        if (run.State != RunState.Stopped) await db.Sends.Where(s => s.Id == paymentRunId).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, SendState.Done), ct);
        outbox.Add(db, run.Moved());
        audit.Record(db, "payments.run.cancel", ("payment_run", run.Id), before, PaymentRunView.Of(run), request.Reason);
        return PaymentRunView.Of(run).Answered();
    }
}
