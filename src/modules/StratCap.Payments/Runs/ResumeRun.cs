using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Collections;

namespace StratCap.Payments.Runs;

/// <summary>Sends on what a stopped run has left, once its connection works again.</summary>
internal static class ResumeRun
{
    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/runs/{paymentRunId:guid}/resume", Handle)
        .Writes<PaymentsDbContext>(Permissions.PaymentRelease)
        .WithName("ResumeRun")
        .WithSummary("Send on what a stopped run has left")
        .WithDescription("What may be with the bank is asked after first; of a file that the house lost sight of, this says that the bank has not got it. Needs a sign-in of the last minutes. What has not left yet is checked as at the release; what changed since is refused.");

    private static async Task<Answer<PaymentRunView>> Handle(Guid paymentRunId, HttpContext http, PaymentsDbContext db, DebitChecks debits, Outbox outbox, Audit audit, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        await db.LockSend(paymentRunId, ct);
        if (await db.LockRun(paymentRunId, ct) is not { } run) return Refusal.NotFound("payment run");
        if (ReleaseRun.StepUp(http, clock.GetUtcNow(), options.Value) is { } stepUp) return stepUp;
        if (http.Stale(run.Version) is { } stale) return stale;
        if (run.State != RunState.Stopped) return Refusal.Conflict("payments.run.not_stopped", $"Only a stopped run can be resumed; this one is {run.State}.");
        var payments = await db.LockPayments(paymentRunId, ct);
        if (run.WouldBeDeliveredAnew && await BankHasSome(db, run, payments, ct)) return Refusal.Conflict("payments.run.answered", "Some of this file is paid or was answered, so the bank may have it: it is not delivered again. Say that it was handed over, or take back what is left.");
        var unsent = payments.FindAll(p => p.State == RunPaymentState.Released || (p.State == RunPaymentState.Sending && run.WouldBeDeliveredAnew));
        var now = clock.GetUtcNow();
        if (unsent.Count > 0 && (ReleaseRun.DayPassed(run, now) ?? await ReleaseRun.Unfit(db, debits, run, unsent, options.Value, now, ct)) is { } unfit) return unfit;
        var before = PaymentRunView.Of(run);
        if (run.FileHash is null) run.TakeUp();
        else run.DeliverOn();
        await db.Sends.Where(s => s.Id == paymentRunId).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.State, SendState.Ready).SetProperty(x => x.Attempts, 0).SetProperty(x => x.LeaseOwner, (Guid?)null).SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null), ct);
        outbox.Add(db, run.Moved());
        audit.Record(db, "payments.run.resume", ("payment_run", run.Id), before, PaymentRunView.Of(run));
        return PaymentRunView.Of(run).Answered();
    }

    /// <summary>Whether anything says that the bank has a run's file, or part of its payments: then the whole file must not go there again.</summary>
    internal static async Task<bool> BankHasSome(PaymentsDbContext db, PaymentRun run, List<RunPayment> payments, CancellationToken ct) =>
        payments.Exists(p => p.State is RunPaymentState.Sent or RunPaymentState.Settled or RunPaymentState.Rejected or RunPaymentState.Returned) || await db.ProviderEvents.AnyAsync(e => e.RunId == run.Id, ct);
}
