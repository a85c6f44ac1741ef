using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Server;

namespace StratCap.Identity.Keys;

/// <summary>
/// Builds the token server's options, and with them reads its keys, before the first request: a server that cannot sign does not start, and the
/// framework would keep a failure of a first request for ever.
/// </summary>
internal sealed class WarmUp(IOptionsMonitor<OpenIddictServerOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = options.CurrentValue;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
