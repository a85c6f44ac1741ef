using StratCap.Foundation.Web;

namespace StratCap.Payments.Outside;

/// <summary>What a bank's file must be before a connector reads it.</summary>
internal static class UploadedFile
{
    public const int MostBytes = 2_500_000;

    public static Refusal? Problem(string? name, byte[]? content)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200 || name.Any(c => char.IsControl(c) || c is '/' or '\\')) return Refusal.Field("fileName", "Give the file's name, without folders, in at most 200 characters.");
        return content is not { Length: > 0 and <= MostBytes } ? Refusal.Field("content", $"A file has 1 to {MostBytes:N0} bytes.") : null;
    }
}
