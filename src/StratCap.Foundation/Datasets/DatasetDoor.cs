using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Data;

namespace StratCap.Foundation.Datasets;

/// <summary>Asks a module's store for a dataset: behind the same walls as everything, in a transaction that cannot write, and no longer than the limit.</summary>
public static class DatasetDoor
{
    /// <summary>Asks in a scope of its own.</summary>
    /// <exception cref="DatasetLimitException">It ran out of time.</exception>
    public static async Task<T> Ask<TDb, T>(IServiceScopeFactory scopes, DatasetLimits limits, Func<IServiceProvider, CancellationToken, Task<T>> question, CancellationToken ct) where TDb : ModuleDbContext
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(limits.Time);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDb>();
            db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
            await using var transaction = await db.Database.BeginTransactionAsync(time.Token);
            // For PostgreSQL no time at all would be no limit.
            if (limits.Time < TimeSpan.FromMilliseconds(1)) throw new DatasetLimitException(tooSlow: true);
            var most = ((long)limits.Time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            await db.Database.ExecuteSqlAsync($"select set_config('transaction_read_only', 'on', true), set_config('statement_timeout', {most}, true)", time.Token);
            return await question(scope.ServiceProvider, time.Token);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new DatasetLimitException(tooSlow: true, e);
        }
        catch (Exception e) when (!ct.IsCancellationRequested && (e as PostgresException ?? e.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.QueryCanceled)
        {
            throw new DatasetLimitException(tooSlow: true, e);
        }
    }
}
