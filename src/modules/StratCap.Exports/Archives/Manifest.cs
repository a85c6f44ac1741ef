using System.Text.Json;
using System.Text.Json.Serialization;

namespace StratCap.Exports.Archives;

/// <summary>What an archive says of itself: the file <c>manifest.json</c>. etc/docs/export.md tells it field by field.</summary>
internal sealed record Manifest(
    string Format, int FormatVersion, string ProductVersion, Guid ExportId, Guid TenantId, string TenantName, DateTimeOffset WrittenAt, string AskedByName, string ContentHash,
    IReadOnlyList<TableEntry> Tables, IReadOnlyList<LeftOutTable> LeftOutTables, BlobsEntry Blobs, IReadOnlyList<BookEntry> Books, IReadOnlyList<UnderWayEntry> UnderWay)
{
    public const string File = "manifest.json";
    public const string FormatName = "stratcap-export";
    public const int Version = 1;

    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };
}

/// <summary>The rows of a table.</summary>
/// <param name="Name">Schema and name.</param>
/// <param name="Bytes">Of the file, unpacked.</param>
/// <param name="Sha256">Of the file, unpacked; lower-case hex.</param>
/// <param name="Counted">Whether it is part of the hash over the content.</param>
internal sealed record TableEntry(string Name, string File, long Rows, long Bytes, string Sha256, bool Counted, IReadOnlyList<ColumnEntry> Columns, IReadOnlyList<LeftOutEntry> LeftOut);

/// <param name="Type">As PostgreSQL names it.</param>
/// <param name="Sealed">It lies sealed in the product; here it is open.</param>
internal sealed record ColumnEntry(string Name, string Type, bool Nullable, bool Sealed);

internal sealed record LeftOutEntry(string Column, string Reason);

/// <summary>The firm's files: the list of them is a file of its own, since they may be many.</summary>
/// <param name="Sha256">Of the list.</param>
/// <param name="Folders">How many files lie in each folder.</param>
/// <param name="LeftOut">Folders that stay behind.</param>
internal sealed record BlobsEntry(string File, long Files, long Bytes, string Sha256, IReadOnlyList<FolderEntry> Folders, IReadOnlyList<LeftOutTable> LeftOut)
{
    public const string List = "blobs.ndjson";

    /// <summary>The folder of the archive that they lie in.</summary>
    public const string Root = "blobs/";
}

internal sealed record FolderEntry(string Name, long Files, long Bytes);

/// <summary>A line of the list of files.</summary>
internal sealed record BlobLine(string File, long Bytes, string Sha256)
{
    internal static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectRequiredConstructorParameters = true };
}

/// <summary>A fund's book.</summary>
/// <param name="Hash">Of its last fact, which stands for all before it.</param>
internal sealed record BookEntry(Guid FundId, long Facts, string Hash);

/// <summary>Work that had not ended when the archive was written.</summary>
/// <param name="What">The table that it stands in.</param>
internal sealed record UnderWayEntry(string What, long Count);
