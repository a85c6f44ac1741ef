using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath;
using StratCap.FundMath.Book;

namespace StratCap.Calculations.Runs;

/// <summary>
/// Does one long run from its beginning to its end. It is a pure function of what was frozen when it was accepted: a worker that takes it over from a dead one begins
/// again and comes to the same result, which is kept once, in the transaction that ends the job.
/// </summary>
internal sealed partial class CalculationWork(
    IServiceScopeFactory scopes, CalculationsOptions options, CurrentTenant tenant, CurrentActor actor, Audit audit, IPush push, TimeProvider clock, ILogger<CalculationWork> log)
{
    /// <summary>Does a run; returns when it has ended.</summary>
    /// <exception cref="LeaseLostException">Another worker took it over.</exception>
    /// <exception cref="OperationCanceledException">The worker is to stop; the run has not ended.</exception>
    public async Task Run(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        var job = await InTransaction((s, c) => Db(s).Jobs.AsNoTracking().SingleAsync(j => j.Id == lease.JobId, c), ct);
        using var inName = actor.Use(new Actor(job.CreatedBy, job.CreatedByName));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var latest = new Latest();
        try
        {
            var (inputs, request, facts) = await InTransaction((s, c) => Frozen(s, job, c), ct);
            var watch = new RunWatch(latest, stop.Token);
            var texts = await WhileTold(
                () => RunTexts.Of(Kinds.Calculate(job.Kind, facts, request, watch)), run => Tell(lease, run, latest, stop, ct), stop);
            await End(lease, CalculationState.Completed, null, CalculationRun.Of(job.Id, job.Kind, job.FundId, clock.GetUtcNow(), actor.Value, inputs, texts), ct);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            await End(lease, CalculationState.Cancelled, null, null, ct);
        }
        catch (FundRuleException refused)
        {
            await End(lease, CalculationState.Failed, refused, null, ct);
        }
    }

    /// <summary>Ends a run that fails again and again.</summary>
    public async Task GiveUp(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        await End(lease, CalculationState.Failed, new FundRuleException("calculations.run.gave_up", $"It did not end in {lease.Attempt - 1} attempts, and it is our fault: ask support, or ask for less at once."), null, ct);
    }

    private static async Task<(RunInputs Inputs, IBookRequest Request, IReadOnlyList<RecordedFact> Facts)> Frozen(IServiceProvider services, CalculationJob job, CancellationToken ct)
    {
        var text = await Db(services).Asked.Where(a => a.Id == job.Id).Select(a => a.Request).SingleAsync(ct);
        var request = Kinds.Read(job.Kind, text);
        var (facts, refusal) = await services.GetRequiredService<Calculation>().Book(request, ct);
        if (refusal is not null) throw new FundRuleException(refusal.Code, refusal.Detail);
        RecordedFact[] frozen = [.. facts!.Take((int)job.BookSequence)];
        return (RunInputs.Of(job.Kind, text, frozen), request, frozen);
    }

    /// <summary>Works something out on a thread of its own while it is told of. When the telling fails, the work stops too, and has stopped: whoever takes the job over is alone with it.</summary>
    internal static async Task<T> WhileTold<T>(Func<T> work, Func<Task, Task> tell, CancellationTokenSource stop)
    {
        var run = Task.Run(work, stop.Token);
        try
        {
            await tell(run);
        }
        catch
        {
            await stop.CancelAsync();
            await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        return await run;
    }

    /// <summary>Tells how far the run is until it is over, and ends it when somebody asked to.</summary>
    private async Task Tell(JobLease lease, Task run, Latest latest, CancellationTokenSource stop, CancellationToken ct)
    {
        do
        {
            var step = latest.Step;
            if (await Save(lease, step, ct)) await stop.CancelAsync();
            await Push(lease.JobId, CalculationState.Running, step, ct);
        }
        while (await Task.WhenAny(run, Task.Delay(options.ProgressMilliseconds, ct)) != run && !ct.IsCancellationRequested);
    }

    private Task<bool> Save(JobLease lease, RunStep step, CancellationToken ct) => InTransaction(async (s, c) =>
    {
        var asked = await Db(s).Database.SqlQuery<bool>($"""
            update calculations.jobs set progress = {step.Fraction}, doing = {step.Doing}
            where tenant_id = {lease.TenantId} and id = {lease.JobId} and lease_owner = {lease.Owner} and state = 'Running'
            returning cancel_requested_at is not null as "Value"
            """).ToListAsync(c);
        return asked.Count == 1 ? asked[0] : throw new LeaseLostException(lease);
    }, ct);

    private async Task End(JobLease lease, CalculationState state, FundRuleException? refused, CalculationRun? run, CancellationToken ct)
    {
        var job = await InTransaction(async (s, c) =>
        {
            var db = Db(s);
            await db.Database.ExecuteSqlAsync($"select 1 from calculations.jobs where tenant_id = {lease.TenantId} and id = {lease.JobId} for update", c);
            var job = await db.Jobs.SingleAsync(j => j.Id == lease.JobId, c);
            if (job.LeaseOwner != lease.Owner || job.State != CalculationState.Running) throw new LeaseLostException(lease);
            // Whoever asked to stop was told that it will: a result that came at the last moment is not kept.
            var ended = job.CancelRequestedAt is null ? state : CalculationState.Cancelled;
            job.End(ended, clock.GetUtcNow(), ended == CalculationState.Failed ? refused!.Code : null, ended == CalculationState.Failed ? refused!.Message : null);
            if (ended == CalculationState.Completed) db.Runs.Add(run!);
            audit.Record(db, "calculations.run.end", ("calculation_run", job.Id), null, new { job.State, job.Kind, job.FundId, job.InputsHash, job.FailureCode });
            await db.SaveChangesAsync(c);
            return job;
        }, ct);
        await Push(job.Id, job.State, new RunStep(job.Progress, ""), ct);
    }

    /// <summary>A hint only: what fails here is logged and the run goes on.</summary>
    private async Task Push(Guid runId, CalculationState state, RunStep step, CancellationToken ct)
    {
        try
        {
            await push.Send(Permissions.CalculationRun, "calculation.progress", new { RunId = runId, State = state, Progress = decimal.Round(step.Fraction, 4), step.Doing }, ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            NotTold(e, runId);
        }
    }

    private static CalculationsDbContext Db(IServiceProvider services) => services.GetRequiredService<CalculationsDbContext>();

    private async Task<T> InTransaction<T>(Func<IServiceProvider, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await using var transaction = await Db(scope.ServiceProvider).Database.BeginTransactionAsync(ct);
        var result = await work(scope.ServiceProvider, ct);
        await transaction.CommitAsync(ct);
        return result;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Progress of calculation {RunId} could not be pushed")]
    private partial void NotTold(Exception e, Guid runId);

    /// <summary>Takes note of the latest step; written by the run's thread, read by the teller's.</summary>
    private sealed class Latest : IProgress<RunStep>
    {
        private volatile object _step = new RunStep(0, "");

        public RunStep Step => (RunStep)_step;

        public void Report(RunStep value) => _step = value;
    }
}
