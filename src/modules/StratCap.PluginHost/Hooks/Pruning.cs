using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using StratCap.Foundation.Data;

namespace StratCap.PluginHost.Hooks;

/// <summary>Deletes, across tenants and in small batches, deliveries that were looked into 30 days ago, and consents that nobody came back from. Events once told stay known: they come again after months too.</summary>
internal sealed partial class Pruning(PlatformConnections connections, TimeProvider clock, ILogger<Pruning> log) : BackgroundService
{
    private const int BatchSize = 1000;
    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan KeepFor = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await timer.WaitForNextTickAsync(stoppingToken)) return;
                await Prune(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return; // The server stops.
            }
            catch (NpgsqlException e)
            {
                Failed(e);
            }
        }
    }

    /// <summary>Deletes one batch of each.</summary>
    /// <returns>Rows deleted.</returns>
    internal async Task<int> Prune(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await Delete("delete from plugin_host.hook_deliveries where (tenant_id, id) in (select tenant_id, id from plugin_host.hook_deliveries where received_at < $1 and state <> 'Waiting' limit $2 for update skip locked)", now - KeepFor, ct)
            + await Delete("delete from plugin_host.oauth_states where (tenant_id, state_hash) in (select tenant_id, state_hash from plugin_host.oauth_states where expires_at < $1 limit $2 for update skip locked)", now, ct);
    }

    private async Task<int> Delete(string sql, DateTimeOffset before, CancellationToken ct)
    {
        await using var connection = await connections.Open(PluginHostDbContext.Module, ct);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = before }, new() { Value = BatchSize } } };
        return await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Old deliveries could not be deleted; it is tried again in an hour")]
    private partial void Failed(Exception error);
}
