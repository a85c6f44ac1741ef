using Npgsql;
using NpgsqlTypes;
using StratCap.Foundation.Data;

namespace StratCap.Tenancy.Tenants;

/// <summary>A firm as the platform's operators see it.</summary>
/// <param name="Domains">Host names under which it is reached.</param>
/// <param name="BrandColour">Hex, such as <c>#1f3a5f</c>.</param>
internal sealed record TenantView(
    Guid Id, string Name, IReadOnlyList<string> Domains, string BrandColour, string? ContactLine, DateTimeOffset ProvisionedAt, DateTimeOffset? SuspendedAt, string? SuspendedReason, int Version, TenantPlan? Plan);

/// <summary>What the platform agreed with a firm. For people to read: nothing is refused by it.</summary>
/// <param name="Funds">How many it is meant for; null is any number. Likewise <c>Users</c>.</param>
internal sealed record TenantPlan(string Name, int? Funds = null, int? Users = null);

/// <summary>Reads firms across tenants, by the platform's role.</summary>
internal sealed class TenantViews(PlatformConnections connections)
{
    private const string Columns = """
        select t.tenant_id, t.name, array(select d.host from tenancy.tenant_domains d where d.tenant_id = t.tenant_id order by d.host),
               t.brand_colour, t.contact_line, t.provisioned_at, t.suspended_at, t.suspended_reason, t.version, t.plan, t.plan_funds, t.plan_users
        from tenancy.tenants t
        """;

    /// <summary>One firm, or null.</summary>
    public async Task<TenantView?> One(Guid tenantId, CancellationToken ct)
    {
        await using var connection = await connections.Open(TenancyModule.Schema, ct);
        await using var command = new NpgsqlCommand(Columns + " where t.tenant_id = $1", connection) { Parameters = { new() { Value = tenantId } } };
        return (await Read(command, ct)).SingleOrDefault();
    }

    /// <summary>Firms by name, from after a key on; one more than asked tells that there is a next page.</summary>
    public async Task<IReadOnlyList<TenantView>> List(string? search, bool? suspended, (string Name, Guid Id)? after, int limit, CancellationToken ct)
    {
        await using var connection = await connections.Open(TenancyModule.Schema, ct);
        await using var command = new NpgsqlCommand(Columns + """
             where ($1::text is null or strpos(lower(t.name), $1) > 0
                    or exists (select 1 from tenancy.tenant_domains d where d.tenant_id = t.tenant_id and strpos(d.host, $1) > 0))
               and ($2::boolean is null or (t.suspended_at is not null) = $2)
               and ($3::text is null or (t.name, t.tenant_id) > ($3, $4))
             order by t.name, t.tenant_id limit $5
            """, connection)
        {
            Parameters =
            {
                Nullable(search?.ToLowerInvariant(), NpgsqlDbType.Text),
                Nullable(suspended, NpgsqlDbType.Boolean),
                Nullable(after?.Name, NpgsqlDbType.Text),
                Nullable(after?.Id, NpgsqlDbType.Uuid),
                new() { Value = limit },
            },
        };
        return await Read(command, ct);
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static async Task<List<TenantView>> Read(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<TenantView>();
        while (await reader.ReadAsync(ct))
            rows.Add(new TenantView(
                reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<string[]>(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6), reader.IsDBNull(7) ? null : reader.GetString(7), reader.GetInt32(8),
                reader.IsDBNull(9) ? null : new TenantPlan(reader.GetString(9), reader.IsDBNull(10) ? null : reader.GetInt32(10), reader.IsDBNull(11) ? null : reader.GetInt32(11))));
        return rows;
    }
}
