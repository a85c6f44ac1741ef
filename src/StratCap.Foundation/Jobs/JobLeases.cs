using Npgsql;
using StratCap.Foundation.Data;

namespace StratCap.Foundation.Jobs;

/// <summary>A job that belongs to a worker for a while.</summary>
/// <param name="TenantId">Whose job it is.</param>
/// <param name="JobId">The job.</param>
/// <param name="Owner">This taking-up of the job; progress is saved only under it.</param>
/// <param name="Attempt">How often the job was taken up since it last got further.</param>
public sealed record JobLease(Guid TenantId, Guid JobId, Guid Owner, int Attempt);

/// <summary>The job was taken over by another worker: whatever this one still has in hand must not be saved.</summary>
public sealed class LeaseLostException(JobLease lease) : Exception($"Job {lease.JobId} belongs to another worker by now.");

/// <summary>
/// Gives jobs of all tenants to workers of all copies of the server. A job is leased, not locked: a worker that dies leaves a lease that runs out, and another
/// takes the job over. Times are the database's, so that copies with different clocks agree. One job of a tenant runs at a time; oldest first.
/// </summary>
/// <param name="connections">Of the platform's role, which sees the table across tenants.</param>
/// <param name="module">The module, which is also the schema.</param>
/// <param name="table">
/// The module's table of jobs, with the columns tenant_id, id, state ('Ready' waits, 'Running' is leased), created_at, started_at, lease_owner, lease_until and attempts.
/// </param>
/// <param name="pace">How long a lease lasts.</param>
public abstract class JobLeases(PlatformConnections connections, string module, string table, JobPace pace)
{
    private readonly string _jobs = $"{module}.{table}";

    /// <summary>The states of a job that has not ended, as SQL.</summary>
    public const string UnderWay = "state in ('Queued', 'Ready', 'Running')";

    /// <summary>Takes the oldest job that waits, or whose worker is gone; null when there is none.</summary>
    public async Task<JobLease?> Take(CancellationToken ct)
    {
        await using var connection = await connections.Open(module, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // The lock: two workers must not take two jobs of one tenant at the same moment.
        await using var command = new NpgsqlCommand($"""
            select pg_advisory_xact_lock(hashtextextended('{_jobs}', 0));
            update {_jobs} set state = 'Running', lease_owner = @owner, lease_until = now() + @lease, attempts = attempts + 1, started_at = coalesce(started_at, now())
            where (tenant_id, id) = (
              select j.tenant_id, j.id from {_jobs} j
              where (j.state = 'Ready' or (j.state = 'Running' and j.lease_until < now()))
                and not exists (select 1 from {_jobs} r where r.tenant_id = j.tenant_id and r.id <> j.id and r.state = 'Running')
              order by j.created_at limit 1 for update skip locked)
            returning tenant_id, id, attempts
            """, connection, transaction);
        var owner = Guid.CreateVersion7();
        command.Parameters.AddWithValue("owner", owner);
        command.Parameters.AddWithValue("lease", pace.Lease);
        JobLease? lease = null;
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            await reader.NextResultAsync(ct);
            if (await reader.ReadAsync(ct)) lease = new JobLease(reader.GetGuid(0), reader.GetGuid(1), owner, reader.GetInt32(2));
        }
        await transaction.CommitAsync(ct);
        return lease;
    }

    /// <summary>Keeps a lease from running out; false when the job belongs to another by now.</summary>
    public Task<bool> Extend(JobLease lease, CancellationToken ct) =>
        Set(lease, "lease_until = now() + @time", pace.Lease, ct);

    /// <summary>Gives a job back, to be taken up again after a pause.</summary>
    public Task<bool> Release(JobLease lease, TimeSpan pause, CancellationToken ct) =>
        Set(lease, "lease_owner = null, lease_until = now() + @time", pause, ct);

    /// <summary>A tenant's jobs by how they stand: waiting, running, left by their workers, failed.</summary>
    public async Task<(int Waiting, int Running, int Stalled, int Failed)> Counts(Guid tenantId, CancellationToken ct)
    {
        await using var connection = await connections.Open(module, ct);
        await using var command = new NpgsqlCommand($"""
            select count(*) filter (where state in ('Queued', 'Ready')), count(*) filter (where state = 'Running' and lease_until >= now()),
                   count(*) filter (where state = 'Running' and lease_until < now()), count(*) filter (where state = 'Failed')
            from {_jobs} where tenant_id = $1
            """, connection) { Parameters = { new() { Value = tenantId } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return ((int)reader.GetInt64(0), (int)reader.GetInt64(1), (int)reader.GetInt64(2), (int)reader.GetInt64(3));
    }

    private async Task<bool> Set(JobLease lease, string change, TimeSpan time, CancellationToken ct)
    {
        await using var connection = await connections.Open(module, ct);
        await using var command = new NpgsqlCommand($"update {_jobs} set {change} where tenant_id = @tenant and id = @id and lease_owner = @owner and state = 'Running'", connection);
        command.Parameters.AddWithValue("time", time);
        command.Parameters.AddWithValue("tenant", lease.TenantId);
        command.Parameters.AddWithValue("id", lease.JobId);
        command.Parameters.AddWithValue("owner", lease.Owner);
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }
}
