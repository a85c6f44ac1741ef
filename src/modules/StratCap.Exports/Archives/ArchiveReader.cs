using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StratCap.Exports.Archives;

/// <summary>An archive is not what was written. The message names file and line, and says what to do.</summary>
internal sealed class ArchiveRefusedException(string file, long? line, string what) : Exception(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}{(line is null ? "" : $":{line}")}: {what}"))
{
    /// <summary>The file within the archive, or the archive itself.</summary>
    public string File { get; } = file;
}

/// <summary>Gets what stands in an archive, checked piece by piece: files first, then rows.</summary>
internal interface IArchiveSink
{
    /// <summary>Takes a file. What is not read of it is read past.</summary>
    Task Blob(BlobLine file, Stream content, CancellationToken ct);

    /// <summary>Takes a row of a table.</summary>
    ValueTask Row(TableEntry table, long line, string row, CancellationToken ct);

    /// <summary>All rows of a table were given.</summary>
    Task End(TableEntry table, CancellationToken ct);
}

/// <summary>
/// Reads an archive and believes nothing of it: every file must be named and none may be there beside, none unpacks to more than it says, each has its hash, each row the columns that the manifest names, each
/// book's chain is replayed, and all bytes of the archive together have the hash at its end. Nothing is unpacked to a disk.
/// </summary>
internal sealed partial class ArchiveReader : IAsyncDisposable
{
    /// <summary>The longest manifest: some hundred bytes a column, some more a book.</summary>
    private const long MaxManifest = 256L << 20;

    /// <summary>The longest line of the list of files.</summary>
    private const long MaxBlobLine = 600;

    private const string Again = "Take the archive from where it was written once more.";
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    private readonly string _name;
    private readonly FileStream _file;
    private readonly ZipArchive _zip;
    private readonly bool _whole;

    private ArchiveReader(string name, FileStream file, ZipArchive zip, bool whole, Manifest manifest)
    {
        (_name, _file, _zip, _whole, Manifest) = (name, file, zip, whole, manifest);
    }

    public Manifest Manifest { get; }

