using System.Text.Json;
using Npgsql;
using StratCap.Exports.Archives;

namespace StratCap.Exports.Importing;

/// <summary>
/// Puts rows into their tables, some hundred in a statement, in the order of the file: the database's own triggers look at each as if it were written now. A row that it refuses is found and named by its line.
/// </summary>
internal sealed class RowLoader(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyDictionary<string, ExportedTable> tables, Sealing sealing)
{
    private const int BatchRows = 500;
    private const int BatchCharacters = 4 << 20;
    private const string Savepoint = "rows";

    private readonly List<(long Line, string Row)> _batch = [];
    private long _characters;

    /// <summary>Rows that were added.</summary>
    public long Rows { get; private set; }

    /// <summary>Adds a row, now or with the next ones.</summary>
    public async ValueTask Add(string tableName, string file, long line, string row, CancellationToken ct)
    {
        var closed = Closed(tableName, file, line, row);
        _batch.Add((line, closed));
        _characters += closed.Length;
        if (_batch.Count == BatchRows || _characters > BatchCharacters) await Flush(tableName, file, ct);
    }

    private string Closed(string tableName, string file, long line, string row)
    {
        try
        {
            return sealing.Close(tables[tableName], row);
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException or FormatException or NullReferenceException)
        {
            throw new ArchiveRefusedException(file, line, "What is sealed here does not have its form in this row.");
        }
    }

    /// <summary>Adds what is left.</summary>
    /// <exception cref="ArchiveRefusedException">The database refuses a row.</exception>
    public async Task Flush(string tableName, string file, CancellationToken ct)
    {
        if (_batch.Count == 0) return;
        var sql = Insert(tables[tableName]);
        await transaction.SaveAsync(Savepoint, ct);
        try
        {
            await Insert(sql, [.. _batch.Select(r => r.Row)], ct);
        }
        catch (PostgresException)
        {
            await transaction.RollbackAsync(Savepoint, ct);
            await OneByOne(sql, file, ct);
        }
        await transaction.ReleaseAsync(Savepoint, ct);
        Rows += _batch.Count;
        _batch.Clear();
        _characters = 0;
    }

    private async Task OneByOne(string sql, string file, CancellationToken ct)
    {
        foreach (var (line, row) in _batch)
        {
            try
            {
                await Insert(sql, [row], ct);
            }
            catch (PostgresException e)
            {
                throw new ArchiveRefusedException(file, line, Why(e));
            }
        }
    }

    private static string Why(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation when e.ConstraintName == "ux_tenant_domains_host" => "This host name leads to another firm here: give that firm another one, or import into another installation.",
        PostgresErrorCodes.UniqueViolation => $"There is such a row already ({e.ConstraintName}).",
        PostgresErrorCodes.InsufficientPrivilege => "This row belongs to another firm than the archive.",
        _ => $"The database refuses this row: {e.MessageText}",
    };

    private async Task Insert(string sql, string[] rows, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = 0, Parameters = { new() { Value = rows } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    // Rows are typed by the table itself. COPY is refused on tables behind row security.
    private string Insert(ExportedTable table)
    {
        var made = sealing.MadeOnArrival(table);
        var given = table.Columns.Select(c => c.Name).Concat(made).Select(c => (Column: $"\"{c}\"", Value: $"r.\"{c}\""))
            .Concat(table.LeftOut.Where(c => c.Instead is not null && !made.Contains(c.Name)).Select(c => (Column: $"\"{c.Name}\"", Value: c.Instead!))).ToList();
        return $"""
            insert into {table.Quoted} ({string.Join(", ", given.Select(g => g.Column))}) select {string.Join(", ", given.Select(g => g.Value))}
            from unnest($1::text[]) with ordinality as line (text, number) cross join lateral json_populate_record(null::{table.Quoted}, line.text::json) r order by line.number
            """;
    }
}
