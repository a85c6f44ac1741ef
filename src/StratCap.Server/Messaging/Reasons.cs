using System.Text.RegularExpressions;

namespace StratCap.Server.Messaging;

/// <summary>Says in one line why something failed, fit to be stored and shown to an operator.</summary>
internal static partial class Reasons
{
    public const int MaxLength = 1000;

    /// <summary>Type and message, with those of the innermost cause. Passwords, tokens and keys are taken out.</summary>
    public static string Of(Exception error)
    {
        var root = error.GetBaseException();
        var text = $"{error.GetType().Name}: {error.Message}";
        if (root != error) text += $" Caused by {root.GetType().Name}: {root.Message}";
        text = Userinfo().Replace(Named().Replace(Bearer().Replace(text, "…"), "$1=…"), "://…@").ReplaceLineEndings(" ");
        return text.Length <= MaxLength ? text : text[..(MaxLength - 1)] + "…";
    }

    [GeneratedRegex(@"\b(password|passwd|pwd|secret|token|api[-_ ]?key|authorization)\b\s*[=:]\s*[^\s;,]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"\bBearer\s+\S+|\beyJ[\w-]+\.[\w-]+\.[\w-]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Bearer();

    [GeneratedRegex(@"://[^/\s:@]+:[^/\s@]+@", RegexOptions.CultureInvariant)]
    private static partial Regex Userinfo();
}