    /// <summary>Opens an archive and reads what it says of itself.</summary>
    /// <exception cref="ArchiveRefusedException">It is none, or not of this form.</exception>
    public static async Task<ArchiveReader> Open(string path, CancellationToken ct)
    {
        var name = Path.GetFileName(path);
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        ZipArchive? zip = null;
        try
        {
            var whole = await IsWhole(file, name, ct);
            zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, ct);
            var manifest = await ReadManifest(zip, name, ct);
            return new ArchiveReader(name, file, zip, whole, manifest);
        }
        catch (Exception e)
        {
            if (zip is not null) await zip.DisposeAsync();
            await file.DisposeAsync();
            if (e is InvalidDataException or EndOfStreamException) throw new ArchiveRefusedException(name, null, $"It is no whole ZIP archive. {Again}");
            throw;
        }
    }

    /// <summary>Gives everything to a sink.</summary>
    /// <exception cref="ArchiveRefusedException">Something is not as it was written.</exception>
    public async Task Read(IArchiveSink sink, CancellationToken ct)
    {
        var expected = 2 + Manifest.Tables.Count + Manifest.Blobs.Files;
        if (_zip.Entries.Count != expected) throw new ArchiveRefusedException(_name, null, $"It holds {_zip.Entries.Count} files, and {expected} are named in it. {Again}");
        if (Manifest.Tables.Select(t => t.File).Distinct(StringComparer.Ordinal).Count() != Manifest.Tables.Count) throw new ArchiveRefusedException(Manifest.File, null, "It names a file twice.");
        await ReadBlobs(sink, ct);
        var books = new BookReplay();
        foreach (var table in Manifest.Tables) await ReadRows(table, books, sink, ct);
        if (!books.Books.OrderBy(b => b.FundId).SequenceEqual(Manifest.Books.OrderBy(b => b.FundId))) throw new ArchiveRefusedException(Manifest.File, null, "The books that it names are not those of the facts.");
        if (ContentHash.Of(Manifest.Tables, Manifest.Blobs) != Manifest.ContentHash) throw new ArchiveRefusedException(Manifest.File, null, $"It was changed: its hash over the content is not that of its files. {Again}");
        if (!_whole) throw new ArchiveRefusedException(_name, null, $"What it holds is whole, but {Manifest.File} or the archive's own structure was changed: its hash is not the one at its end. {Again}");
    }

    /// <summary>Whether the hash at the end is that of all bytes before it.</summary>
    private static async Task<bool> IsWhole(FileStream file, string name, CancellationToken ct)
    {
        var tail = new byte[ClosingHash.Comment.Length];
        if (file.Length < tail.Length) throw new ArchiveRefusedException(name, null, $"It is no archive of this kind. {Again}");
        file.Seek(-tail.Length, SeekOrigin.End);
        await file.ReadExactlyAsync(tail, ct);
        var comment = Encoding.ASCII.GetString(tail);
        if (!comment.StartsWith(ClosingHash.Mark, StringComparison.Ordinal)) throw new ArchiveRefusedException(name, null, $"It does not end as such an archive does: it is none, or cut off. {Again}");
        file.Position = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        try
        {
            var left = file.Length - ClosingHash.Digits;
            while (left > 0)
            {
                var read = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), ct);
                if (read == 0) return false;
                hash.AppendData(buffer.AsSpan(0, read));
                left -= read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        file.Position = 0;
        return comment[ClosingHash.Mark.Length..] == Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<Manifest> ReadManifest(ZipArchive zip, string name, CancellationToken ct)
    {
        var entry = zip.GetEntry(Manifest.File) ?? throw new ArchiveRefusedException(name, null, $"There is no {Manifest.File} in it: it is no export.");
        try
        {
            await using var stream = await entry.OpenAsync(ct);
            using var document = await JsonDocument.ParseAsync(new HashedStream(stream, MaxManifest), cancellationToken: ct);
            var version = document.RootElement.GetProperty("formatVersion").GetInt32();
            if (document.RootElement.GetProperty("format").GetString() != Manifest.FormatName || version != Manifest.Version)
                throw new ArchiveRefusedException(Manifest.File, null, $"It has version {version} of the format; this program reads version {Manifest.Version}.");
            return document.RootElement.Deserialize<Manifest>(Manifest.Json)!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or InvalidDataException)
        {
            throw new ArchiveRefusedException(Manifest.File, null, $"It cannot be read ({e.Message}). {Again}");
        }
    }

    private async Task ReadBlobs(IArchiveSink sink, CancellationToken ct)
    {
        var (files, bytes) = (0L, 0L);
        var last = "";
        await Checked(BlobsEntry.List, Manifest.Blobs.Sha256, checked((Manifest.Blobs.Files + 1) * MaxBlobLine), null, async stream =>
        {
            var number = 0L;
            await foreach (var line in Lines.Read(stream, ct))
            {
                number++;
                if (Blob(line) is not { } blob || string.CompareOrdinal(blob.File.Replace('/', '\0'), last) <= 0) throw new ArchiveRefusedException(BlobsEntry.List, number, $"This is no line of the list of files, or it stands twice. {Again}");
                last = blob.File.Replace('/', '\0');
                await Checked(blob.File, blob.Sha256, blob.Bytes, blob.Bytes, content => sink.Blob(blob, content, ct), ct);
                (files, bytes) = (files + 1, bytes + blob.Bytes);
            }
        }, ct);
        if (files != Manifest.Blobs.Files || bytes != Manifest.Blobs.Bytes) throw new ArchiveRefusedException(Manifest.File, null, "It names another number of files than the list.");
    }

    private static BlobLine? Blob(ReadOnlySequence<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            return JsonSerializer.Deserialize<BlobLine>(ref reader, BlobLine.Json) is { } blob && BlobName().IsMatch(blob.File) && !blob.File.Contains("..", StringComparison.Ordinal) && blob.Bytes >= 0 ? blob : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task ReadRows(TableEntry table, BookReplay books, IArchiveSink sink, CancellationToken ct)
    {
        if (!TableFile().IsMatch(table.File) || table.File != $"data/{table.Name.Replace('.', '/')}.ndjson") throw new ArchiveRefusedException(Manifest.File, null, $"'{table.File}' is no name of a table's file.");
        var columns = table.Columns.Select(c => Encoding.UTF8.GetBytes(c.Name)).ToArray();
        var line = 0L;
        await Checked(table.File, table.Sha256, table.Bytes, table.Bytes, async stream =>
        {
            await foreach (var bytes in Lines.Read(stream, ct))
            {
                line++;
                if (Wrong(bytes, columns) is { } wrong) throw new ArchiveRefusedException(table.File, line, wrong);
                var row = Utf8.GetString(bytes);
                if (table.Name == BookReplay.Table && books.Add(row) is { } defect) throw new ArchiveRefusedException(table.File, line, $"{defect} {Again}");
                await sink.Row(table, line, row, ct);
            }
        }, ct);
        if (line != table.Rows) throw new ArchiveRefusedException(table.File, null, $"It holds {line} rows, and the manifest says {table.Rows}. {Again}");
        await sink.End(table, ct);
    }

    /// <summary>Null when a line is an object with exactly a table's columns, in their order.</summary>
    private static string? Wrong(ReadOnlySequence<byte> line, byte[][] columns)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            var count = 0;
            while (reader.Read())
            {
                if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.EndObject)) return "This line is no row.";
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName) continue;
                if (count == columns.Length || !reader.ValueTextEquals(columns[count])) return $"This row has other columns than the manifest names. {Again}";
                count++;
            }
            return count == columns.Length ? null : $"This row has fewer columns than the manifest names. {Again}";
        }
        catch (JsonException)
        {
            return $"This line is no row. {Again}";
        }
    }

    /// <summary>Reads a file to its end and compares its length and hash. A file that was changed is named so, whatever else could not be read for it.</summary>
    private async Task Checked(string name, string sha256, long limit, long? length, Func<Stream, Task> read, CancellationToken ct)
    {
        var entry = _zip.GetEntry(name) ?? throw new ArchiveRefusedException(name, null, $"It is missing. {Again}");
        try
        {
            await using var stream = await entry.OpenAsync(ct);
            await using var hashed = new HashedStream(stream, limit);
            ArchiveRefusedException? refused = null;
            try
            {
                await read(hashed);
            }
            catch (ArchiveRefusedException e) when (e.File == name)
            {
                refused = e;
            }
            await hashed.CopyToAsync(Stream.Null, ct);
            if (length is { } said && hashed.Bytes != said) throw new ArchiveRefusedException(name, null, $"It has {hashed.Bytes} bytes, and the manifest says {said}. {Again}");
            if (hashed.Sha256() != sha256) throw new ArchiveRefusedException(name, null, $"It was changed: its hash is not the one that was written down. {Again}");
            if (refused is not null) throw refused;
        }
        catch (Exception e) when (e is InvalidDataException or DecoderFallbackException or EndOfStreamException)
        {
            throw new ArchiveRefusedException(name, null, $"It was changed or cut off ({e.Message}). {Again}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _zip.DisposeAsync();
        await _file.DisposeAsync();
    }

    [GeneratedRegex("^blobs/[A-Za-z0-9._/-]{1,300}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BlobName();

    [GeneratedRegex("^data/[a-z0-9_]{1,63}/[a-z0-9_]{1,63}\\.ndjson$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TableFile();
}
