using System.Runtime.CompilerServices;
using Npgsql;
using StratCap.Foundation.Jobs;

namespace StratCap.Exports.Archives;

/// <summary>One state of all that a firm has, as of one moment, whatever is written meanwhile. Rows are streamed.</summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private Snapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid tenantId, IReadOnlyList<UnderWayEntry> underWay)
    {
        _connection = connection;
        _transaction = transaction;
        TenantId = tenantId;
        UnderWay = underWay;
    }

    public Guid TenantId { get; }

    /// <summary>Work that had not ended at that moment: events on their way, jobs. Empty is a quiet moment.</summary>
    public IReadOnlyList<UnderWayEntry> UnderWay { get; }

    /// <summary>Whether nothing of it would end by waiting a little.</summary>
    public bool IsQuiet { get; private init; }

    /// <summary>Waits for a quiet moment, for so long; then takes the moment as it is.</summary>
    public static async Task<Snapshot> Open(OneDatabase database, TenantTables tables, Guid tenantId, TimeSpan patience, TimeProvider clock, CancellationToken ct)
    {
        var until = clock.GetUtcNow() + patience;
        while (true)
        {
            var snapshot = await Open(database, tables, tenantId, ct);
            if (snapshot.IsQuiet || clock.GetUtcNow() >= until) return snapshot;
            await snapshot.DisposeAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(200), clock, ct);
        }
    }

    private static async Task<Snapshot> Open(OneDatabase database, TenantTables tables, Guid tenantId, CancellationToken ct)
    {
        var (connection, transaction) = await database.Begin(tenantId, System.Data.IsolationLevel.RepeatableRead, ct);
        try
        {
            var (underWay, isQuiet) = await UnderWayOf(connection, tables, ct);
            return new Snapshot(connection, transaction, tenantId, underWay) { IsQuiet = isQuiet };
        }
        catch
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A table's rows as JSON, a line each, in the table's order. Amounts and whole numbers of 64 bits are texts, so that no reader rounds them.</summary>
    public IAsyncEnumerable<string> Rows(ExportedTable table, CancellationToken ct)
    {
        var columns = table.Columns.Select(c => c.Type.StartsWith("numeric", StringComparison.Ordinal) && !c.Type.EndsWith("[]", StringComparison.Ordinal) || c.Type == "bigint" ? $"t.\"{c.Name}\"::text as \"{c.Name}\"" : $"t.\"{c.Name}\"");
        return Strings($"select row_to_json(r)::text from (select {string.Join(", ", columns)} from {table.Quoted} t where t.tenant_id = '{TenantId}' order by {table.Order}) r", ct);
    }

    /// <summary>The last fact of each book.</summary>
    public async Task<IReadOnlyList<BookEntry>> Books(CancellationToken ct)
    {
        var books = new List<BookEntry>();
        await using var command = Command($"select distinct on (fund_id) fund_id, sequence, hash from {BookReplay.Table} where tenant_id = '{TenantId}' order by fund_id, sequence desc");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) books.Add(new BookEntry(reader.GetGuid(0), reader.GetInt64(1), reader.GetString(2)));
        return books;
    }

    /// <summary>Hashes of the contents that documents rest on.</summary>
    public IAsyncEnumerable<string> Contents(CancellationToken ct) => Strings(
        $"select distinct v.sha256 from documents.document_versions v join documents.documents d on d.tenant_id = v.tenant_id and d.id = v.document_id where v.tenant_id = '{TenantId}' and d.destroyed_at is null", ct);

    /// <summary>The firm's name.</summary>
    public async Task<string> Name(CancellationToken ct)
    {
        await using var command = Command($"select name from tenancy.tenants where tenant_id = '{TenantId}'");
        return (string)(await command.ExecuteScalarAsync(ct) ?? throw new InvalidOperationException($"There is no firm {TenantId}."));
    }

    private async IAsyncEnumerable<string> Strings(string sql, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) yield return reader.GetString(0);
    }

    private NpgsqlCommand Command(string sql) => new(sql, _connection, _transaction) { CommandTimeout = 0 };

    // Tables of jobs are known by their lease. Events that wait since sending them fails are not waited for, since that may last for ever; but they are told, since they would be sent twice.
    private static async Task<(IReadOnlyList<UnderWayEntry> UnderWay, bool IsQuiet)> UnderWayOf(NpgsqlConnection connection, TenantTables tables, CancellationToken ct)
    {
        var counts = tables.Exported.Where(t => t.Name == "outbox").Select(t => (t.Full, Where: "true", Now: "not_before <= now()"))
            .Concat(tables.Exported.Where(t => t.Columns.Any(c => c.Name == "lease_owner")).Select(t => (t.Full, Where: JobLeases.UnderWay, Now: "true")))
            .Select(t => $"select '{t.Full}', count(*), count(*) filter (where {t.Now}) from {t.Full} where {t.Where}");
        await using var command = new NpgsqlCommand($"select * from ({string.Join(" union all ", counts)}) as counted (what, count, now) where count > 0 order by what", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (found, isQuiet) = (new List<UnderWayEntry>(), true);
        while (await reader.ReadAsync(ct))
        {
            found.Add(new UnderWayEntry(reader.GetString(0), reader.GetInt64(1)));
            isQuiet &= reader.GetInt64(2) == 0;
        }
        return (found, isQuiet);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
