using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugin.PortalSync.Vendor;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.Plugins.Tests.PortalSync;

/// <summary>The portal that the kit judges the connector with, at a time that the tests set, and with answers put in its place.</summary>
internal sealed class PortalStandIn : IAsyncDisposable
{
    private readonly PortalByRest _script = new();
    private StandInServer _server = null!;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string> Secrets { get; } = new() { ["token"] = PortalVendor.Token, ["signing_secret"] = PortalVendor.SigningSecret };

    public List<JsonObject> Investors => Portal.Investors;

    /// <summary>The bodies of writes by REST.</summary>
    public List<JsonObject> Published { get; } = [];

    public Queue<StandInAnswer> Instead { get; } = new();

    /// <summary>The next write is done, and its answer lost.</summary>
    public bool CutAfterWork { get; set; }

    public IEnumerable<StandInRequest> Requests => _server.Requests;

    private Portal Portal => _script.Portal;

    public static async Task<PortalStandIn> Start()
    {
        var portal = new PortalStandIn();
        portal.Portal.Clock = portal.Clock;
        portal._server = await StandInServer.Start(portal.Answer);
        return portal;
    }

    public Connection Connection(object settings, IRemoteFiles? files = null) => TestConnection.To(_server.Address, settings, Secrets, Clock, files);

    public void Add(int id, string type = "LLC", string? changed = null) => Investors.Add(new JsonObject
    {
        ["id"] = id,
        ["profile"] = new JsonObject { ["legal_name"] = $"Investor {id}", ["email"] = $"i{id}@example.com" },
        ["entity_type"] = type,
        ["archived"] = false,
        ["tax/id"] = "12-3",
        ["updated_at"] = changed ?? Clock.GetUtcNow().AddSeconds(id).ToString("o"),
    });

    private StandInAnswer Answer(StandInRequest request)
    {
        if (Instead.TryDequeue(out var instead)) return instead;
        var (investors, events) = (Portal.Investors.Count, Portal.Events.Count);
        var answer = _script.Answer(new VendorRequest(request.Method, request.Headers.GetValueOrDefault("x-vendor-host", ""), request.Path, request.Asked, request.Headers, Encoding.UTF8.GetBytes(request.Body)));
        if (request.Method != "GET" && request.Path.StartsWith("/api/", StringComparison.Ordinal)) Published.Add(request.Json);
        var isQuestion = request.Method == "GET" || (request.Path == "/graphql" && (investors, events) == (Portal.Investors.Count, Portal.Events.Count));
        if (!CutAfterWork || isQuestion) return new(answer.Status, Encoding.UTF8.GetString(answer.Body.Span), ContentType: answer.ContentType);
        CutAfterWork = false;
        return StandInAnswer.Cut;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
