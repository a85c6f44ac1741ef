using Microsoft.AspNetCore.Mvc;
using Npgsql;
using NpgsqlTypes;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Server.Messaging;

/// <summary>Lists the events that handlers gave up, of all tenants, newest first. Never what is in them.</summary>
internal static class ListFailedMessages
{
    /// <param name="TenantId">Null for an event that carried none.</param>
    /// <param name="Reason">Why the last attempt failed.</param>
    /// <param name="Attempts">How often handlers were tried, over all deliveries.</param>
    internal sealed record Item(
        Guid Id, Guid? TenantId, Guid EventId, string Module, string EventType, Guid AggregateId, string Reason, DateTimeOffset FirstFailedAt, DateTimeOffset FailedAt,
        int Attempts, FailedState State, string? ReplayedBy, DateTimeOffset? ReplayedAt, DateTimeOffset? ResolvedAt);

    private sealed record Cursor(DateTimeOffset FailedAt, Guid Id);

    internal static void Map(RouteGroupBuilder messages) => messages
        .MapGet("/failed", Handle)
        .Needs(Permissions.PlatformMessages)
        .WithName("ListFailedMessages")
        .WithSummary("Events that could not be handled")
        .WithDescription("Newest first, of all tenants; filter by state (Failed, Replayed, Resolved), module and tenantId.");

    private static async Task<Answer<IReadOnlyList<Item>>> Handle(
        [FromQuery] FailedState? state, [FromQuery] string? module, [FromQuery] Guid? tenantId, [FromQuery] string? cursor, [FromQuery] int? size,
        CurrentTenant tenant, PlatformConnections platform, CancellationToken ct)
    {
        if (tenant.Id != PlatformTenant.Id) return Refusal.NotFound("list");
        Cursor? after = null;
        if (cursor is not null && !Paging.TryUnpack(cursor, out after)) return Paging.BadCursor;
        var wanted = Paging.Size(size);
        await using var connection = await platform.Open(MessagingDbContext.Module, ct);
        await using var command = Query(connection, state, module, tenantId, after, wanted + 1);
        var items = new List<Item>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct)) items.Add(Read(reader));
        var next = items.Count > wanted ? Paging.Pack(new Cursor(items[wanted - 1].FailedAt, items[wanted - 1].Id)) : null;
        Item[] page = [.. items.Take(wanted)];
        return ((Answer<IReadOnlyList<Item>>)page).Paged(new PageMeta(page.Length, next));
    }

    private static NpgsqlCommand Query(NpgsqlConnection connection, FailedState? state, string? module, Guid? tenantId, Cursor? after, int limit)
    {
        var command = new NpgsqlCommand(
            """
            select id, tenant_id, event_id, module, event_type, aggregate_id, reason, first_failed_at, failed_at, attempts, state, replayed_by_name, replayed_at, resolved_at
            from messaging.failed_messages
            where (@state is null or state = @state) and (@module is null or module = @module) and (@tenant is null or tenant_id = @tenant)
              and (@at is null or (failed_at, id) < (@at, @id))
            order by failed_at desc, id desc limit @limit
            """,
            connection);
        Add("state", NpgsqlDbType.Text, state?.ToString());
        Add("module", NpgsqlDbType.Text, module);
        Add("tenant", NpgsqlDbType.Uuid, tenantId);
        Add("at", NpgsqlDbType.TimestampTz, after?.FailedAt);
        Add("id", NpgsqlDbType.Uuid, after?.Id);
        Add("limit", NpgsqlDbType.Integer, limit);
        return command;

        void Add(string name, NpgsqlDbType type, object? value) => command.Parameters.Add(new NpgsqlParameter(name, type) { Value = value ?? DBNull.Value });
    }

    private static Item Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), MessagingAdmin.TenantOf(row.GetGuid(1)), row.GetGuid(2), row.GetString(3), row.GetString(4), row.GetGuid(5), row.GetString(6),
        row.GetFieldValue<DateTimeOffset>(7), row.GetFieldValue<DateTimeOffset>(8), row.GetInt32(9), Enum.Parse<FailedState>(row.GetString(10)),
        row.IsDBNull(11) ? null : row.GetString(11), Moment(row, 12), Moment(row, 13));

    private static DateTimeOffset? Moment(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
