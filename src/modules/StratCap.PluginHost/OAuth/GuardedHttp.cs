using System.Net.Http.Headers;
using System.Net.Sockets;
using StratCap.PluginHost.Runtime;

namespace StratCap.PluginHost.OAuth;

/// <summary>A client for the host's own requests to addresses that a manifest names: HTTPS, no redirects, no proxy of the environment, and no further than a plugin's own requests go.</summary>
internal static class GuardedHttp
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    public static HttpClient Make(IEgressRoutes routes) => new(new OnlyHttps(routes, new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = ConnectWithin,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = (context, ct) => Connect(routes, context, ct),
    }))
    { DefaultRequestHeaders = { UserAgent = { new ProductInfoHeaderValue("StratCap", "1") } } };

    // The address that was judged is the one that is connected to: a name that answers otherwise a moment later changes nothing.
    private static async ValueTask<Stream> Connect(IEgressRoutes routes, SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await routes.Resolve(context.DnsEndPoint.Host, context.DnsEndPoint.Port, ct);
        var socket = new Socket(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses[0], ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class OnlyHttps(IEgressRoutes routes, HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri is not { } address || address.Scheme != Uri.UriSchemeHttps) throw new HttpRequestException("Only HTTPS addresses are asked for tokens.");
            if (routes.IsPlain(address.Host)) request.RequestUri = new UriBuilder(address) { Scheme = Uri.UriSchemeHttp, Port = address.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
