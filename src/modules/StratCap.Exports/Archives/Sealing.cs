using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;

namespace StratCap.Exports.Archives;

/// <summary>Opens what is sealed under this installation's key in rows that leave, and seals it in rows that arrive.</summary>
internal sealed class Sealing(Seal seal, IEnumerable<IArrivingRows> arriving)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IReadOnlyDictionary<string, IArrivingRows> _arriving = arriving.ToDictionary(a => a.Table, StringComparer.Ordinal);

    /// <summary>Columns that are set in rows that arrive, beside those that left.</summary>
    public IReadOnlyList<string> MadeOnArrival(ExportedTable table) => _arriving.TryGetValue(table.Full, out var rows) ? rows.Columns : [];

    /// <summary>A row as it leaves.</summary>
    public string Open(ExportedTable table, string row)
    {
        if (table.Columns.All(c => c.SealedFor is null)) return row;
        var json = JsonNode.Parse(row)!.AsObject();
        foreach (var column in table.Columns.Where(c => c.SealedFor is not null))
            if (json[column.Name]?.GetValue<string>() is { } hex) json[column.Name] = Encoding.UTF8.GetString(seal.Open(column.SealedFor!, Convert.FromHexString(hex.AsSpan(2))));
        return json.ToJsonString(Plain);
    }

    /// <summary>A row as it is stored here.</summary>
    public string Close(ExportedTable table, string row)
    {
        _arriving.TryGetValue(table.Full, out var made);
        if (made is null && table.Columns.All(c => c.SealedFor is null)) return row;
        var json = JsonNode.Parse(row)!.AsObject();
        made?.Arrive(json);
        foreach (var column in table.Columns.Where(c => c.SealedFor is not null))
            if (json[column.Name]?.GetValue<string>() is { } open) json[column.Name] = string.Create(CultureInfo.InvariantCulture, $"\\x{Convert.ToHexStringLower(seal.Close(column.SealedFor!, Encoding.UTF8.GetBytes(open)))}");
        return json.ToJsonString(Plain);
    }

    /// <summary>A file as it leaves.</summary>
    public async Task<Stream> Open(string purpose, Stream file, CancellationToken ct) => new MemoryStream(seal.Open(purpose, await All(file, ct)), writable: false);

    /// <summary>A file as it is stored here.</summary>
    public async Task<Stream> Close(string purpose, Stream file, CancellationToken ct) => new MemoryStream(seal.Close(purpose, await All(file, ct)), writable: false);

    // A seal is over a whole, so what is sealed is small.
    private static async Task<byte[]> All(Stream file, CancellationToken ct)
    {
        using var memory = new MemoryStream();
        await file.CopyToAsync(memory, ct);
        return memory.ToArray();
    }
}
