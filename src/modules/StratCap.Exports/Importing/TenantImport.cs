using System.Data;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using StratCap.Contracts.Operations;
using StratCap.Exports.Archives;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.FundMath;

namespace StratCap.Exports.Importing;

/// <summary>
/// Takes a firm in from an archive, with all its ids, into an installation that has nothing of it. The archive is looked through first; then files and rows go in, behind the walls of the firm, and all rows in
/// one transaction: either the firm is there whole, or nothing of it is.
/// </summary>
internal sealed partial class TenantImport(
    OneDatabase database, TenantTables tables, Sealing sealing, Blobs blobs, IEnumerable<BlobFolder> folders, IEnumerable<IVerifier> verifiers, CurrentTenant tenant, CurrentActor actor, TimeProvider clock)
{
    private readonly IReadOnlyDictionary<string, ExportedTable> _tables = tables.Exported.ToDictionary(t => t.Full, StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, BlobFolder> _folders = folders.ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Imports a firm and verifies it. 0 when it is there and nothing is wrong with it.</summary>
    /// <param name="withWorkUnderWay">Whether an archive is taken that was written while work was under way: it would be done here too.</param>
    public async Task<int> Run(string path, bool withWorkUnderWay, TextWriter say, CancellationToken ct)
    {
        try
        {
            if (await CheckExport.Run(path, say, ct) != 0) return 1;
            await using var reader = await ArchiveReader.Open(path, ct);
            if (Unfit(reader.Manifest, withWorkUnderWay) is { } unfit)
            {
                await say.WriteLineAsync(unfit);
                return 1;
            }
            using var inTenant = tenant.Use(reader.Manifest.TenantId);
            await Load(reader, ct);
            await say.WriteLineAsync($"{reader.Manifest.TenantName} is imported. Nobody of the firm can sign in yet: invite its administrator on the platform's page; secrets of connections are entered anew.");
            return await Verify(say, ct);
        }
        catch (Exception e) when (e is ArchiveRefusedException or FundRuleException)
        {
            await say.WriteLineAsync(e.Message);
            await say.WriteLineAsync("Nothing was imported.");
            return 1;
        }
    }

    /// <summary>Why an archive cannot be taken here; null when it can.</summary>
    private string? Unfit(Manifest manifest, bool withWorkUnderWay)
    {
        if (manifest.TenantId == PlatformTenant.Id || manifest.TenantId == Guid.Empty) return $"{Manifest.File}: {manifest.TenantId} is no firm.";
        if (manifest.UnderWay.Count > 0 && !withWorkUnderWay)
            return $"{Manifest.File}: it was written while work was under way ({string.Join(", ", manifest.UnderWay.Select(w => $"{w.What}: {w.Count}"))}), which would be done here too, perhaps for the second time. Suspend the firm where it is, wait and export it again; or take it as it is with --under-way.";
        var missing = _tables.Keys.Except(manifest.Tables.Select(t => t.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault();
        if (missing is not null) return $"{Manifest.File}: there is no table {missing} in it. {OtherVersion(manifest)}";
        return manifest.Tables.Select(t => Unfit(t) is { } why ? $"{t.File}: {why} {OtherVersion(manifest)}" : null).FirstOrDefault(why => why is not null);
    }

    private string? Unfit(TableEntry entry)
    {
        if (!_tables.TryGetValue(entry.Name, out var table)) return "Here is no such table.";
        var differs = entry.Columns.Select(c => $"{c.Name} {c.Type}").Except(table.Columns.Select(c => $"{c.Name} {c.Type}"), StringComparer.Ordinal)
            .Concat(table.Columns.Select(c => $"{c.Name} {c.Type}").Except(entry.Columns.Select(c => $"{c.Name} {c.Type}"), StringComparer.Ordinal)).FirstOrDefault();
        return differs is null ? null : $"The column '{differs}' is not on both sides.";
    }

    private static string OtherVersion(Manifest manifest) => $"It comes from another version of the product ({manifest.ProductVersion}): bring both installations to the same one and export it again.";

    private async Task Load(ArchiveReader reader, CancellationToken ct)
    {
        var (connection, transaction) = await database.Begin(reader.Manifest.TenantId, IsolationLevel.ReadCommitted, ct);
        await using var _ = connection;
        await using var __ = transaction;
        await Lock(connection, reader.Manifest.TenantId, ct);
        await RefuseUnlessEmpty(connection, ct);
        try
        {
            var loader = new RowLoader(connection, transaction, _tables, sealing);
            await reader.Read(new Into(loader, blobs, _folders, sealing), ct);
            await Record(connection, reader.Manifest, ct);
            await Settle(connection, ct);
        }
        catch
        {
            // What failed it may be that nobody waits any more.
            await blobs.Clear(CancellationToken.None);
            throw;
        }
        // Not within the above: should the connection end now, nobody knows whether the firm is there, and then its files must be.
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task Lock(NpgsqlConnection connection, Guid tenantId, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 0))", connection) { Parameters = { new() { Value = $"exports.import {tenantId}" } } };
        if (await command.ExecuteScalarAsync(ct) is not true) throw new FundRuleException("exports.import_under_way", "This firm is being imported at this moment: wait for that.");
    }

    private async Task RefuseUnlessEmpty(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(string.Join(" union all ", tables.Exported.Select(t => $"select '{t.Full}' where exists (select 1 from {t.Quoted})")) + " limit 1", connection);
        if (await command.ExecuteScalarAsync(ct) is string table)
            throw new FundRuleException("exports.firm_exists", $"This installation has rows of this firm already ({table}): a firm is imported only where nothing of it is.");
        await foreach (var key in blobs.Keys(ct))
            throw new FundRuleException("exports.files_exist", $"The store holds files of this firm already ({tenant.Id:N}/{key}), of an import that was killed or of an installation that shares the store: move them away or take another store, then repeat it.");
    }

    // Constraints that wait for the end are asked now, so that a refusal is one.
    private static async Task Settle(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var command = new NpgsqlCommand("set constraints all immediate", connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e)
        {
            throw new ArchiveRefusedException(Where(e), null, $"The database refuses these rows: {e.MessageText}");
        }
    }

    // A module's own trigger names no table, but it has a schema.
    private static string Where(PostgresException e) => e.TableName is { } table ? $"data/{e.SchemaName}/{table}.ndjson" : $"data/{TriggersSchema().Match(e.Where ?? "").Groups[1].Value}/";

    [GeneratedRegex(@"function (\w+)\.", RegexOptions.CultureInvariant)]
    private static partial Regex TriggersSchema();

    private async Task Record(NpgsqlConnection connection, Manifest manifest, CancellationToken ct)
    {
        var after = JsonSerializer.Serialize(new { manifest.ExportId, manifest.WrittenAt, manifest.ContentHash, Rows = manifest.Tables.Sum(t => t.Rows), manifest.Blobs.Files }, ApiJson.Options);
        await using var command = new NpgsqlCommand("""
            insert into exports.audit (tenant_id, id, at, actor_id, actor_name, action, subject_type, subject_id, after) values ($1, $2, $3, $4, $5, 'exports.firm.import', 'tenant', $6, $7::jsonb)
            """, connection)
        {
            Parameters =
            {
                new() { Value = manifest.TenantId }, new() { Value = Guid.CreateVersion7() }, new() { Value = clock.GetUtcNow() }, new() { Value = actor.Value.Id }, new() { Value = actor.Value.Name },
                new() { Value = manifest.TenantId.ToString() }, new() { Value = after },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<int> Verify(TextWriter say, CancellationToken ct)
    {
        var defects = new List<string>();
        foreach (var verifier in verifiers) await say.WriteLineAsync($"{verifier.Module}: {await verifier.Verify(defects, ct)}");
        foreach (var defect in defects) await say.WriteLineAsync("  " + defect);
        await say.WriteLineAsync(defects.Count == 0 ? "verify: clean" : $"verify: {defects.Count} defects, which were there when it was exported");
        return defects.Count == 0 ? 0 : 1;
    }

    /// <summary>Puts what is read into store and tables.</summary>
    private sealed class Into(RowLoader loader, Blobs blobs, IReadOnlyDictionary<string, BlobFolder> folders, Sealing sealing) : IArchiveSink
    {
        public async Task Blob(BlobLine file, Stream content, CancellationToken ct)
        {
            var key = file.File[BlobsEntry.Root.Length..];
            if (key.Split('/').Any(part => part.Length == 0 || part[0] == '.') || !folders.TryGetValue(key.Split('/')[0], out var folder)) throw new ArchiveRefusedException(file.File, null, "No module keeps such files, and none is taken in.");
            var purpose = folder.SealedFor;
            if (folder.NotExported is not null) throw new ArchiveRefusedException(file.File, null, "Such files do not leave an installation, and none is taken in.");
            var closed = purpose is null ? content : await sealing.Close(purpose, content, ct);
            await blobs.Write(key, closed, ct);
        }

        public ValueTask Row(TableEntry table, long line, string row, CancellationToken ct) => loader.Add(table.Name, table.File, line, row, ct);

        public Task End(TableEntry table, CancellationToken ct) => loader.Flush(table.Name, table.File, ct);
    }
}
