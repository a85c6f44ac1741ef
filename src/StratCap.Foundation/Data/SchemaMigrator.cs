using System.Globalization;
using System.Security.Cryptography;
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
            await Raise(connection, db, ct);
            await Run(connection, $"select pg_advisory_unlock({Lock})", ct);
        }
    }

    // Raising walls locks every table: a copy of the server that starts beside busy ones must not, unless there is something to change. What was
    // raised is noted at the schema itself.
    private static async Task Raise(NpgsqlConnection connection, ModuleDbContext db, CancellationToken ct)
    {
        var walls = Walls(db);
        var mark = "walls " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(walls)));
        await using var read = new NpgsqlCommand("select obj_description(to_regnamespace($1), 'pg_namespace')", connection) { Parameters = { new() { Value = db.Schema } } };
        if (await read.ExecuteScalarAsync(ct) as string == mark) return;
        await Run(connection, $"{walls} comment on schema {db.Schema} is '{mark}'", ct);
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
            // Roles belong to the cluster and our lock to one database: another database may be migrated at this moment. Both write the same.
            await Run(connection, $"""
                do $$ begin
                  if not exists (select 1 from pg_roles where rolname = '{role}') then create role {role}; end if;
                exception when duplicate_object or unique_violation then null;
                end $$;
                do $$ begin
                  alter role {role} with login nosuperuser nobypassrls nocreatedb nocreaterole password '{password}';
                exception when internal_error then
                  if sqlerrm not like '%concurrently%' then raise; end if;
                end $$;
                """, ct);
        }
    }

    /// <summary>The walls of one module's tables as SQL: row security, policies, grants, append-only triggers.</summary>
    public static string Walls(ModuleDbContext db)
    {
        var schema = db.Schema;
        var sql = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"revoke all on schema {schema} from public; grant usage on schema {schema} to {DatabaseRoles.ApplicationRole}, {DatabaseRoles.PlatformRole};")
            .AppendLine(CultureInfo.InvariantCulture, $"""
                create or replace function {schema}.refuse_change() returns trigger language plpgsql as
                $$ begin raise exception 'rows of % are only ever added: record a reversal instead', tg_table_name using errcode = 'raise_exception'; end $$;
                """);
        Tell(sql, schema);
        foreach (var table in db.Model.GetEntityTypes().Where(e => e.GetTableName() is not null).GroupBy(e => e.GetTableName()!, StringComparer.Ordinal))
            Wall(sql, schema, table.Key, [.. table]);
        sql.AppendLine(CultureInfo.InvariantCulture, $"grant usage on all sequences in schema {schema} to {DatabaseRoles.ApplicationRole}, {DatabaseRoles.PlatformRole};");
        return sql.ToString();
    }

    // Whoever adds events, in whatever way, the dispatchers hear of it when the transaction commits: once per statement, by the schema's name.
    private static void Tell(StringBuilder sql, string schema) => sql.AppendLine(CultureInfo.InvariantCulture, $"""
        create or replace function {schema}.tell_outbox() returns trigger language plpgsql as
        $$ begin perform pg_notify('{OutboxMessage.Channel}', '{schema}'); return null; end $$;
        create or replace trigger outbox_told after insert on {schema}.outbox for each statement execute function {schema}.tell_outbox();
        """);

    private static void Wall(StringBuilder sql, string schema, string name, IReadOnlyList<IEntityType> entities)
    {
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
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
