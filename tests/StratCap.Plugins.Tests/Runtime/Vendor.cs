using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StratCap.PluginHost.Runtime;

namespace StratCap.Plugins.Tests.Runtime;

/// <summary>A stand-in for every vendor's host, on this machine; and the way there.</summary>
internal sealed class Vendor : IEgressRoutes, IAsyncDisposable
{
    private readonly WebApplication app;

    private Vendor(WebApplication app) => this.app = app;

    /// <summary>What came: method, address with query, headers and body in one text.</summary>
    internal ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Hosts for which another server of this machine stands in, by port.</summary>
    internal Dictionary<string, int> Others { get; } = [];

    internal int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    internal static async Task<Vendor> Start(Func<HttpContext, string, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var vendor = new Vendor(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = await reader.ReadToEndAsync();
            var headers = string.Join("\n", context.Request.Headers.Select(h => $"{h.Key}: {h.Value}"));
            vendor.Asked.Enqueue($"{context.Request.Method} {context.Request.Host}{context.Request.Path}{context.Request.QueryString}\n{headers}\n\n{body}");
            await answer(context, body);
        });
        await app.StartAsync();
        return vendor;
    }

    public Task<IReadOnlyList<IPEndPoint>> Resolve(string host, int port, CancellationToken ct) => Task.FromResult<IReadOnlyList<IPEndPoint>>([new(IPAddress.Loopback, Others.GetValueOrDefault(host, Port))]);

    public bool IsPlain(string host) => true;

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
