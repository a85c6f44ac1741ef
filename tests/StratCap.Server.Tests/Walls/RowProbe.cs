using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Server.Tests.Walls;

/// <summary>Tries, from within one tenant's scope and through the application's role, everything that would reach another tenant's rows of a table.</summary>
internal sealed class RowProbe(IServiceProvider services, Guid mine, Guid theirs)
{
    /// <summary>What was reached, one line each; empty when the wall holds.</summary>
    public async Task<IReadOnlyList<string>> Leaks(WalledTable table)
    {
        var leaks = new List<string>();
        foreach (var seen in await ByEntities(table, ignoreFilters: true))
            if (seen.Foreign > 0) leaks.Add($"{table.Name}: {seen.Foreign} foreign {seen.Entity} rows are read with the filters ignored");
        if (await Number(table, $"select count(*) as \"Value\" from {table.Name} where tenant_id <> '{mine}'") is var read and > 0) leaks.Add($"{table.Name}: {read} foreign rows are read by SQL");
        if (await Touched(table, $"update {table.Name} set tenant_id = tenant_id where tenant_id = '{theirs}'") is var updated and > 0) leaks.Add($"{table.Name}: {updated} foreign rows are updated");
        if (await Touched(table, $"delete from {table.Name} where tenant_id = '{theirs}'") is var deleted and > 0) leaks.Add($"{table.Name}: {deleted} foreign rows are deleted");
        if (await Touched(table, $"update {table.Name} set tenant_id = '{theirs}' where tenant_id = '{mine}'") is not null) leaks.Add($"{table.Name}: a row is given to another tenant");
        var columns = await Columns(table);
        var values = columns.Select(c => c == "tenant_id" ? $"'{theirs}'::uuid" : $"\"{c}\"");
        if (await Touched(table, $"insert into {table.Name} ({string.Join(", ", columns.Select(c => $"\"{c}\""))}) select {string.Join(", ", values)} from {table.Name} where tenant_id = '{mine}' limit 1") is not null)
            leaks.Add($"{table.Name}: a row is added for another tenant");
        return leaks;
    }

    /// <summary>Rows of each entity type of a table: own ones, and foreign ones.</summary>
    public async Task<IReadOnlyList<(string Entity, long Own, long Foreign)>> ByEntities(WalledTable table, bool ignoreFilters)
    {
        return await InScope(table, async db =>
        {
            var found = new List<(string, long, long)>();
            foreach (var entity in db.Model.GetEntityTypes().Where(e => e.GetTableName() == table.Table && !e.IsOwned() && typeof(ITenantOwned).IsAssignableFrom(e.ClrType)))
            {
                var (own, foreign) = await (Task<(long, long)>)typeof(RowProbe).GetMethod(nameof(Count), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(entity.ClrType).Invoke(this, [db, ignoreFilters])!;
                found.Add((entity.ClrType.Name, own, foreign));
            }
            return found;
        });
    }

    private async Task<(long Own, long Foreign)> Count<T>(ModuleDbContext db, bool ignoreFilters) where T : class, ITenantOwned
    {
        var rows = ignoreFilters ? db.Set<T>().IgnoreQueryFilters() : db.Set<T>();
        return (await rows.LongCountAsync(r => r.TenantId == mine), await rows.LongCountAsync(r => r.TenantId != mine));
    }

    private Task<long> Number(WalledTable table, string sql) => InScope(table, db => db.Database.SqlQueryRaw<long>(sql).SingleAsync());

    private Task<List<string>> Columns(WalledTable table) => InScope(table, db => db.Database.SqlQuery<string>(
        $"select column_name::text as \"Value\" from information_schema.columns where table_schema = {table.Schema} and table_name = {table.Table} and is_identity = 'NO' and is_generated = 'NEVER'").ToListAsync());

    /// <summary>Rows that a statement touched, or null when the role or row security refused it (42501). Never kept.</summary>
    private async Task<int?> Touched(WalledTable table, string sql)
    {
        try
        {
            return await InScope(table, db => db.Database.ExecuteSqlRawAsync(sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)));
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return null;
        }
    }

    private async Task<T> InScope<T>(WalledTable table, Func<ModuleDbContext, Task<T>> work)
    {
        using var _ = services.GetRequiredService<CurrentTenant>().Use(mine);
        await using var scope = services.CreateAsyncScope();
        var db = table.Store.Open(scope.ServiceProvider);
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        return await work(db);
    }
}
