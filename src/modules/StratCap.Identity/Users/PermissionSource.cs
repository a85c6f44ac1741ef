using Microsoft.Extensions.Configuration;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Identity.Users;

/// <summary>
/// Permissions of users and of systems, read anew for each question, so that a revocation counts at once. Every request asks, so it takes one trip
/// to the database: setting the tenant and reading travel together, in the one transaction that a batch is. Both walls' rules hold: the
/// application's role, and the tenant in scope.
/// A lock-out by wrong passwords does not count here: else anybody who knows an address could throw its owner out of his work.
/// </summary>
internal sealed class PermissionSource(IConfiguration configuration, CurrentTenant tenant) : IPermissionSource
{
    private const string Query = """
        select array(select r.role from identity.user_roles r where r.user_id = u.id),
               array(select p.permission from identity.user_permissions p where p.user_id = u.id and p.granted),
               array(select p.permission from identity.user_permissions p where p.user_id = u.id and not p.granted)
        from identity.users u where u.tenant_id = $2 and u.id = $1 and u.disabled_at is null
        union all
        select array[]::text[], c.granted_permissions, array[]::text[] from identity.clients c where c.tenant_id = $2 and c.id = $1 and c.disabled_at is null
        """;

    private static readonly IReadOnlySet<string> None = new HashSet<string>();
    private readonly string _application = DatabaseRoles.For(configuration, IdentityModule.Schema).Application;

    public async Task<IReadOnlySet<string>> Of(Guid userId, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(_application);
        await connection.OpenAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('app.tenant_id', $1, true)") { Parameters = { new() { Value = tenant.Id.ToString() } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Query) { Parameters = { new() { Value = userId }, new() { Value = tenant.Id } } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        return await reader.ReadAsync(ct)
            ? RightsRules.InForce(reader.GetFieldValue<string[]>(0), reader.GetFieldValue<string[]>(1), reader.GetFieldValue<string[]>(2))
            : None;
    }
}
