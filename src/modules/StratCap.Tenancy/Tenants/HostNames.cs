using System.Text.RegularExpressions;

namespace StratCap.Tenancy.Tenants;

/// <summary>What counts as a firm's host name: RFC 1123 labels in lower case, at least two, no port, no address.</summary>
internal static partial class HostNames
{
    public const int MaxLength = 253;

    /// <summary>A sentence on what is wrong with it, or null.</summary>
    public static string? Problem(string host)
    {
        if (host.Length is 0 or > MaxLength) return $"A host name has 1 to {MaxLength} characters.";
        if (host.Contains(':', StringComparison.Ordinal) || host.Contains('/', StringComparison.Ordinal)) return "Write the host name alone, without scheme, port and path, such as 'funds.example.com'.";
        if (host.Any(char.IsUpper)) return "Write the host name in lower case.";
        return Form().IsMatch(host) ? null : "This is not a host name: use letters, digits and hyphens in labels joined by dots, such as 'funds.example.com'.";
    }

    // The last label starts with a letter, so that an IPv4 address is none.
    [GeneratedRegex(@"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
