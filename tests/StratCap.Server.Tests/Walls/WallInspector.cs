using Microsoft.EntityFrameworkCore;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Server.Tests.Walls;

/// <summary>
/// Compares what stands in a database's catalogue with what the running application's model asks for, and tells every difference that could let one
/// tenant see or change another's rows. It trusts neither side: a table that only one of them knows is a defect.
/// </summary>
internal sealed class WallInspector(NpgsqlConnection owner, IReadOnlyList<WalledTable> wanted)
{
    private const string App = DatabaseRoles.ApplicationRole;
    private const string Platform = DatabaseRoles.PlatformRole;
    private const string Wall = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)";
    private const string Ours = "n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg_toast%' and n.nspname not like 'pg_temp%'";

    /// <summary>Unique indexes of tenant tables that may begin with another column than the tenant, and why a collision tells nobody anything.</summary>
    private static readonly Dictionary<string, string> UniqueAcrossTenants = new(StringComparer.Ordinal)
    {
        ["*.ix_outbox_position"] = "The position is numbered by the database; nobody chooses one.",
        ["tenancy.ux_tenant_domains_host"] = "A host name is public and leads to one firm; only the platform's operator claims one.",
    };

    private readonly List<string> _defects = [];

    /// <summary>Every defect, as <c>schema.table: what is wrong</c>; empty when the walls stand.</summary>
    public async Task<IReadOnlyList<string>> Defects()
    {
        await Tables();
        await RowSecurity();
        await Policies();
        await Grants();
        await AppendOnlyTriggers();
        await Keys();
        await Roles();
        await Openings();
        return _defects;
    }

    private async Task Tables()
    {
        var there = await Rows($"select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and {Ours}", r => r.GetString(0));
        var known = wanted.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var table in there.Where(t => !known.Contains(t))) _defects.Add($"{table}: no module's model knows this table, so no wall is derived for it");
        foreach (var table in known.Except(there, StringComparer.Ordinal)) _defects.Add($"{table}: the model has this table and the database has not");
        foreach (var table in wanted.Where(w => w.Kind == WallKind.Unmarked)) _defects.Add($"{table.Name}: neither a tenant's table nor one of the platform with a reason");
        var columns = await Rows($"select n.nspname || '.' || c.relname, a.attname, a.attnotnull from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace where a.attname = 'tenant_id' and c.relkind in ('r', 'p') and {Ours}", r => (Table: r.GetString(0), NotNull: r.GetBoolean(2)));
        foreach (var table in wanted)
        {
            var column = columns.Where(c => c.Table == table.Name).ToList();
            if (table.Kind == WallKind.Tenant && !column.Any(c => c.NotNull)) _defects.Add($"{table.Name}: a tenant's table without a tenant_id that is not null");
            if (table.Kind != WallKind.Tenant && column.Count > 0) _defects.Add($"{table.Name}: has a tenant_id and is not walled by it");
        }
    }

    private async Task RowSecurity()
    {
        var states = await Rows($"select n.nspname || '.' || c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and {Ours}", r => (Table: r.GetString(0), Enabled: r.GetBoolean(1), Forced: r.GetBoolean(2)));
        foreach (var (table, enabled, forced) in states.Where(s => Find(s.Table)?.Kind == WallKind.Tenant))
        {
            if (!enabled) _defects.Add($"{table}: row security is off");
            if (!forced) _defects.Add($"{table}: row security is not forced on the owner");
        }
    }

    private async Task Policies()
    {
        var policies = await Rows("select schemaname || '.' || tablename, policyname, permissive, array_to_string(roles, ','), cmd, coalesce(qual, ''), coalesce(with_check, '') from pg_policies",
            r => (Table: r.GetString(0), Policy: $"{r.GetString(1)} {r.GetString(2)} to {r.GetString(3)} for {r.GetString(4)} using {r.GetString(5)} check {r.GetString(6)}"));
        foreach (var table in wanted)
        {
            var expected = new List<string>();
            if (table.Kind == WallKind.Tenant) expected.Add($"tenant_wall PERMISSIVE to {App} for ALL using {Wall} check {Wall}");
            if (table.PlatformVisible) expected.Add($"platform_view PERMISSIVE to {Platform} for ALL using true check true");
            var there = policies.Where(p => p.Table == table.Name).Select(p => p.Policy).ToList();
            foreach (var policy in there.Except(expected, StringComparer.Ordinal)) _defects.Add($"{table.Name}: has the policy '{policy}'");
            foreach (var policy in expected.Except(there, StringComparer.Ordinal)) _defects.Add($"{table.Name}: lacks the policy '{policy}'");
        }
    }

    private async Task Grants()
    {
        var grants = await Rows($"""
            select n.nspname || '.' || c.relname, coalesce(g.rolname, 'public'), a.privilege_type
            from pg_class c join pg_namespace n on n.oid = c.relnamespace cross join lateral aclexplode(c.relacl) a left join pg_roles g on g.oid = a.grantee
            where c.relkind in ('r', 'p') and a.grantee <> c.relowner and {Ours}
            union all
            select n.nspname || '.' || c.relname, coalesce(g.rolname, 'public'), a.privilege_type || ' of column ' || t.attname
            from pg_attribute t join pg_class c on c.oid = t.attrelid join pg_namespace n on n.oid = c.relnamespace cross join lateral aclexplode(t.attacl) a left join pg_roles g on g.oid = a.grantee
            where {Ours}
            """, r => (Table: r.GetString(0), Grant: $"{r.GetString(2)} to {r.GetString(1)}"));
        foreach (var table in wanted)
        {
            string[] rights = table.Kind == WallKind.History ? [] : table.AppendOnly ? ["SELECT", "INSERT"] : ["SELECT", "INSERT", "UPDATE", "DELETE"];
            var expected = rights.Select(r => $"{r} to {App}").Concat(table.PlatformVisible ? rights.Select(r => $"{r} to {Platform}") : []).ToList();
            var there = grants.Where(g => g.Table == table.Name).Select(g => g.Grant).ToList();
            foreach (var grant in there.Except(expected, StringComparer.Ordinal)) _defects.Add($"{table.Name}: grants {grant}");
            foreach (var grant in expected.Except(there, StringComparer.Ordinal)) _defects.Add($"{table.Name}: does not grant {grant}");
        }
    }

    private async Task AppendOnlyTriggers()
    {
        const int BeforeEachRowUpdateOrDelete = 27, BeforeTruncate = 34;
        var triggers = await Rows($"""
            select n.nspname || '.' || c.relname, t.tgtype::int, p.prosrc
            from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace join pg_proc p on p.oid = t.tgfoid
            where not t.tgisinternal and t.tgenabled in ('O', 'A') and t.tgqual is null and p.proname = 'refuse_change' and {Ours}
            """, r => (Table: r.GetString(0), Type: r.GetInt32(1), Body: r.GetString(2)));
        foreach (var table in wanted.Where(w => w.AppendOnly))
            foreach (var (type, what) in ((int, string)[])[(BeforeEachRowUpdateOrDelete, "updates and deletes"), (BeforeTruncate, "truncation")])
                if (!triggers.Any(t => t.Table == table.Name && t.Type == type && t.Body.Trim().StartsWith("begin raise exception", StringComparison.Ordinal)))
                    _defects.Add($"{table.Name}: is only added to, and no trigger refuses {what}");
    }

    private async Task Keys()
    {
        var unique = await Rows($"""
            select n.nspname || '.' || c.relname, n.nspname, i.relname, coalesce(a.attname, '')
            from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class c on c.oid = x.indrelid join pg_namespace n on n.oid = c.relnamespace
            left join pg_attribute a on a.attrelid = c.oid and a.attnum = x.indkey[0]
            where (x.indisunique or x.indisexclusion) and {Ours}
            """, r => (Table: r.GetString(0), Schema: r.GetString(1), Index: r.GetString(2), First: r.GetString(3)));
        foreach (var index in unique.Where(u => u.First != "tenant_id" && Find(u.Table)?.Kind == WallKind.Tenant))
            if (!UniqueAcrossTenants.ContainsKey($"{index.Schema}.{index.Index}") && !UniqueAcrossTenants.ContainsKey($"*.{index.Index}"))
                _defects.Add($"{index.Table}: the unique index {index.Index} begins with {index.First}, so that a collision tells of another tenant's row");
        var foreign = await Rows($"""
            select n.nspname || '.' || c.relname, k.conname, exists (
              select 1 from unnest(k.conkey, k.confkey) as pair(mine, theirs)
              join pg_attribute m on m.attrelid = k.conrelid and m.attnum = pair.mine
              join pg_attribute f on f.attrelid = k.confrelid and f.attnum = pair.theirs
              where m.attname = 'tenant_id' and f.attname = 'tenant_id')
            from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
            where k.contype = 'f' and {Ours}
            """, r => (Table: r.GetString(0), Name: r.GetString(1), Walled: r.GetBoolean(2)));
        foreach (var key in foreign.Where(f => !f.Walled && Find(f.Table)?.Kind == WallKind.Tenant))
            _defects.Add($"{key.Table}: the foreign key {key.Name} does not lead from tenant to tenant, so that it may name another tenant's row");
    }

    private async Task Roles()
    {
        foreach (var role in (string[])[App, Platform])
        {
            var wrong = await Rows($"""
                select 'is superuser, passes row security, or may create roles or databases or replicate' from pg_roles where rolname = '{role}' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)
                union all select 'is missing' where not exists (select 1 from pg_roles where rolname = '{role}')
                union all select 'is a member of ' || g.rolname from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid where r.rolname = '{role}'
                union all select 'has settings of its own' from pg_db_role_setting s join pg_roles r on r.oid = s.setrole where r.rolname = '{role}'
                union all select 'owns the relation ' || c.relname from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = '{role}'
                union all select 'owns the schema ' || n.nspname from pg_namespace n join pg_roles r on r.oid = n.nspowner where r.rolname = '{role}'
                union all select 'owns the function ' || p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = '{role}'
                union all select 'may create in the schema ' || n.nspname from pg_namespace n where {Ours} and has_schema_privilege('{role}', n.oid, 'create')
                union all select 'may set sequences of ' || n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace where {Ours} and case when c.relkind = 'S' then has_sequence_privilege('{role}', c.oid, 'update') else false end
                """, r => r.GetString(0));
            foreach (var what in wrong) _defects.Add($"role {role}: {what}");
        }
    }

    /// <summary>What would lead around row security: views, materialized views, foreign tables, functions with their owner's rights, default grants.</summary>
    private async Task Openings()
    {
        _defects.AddRange(await Rows($"""
            select n.nspname || '.' || c.relname || case c.relkind when 'm' then ': a materialized view is read without row security' when 'f' then ': a foreign table is read without row security'
              else ': a view without security_invoker is read with its owner''s rights' end
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where {Ours} and (c.relkind in ('m', 'f') or c.relkind = 'v' and not coalesce('security_invoker=true' = any (c.reloptions), false))
            union all
            select n.nspname || '.' || p.proname || ': runs with its owner''s rights (security definer)' from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.prosecdef and {Ours}
            union all
            select 'default grants: ' || d.defaclobjtype::text || ' ' || d.defaclacl::text from pg_default_acl d
            union all
            select n.nspname || '.' || c.relname || ': has a rewrite rule' from pg_rewrite w join pg_class c on c.oid = w.ev_class join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and {Ours}
            """, r => r.GetString(0)));
    }

    private WalledTable? Find(string table) => wanted.FirstOrDefault(w => w.Name == table);

    private async Task<List<T>> Rows<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var command = new NpgsqlCommand(sql, owner);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }
}

