using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using StratCap.Plugins.Tests.Support;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Testing;

namespace StratCap.Plugins.Tests.PortalSync;

/// <summary>Plays a portal with a memory, by REST, GraphQL and webhooks.</summary>
internal sealed class PortalStandIn : IAsyncDisposable
{
    private readonly Dictionary<string, string> _byKey = [];
    private StandInServer _server = null!;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 20, 15, 0, 0, TimeSpan.Zero));

    public Dictionary<string, string> Secrets { get; } = new() { ["token"] = "planted-token", ["signing_secret"] = "planted-signing" };

    public List<JsonObject> Investors { get; } = [];

    public List<JsonObject> Published { get; } = [];

    public Queue<StandInAnswer> Instead { get; } = new();

    /// <summary>The next write is done, and its answer lost.</summary>
    public bool CutAfterWork { get; set; }

    public IEnumerable<StandInRequest> Requests => _server.Requests;

    public static async Task<PortalStandIn> Start()
    {
        var portal = new PortalStandIn();
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
        if (request.Headers.GetValueOrDefault("authorization") != "Bearer planted-token") return new(401, "{}");
        if (request.Headers.GetValueOrDefault("x-vendor-host") != "portal.example.com") return new(404, "{}");
        if (Instead.TryDequeue(out var instead)) return instead;
        var answer = (request.Method, request.Path.Trim('/').Split('/')) switch
        {
            ("GET", ["api", "investors"]) when request.Asked.TryGetValue("reference", out var reference) => Found(reference),
            ("GET", ["api", "investors"]) => List(request.Asked.GetValueOrDefault("after"), request.Asked.GetValueOrDefault("updated_since")),
            ("POST", ["api", "investors"]) => Create(request),
            ("PUT", ["api", "investors", var id]) => Publish(request.Json, id),
            ("POST", ["api", "investors", _, "documents"]) => Publish(request.Json, "doc-1"),
            ("POST", ["api", "events"]) => Publish(request.Json, "event-1"),
            ("POST", ["graphql"]) => Query(request.Json),
            ("POST", ["hooks"]) => new(202, "thanks", ContentType: "text/plain"),
            _ => new(404, "{}"),
        };
        var isQuestion = request.Method == "GET" || (request.Path == "/graphql" && request.Json["query"]!.ToString().StartsWith("query", StringComparison.Ordinal));
        if (!CutAfterWork || isQuestion) return answer;
        CutAfterWork = false;
        return StandInAnswer.Cut;
    }

    private StandInAnswer List(string? after, string? since)
    {
        var (page, next) = Cut(after, since, 100);
        return StandInAnswer.Ok(new JsonObject { ["data"] = new JsonArray([.. page.Select(i => i.DeepClone())]), ["meta"] = new JsonObject { ["next"] = next } });
    }

    private (List<JsonObject> Page, string? Next) Cut(string? after, string? since, int size)
    {
        var from = after is null ? 0 : int.Parse(after, CultureInfo.InvariantCulture);
        var all = Investors.Where(i => since is null || DateTimeOffset.Parse(i["updated_at"]!.ToString(), CultureInfo.InvariantCulture) >= DateTimeOffset.Parse(since, CultureInfo.InvariantCulture)).ToList();
        return (all.Skip(from).Take(size).ToList(), from + size < all.Count ? (from + size).ToString(CultureInfo.InvariantCulture) : null);
    }

    private StandInAnswer Found(string reference) => Investors.FirstOrDefault(i => i["reference"]?.ToString() == reference) is { } found
        ? StandInAnswer.Ok(new JsonObject { ["data"] = new JsonArray(new JsonObject { ["id"] = found["id"]!.DeepClone() }) })
        : StandInAnswer.Ok(new JsonObject { ["data"] = new JsonArray() });

    private StandInAnswer Create(StandInRequest request)
    {
        if (request.Headers.TryGetValue("idempotency-key", out var key) && _byKey.TryGetValue(key, out var there)) return StandInAnswer.Ok(new JsonObject { ["data"] = new JsonObject { ["id"] = there } });
        var id = $"new-{Investors.Count + 1}";
        var made = request.Json;
        made["id"] = id;
        Investors.Add(made);
        if (key is not null) _byKey[key] = id;
        return StandInAnswer.Ok(new JsonObject { ["data"] = new JsonObject { ["id"] = id } });
    }

    private StandInAnswer Publish(JsonObject body, string id)
    {
        Published.Add(body);
        return StandInAnswer.Ok(new JsonObject { ["id"] = id, ["data"] = new JsonObject { ["id"] = id } });
    }

    private StandInAnswer Query(JsonObject body)
    {
        var variables = body["variables"]!.AsObject();
        var query = body["query"]!.ToString();
        if (query.StartsWith("mutation", StringComparison.Ordinal))
        {
            if (variables["input"]!["name"]!.ToString() == "Refused LLC")
                return StandInAnswer.Ok(new JsonObject { ["data"] = new JsonObject { ["upsert"] = new JsonObject { ["investor"] = null, ["userErrors"] = new JsonArray(new JsonObject { ["code"] = "TAKEN", ["field"] = new JsonArray("name") }) } } });
            Investors.Add(new JsonObject { ["id"] = "g-1", ["reference"] = variables["input"]!["key"]!.ToString() });
            return StandInAnswer.Ok(new JsonObject { ["data"] = new JsonObject { ["upsert"] = new JsonObject { ["investor"] = new JsonObject { ["id"] = "g-1" }, ["userErrors"] = new JsonArray() } } });
        }
        if (query.StartsWith("query Find", StringComparison.Ordinal))
            return StandInAnswer.Ok(new JsonObject { ["data"] = new JsonObject { ["investor"] = Investors.Find(i => i["reference"]?.ToString() == variables["key"]!.ToString()) is { } found ? new JsonObject { ["id"] = found["id"]!.DeepClone() } : null } });
        var (page, next) = Cut(variables["after"]?.ToString(), variables["since"]?.ToString(), 100);
        return StandInAnswer.Ok(new JsonObject
        {
            ["data"] = new JsonObject
            {
                ["investors"] = new JsonObject
                {
                    ["edges"] = new JsonArray([.. page.Select(i => new JsonObject { ["node"] = i.DeepClone() })]),
                    ["pageInfo"] = new JsonObject { ["hasNextPage"] = next is not null, ["endCursor"] = next ?? "end" },
                },
            },
        });
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
