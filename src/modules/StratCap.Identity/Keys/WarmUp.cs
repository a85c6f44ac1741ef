using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenIddict.Server;

namespace StratCap.Identity.Keys;

/// <summary>
/// Builds the token server's options, and with them reads its keys, before anything else starts: a server under another secret neither signs nor works in the
/// background, where it would seal what no other copy can open; and the framework would keep a failure of a first request for ever.
/// </summary>
internal sealed class WarmUp(IOptionsMonitor<OpenIddictServerOptions> options) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _ = options.CurrentValue;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
