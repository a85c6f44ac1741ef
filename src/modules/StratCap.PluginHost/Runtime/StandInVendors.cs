using System.Net;

namespace StratCap.PluginHost.Runtime;

/// <summary>Leads the names of some vendors to stand-ins on this machine, and every other as <see cref="PublicRoutes"/> does. For the demonstration alone.</summary>
internal sealed class StandInVendors : IEgressRoutes
{
    private readonly Dictionary<string, IPEndPoint> _standIns;
    private readonly PublicRoutes _public = new();

    /// <param name="addresses">Such as <c>http://127.0.0.1:4100</c>, by the vendor's host.</param>
    internal StandInVendors(IReadOnlyDictionary<string, string> addresses) =>
        _standIns = addresses.ToDictionary(a => a.Key, a => EndPoint(a.Key, a.Value), StringComparer.OrdinalIgnoreCase);

    public bool IsPlain(string host) => _standIns.ContainsKey(host);

    public Task<IReadOnlyList<IPEndPoint>> Resolve(string host, int port, CancellationToken ct) =>
        _standIns.TryGetValue(host, out var standIn) ? Task.FromResult<IReadOnlyList<IPEndPoint>>([standIn]) : _public.Resolve(host, port, ct);

    // A stand-in elsewhere would be another machine that is sent a vendor's secrets in the clear.
    private static IPEndPoint EndPoint(string host, string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(uri.Host, out var ip) && IPAddress.IsLoopback(ip)
            ? new IPEndPoint(ip, uri.Port)
            : throw new ArgumentException($"The stand-in for '{host}' is not on this machine: '{address}'. Give it as http://127.0.0.1:PORT.");
}
