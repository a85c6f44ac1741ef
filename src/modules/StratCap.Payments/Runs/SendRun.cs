using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Collections;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Payments;

namespace StratCap.Payments.Runs;

/// <summary>
/// Sends a released run, from wherever an earlier sender was killed. Before the bank is called for a payment, that is written down and committed; what is found so is asked after first, and sent
/// again only when the bank knows nothing of it and no request can be on its way any more, under the same key. Each step is committed under the lease alone: who lost it saves nothing.
/// </summary>
internal sealed partial class SendRun(
    IServiceScopeFactory scopes, IConnectors connectors, CurrentTenant tenant, CurrentActor actor, Seal seal, Blobs blobs, PaymentUpdates updates, DebitChecks debits, Outbox outbox, Audit audit, TimeProvider clock,
    IOptions<PaymentsOptions> options)
{
    /// <summary>Sends what is left of a run.</summary>
    public async Task Run(JobLease lease, CancellationToken ct)
    {
        using var _ = tenant.Use(lease.TenantId);
        using var __ = actor.Use(Actor.System);
        if (await In(lease, progress: false, db => Begin(db, lease.JobId, ct), ct) is not { } run) return;
        try
        {
            if (run.Method == RunMethod.File) await WriteAndDeliver(lease, run, ct);
            else await SendEach(lease, run, ct);
        }
        catch (ConnectorException e) when (e.Class is ErrorClass.Auth or ErrorClass.Validation or ErrorClass.NotFound or ErrorClass.Conflict or ErrorClass.Permanent)
        {
            // Trying again changes nothing: a person must.
            await GiveUp(lease, e.Message, ct);
        }
    }

    /// <summary>Leaves a run to people; what is out stays out and is asked after.</summary>
    public async Task GiveUp(JobLease lease, string reason, CancellationToken ct)
    {
        using var _ = tenant.Use(lease.TenantId);
        using var __ = actor.Use(Actor.System);
        await In(lease, progress: false, async db =>
        {
            if (await db.LockRun(lease.JobId, ct) is not { } run || !(run.IsBeingDelivered || run.State is RunState.Released or RunState.Sending or RunState.Sent or RunState.Stopped)) return false;
            run.Stop(Cut(reason));
            return await Told(db, lease, run, ct);
        }, ct);
    }

    private async Task<PaymentRun?> Begin(PaymentsDbContext db, Guid runId, CancellationToken ct)
    {
        var run = await db.LockRun(runId, ct);
        if (run is { IsBeingDelivered: true }) return run;
        if (run is not { State: RunState.Released or RunState.Sending or RunState.Sent or RunState.Stopped } or { Method: RunMethod.File, FileHash: not null })
        {
            await db.Sends.Where(s => s.Id == runId).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, SendState.Done), ct);
            return null;
        }
        run.TakeUp();
        return run;
    }

    private async Task Write(JobLease lease, PaymentRun run, CancellationToken ct)
    {
        // What is taken back while its file is written must not be in it: each further file holds less.
        while (!await TryWrite(lease, run, ct)) { }
    }

    /// <summary>Writes what is released into the run's file; false when that is less by now than what was written.</summary>
    private async Task<bool> TryWrite(JobLease lease, PaymentRun run, CancellationToken ct)
    {
        var batch = await In(lease, progress: false, async db =>
        {
            if (await debits.Fit(db, run, null, ct)) await db.SaveChangesAsync(ct);
            return await Orders.Batch(db, run, seal, ct);
        }, ct);
        if (batch.Orders.Count == 0) return await In(lease, progress: true, db => NothingToWrite(db, lease, ct), ct);
        var file = await connectors.Payments(run.ConnectionId).WriteOrders(batch, ct);
        await blobs.Write(run.BlobKey, new MemoryStream(seal.Close(PaymentRun.FilePurpose, file.Content.Span)), ct);
        return await In(lease, progress: true, async db =>
        {
            await debits.Fit(db, run, null, ct);
            var written = (await db.LockRun(run.Id, ct))!;
            var released = (await db.LockPayments(run.Id, ct)).FindAll(p => p.State == RunPaymentState.Released);
            if (!released.Select(p => (p.Key, p.Amount)).SequenceEqual(batch.Orders.Select(o => (o.Key, o.Amount.Value)))) return false;
            var now = clock.GetUtcNow();
            // Once somebody can fetch the file, the bank may have it.
            foreach (var payment in released) payment.Intend(now);
            written.Written(Orders.FileName(file.Name, run), FileHash.Of(file.Content.Span), file.Content.Length);
            outbox.Add(db, written.Moved());
            audit.Record(db, "payments.run.write", ("payment_run", run.Id), null, PaymentRunView.Of(written));
            return written.IsBeingDelivered || await End(db, lease, SendState.Done, ct);
        }, ct);
    }

    private async Task<bool> NothingToWrite(PaymentsDbContext db, JobLease lease, CancellationToken ct)
    {
        var run = (await db.LockRun(lease.JobId, ct))!;
        var before = PaymentRunView.Of(run);
        run.Cancel("Each of its payments was taken back before its file was written.");
        outbox.Add(db, run.Moved());
        audit.Record(db, "payments.run.cancel", ("payment_run", run.Id), before, PaymentRunView.Of(run), run.Reason);
        return await End(db, lease, SendState.Done, ct);
    }

    private async Task SendEach(JobLease lease, PaymentRun run, CancellationToken ct)
    {
        var rail = connectors.Payments(run.ConnectionId);
        foreach (var payment in await In(lease, progress: false, db => Unsent(db, run.Id, ct), ct))
            if (!payment.IsOut || await IsNotThere(lease, rail, payment, ct))
                await Send(lease, rail, run, payment.Id, ct);
        await In(lease, progress: true, async db =>
        {
            var sent = (await db.LockRun(run.Id, ct))!;
            sent.Sent(clock.GetUtcNow());
            outbox.Add(db, sent.Moved());
            return await End(db, lease, SendState.Done, ct);
        }, ct);
    }

    private static Task<List<RunPayment>> Unsent(PaymentsDbContext db, Guid runId, CancellationToken ct) => db.RunPayments.AsNoTracking()
        .Where(p => p.RunId == runId && (p.State == RunPaymentState.Released || p.State == RunPaymentState.Sending || p.State == RunPaymentState.Uncertain)).OrderBy(p => p.Position).ToListAsync(ct);

    /// <summary>Asks after a payment that may be out: true when the bank knows nothing of it and no request can be on its way.</summary>
    private async Task<bool> IsNotThere(JobLease lease, IPaymentConnection rail, RunPayment payment, CancellationToken ct)
    {
        var there = await rail.GetStatus(Orders.Ref(payment), ct);
        if (there is null && clock.GetUtcNow() - payment.SendingAt >= TimeSpan.FromSeconds(options.Value.UncertainWaitSeconds)) return true;
        await In(lease, progress: there is not null, async db =>
        {
            await PaymentUpdates.Lock(db, payment.ConnectionId, ct);
            var locked = (await db.LockPayment(payment.Id, ct))!;
            var isOpen = locked.State is RunPaymentState.Sending or RunPaymentState.Uncertain;
            if (there is null)
            {
                if (isOpen) locked.Doubt("The bank does not know it yet: it is asked again before anything is sent.");
                return isOpen;
            }
            if (isOpen) locked.Sent(clock.GetUtcNow());
            await updates.Learn(db, locked, there.ExternalId, ct);
            if (isOpen) await updates.Take(db, payment.ConnectionId, there with { Key = payment.Key }, ct);
            return true;
        }, ct);
        return false;
    }

    private async Task Send(JobLease lease, IPaymentConnection rail, PaymentRun run, Guid paymentId, CancellationToken ct)
    {
        var order = await In(lease, progress: false, async db =>
        {
            await debits.Fit(db, run, paymentId, ct);
            var payment = (await db.LockPayment(paymentId, ct))!;
            if (payment.State is not (RunPaymentState.Released or RunPaymentState.Sending or RunPaymentState.Uncertain)) return null;
            payment.Intend(clock.GetUtcNow());
            return (await Orders.Of(db, run, [payment], seal, ct))[0];
        }, ct);
        if (order is null) return;
        var outcome = await Order(rail, run.Direction, order, ct);
        await In(lease, progress: true, async db =>
        {
            await PaymentUpdates.Lock(db, run.ConnectionId, ct);
            var payment = (await db.LockPayment(paymentId, ct))!;
            // What the bank's own stream told meanwhile is newer.
            if (payment.State is RunPaymentState.Sending or RunPaymentState.Uncertain) await Conclude(db, payment, outcome, ct);
            if (outcome is WriteOutcome.Accepted accepted) await updates.Learn(db, payment, accepted.ExternalId, ct);
            return true;
        }, ct);
    }

    private static async Task<WriteOutcome> Order(IPaymentConnection rail, PaymentDirection direction, PaymentOrder order, CancellationToken ct)
    {
        try
        {
            return direction == PaymentDirection.Collect ? await rail.Collect(order, ct) : await rail.Pay(order, ct);
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.Validation)
        {
            return new WriteOutcome.Rejected(e.VendorCode ?? "connector.validation", e.Message);
        }
    }

    private async Task Conclude(PaymentsDbContext db, RunPayment payment, WriteOutcome outcome, CancellationToken ct)
    {
        switch (outcome)
        {
            case WriteOutcome.Accepted:
                payment.Sent(clock.GetUtcNow());
                return;
            case WriteOutcome.Rejected rejected:
                await updates.Reject(db, payment, rejected.Code, rejected.Text, null, ct);
                return;
            case WriteOutcome.Uncertain uncertain:
                payment.Doubt(Cut(uncertain.Text));
                outbox.Add(db, new PaymentAttentionNeeded(payment.FundId, payment.RunId, payment.Id, nameof(RunPaymentState.Uncertain), Cut(uncertain.Text)));
                return;
            default:
                throw new InvalidOperationException($"{outcome.GetType().Name} is no outcome.");
        }
    }

    private static async Task<bool> End(PaymentsDbContext db, JobLease lease, SendState state, CancellationToken ct)
    {
        if (await db.Sends.Where(s => s.Id == lease.JobId && s.LeaseOwner == lease.Owner && s.State == SendState.Running).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, state), ct) == 0) throw new LeaseLostException(lease);
        return true;
    }

    /// <summary>One step in a transaction of its own, committed only under the lease.</summary>
    /// <param name="progress">Counts the attempts anew: the run got further.</param>
    private async Task<T> In<T>(JobLease lease, bool progress, Func<PaymentsDbContext, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var mine = await db.Sends.Where(s => s.Id == lease.JobId && s.LeaseOwner == lease.Owner && s.State == SendState.Running)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Attempts, x => progress ? 0 : x.Attempts), ct);
        if (mine == 0) throw new LeaseLostException(lease);
        var result = await work(db);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return result;
    }

    private static string Cut(string text) => text.Length > 500 ? text[..500] : text;
}
