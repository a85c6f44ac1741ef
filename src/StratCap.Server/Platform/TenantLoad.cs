using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;
using NpgsqlTypes;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Messaging;

namespace StratCap.Server.Platform;

/// <summary>How many requests of a tenant all copies of the server answered in a minute, and how many of them failed by our fault.</summary>
internal sealed class LoadMinute : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public DateTimeOffset Minute { get; init; }
    public int Requests { get; init; }
    public int Failures { get; init; }

    internal static void Map(EntityTypeBuilder<LoadMinute> e)
    {
        e.ToTable("load_minutes").HasKey(x => new { x.TenantId, x.Minute });
        e.HasIndex(x => x.Minute);
        e.NotExported("Tells of this installation's load, for a day.");
    }
}

/// <summary>Counts the requests of each tenant in this copy of the server, and adds them to what all copies keep.</summary>
internal sealed class TenantLoad(PlatformConnections connections, TimeProvider clock)
{
    private ConcurrentDictionary<(Guid Tenant, long Minute), Count> _counts = new();

    /// <summary>Counts a request when it was answered.</summary>
    public void Answered(Guid tenantId, int status)
    {
        var count = _counts.GetOrAdd((tenantId, clock.GetUtcNow().ToUnixTimeSeconds() / 60), _ => new Count());
        Interlocked.Increment(ref count.Requests);
        if (status >= 500) Interlocked.Increment(ref count.Failures);
    }

    /// <summary>Adds what was counted since to the table, and forgets what is older than a day.</summary>
    public async Task Keep(CancellationToken ct)
    {
        var counted = Interlocked.Exchange(ref _counts, new()).ToArray();
        await using var connection = await connections.Open(MessagingDbContext.Module, ct);
        await using var command = new NpgsqlCommand("""
            delete from messaging.load_minutes where minute < now() - interval '1 day';
            insert into messaging.load_minutes as l (tenant_id, minute, requests, failures)
            select * from unnest(@tenants, @minutes, @requests, @failures) as counted (tenant_id, minute, requests, failures) order by tenant_id, minute
            on conflict (tenant_id, minute) do update set requests = l.requests + excluded.requests, failures = l.failures + excluded.failures
            """, connection);
        command.Parameters.AddWithValue("tenants", NpgsqlDbType.Array | NpgsqlDbType.Uuid, Array.ConvertAll(counted, c => c.Key.Tenant));
        command.Parameters.AddWithValue("minutes", NpgsqlDbType.Array | NpgsqlDbType.TimestampTz, Array.ConvertAll(counted, c => DateTimeOffset.FromUnixTimeSeconds(c.Key.Minute * 60)));
        command.Parameters.AddWithValue("requests", NpgsqlDbType.Array | NpgsqlDbType.Integer, Array.ConvertAll(counted, c => c.Value.Requests));
        command.Parameters.AddWithValue("failures", NpgsqlDbType.Array | NpgsqlDbType.Integer, Array.ConvertAll(counted, c => c.Value.Failures));
        await command.ExecuteNonQueryAsync(ct);
    }

    private sealed class Count
    {
        public int Requests;
        public int Failures;
    }
}

/// <summary>Keeps the counts every few seconds, and once more when the server stops. Counts that cannot be kept are lost: they are for looking at.</summary>
internal sealed partial class LoadKeeper(TenantLoad load, ILogger<LoadKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Keep();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Keep();
        }
    }

    private async Task Keep()
    {
        try
        {
            await load.Keep(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            Lost(log, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The counts of the last seconds were lost")]
    private static partial void Lost(ILogger log, Exception e);
}

internal static class TenantLoadPipeline
{
    /// <summary>Counts each request that comes with a tenant's token. After the tenant is in scope.</summary>
    public static IApplicationBuilder UseTenantLoad(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.RequestServices.GetRequiredService<CurrentTenant>().IdOrNull is { } tenant)
        {
            var load = http.RequestServices.GetRequiredService<TenantLoad>();
            http.Response.OnStarting(() =>
            {
                load.Answered(tenant, http.Response.StatusCode);
                return Task.CompletedTask;
            });
        }
        await next(http);
    });
}
