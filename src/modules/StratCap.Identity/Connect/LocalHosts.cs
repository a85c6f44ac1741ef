using Microsoft.AspNetCore.Http;

namespace StratCap.Identity.Connect;

/// <summary>Names that never leave the machine (RFC 6761): plain http is good enough there, and nowhere else.</summary>
internal static class LocalHosts
{
    /// <summary>Scheme and host under which a request came, for links that people follow later.</summary>
    public static string Origin(HttpRequest request) => $"{(Is(request.Host.Host) ? request.Scheme : "https")}://{request.Host}";

    public static bool Is(string host) =>
        host is "localhost" or "127.0.0.1" or "[::1]" || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}
