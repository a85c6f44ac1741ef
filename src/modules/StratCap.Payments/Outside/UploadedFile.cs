using System.Text.RegularExpressions;
using StratCap.Foundation.Web;
using StratCap.Payments.Payees;

namespace StratCap.Payments.Outside;

/// <summary>What a bank's file must be before a connector reads it.</summary>
internal static partial class UploadedFile
{
    public const int MostBytes = 2_500_000;

    public static Refusal? Problem(string? name, byte[]? content)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 200 || name.Any(c => char.IsControl(c) || c is '/' or '\\')) return Refusal.Field("fileName", "Give the file's name, without folders, in at most 200 characters.");
        return content is not { Length: > 0 and <= MostBytes } ? Refusal.Field("content", $"A file has 1 to {MostBytes:N0} bytes.") : null;
    }

    /// <summary>A file's name as people and the audit read it: banks write whole account numbers into names.</summary>
    public static string Shown(string name) => Words().Replace(name, word => word.Value.Count(char.IsAsciiDigit) >= 5 ? PayeeNumbers.Mask(word.Value)! : word.Value);

    [GeneratedRegex("[A-Za-z0-9]{6,}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}
