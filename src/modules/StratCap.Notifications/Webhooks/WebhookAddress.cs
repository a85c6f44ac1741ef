using System.Net;
using StratCap.Foundation.Security;

namespace StratCap.Notifications.Webhooks;

/// <summary>Where webhooks may lead: to HTTPS at a public address. A name is judged again by what it leads to at each connection.</summary>
internal static class WebhookAddress
{
    /// <summary>What is wrong with an address, in one sentence, or null.</summary>
    public static string? Problem(string? url, bool allowLoopback)
    {
        if (url is not { Length: > 0 and <= Webhook.MaxUrl } || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
            return $"Give a whole address of at most {Webhook.MaxUrl} characters that begins with https://, without a name and password and without '#'.";
        if (allowLoopback && uri.IsLoopback && uri.Scheme is "http" or "https") return null;
        if (uri.Scheme != Uri.UriSchemeHttps) return "The address must begin with https://.";
        var isPrivate = IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var ip) ? !PublicAddresses.IsPublic(ip) : uri.IsLoopback || !uri.IdnHost.Contains('.', StringComparison.Ordinal);
        return isPrivate ? "The address must be reached from the public internet." : null;
    }
}
