using System.Text.RegularExpressions;
using StratCap.Foundation.Web;

namespace StratCap.Identity.Users;

/// <summary>What may be chosen in a profile.</summary>
internal static partial class ProfileRules
{
    public const int ZoneLength = 64;
    private static readonly string[] Languages = ["en", "de"];

    /// <summary>What is wrong with a choice, or null.</summary>
    public static Refusal? Invalid(string? language, string? timeZone)
    {
        if (language is not null && !Languages.Contains(language)) return Refusal.Field("language", $"Choose one of the languages {string.Join(", ", Languages)}.");
        // By its form: which zones there are, the browser knows that shows the times.
        return timeZone is null || timeZone.Length <= ZoneLength && Zone().IsMatch(timeZone)
            ? null
            : Refusal.Field("timeZone", "Choose a time zone by its IANA name, such as 'Europe/Berlin'.");
    }

    [GeneratedRegex(@"^(?:UTC|[A-Z][A-Za-z_]+(?:/[A-Za-z0-9_+\-]+){1,2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Zone();
}
