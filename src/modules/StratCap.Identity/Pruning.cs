using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StratCap.Foundation.Data;

namespace StratCap.Identity;

/// <summary>
/// Deletes what no longer decides anything: tokens a day after they expired, leave to choose a new password likewise, authorizations without tokens,
/// counts of failures a day old.
/// Works across tenants by the platform's role, in small batches, and several copies of the server do not stand in each other's way.
/// </summary>
internal sealed class Pruning(PlatformConnections connections, TimeProvider clock, ILogger<Pruning> logger) : BackgroundService
{
    private const int BatchSize = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(1);

    private static readonly string[] Deletions =
    [
        "delete from identity.tokens where (tenant_id, id) in (select tenant_id, id from identity.tokens where expiration_date < $1 limit $2 for update skip locked)",
        """
        delete from identity.authorizations where (tenant_id, id) in (
          select a.tenant_id, a.id from identity.authorizations a
          where a.creation_date < $1 and not exists (select 1 from identity.tokens t where t.tenant_id = a.tenant_id and t.authorization_id = a.id)
          limit $2 for update skip locked)
        """,
        "delete from identity.password_resets where (tenant_id, id) in (select tenant_id, id from identity.password_resets where expires_at < $1 limit $2 for update skip locked)",
        "delete from identity.sign_in_failures where (tenant_id, account) in (select tenant_id, account from identity.sign_in_failures where at < $1 limit $2 for update skip locked)",
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
                logger.LogInformation("Pruned {Rows} rows of tokens, authorizations and failures", await Prune(stoppingToken));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return; // The server stops.
            }
            catch (NpgsqlException e)
            {
                logger.LogError(e, "Pruning failed; it is tried again in an hour");
            }
        }
    }

    /// <summary>Deletes all that is due; the number of rows.</summary>
    public async Task<int> Prune(CancellationToken ct)
    {
        await using var connection = await connections.Open(IdentityModule.Schema, ct);
        var total = 0;
        foreach (var sql in Deletions)
        {
            int deleted;
            do
            {
                await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = clock.GetUtcNow() - KeepFor }, new() { Value = BatchSize } } };
                total += deleted = await command.ExecuteNonQueryAsync(ct);
            }
            while (deleted == BatchSize);
        }
        return total;
    }
}
