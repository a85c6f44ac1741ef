using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Payments.Collections;
using StratCap.Payments.Instructions;
using StratCap.Payments.Outside;
using StratCap.Payments.Statements;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Runs;

/// <summary>A second person, signed in a moment ago, releases a run: from here on money moves.</summary>
internal static class ReleaseRun
{
    private const int MaxTrace = 9_999_999;

    internal static void Map(RouteGroupBuilder payments) => payments
        .MapPost("/runs/{paymentRunId:guid}/release", Handle)
        .Writes<PaymentsDbContext>(Permissions.PaymentRelease)
        .WithName("ReleaseRun")
        .WithSummary("Release a run that somebody else prepared")
        .WithDescription("Needs a sign-in of the last minutes (403 payments.release.step_up_needed): sign in again and repeat it. Everything is checked once more; what changed since is refused.");

    private static async Task<Answer<PaymentRunView>> Handle(
        Guid paymentRunId, HttpContext http, PaymentsDbContext db, [FromServices] IConnectors connectors, DebitChecks debits, Outbox outbox, Audit audit, CurrentActor actor, TimeProvider clock, IOptions<PaymentsOptions> options, CancellationToken ct)
    {
        if (await db.LockRun(paymentRunId, ct) is not { } run) return Refusal.NotFound("payment run");
        var now = clock.GetUtcNow();
        if (StepUp(http, now, options.Value) is { } stepUp) return stepUp;
        if (http.Stale(run.Version) is { } stale) return stale;
        if (Problem(run, actor.Value) is { } problem) return problem;
        if (DayPassed(run, now) is { } late) return late;
        if (await Unconnected(connectors, run, ct) is { } unconnected) return unconnected;
        var all = await db.LockPayments(paymentRunId, ct);
        // A debit of what is not due any more was taken out since.
        var payments = all.FindAll(p => p.MandateId is null || p.State == RunPaymentState.Prepared);
        if (payments.Count == 0) return Refusal.Conflict("payments.collection.nothing_due", "Nothing of this run is due any more: cancel it.");
        if (await Unfit(db, debits, run, payments, options.Value, now, ct) is { } unfit) return unfit;

        var before = PaymentRunView.Of(run);
        var traces = run.Method == RunMethod.File ? await db.Take("trace " + run.OriginatingBank, all.Count, ct) - all.Count : (int?)null;
        if (traces + all.Count > MaxTrace) return Refusal.Rule("payments.run.traces_used_up", "The bank's trace numbers are used up: a number is never given twice. Open another originating identification with the bank.");
        foreach (var payment in payments) payment.Release(traces + payment.Position);
        run.Release(actor.Value, now, run.Method == RunMethod.File ? await db.Take(FormattableString.Invariant($"file {run.OriginatingBank} {now:yyyy-MM-dd}"), 1, ct) : null);
        db.Sends.Add(new PaymentSend { Id = run.Id, ConnectionId = run.ConnectionId, State = SendState.Ready, CreatedAt = now });
        outbox.Add(db, run.Moved());
        audit.Record(db, "payments.run.release", ("payment_run", run.Id), before, PaymentRunView.Of(run));
        return PaymentRunView.Of(run).Answered();
    }

    /// <summary>Whoever moves money has proved a moment ago who he is: a page left open is not enough.</summary>
    internal static Refusal? StepUp(HttpContext http, DateTimeOffset now, PaymentsOptions options) =>
        http.User.SignedInAt() is { } at && now - at <= TimeSpan.FromMinutes(options.StepUpMinutes)
            ? null
            : new Refusal(403, "payments.release.step_up_needed", $"Sign in again: money is released within {options.StepUpMinutes} minutes of a sign-in only.");

    internal static Refusal? Problem(PaymentRun run, Actor by)
    {
        if (run.State != RunState.Prepared) return Refusal.Conflict("payments.run.not_prepared", $"Only a prepared run can be released; this one is {run.State}.");
        return run.PreparedBy == by.Id ? Refusal.Rule("payments.run.own", "You prepared this run yourself: somebody else must look at it and release it.") : null;
    }

