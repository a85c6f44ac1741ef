using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Exports.Archives;

/// <summary>A column that leaves.</summary>
/// <param name="Type">As PostgreSQL names it.</param>
/// <param name="SealedFor">The purpose for which it is sealed where it lies; in the file it is open. Null: it is not sealed.</param>
internal sealed record ExportedColumn(string Name, string Type, bool Nullable, string? SealedFor);

/// <summary>A column that stays behind, and what it gets instead.</summary>
internal sealed record LeftOutColumn(string Name, string Reason, string? Instead);

/// <summary>A table whose rows leave.</summary>
/// <param name="Columns">By name.</param>
/// <param name="Order">SQL of the order in which the rows of a table t leave: the same state gives the same file.</param>
/// <param name="Counted">Whether it is part of the hash over the content.</param>
internal sealed record ExportedTable(string Schema, string Name, IReadOnlyList<ExportedColumn> Columns, IReadOnlyList<LeftOutColumn> LeftOut, string Order, bool Counted)
{
    /// <summary>Schema and name.</summary>
    public string Full => $"{Schema}.{Name}";

    /// <summary>For SQL.</summary>
    public string Quoted => $"{Schema}.\"{Name}\"";

    /// <summary>Its file in the archive.</summary>
    public string File => $"data/{Schema}/{Name}.ndjson";
}

/// <summary>A table that stays behind, and why.</summary>
internal sealed record LeftOutTable(string Name, string Reason);

/// <summary>
/// What of a firm leaves and what stays behind, read out of the models of all modules: a table that a module adds leaves at once. Each module's tables come in an order in which they can be filled again.
/// </summary>
internal sealed class TenantTables
{
    /// <summary>In the order in which they leave and arrive.</summary>
    public IReadOnlyList<ExportedTable> Exported { get; }

    /// <summary>By name.</summary>
    public IReadOnlyList<LeftOutTable> LeftOut { get; }

    public TenantTables(IEnumerable<ModuleStore> stores, IServiceScopeFactory scopes)
    {
        using var scope = scopes.CreateScope();
        var (exported, leftOut) = (new List<ExportedTable>(), new List<LeftOutTable>());
        foreach (var store in stores.OrderBy(s => s.Module, StringComparer.Ordinal))
        {
            var tables = store.Open(scope.ServiceProvider).Model.GetRelationalModel().Tables.ToList();
            leftOut.AddRange(tables.Select(t => (Table: t, Reason: WhyNot(t))).Where(t => t.Reason is not null).Select(t => new LeftOutTable($"{t.Table.Schema}.{t.Table.Name}", t.Reason!)));
            exported.AddRange(Fillable([.. tables.Where(t => WhyNot(t) is null).OrderBy(t => t.Name, StringComparer.Ordinal)]).Select(Of));
        }
        (Exported, LeftOut) = (exported, [.. leftOut.OrderBy(t => t.Name, StringComparer.Ordinal)]);
    }

    private static string? WhyNot(ITable table)
    {
        var entity = Entity(table);
        if (entity.FindAnnotation(ExportMarks.LeftOut)?.Value is string reason) return reason;
        return typeof(ITenantOwned).IsAssignableFrom(entity.ClrType) ? null : (string)entity.FindAnnotation(ModuleDbContext.PlatformTableAnnotation)!.Value!;
    }

    private static ITypeBase Entity(ITable table) => table.EntityTypeMappings.First().TypeBase;

    /// <summary>Tables whose rows others name, or wait for, come first.</summary>
    private static List<ITable> Fillable(List<ITable> tables)
    {
        var ordered = new List<ITable>(tables.Count);
        void Add(ITable table)
        {
            if (ordered.Contains(table)) return;
            var first = table.ForeignKeyConstraints.Select(k => k.PrincipalTable.Name).Append(Entity(table).FindAnnotation(ExportMarks.After)?.Value as string);
            foreach (var other in tables.Where(t => t != table && first.Contains(t.Name))) Add(other);
            ordered.Add(table);
        }
        foreach (var table in tables) Add(table);
        return ordered;
    }

    private static ExportedTable Of(ITable table)
    {
        static object? Mark(IColumn column, string name) => column.PropertyMappings.Select(m => m.Property.FindAnnotation(name)?.Value).FirstOrDefault(v => v is not null);
        var columns = table.Columns.OrderBy(c => c.Name, StringComparer.Ordinal).ToList();
        return new ExportedTable(
            table.Schema!, table.Name,
            [.. columns.Where(c => Mark(c, ExportMarks.LeftOut) is null).Select(c => new ExportedColumn(c.Name, c.StoreType, c.IsNullable, Mark(c, ExportMarks.SealedFor) as string))],
            [.. columns.Where(c => Mark(c, ExportMarks.LeftOut) is not null).Select(c => new LeftOutColumn(c.Name, (string)Mark(c, ExportMarks.LeftOut)!, Mark(c, ExportMarks.Instead) as string))],
            Entity(table).FindAnnotation(ExportMarks.Order)?.Value is string order ? $"t.\"{order}\"" : string.Join(", ", table.PrimaryKey!.Columns.Select(Ordered)),
            Entity(table).FindAnnotation(ExportMarks.NotCounted) is null);
    }

    // By bytes, not by a language's rules: these differ from one installation to the next.
    private static string Ordered(IColumn column) => column.StoreType is "text" || column.StoreType.StartsWith("character", StringComparison.Ordinal) ? $"t.\"{column.Name}\" collate \"C\"" : $"t.\"{column.Name}\"";
}
