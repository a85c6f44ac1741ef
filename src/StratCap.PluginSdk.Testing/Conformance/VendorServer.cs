using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StratCap.PluginSdk.Testing.Conformance;

/// <summary>What goes wrong between plugin and vendor, for the requests to come.</summary>
internal enum Fault
{
    /// <summary>The vendor refuses the token.</summary>
    Unauthorised,

    /// <summary>429 with Retry-After 7.</summary>
    TooMany,

    /// <summary>500, nothing done.</summary>
    ServerError,

    /// <summary>The vendor's answer, cut in the middle.</summary>
    Truncated,

    /// <summary>No answer, nothing done.</summary>
    Stall,

    /// <summary>The vendor does it; the answer is lost. Waits for a request that writes: others are answered before it.</summary>
    LostAnswer,
}

/// <summary>Serves a vendor's script on this machine, with faults on demand.</summary>
internal sealed class VendorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _one = new();
    private readonly Queue<Fault> _faults = [];
    private int _requests;

    private VendorServer(VendorScript script)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(http => Serve(script, http));
    }

    /// <summary>Where it listens.</summary>
    internal Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Requests that came, faulty ones included.</summary>
    internal int Requests => Volatile.Read(ref _requests);

    internal static async Task<VendorServer> Start(VendorScript script)
    {
        var server = new VendorServer(script);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Lets so many of the next requests fail.</summary>
    internal void Fail(Fault fault, int times = 1)
    {
        lock (_one)
            for (var i = 0; i < times; i++) _faults.Enqueue(fault);
    }

    /// <summary>Forgets faults that did not happen.</summary>
    internal void Heal()
    {
        lock (_one) _faults.Clear();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Serve(VendorScript script, HttpContext http)
    {
        Interlocked.Increment(ref _requests);
        var request = await Read(http);
        var (fault, answer) = Next(script, request);
        switch (fault)
        {
            case Fault.Unauthorised:
                http.Response.StatusCode = 401;
                return;
            case Fault.TooMany:
                http.Response.StatusCode = 429;
                http.Response.Headers.RetryAfter = "7";
                return;
            case Fault.ServerError:
                http.Response.StatusCode = 500;
                return;
            case Fault.Stall:
                await Task.Delay(Timeout.Infinite, http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case Fault.LostAnswer:
                http.Abort();
                return;
            default:
                await Write(http, answer!, cut: fault == Fault.Truncated);
                return;
        }
    }

    // A script is plain code: one request at a time.
    private (Fault? Fault, VendorAnswer? Answer) Next(VendorScript script, VendorRequest request)
    {
        lock (_one)
        {
            if (!_faults.TryPeek(out var fault)) return (null, script.Answer(request));
            if (fault is not (Fault.LostAnswer or Fault.Truncated)) return (_faults.Dequeue(), null);
            var written = script.Written.Count;
            var answer = script.Answer(request);
            if (fault == Fault.LostAnswer && script.Written.Count == written) return (null, answer);
            return (_faults.Dequeue(), answer);
        }
    }

    private static async Task<VendorRequest> Read(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return new VendorRequest(
            http.Request.Method.ToUpperInvariant(),
            http.Request.Headers["X-Vendor-Host"].FirstOrDefault() ?? http.Request.Host.Host,
            http.Request.Path.ToUriComponent(),
            http.Request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal),
            http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString(), StringComparer.Ordinal),
            body.ToArray());
    }

    private static async Task Write(HttpContext http, VendorAnswer answer, bool cut)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers ?? new Dictionary<string, string>()) http.Response.Headers[name] = value.Split('\n');
        http.Response.ContentLength = answer.Body.Length;
        await http.Response.Body.WriteAsync(cut ? answer.Body[..(answer.Body.Length / 2)] : answer.Body, http.RequestAborted);
        if (!cut) return;
        await http.Response.Body.FlushAsync(http.RequestAborted);
        http.Abort();
    }
}
