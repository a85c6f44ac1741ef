using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StratCap.Plugins.Tests.Support;

/// <summary>A request as it reached a stand-in.</summary>
internal sealed record StandInRequest(string Method, string Path, string Query, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public JsonObject Json => JsonNode.Parse(Body)!.AsObject();

    /// <summary>The body of a form, decoded.</summary>
    public Dictionary<string, string> Form => Body.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).ToDictionary(p => Decode(p[0]), p => Decode(p[1]));

    public Dictionary<string, string> Asked => Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('=', 2)).ToDictionary(p => Decode(p[0]), p => Decode(p[1]));

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}

/// <summary>An answer of a stand-in's. <paramref name="Break"/>: the work is done, and the connection is cut before the answer is out.</summary>
internal sealed record StandInAnswer(int Status, string Body, bool Break = false, string ContentType = "application/json", IReadOnlyDictionary<string, string>? Headers = null)
{
    public static StandInAnswer Ok(JsonNode json) => new(200, json.ToJsonString());

    public static StandInAnswer Cut { get; } = new(0, "", Break: true);
}

/// <summary>A server on this machine that plays a vendor, over real HTTP.</summary>
internal sealed class StandInServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInServer(WebApplication app) => _app = app;

    public ConcurrentQueue<StandInRequest> Requests { get; } = new();

    public Uri Address => new(_app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<StandInServer> Start(Func<StandInRequest, StandInAnswer> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new StandInServer(builder.Build());
        server._app.Run(context => server.Handle(context, answer));
        await server._app.StartAsync();
        return server;
    }

    private async Task Handle(HttpContext context, Func<StandInRequest, StandInAnswer> answer)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = new StandInRequest(
            context.Request.Method, context.Request.Path.Value!, context.Request.QueryString.Value ?? "",
            context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()), await reader.ReadToEndAsync());
        Requests.Enqueue(request);
        StandInAnswer made;
        lock (Requests) made = answer(request);
        if (made.Break)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = made.Status;
        context.Response.ContentType = made.ContentType;
        foreach (var (name, value) in made.Headers ?? new Dictionary<string, string>()) context.Response.Headers[name] = value;
        await context.Response.WriteAsync(made.Body);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
