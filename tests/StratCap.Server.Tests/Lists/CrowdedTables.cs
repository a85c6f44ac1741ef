using System.Globalization;
using Npgsql;

namespace StratCap.Server.Tests.Lists;

/// <summary>
/// Makes tables large for as long as a transaction lasts: the rows of a firm many times over, with ids of their own, spread over two hundred funds, accounts and whatever else they refer to; and as many again of
/// other firms. The values make sense to the planner alone.
/// </summary>
internal static class CrowdedTables
{
    /// <summary>Rows of a large table.</summary>
    public const int Rows = 5_000;

    private const int Groups = 200;
    private const int Templates = 20;
    private const int OtherFirms = 5;

    private sealed record Column(string Name, string Type, bool TellsApart);

    /// <summary>Fills the tables, tells the planner of it, and returns those that are large now.</summary>
    public static async Task<IReadOnlySet<string>> Fill(NpgsqlConnection owner, IEnumerable<string> tables, Guid firm)
    {
        await Run(owner, "set local session_replication_role = replica");
        var large = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            var columns = await Columns(owner, table);
            if (!columns.Exists(c => c.Name == "tenant_id")) continue;
            await DropChecks(owner, table);
            if (await Insert(owner, table, columns, firm) < Rows / 2) continue;
            await Run(owner, $"analyze {table}");
            large.Add(table);
        }
        await Run(owner, "set local session_replication_role = origin");
        return large;
    }

    // They tell of values, which are nobody's here, and nothing to the planner.
    private static Task DropChecks(NpgsqlConnection owner, string table) => Run(owner, $"""
        do $$ declare name text; begin
          for name in select conname from pg_constraint where conrelid = '{table}'::regclass and contype = 'c' loop execute format('alter table {table} drop constraint %I', name); end loop;
        end $$
        """);

    private static Task<int> Insert(NpgsqlConnection owner, string table, List<Column> columns, Guid firm)
    {
        var names = string.Join(", ", columns.Select(c => $"\"{c.Name}\""));
        return Run(owner, $"""
            insert into {table} ({names}) overriding system value
            select {string.Join(", ", columns.Select(Value))}
            from (select *, row_number() over () as n, count(*) over () as of from (select * from {table} where tenant_id = '{firm}' limit {Templates}) few) r
            cross join lateral generate_series(r.n, {Rows}, r.of) g
            on conflict do nothing
            """);
    }

    // One row in six is another firm's; of the others, one in two hundred refers to what its template refers to.
    private static string Value(Column column)
    {
        var own = $"r.\"{column.Name}\"";
        if (column.Name == "tenant_id") return string.Create(CultureInfo.InvariantCulture, $"case when g % 6 = 0 then md5('firm ' || g % {OtherFirms})::uuid else {own} end");
        if (!column.TellsApart) return column.Type == "uuid" ? $"case when g % {Groups} = 0 or {own} is null then {own} else md5({own}::text || g % {Groups})::uuid end" : column.Type == "bytea" ? $"substr({own}, 1, 32)" : own;
        return column.Type switch
        {
            "uuid" => $"md5({own}::text || '.' || g)::uuid",
            "smallint" or "integer" or "bigint" or "numeric" => $"({own} + g)::{column.Type}",
            "date" => $"{own} + g::int",
            "timestamp with time zone" => $"{own} + g * interval '1 second'",
            "bytea" => $"sha256(convert_to(g::text, 'UTF8'))",
            "text" or "character varying" => $"left({own}, 8) || g",
            _ => own,
        };
    }

    /// <summary>The columns that a row is made of; of every unique index the last one that can, by itself, tell rows apart.</summary>
    private static async Task<List<Column>> Columns(NpgsqlConnection owner, string table)
    {
        await using var command = new NpgsqlCommand("""
            with own as (select a.attnum, a.attname, format_type(a.atttypid, null) as type, a.atttypid = 'varchar'::regtype and a.atttypmod between 0 and 17 as short from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''),
              apart as (select distinct on (i.indexrelid) o.attname
                from pg_index i cross join lateral unnest(i.indkey::int2[]) with ordinality k(attnum, place) join own o on o.attnum = k.attnum
                where i.indrelid = $1::regclass and i.indisunique and o.attname <> 'tenant_id' and o.type <> 'boolean' and not o.short
                order by i.indexrelid, o.type = 'uuid' and o.attname = 'id' desc, k.place desc)
            select attname, type, attname in (select attname from apart) from own order by attnum
            """, owner)
        { Parameters = { new() { Value = table } } };
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<Column>();
        while (await reader.ReadAsync()) columns.Add(new Column(reader.GetString(0), reader.GetString(1), reader.GetBoolean(2)));
        return columns;
    }

    private static async Task<int> Run(NpgsqlConnection owner, string sql)
    {
        await using var command = new NpgsqlCommand(sql, owner);
        return await command.ExecuteNonQueryAsync();
    }
}
