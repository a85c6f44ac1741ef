using System.Data.Common;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;

namespace StratCap.Server.Messaging;

/// <summary>
/// Sends what modules told through their outboxes: a pump per module, woken by the database when a transaction with events commits
/// (LISTEN), and by the poll interval should that fail. Any number of copies may run.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IEnumerable<ModuleStore> stores, IConfiguration configuration, PlatformConnections platform, IEventTransport transport, BusGate gate, MessagingOptions options, ILogger<OutboxDispatcher> log)
    : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var turns = new SemaphoreSlim(options.TurnsAtOnce!.Value);
        var pumps = stores.ToDictionary(s => s.Module, s => new OutboxPump(s.Module, platform, transport, gate, turns, options, log), StringComparer.Ordinal);
        // One listening connection for each database: usually one, more when modules have been given databases of their own.
        var ears = stores.GroupBy(s => DatabaseRoles.For(configuration, s.Module).Platform, StringComparer.Ordinal).Select(database => Listen(database.First().Module, pumps, stoppingToken));
        await Task.WhenAll([.. pumps.Values.Select(p => p.Run(stoppingToken)), .. ears]);
    }

    private async Task Listen(string module, Dictionary<string, OutboxPump> pumps, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await platform.Open(module, stopping);
                connection.Notification += (_, told) => pumps.GetValueOrDefault(told.Payload)?.Wake();
                await using (var listen = new NpgsqlCommand("listen " + OutboxMessage.Channel, connection)) await listen.ExecuteNonQueryAsync(stopping);
                foreach (var pump in pumps.Values) pump.Wake(); // What was told before anybody listened.
                while (!stopping.IsCancellationRequested) await connection.WaitAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is DbException or TimeoutException or IOException)
            {
                LogDeaf(log, error);
                await Task.Delay(AfterTrouble, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "New events are found by polling only until the database can be listened to again")]
    private static partial void LogDeaf(ILogger log, Exception error);
}
