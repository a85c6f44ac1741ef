using System.Security.Cryptography;

namespace StratCap.Documents.Keeping;

/// <summary>A file that was looked at before it is kept.</summary>
/// <param name="FileName">Without folders, control characters and what file systems refuse; at most <see cref="NameLength"/> characters.</param>
/// <param name="ContentType">Of the allowed ones; the bytes are of it.</param>
/// <param name="Sha256">Lower-case hex.</param>
internal sealed record CheckedFile(string FileName, string ContentType, long SizeBytes, string Sha256)
{
    public const int NameLength = 120;

    private const string NotInNames = "\"*/:<>?\\|";

    /// <summary>Looks at a file's bytes; null when they are not what is said of them, or of a type that is not taken.</summary>
    /// <param name="said">The type that the sender names, lower-case.</param>
    /// <param name="content">Can seek; stands at its beginning afterwards.</param>
    public static async Task<CheckedFile?> Of(string fileName, string said, Stream content, CancellationToken ct)
    {
        if (ContentTypes.Of(said, fileName, content) is not { } contentType) return null;
        content.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, ct));
        content.Position = 0;
        return new CheckedFile(NameOf(fileName, contentType), contentType, content.Length, hash);
    }

    /// <summary>A name that any system takes, with the ending that belongs to its type.</summary>
    private static string NameOf(string given, string contentType)
    {
        var last = given[(given.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = new string([.. last.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && !NotInNames.Contains(c, StringComparison.Ordinal))]).Trim(' ', '.');
        var ending = ContentTypes.EndingOf(contentType);
        var stem = clean.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? clean[..^ending.Length].TrimEnd(' ', '.') : clean;
        if (stem.Length == 0) stem = "document";
        return stem[..Math.Min(stem.Length, NameLength - ending.Length)] + ending;
    }
}
