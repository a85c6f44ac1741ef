using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Payments;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Outside;
using StratCap.Payments.Runs;
using StratCap.Payments.Statements;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;

namespace StratCap.Payments.Feeds;

/// <summary>
/// Does one reading: a feed's pages are taken in, each in one transaction with the cursor behind it, so that a reader that dies is followed by one that goes on from what is stored. No transaction is open
/// while the bank is asked. A failure is told to people once, until it works again.
/// </summary>
internal sealed class ReadBank(
    IServiceScopeFactory scopes, IConnectors connectors, FollowPayments follow, FeedLines lines, CurrentTenant tenant, CurrentActor actor, Audit audit, Outbox outbox, TimeProvider clock)
{
    /// <summary>Does a reading; returns when it has ended.</summary>
    /// <exception cref="LeaseLostException">Another reader took it over.</exception>
    public async Task Run(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        using var inName = actor.Use(Actor.System);
        var (read, feed) = await Begin(lease, ct);
        if (read.Kind == ReadKind.Payments)
        {
            await follow.TryFollow(lease.TenantId, read.ConnectionId, ct);
            await End(lease, null, null, 0, ct);
            return;
        }
        var (taken, problem) = await TryRead(lease, feed!, ct);
        await End(lease, feed, problem, taken, ct);
    }

    /// <summary>Ends a reading that fails again and again without getting further; the schedule asks for it anew.</summary>
    public async Task GiveUp(JobLease lease, CancellationToken ct)
    {
        using var inTenant = tenant.Use(lease.TenantId);
        using var inName = actor.Use(Actor.System);
        var (_, feed) = await Begin(lease, ct);
        await End(lease, feed, new FeedProblem(ErrorClass.Permanent, "bank_feed.gave_up", $"It did not get further in {lease.Attempt - 1} attempts, and it is our fault: ask support."), 0, ct);
    }

    private Task<(BankRead Read, BankFeed? Feed)> Begin(JobLease lease, CancellationToken ct) =>
        Step(lease, null, async (db, read) => (read, read.Kind == ReadKind.Feed ? await db.Feeds.AsNoTracking().SingleAsync(f => f.Id == read.Id, ct) : null), ct);

    private async Task<(int Taken, FeedProblem? Problem)> TryRead(JobLease lease, BankFeed feed, CancellationToken ct)
    {
        var taken = 0;
        try
        {
            if (await connectors.Find(feed.ConnectionId, "statements", feed.FundId, ct) is null)
                throw new ConnectorException(ErrorClass.NotFound, "The connection is not there, is off, or serves this fund no more: switch it on, or unlink the feed.");
            await foreach (var page in connectors.Bank(feed.ConnectionId).StreamTransactions(feed.Cursor, ct))
            {
                if (await Page(lease, feed, page, ct) is not { } more) break;
                taken += more;
            }
            return (taken, null);
        }
        catch (ConnectorException e)
        {
            return (taken, FeedProblem.Of(e));
        }
    }

    /// <summary>Takes a page in and keeps its cursor; how many lines were new or changed, or null when somebody unlinked the feed meanwhile.</summary>
    private Task<int?> Page(JobLease lease, BankFeed feed, Page<BankTransaction> page, CancellationToken ct) => Step(lease, feed.FundId, async (db, read) =>
    {
        read.Attempts = 0;
        var row = await db.Feeds.AsTracking().SingleAsync(f => f.Id == feed.Id, ct);
        if (!row.IsLinked) return null;
        row.Cursor = page.Cursor;
        return (int?)await lines.Take(db, row, page.Items, ct);
    }, ct);

    private Task<bool> End(JobLease lease, BankFeed? feed, FeedProblem? problem, int taken, CancellationToken ct) => Step(lease, feed?.FundId, async (db, read) =>
    {
        read.End(clock.GetUtcNow());
        if (feed is null || await db.Feeds.AsTracking().SingleAsync(f => f.Id == feed.Id, ct) is not { IsLinked: true } row) return false;
        if (problem is null) row.ReadAt = clock.GetUtcNow();
        if (problem?.NotBefore is { } pause && read.NextAt < clock.GetUtcNow() + pause) read.NextAt = clock.GetUtcNow() + pause;
        Tell(db, row, problem);
        outbox.Add(db, new BankFeedRead(row.FundId, row.Id, taken, problem is null));
        return true;
    }, ct);

    private void Tell(PaymentsDbContext db, BankFeed feed, FeedProblem? problem)
    {
        var (over, begun) = feed.Fails(problem);
        if (over is { } before) outbox.Add(db, new BankFeedRecovered(feed.FundId, feed.Id, before));
        if (begun is not { } failure) return;
        outbox.Add(db, new BankFeedFailed(feed.FundId, feed.Id, failure, feed.AccountName, problem!.Class.ToString(), problem.Sentence));
        audit.Record(db, "payments.feed.fail", ("bank_feed", feed.Id), null, new { problem.Class, problem.Code }, problem.Sentence);
    }

    /// <summary>One transaction that holds the reading's row, so that only the reader to whom it belongs writes.</summary>
    /// <param name="fundId">The fund whose lines it writes: they are locked first, as by everybody who explains them.</param>
    private async Task<T> Step<T>(JobLease lease, Guid? fundId, Func<PaymentsDbContext, BankRead, Task<T>> work, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (fundId is { } fund) await Reconciler.Lock(db, fund, ct);
        var read = await db.Reads
            .FromSql($"select * from payments.bank_reads where tenant_id = {lease.TenantId} and id = {lease.JobId} and lease_owner = {lease.Owner} and state = 'Running' for update")
            .AsTracking().SingleOrDefaultAsync(ct) ?? throw new LeaseLostException(lease);
        var result = await work(db, read);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return result;
    }
}