/// <summary>What kind of wall a table stands behind.</summary>
internal enum WallKind
{
    /// <summary>Rows belong to tenants: row security.</summary>
    Tenant,

    /// <summary>The platform's, with a reason in the model.</summary>
    Platform,

    /// <summary>A module's migrations history: nobody but the owner.</summary>
    History,

    /// <summary>The model says neither: a defect.</summary>
    Unmarked,
}

/// <summary>A table as the running application's model wants it walled.</summary>
internal sealed record WalledTable(string Schema, string Table, WallKind Kind, bool AppendOnly, bool PlatformVisible, ModuleStore Store)
{
    public string Name => $"{Schema}.{Table}";

    /// <summary>Every table of every module, from the stores that the application registered.</summary>
    public static IReadOnlyList<WalledTable> Of(IEnumerable<ModuleStore> stores, string ownerConnectionString)
    {
        var tables = new List<WalledTable>();
        foreach (var store in stores)
        {
            using var db = SchemaMigrator.OwnerContext(store, ownerConnectionString);
            tables.Add(new WalledTable(db.Schema, "migrations", WallKind.History, false, false, store));
            foreach (var table in db.Model.GetEntityTypes().Where(e => e.GetTableName() is not null).GroupBy(e => (Schema: e.GetSchema() ?? "public", Table: e.GetTableName()!)))
            {
                bool Any(Type type) => table.Any(e => type.IsAssignableFrom(e.ClrType));
                var kind = Any(typeof(ITenantOwned)) ? WallKind.Tenant
                    : table.Any(e => e.FindAnnotation(ModuleDbContext.PlatformTableAnnotation)?.Value is string { Length: > 10 }) ? WallKind.Platform : WallKind.Unmarked;
                tables.Add(new WalledTable(table.Key.Schema, table.Key.Table, kind, Any(typeof(IAppendOnly)), Any(typeof(IPlatformVisible)), store));
            }
        }
        return tables;
    }
}
