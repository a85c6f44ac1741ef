using System.Net;
using System.Net.Sockets;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Runtime;

/// <summary>Where a host's name leads. In the product <see cref="PublicRoutes"/> alone; tests lead vendors' names to stand-ins on this machine.</summary>
internal interface IEgressRoutes
{
    /// <summary>The addresses to connect to, checked: the connection goes to these and to no other answer of DNS.</summary>
    /// <exception cref="ConnectorException">The name leads to where no plugin may go.</exception>
    Task<IReadOnlyList<IPEndPoint>> Resolve(string host, int port, CancellationToken ct);

    /// <summary>Whether a stand-in without TLS answers for that host.</summary>
    bool IsPlain(string host);
}

/// <summary>The public internet: a name with any private, local or special address is refused whole.</summary>
internal sealed class PublicRoutes : IEgressRoutes
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            // IANA's registries of special-purpose addresses.
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    public bool IsPlain(string host) => false;

    public async Task<IReadOnlyList<IPEndPoint>> Resolve(string host, int port, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        if (addresses.Length == 0 || !addresses.All(IsPublic)) throw new ConnectorException(ErrorClass.Permanent, $"The host '{host}' has an address that is not public; plugins do not go there.", EgressRefusal.Address);
        return [.. addresses.Select(a => new IPEndPoint(a, port))];
    }

    /// <summary>Whether anybody on the internet would reach the same machine under it.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return (address.AddressFamily == AddressFamily.InterNetwork || Global.Contains(address)) && !Special.Any(n => n.BaseAddress.AddressFamily == address.AddressFamily && n.Contains(address));
    }
}

/// <summary>Why a request did not leave, in <see cref="ConnectorException.VendorCode"/>.</summary>
internal static class EgressRefusal
{
    internal const string Address = "egress.address";
    internal const string Form = "egress.form";
    internal const string Handle = "egress.handle";
    internal const string Secret = "egress.secret";
    internal const string Rate = "egress.rate";
}
