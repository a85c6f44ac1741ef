using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Web;
using StratCap.Payments.BankFiles;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Runs;

/// <summary>
/// The file of a run, and its way to the bank where the house delivers it. The bytes are put there under a passing name; that they are about to get their own is committed; then they get it. Of one
/// passing file one rename is done, whoever asks how often, and after that commit none is made anew unless a person says that the bank has not got the file. So it arrives once.
/// </summary>
internal sealed partial class SendRun
{
    private async Task WriteAndDeliver(JobLease lease, PaymentRun run, CancellationToken ct)
    {
        if (run.FileHash is null) await Write(lease, run, ct);
        if (await Read(run.Id, ct) is { IsBeingDelivered: true } written) await Deliver(lease, written, ct);
    }

    /// <summary>The run as it stands. Where nothing is to be delivered, the lease has ended with the writing.</summary>
    private async Task<PaymentRun> Read(Guid runId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        return await db.Runs.AsNoTracking().SingleAsync(r => r.Id == runId, ct);
    }

    private async Task Deliver(JobLease lease, PaymentRun run, CancellationToken ct)
    {
        var (folder, file) = (connectors.Folder(run.ConnectionId), new BankFile(run.FileName!, await DeliverRun.Bytes(run, blobs, seal, ct)));
        var there = await folder.Look(file, ct);
        if (there == FilePresence.Absent && run.Delivery == RunDelivery.Leaving)
        {
            await LoseSight(lease, ct);
            return;
        }
        if (there != FilePresence.There)
        {
            if (run.Delivery == RunDelivery.House)
            {
                await folder.Stage(file, ct);
                if (!await In(lease, progress: true, db => MayLeave(db, lease, run, ct), ct)) return;
            }
            // It has lain there since: what was true when it was to leave may not be so any more.
            else if ((await In(lease, progress: false, db => Again(db, run, ct), ct)).Unfit is { } unfit)
            {
                await LoseSight(lease, $"{unfit.Detail} The file lies in the bank's folder under a passing name: have it removed there, and ask the bank. If it has the file, say so with its reference; if not, take the run back.", ct);
                return;
            }
            if (!await IsPublished(folder, file, ct))
            {
                await LoseSight(lease, ct);
                return;
            }
        }
        await Delivered(lease, ct);
    }

    /// <summary>Writes down that the file is about to get its name; false when it may not leave any more, and then people are told.</summary>
    private async Task<bool> MayLeave(PaymentsDbContext db, JobLease lease, PaymentRun run, CancellationToken ct)
    {
        var (locked, _, unfit) = await Again(db, run, ct);
        if (unfit is null)
        {
            locked.Leave();
            return true;
        }
        locked.Stop(Cut(unfit.Detail));
        await Told(db, lease, locked, ct);
        return false;
    }

    private Task<(PaymentRun Run, List<RunPayment> Payments, Refusal? Unfit)> Again(PaymentsDbContext db, PaymentRun run, CancellationToken ct) =>
        ReleaseRun.Again(db, connectors, debits, run, options.Value, clock.GetUtcNow(), ct);

    private static async Task<bool> IsPublished(IBankFolder folder, BankFile file, CancellationToken ct)
    {
        try
        {
            await folder.Publish(file, ct);
            return true;
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.NotFound)
        {
            return false;
        }
    }

    private Task<bool> Delivered(JobLease lease, CancellationToken ct) => In(lease, progress: true, async db =>
    {
        var run = (await db.LockRun(lease.JobId, ct))!;
        var (before, now) = (PaymentRunView.Of(run), clock.GetUtcNow());
        // The bank may have told of some already.
        foreach (var payment in (await db.LockPayments(run.Id, ct)).Where(p => p.State == RunPaymentState.Sending)) payment.Sent(now);
        run.Delivered(now);
        await WatchedFolder.Begin(db, run.ConnectionId, now, ct);
        outbox.Add(db, run.Moved());
        audit.Record(db, "payments.run.deliver", ("payment_run", run.Id), before, PaymentRunView.Of(run));
        return await End(db, lease, SendState.Done, ct);
    }, ct);

    private Task LoseSight(JobLease lease, CancellationToken ct) => LoseSight(
        lease, "The file was about to lie in the bank's folder and is not there: the bank has taken it, or somebody removed it. Ask the bank. If it has the file, say so with its reference; if not, resume the run.", ct);

    private Task<bool> LoseSight(JobLease lease, string reason, CancellationToken ct) => In(lease, progress: true, async db =>
    {
        var run = (await db.LockRun(lease.JobId, ct))!;
        run.LoseSight(Cut(reason));
        return await Told(db, lease, run, ct);
    }, ct);

    /// <summary>Ends the sending of a run that has stopped, and tells people.</summary>
    private async Task<bool> Told(PaymentsDbContext db, JobLease lease, PaymentRun run, CancellationToken ct)
    {
        outbox.Add(db, run.Moved());
        audit.Record(db, "payments.run.stop", ("payment_run", run.Id), null, PaymentRunView.Of(run), run.Reason);
        outbox.Add(db, new PaymentAttentionNeeded(run.FundId, run.Id, Guid.Empty, nameof(RunState.Stopped), run.Reason!));
        return await End(db, lease, SendState.Failed, ct);
    }
}
