using System.Text.Json;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.PortalSync.Files;

/// <summary>A file as it was read: another of the same name is another file.</summary>
internal sealed record FileSeen(string Path, long Length, long ModifiedAt)
{
    internal static FileSeen Of(RemoteFile file) => new(file.Path, file.Length, file.ModifiedAt.ToUnixTimeMilliseconds());
}

/// <summary>The files whose investors were given. They are moved away when the host comes back with the cursor, for only then has it taken them.</summary>
internal sealed record FileCursor(IReadOnlyList<FileSeen> Taken)
{
    private const int Longest = 2000;

    internal static FileCursor Read(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor)) return new([]);
        try
        {
            return JsonSerializer.Deserialize<FileCursor>(cursor) ?? new([]);
        }
        catch (JsonException e)
        {
            throw new ConnectorException(ErrorClass.Validation, "The cursor is none of this portal's files.", inner: e);
        }
    }

    internal FileCursor With(FileSeen file) => new([.. Taken, file]);

    internal bool Fits => Write().Length <= Longest;

    internal string Write() => JsonSerializer.Serialize(this);
}
