using System.Net;
using StratCap.Foundation.Security;
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
    public bool IsPlain(string host) => false;

    public async Task<IReadOnlyList<IPEndPoint>> Resolve(string host, int port, CancellationToken ct)
    {
        var addresses = await PublicAddresses.Resolve(host, ct) ?? throw new ConnectorException(ErrorClass.Permanent, $"The host '{host}' has an address that is not public; plugins do not go there.", EgressRefusal.Address);
        return [.. addresses.Select(a => new IPEndPoint(a, port))];
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
