using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.PortalSync.Vendor;

/// <summary>A portal with every door that the connector's mappings know but files: REST, GraphQL, and signed webhooks both ways. No portal is meant; its mapping is as an administrator would write it.</summary>
public abstract class PortalVendor : VendorScript
{
    internal const string Token = "planted-token";
    internal const string SigningSecret = "planted-signing";

    private const string Host = "portal.example.com";

    private protected const string List = """
        { "rest": { "path": "/api/investors?limit=100", "items": "/data", "next": "/meta/next", "nextParameter": "after", "sinceParameter": "updated_since", "changedAt": "/updated_at" }, "fields":
        """ + Fields + "}";

    private protected const string Fields = """
        { "/externalId": { "from": "/id", "required": true }, "/name": { "from": "/profile/legal_name", "required": true }, "/email": { "from": "/profile/email" }, "/deleted": { "from": "/archived" },
          "/kind": { "from": "/entity_type", "map": { "LLC": "institution", "IND": "individual" }, "else": "other" } }
        """;

    private protected const string EventFields = """
        { "/investor": { "from": "/investorExternalId" }, "/amount": { "from": "/amount", "as": "number" }, "/currency": { "from": "/currency" }, "/due": { "from": "/dueOn" }, "/lines": { "from": "/parts" } }
        """;

    private readonly RestDoor rest;
    private readonly GraphqlDoor graphql;

    private protected PortalVendor() => (rest, graphql) = (new(Portal), new(Portal));

    public override JsonObject Settings => JsonNode.Parse(
        $$"""{ "host": "{{Host}}", "mapping": { "listInvestors": {{Listing}}, "publishEvent": {{Publishing}}, "webhook": { "type": "/type", "investorTypes": ["investor.updated"], "investor": "/data/id" } } }""")!.AsObject();

    public override IReadOnlyDictionary<string, string> Secrets { get; } = new Dictionary<string, string> { ["token"] = Token, ["signing_secret"] = SigningSecret };

    public override int PageSize => Portal.PageSize;

    public override IReadOnlyList<string> Written => [.. Portal.Events.Select(e => e.Key)];

    public override IReadOnlyList<Amount> WrittenAmounts => [.. Portal.Events.Select(e => new Amount((decimal)e.Body["amount"]!, (string)e.Body["currency"]!))];

    internal Portal Portal { get; } = new();

    private protected virtual string Listing => List;

    private protected abstract string Publishing { get; }

    public override void Seed(int items) => Portal.Seed(items);

    public override string Add() => Portal.Add();

    public override bool Delete(string id) => Portal.Archive(id);

    public override VendorAnswer Answer(VendorRequest request)
    {
        if (request.Headers.GetValueOrDefault("authorization") != "Bearer " + Token) return VendorAnswer.Of(new { }, 401);
        if (request.Host != Host) return VendorAnswer.Of(new { }, 404);
        return (request.Method, request.Path) switch
        {
            ("POST", "/graphql") => graphql.Answer(request.Json!.AsObject()),
            ("POST", "/hooks") => Hook(request),
            _ => rest.Answer(request),
        };
    }

    public override WebhookDelivery SignedWebhook(string eventId, DateTimeOffset signedAt)
    {
        var time = signedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = """{"type":"investor.updated","data":{"id":"1"}}"""u8.ToArray();
        return new(new Dictionary<string, string> { ["webhook-id"] = eventId, ["webhook-timestamp"] = time, ["webhook-signature"] = Signature(eventId, time, body) }, body, Portal.Clock.GetUtcNow());
    }

    // Takes an id once, and nothing that is not signed now.
    private VendorAnswer Hook(VendorRequest request)
    {
        var (id, time) = (request.Headers.GetValueOrDefault("webhook-id", ""), request.Headers.GetValueOrDefault("webhook-timestamp", ""));
        var given = request.Headers.GetValueOrDefault("webhook-signature", "").Split(',').Select(s => s.Trim());
        var isNow = long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(Portal.Clock.GetUtcNow().ToUnixTimeSeconds() - seconds) <= 300;
        if (!isNow || !given.Contains(Signature(id, time, request.Body.ToArray()))) return VendorAnswer.Of(new { }, 401);
        Portal.Once(id, () => Portal.Publish(id, request.Json!.AsObject()));
        return new(202, "thanks"u8.ToArray(), "text/plain");
    }

    private static string Signature(string id, string time, byte[] body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body];
        return "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SigningSecret), signed));
    }
}

/// <summary>Lists by REST; takes capital events by REST, once under the key in a header.</summary>
public sealed class PortalByRest : PortalVendor
{
    private protected override string Publishing => """{ "rest": { "path": "/api/events", "id": "/id", "idempotencyHeader": "Idempotency-Key" }, "fields": """ + EventFields + "}";
}

/// <summary>Lists by GraphQL; takes capital events by GraphQL, where they can be asked for by our key.</summary>
public sealed class PortalByGraphql : PortalVendor
{
    private protected override string Listing => """
        { "graphql": { "path": "/graphql", "query": "query List($after: String, $since: String) { investors(first: 100, after: $after, since: $since) { edges { node { id } } pageInfo { endCursor hasNextPage } } }",
          "connection": "data.investors", "changedAt": "/updated_at" }, "fields":
        """ + Fields + "}";

    private protected override string Publishing => """
        { "graphql": { "path": "/graphql", "query": "mutation Publish($input: EventInput!) { publish(input: $input) { event { id } userErrors { code field } } }", "id": "data.publish.event.id", "refusals": "/data/publish/userErrors",
            "find": { "query": "query FindEvent($key: String!) { event(reference: $key) { id } }", "id": "/data/event/id" } },
          "fields": { "/input/key": { "from": "/key" }, "/input/investor": { "from": "/investorExternalId" }, "/input/amount": { "from": "/amount", "as": "number" }, "/input/currency": { "from": "/currency" } } }
        """;
}

/// <summary>Lists by REST; takes capital events by a signed webhook, whose id is our key.</summary>
public sealed class PortalByWebhook : PortalVendor
{
    private protected override string Publishing => """{ "webhook": { "path": "/hooks" }, "fields": """ + EventFields + "}";
}
