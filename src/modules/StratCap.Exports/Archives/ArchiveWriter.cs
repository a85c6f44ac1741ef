using System.IO.Compression;
using System.Text;
using System.Text.Json;
using StratCap.Foundation.Storage;

namespace StratCap.Exports.Archives;

/// <summary>What an archive's first lines say.</summary>
internal sealed record ArchiveHead(Guid ExportId, DateTimeOffset WrittenAt, string AskedByName);

/// <summary>An archive that was written.</summary>
/// <param name="Sha256">Of the whole file, lower-case hex.</param>
internal sealed record WrittenArchive(Manifest Manifest, long Bytes, string Sha256);

/// <summary>A file that a document rests on went while the archive was written: it is written anew.</summary>
internal sealed class ContentGoneException(string sha256) : Exception($"The content {sha256} of a document is not in the store.");

/// <summary>Writes all of a firm, table by table and file by file; nothing is held that grows with them but the names of contents.</summary>
internal sealed class ArchiveWriter(TenantTables tables, Blobs blobs, IEnumerable<BlobFolder> folders, Sealing sealing)
{
    // The archive's own times tell nothing: the same state gives the same entries.
    private static readonly DateTimeOffset EntryTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly IReadOnlyDictionary<string, BlobFolder> _folders = folders.ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>Steps of the way, for its progress.</summary>
    public int Steps => tables.Exported.Count + 1;

    /// <summary>Writes the archive; the firm must be in scope.</summary>
    /// <param name="step">Told after each of <see cref="Steps"/>.</param>
    public async Task<WrittenArchive> Write(Stream target, Snapshot snapshot, ArchiveHead head, Func<int, CancellationToken, Task> step, CancellationToken ct)
    {
        await using var closing = new ClosingHash(target);
        Manifest manifest;
        await using (var zip = await ZipArchive.CreateAsync(closing, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct))
        {
            zip.Comment = ClosingHash.Comment;
            manifest = await Fill(zip, snapshot, head, step, ct);
        }
        var hash = await closing.Finish(ct);
        return new WrittenArchive(manifest, closing.Bytes, hash);
    }

    private async Task<Manifest> Fill(ZipArchive zip, Snapshot snapshot, ArchiveHead head, Func<int, CancellationToken, Task> step, CancellationToken ct)
    {
        var entries = new List<TableEntry>();
        foreach (var table in tables.Exported)
        {
            entries.Add(await WriteRows(zip, table, snapshot, ct));
            await step(entries.Count, ct);
        }
        var files = await WriteBlobs(zip, snapshot, ct);
        await step(Steps, ct);
        var manifest = new Manifest(
            Manifest.FormatName, Manifest.Version, typeof(ArchiveWriter).Assembly.GetName().Version!.ToString(3), head.ExportId, snapshot.TenantId, await snapshot.Name(ct), head.WrittenAt, head.AskedByName,
            ContentHash.Of(entries, files), entries, tables.LeftOut, files, await snapshot.Books(ct), snapshot.UnderWay);
        await Entry(zip, Manifest.File, CompressionLevel.Optimal, (stream, c) => JsonSerializer.SerializeAsync(stream, manifest, Manifest.Json, c), ct);
        return manifest;
    }

    private async Task<TableEntry> WriteRows(ZipArchive zip, ExportedTable table, Snapshot snapshot, CancellationToken ct)
    {
        var rows = 0L;
        var (bytes, hash) = await Entry(zip, table.File, CompressionLevel.Optimal, async (stream, c) =>
        {
            await using var writer = new StreamWriter(stream, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
            await foreach (var row in snapshot.Rows(table, c))
            {
                await writer.WriteLineAsync(sealing.Open(table, row).AsMemory(), c);
                rows++;
            }
        }, ct);
        return new TableEntry(table.Full, table.File, rows, bytes, hash, table.Counted, [.. table.Columns.Select(c => new ColumnEntry(c.Name, c.Type, c.Nullable, c.SealedFor is not null))], [.. table.LeftOut.Select(c => new LeftOutEntry(c.Name, c.Reason))]);
    }

    /// <summary>Every file of the firm, then the list of them.</summary>
    private async Task<BlobsEntry> WriteBlobs(ZipArchive zip, Snapshot snapshot, CancellationToken ct)
    {
        var contents = new HashSet<string>(StringComparer.Ordinal);
        var counts = new SortedDictionary<string, FolderEntry>(StringComparer.Ordinal);
        await using var list = PassingFile.Make();
        await foreach (var key in blobs.Keys(ct))
        {
            var folder = key.Split('/')[0];
            var known = _folders.GetValueOrDefault(folder);
            if (known?.NotExported is not null || await WriteBlob(zip, key, known, ct) is not { } line) continue;
            contents.Add(key[(key.LastIndexOf('/') + 1)..]);
            counts[folder] = counts.TryGetValue(folder, out var sum) ? sum with { Files = sum.Files + 1, Bytes = sum.Bytes + line.Bytes } : new FolderEntry(folder, 1, line.Bytes);
            await JsonSerializer.SerializeAsync(list, line, BlobLine.Json, ct);
            list.WriteByte((byte)'\n');
        }
        await foreach (var needed in snapshot.Contents(ct))
            if (!contents.Contains(needed)) throw new ContentGoneException(needed);
        list.Position = 0;
        var (_, hash) = await Entry(zip, BlobsEntry.List, CompressionLevel.Optimal, (stream, c) => list.CopyToAsync(stream, c), ct);
        return new BlobsEntry(
            BlobsEntry.List, counts.Values.Sum(f => f.Files), counts.Values.Sum(f => f.Bytes), hash, [.. counts.Values],
            [.. _folders.Values.Where(f => f.NotExported is not null).OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => new LeftOutTable(f.Name, f.NotExported!))]);
    }

    // A file may go while others are written: whether something rests on it is asked at the end.
    private async Task<BlobLine?> WriteBlob(ZipArchive zip, string key, BlobFolder? folder, CancellationToken ct)
    {
        await using var stored = await blobs.Open(key, ct);
        if (stored is null) return null;
        await using var open = folder?.SealedFor is { } purpose ? await sealing.Open(purpose, stored, ct) : stored;
        var name = BlobsEntry.Root + key;
        var (bytes, hash) = await Entry(zip, name, CompressionLevel.Fastest, (stream, c) => open.CopyToAsync(stream, c), ct);
        return new BlobLine(name, bytes, hash);
    }

    private static async Task<(long Bytes, string Sha256)> Entry(ZipArchive zip, string name, CompressionLevel level, Func<Stream, CancellationToken, Task> write, CancellationToken ct)
    {
        var entry = zip.CreateEntry(name, level);
        entry.LastWriteTime = EntryTime;
        await using var stream = await entry.OpenAsync(ct);
        await using var hashed = new HashedStream(stream);
        await write(hashed, ct);
        await hashed.FlushAsync(ct);
        return (hashed.Bytes, hashed.Sha256());
    }
}
