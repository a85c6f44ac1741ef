using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace StratCap.PluginHost.OAuth;

/// <summary>A client for the host's own requests to addresses that a manifest names: HTTPS, no redirects, no proxy of the environment, and never into the house's own network.</summary>
internal static class GuardedHttp
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    // RFC 6890 and its like: what is not reached over the public network.
    private static readonly IPNetwork[] Closed =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"]).Select(IPNetwork.Parse),
    ];

    public static HttpClient Make() => new(new OnlyHttps(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = ConnectWithin,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = Connect,
    }))
    { DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("StratCap", "1") } } };

    /// <summary>Whether an address is one of the public network.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return !Closed.Any(n => n.Contains(plain));
    }

    // The address that was judged is the one that is connected to: a name that answers otherwise a moment later changes nothing.
    private static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, ct);
        if (addresses.FirstOrDefault(IsPublic) is not { } address) throw new HttpRequestException("The address is not one of the public network.");
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class OnlyHttps(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.RequestUri?.Scheme == Uri.UriSchemeHttps ? base.SendAsync(request, cancellationToken) : throw new HttpRequestException("Only HTTPS addresses are asked for tokens.");
    }
}