    /// <summary>Why the connection does not serve the run as it was prepared; null when it does. Whoever releases it has seen how its file goes out.</summary>
    internal static async Task<Refusal?> Unconnected(IConnectors connectors, PaymentRun run, CancellationToken ct) =>
        await connectors.Find(run.ConnectionId, run.Needs, run.FundId, ct) is not { } connection ? Refusal.NotFound("connection")
        : run.Method == RunMethod.File && connection.HasFolder != (run.Delivery is not null) ? Refusal.Conflict("payments.run.delivery_changed", "Whether the house delivers the file is settled otherwise by now: cancel this run and prepare another.")
        : run.Delivery is not null && connection.FolderMark != run.FolderMark ? Refusal.Conflict("payments.run.folder_changed", "The connection's settings were changed since this run was prepared: nobody has released a file for that place. Cancel this run and prepare another.")
        : null;

    /// <summary>The refusal of a run whose day is over; null while it is to come.</summary>
    internal static Refusal? DayPassed(PaymentRun run, DateTimeOffset now) => run.ExecuteOn < DateOnly.FromDateTime(now.UtcDateTime)
        ? Refusal.Rule("payments.run.day_passed", "The day on which the money was to move has passed: cancel this run and prepare another.")
        : null;

    /// <summary>A run whose file is about to leave the house, with its payments, and why it may not leave as it was written: hours may have passed since it was released. Of a run that is not written, nothing is asked. Locks the fund's lines, the run and its payments.</summary>
    internal static async Task<(PaymentRun Run, List<RunPayment> Payments, Refusal? Unfit)> Again(
        PaymentsDbContext db, IConnectors connectors, DebitChecks debits, PaymentRun found, PaymentsOptions options, DateTimeOffset now, CancellationToken ct)
    {
        await Reconciler.Lock(db, found.FundId, ct);
        var run = (await db.LockRun(found.Id, ct))!;
        var payments = (await db.LockPayments(found.Id, ct)).FindAll(p => p.State != RunPaymentState.Cancelled);
        return (run, payments, run.State != RunState.Written ? null : await Unconnected(connectors, run, ct) ?? DayPassed(run, now) ?? await Unfit(db, debits, run, payments, options, now, ct));
    }

    /// <summary>Why payments may not leave, or null. What was true when the run was prepared must be true still: the fund's account, each payee's account, each instruction; of a debit its mandate, and that so much is due.</summary>
    internal static async Task<Refusal?> Unfit(PaymentsDbContext db, DebitChecks debits, PaymentRun run, List<RunPayment> payments, PaymentsOptions options, DateTimeOffset now, CancellationToken ct)
    {
        var (own, noOwn) = await RunChecks.Own(db, run.FundId, now, ct);
        if (own is null) return noOwn;
        if (own.Id != run.OwnAccountId) return Refusal.Conflict("payments.run.account_changed", "The fund's bank account is another one by now: cancel this run and prepare another.");
        var ids = payments.ConvertAll(p => p.InstructionId);
        var instructions = await db.Instructions.Where(i => ids.Contains(i.Id)).ToListAsync(ct);
        if (instructions.Find(i => i.State != InstructionState.Paying) is { } other) return Refusal.Conflict("payments.instruction.not_prepared", $"The instruction for {other.PayeeName} is {other.State} by now: cancel this run and prepare another.");
        if (instructions.Find(i => i.WithdrawnAt is not null) is { } withdrawn) return Refusal.Conflict("payments.instruction.withdrawn", $"What {withdrawn.PayeeName} was to be paid was reversed: cancel this run and prepare another.");
        if (run.Direction == PaymentDirection.Collect) return await debits.Unfit(db, run, payments, ct);
        var (payees, notPayable) = await RunChecks.Payees(db, instructions, run.ConnectionId, options, now, ct);
        if (notPayable is not null) return notPayable;
        return payments.Find(p => payees[p.InstructionId].Account.Id != p.PayeeAccountId) is { } moved
            ? Refusal.Conflict("payments.run.account_changed", $"The account of {moved.PayeeName} is another one by now: cancel this run and prepare another.")
            : null;
    }
}
