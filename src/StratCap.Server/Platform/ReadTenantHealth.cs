using Npgsql;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.Server.Messaging;

namespace StratCap.Server.Platform;

/// <summary>How a firm does on the platform, in numbers: nothing of what the firm itself wrote can be among them.</summary>
internal static class ReadTenantHealth
{
    private const int Minutes = 60;

    /// <param name="LastActivityAt">Minute of the last request; null when there was none for a day.</param>
    /// <param name="PerMinute">Of the last hour, oldest first; the last is the minute that runs.</param>
    /// <param name="Jobs">By module.</param>
    internal sealed record Health(
        Guid TenantId, DateTimeOffset? LastActivityAt, int RequestsLastHour, int FailuresLastHour, int RequestsLastDay, IReadOnlyList<int> PerMinute, IReadOnlyList<JobCounts> Jobs, MessageCounts Messages);

    /// <param name="Waiting">To be sent to their handlers.</param>
    /// <param name="OldestWaitingAt">Null when none waits.</param>
    /// <param name="Retried">Of those, such that could not be sent at first.</param>
    /// <param name="Failed">Put aside: an operator reads why, and sends them again.</param>
    internal sealed record MessageCounts(int Waiting, DateTimeOffset? OldestWaitingAt, int Retried, int Failed);

    public static void MapTenantHealth(this IEndpointRouteBuilder api) => api
        .MapGet("/platform/tenants/{tenantId:guid}/health", Handle)
        .WithTags("Platform")
        .WithName("ReadTenantHealth")
        .WithSummary("How a firm does: load, jobs, messages")
        .WithDescription("Numbers alone. Requests are counted by all copies of the server, and kept for a day.")
        .Needs(Permissions.PlatformTenants);

    private static async Task<Answer<Health>> Handle(
        Guid tenantId, ITenantDirectory directory, CurrentTenant current, PlatformConnections connections, IEnumerable<ModuleStore> stores, IEnumerable<IJobCounts> jobs, TimeProvider clock, CancellationToken ct)
    {
        if (current.Id != PlatformTenant.Id) return new Refusal(403, "auth.platform_only", "Only the platform's own operators may do this.");
        if (tenantId == PlatformTenant.Id || await directory.ById(tenantId, ct) is null) return Refusal.NotFound("firm");
        var now = clock.GetUtcNow();
        var last = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds() / 60 * 60);
        var (minutes, failures, day, active) = await Load(connections, tenantId, last, ct);
        var counted = new List<JobCounts>();
        foreach (var module in jobs) counted.Add(await module.Of(tenantId, ct));
        return new Health(tenantId, active, minutes.Sum(), failures, day, minutes, [.. counted.OrderBy(j => j.Module, StringComparer.Ordinal)], await Messages(connections, stores, tenantId, ct));
    }

    private static async Task<(int[] Minutes, int Failures, int Day, DateTimeOffset? Active)> Load(PlatformConnections connections, Guid tenantId, DateTimeOffset last, CancellationToken ct)
    {
        var (minutes, failures, day) = (new int[Minutes], 0, 0);
        DateTimeOffset? active = null;
        await using var connection = await connections.Open(MessagingDbContext.Module, ct);
        await using var command = new NpgsqlCommand("select minute, requests, failures from messaging.load_minutes where tenant_id = $1 and minute > $2 order by minute", connection)
        {
            Parameters = { new() { Value = tenantId }, new() { Value = last.AddDays(-1) } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (minute, requests) = (reader.GetFieldValue<DateTimeOffset>(0), reader.GetInt32(1));
            (active, day) = (minute, day + requests);
            var ago = (int)(last - minute).TotalMinutes;
            if (ago is < 0 or >= Minutes) continue;
            minutes[Minutes - 1 - ago] = requests;
            failures += reader.GetInt32(2);
        }
        return (minutes, failures, day, active);
    }

    private static async Task<MessageCounts> Messages(PlatformConnections connections, IEnumerable<ModuleStore> stores, Guid tenantId, CancellationToken ct)
    {
        var (waiting, retried) = (0, 0);
        DateTimeOffset? oldest = null;
        foreach (var module in stores.Select(s => s.Module))
        {
            await using var connection = await connections.Open(module, ct);
            // The schema is a module's own name, never input.
            await using var command = new NpgsqlCommand($"select count(*), count(*) filter (where attempts > 0), min(at) from {module}.outbox where tenant_id = $1", connection) { Parameters = { new() { Value = tenantId } } };
            await using var reader = await command.ExecuteReaderAsync(ct);
            await reader.ReadAsync(ct);
            (waiting, retried) = (waiting + (int)reader.GetInt64(0), retried + (int)reader.GetInt64(1));
            if (!reader.IsDBNull(2) && reader.GetFieldValue<DateTimeOffset>(2) is var at && (oldest is null || at < oldest)) oldest = at;
        }
        await using var messages = await connections.Open(MessagingDbContext.Module, ct);
        await using var failed = new NpgsqlCommand("select count(*) from messaging.failed_messages where tenant_id = $1 and state = 'Failed'", messages) { Parameters = { new() { Value = tenantId } } };
        return new MessageCounts(waiting, oldest, retried, (int)(long)(await failed.ExecuteScalarAsync(ct))!);
    }
}
