using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Configuration;
using Npgsql;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Data;

/// <summary>
/// Brings a database to the code's form, as its owner: roles, migrations, then the walls, which are derived from the model, so that a new table
/// stands behind them at once. Safe to run twice, and by two copies at once (an advisory lock).
/// </summary>
public sealed class SchemaMigrator(IConfiguration configuration, IEnumerable<ModuleStore> stores)
{
    private const long Lock = 0x5354524154434150; // "STRATCAP"

    /// <summary>Migrates every module.</summary>
    public async Task Migrate(CancellationToken ct)
    {
        foreach (var store in stores)
        {
            var roles = DatabaseRoles.For(configuration, store.Module);
            await using var connection = new NpgsqlConnection(roles.Owner);
            await connection.OpenAsync(ct);
            await Run(connection, $"select pg_advisory_lock({Lock})", ct);
            await CreateRoles(connection, roles.Owner, ct);
            await using var db = OwnerContext(store, roles.Owner);
            await Run(connection, $"create schema if not exists {store.Module}", ct);
            await db.Database.MigrateAsync(ct);
            // Each table in a transaction of its own: other copies of the server are at work, and a lock held while waiting for the next would deadlock with them.
            foreach (var wall in Walls(db)) await Run(connection, wall, ct);
            await Run(connection, $"select pg_advisory_unlock({Lock})", ct);
        }
    }

    /// <summary>A module's context in the owner's role, outside the walls: for migrations only.</summary>
    public static ModuleDbContext OwnerContext(ModuleStore store, string ownerConnectionString)
    {
        var builder = (DbContextOptionsBuilder)Activator.CreateInstance(typeof(DbContextOptionsBuilder<>).MakeGenericType(store.Context))!;
        ModuleStoreRegistration.Configure(builder, ownerConnectionString, store.Module);
        return (ModuleDbContext)Activator.CreateInstance(store.Context, builder.Options, new CurrentTenant())!;
    }

    private static async Task CreateRoles(NpgsqlConnection connection, string owner, CancellationToken ct)
    {
        foreach (var role in (string[])[DatabaseRoles.ApplicationRole, DatabaseRoles.PlatformRole])
        {
            var password = DatabaseRoles.PasswordOf(owner, role);
            await Run(connection, $"""
                do $$ begin
                  if not exists (select 1 from pg_roles where rolname = '{role}') then
                    create role {role} login nosuperuser nobypassrls nocreatedb nocreaterole password '{password}';
                  end if;
                exception when duplicate_object or unique_violation then null;
                end $$;
                alter role {role} with login nosuperuser nobypassrls nocreatedb nocreaterole password '{password}';
                """, ct);
        }
    }

    /// <summary>The walls of one module's tables as SQL, a batch a table: row security, policies, grants, append-only triggers.</summary>
    public static IReadOnlyList<string> Walls(ModuleDbContext db)
    {
        var schema = db.Schema;
        var roles = $"{DatabaseRoles.ApplicationRole}, {DatabaseRoles.PlatformRole}";
        return
        [
            $"""
            revoke all on schema {schema} from public; grant usage on schema {schema} to {roles};
            create or replace function {schema}.refuse_change() returns trigger language plpgsql as
            $$ begin raise exception 'rows of % are only ever added: record a reversal instead', tg_table_name using errcode = 'raise_exception'; end $$;
            """,
            Tell(schema),
            .. db.Model.GetEntityTypes().Where(e => e.GetTableName() is not null).GroupBy(e => e.GetTableName()!, StringComparer.Ordinal).Select(table => Wall(schema, table.Key, [.. table])),
            $"grant usage on all sequences in schema {schema} to {roles};",
        ];
    }

    // Whoever adds events, in whatever way, the dispatchers hear of it when the transaction commits: once per statement, by the schema's name.
    private static string Tell(string schema) => $"""
        create or replace function {schema}.tell_outbox() returns trigger language plpgsql as
        $$ begin perform pg_notify('{OutboxMessage.Channel}', '{schema}'); return null; end $$;
        create or replace trigger outbox_told after insert on {schema}.outbox for each statement execute function {schema}.tell_outbox();
        """;

    private static string Wall(string schema, string name, IReadOnlyList<IEntityType> entities)
    {
        var sql = new StringBuilder();
        var table = $"{schema}.\"{name}\"";
        var tenantOwned = entities.Any(e => typeof(ITenantOwned).IsAssignableFrom(e.ClrType));
        var appendOnly = entities.Any(e => typeof(IAppendOnly).IsAssignableFrom(e.ClrType));
        var platform = entities.Any(e => typeof(IPlatformVisible).IsAssignableFrom(e.ClrType));
        if (!tenantOwned && entities.All(e => e.FindAnnotation(ModuleDbContext.PlatformTableAnnotation) is null))
            throw new InvalidOperationException($"{table} has no tenant: implement ITenantOwned, or say with IsPlatformTable why it needs none.");
        var writes = appendOnly ? "select, insert" : "select, insert, update, delete";
        sql.AppendLine(CultureInfo.InvariantCulture, $"revoke all on {table} from public, {DatabaseRoles.ApplicationRole}, {DatabaseRoles.PlatformRole}; grant {writes} on {table} to {DatabaseRoles.ApplicationRole};");
        if (tenantOwned)
            sql.AppendLine(CultureInfo.InvariantCulture, $"""
                alter table {table} enable row level security; alter table {table} force row level security;
                drop policy if exists tenant_wall on {table};
                create policy tenant_wall on {table} to {DatabaseRoles.ApplicationRole}
                  using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid)
                  with check (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
                drop policy if exists platform_view on {table};
                """);
        if (platform)
            sql.AppendLine(CultureInfo.InvariantCulture, $"grant {writes} on {table} to {DatabaseRoles.PlatformRole}; create policy platform_view on {table} to {DatabaseRoles.PlatformRole} using (true) with check (true);");
        if (appendOnly)
            sql.AppendLine(CultureInfo.InvariantCulture, $"""
                create or replace trigger append_only before update or delete on {table} for each row execute function {schema}.refuse_change();
                create or replace trigger append_only_truncate before truncate on {table} for each statement execute function {schema}.refuse_change();
                """);
        return sql.ToString();
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
