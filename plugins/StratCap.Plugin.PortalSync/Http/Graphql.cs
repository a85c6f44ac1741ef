using System.Text.Json.Nodes;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.PortalSync.Http;

/// <summary>GraphQL over HTTP: errors stand in the body, whatever the status (https://spec.graphql.org, section 7).</summary>
internal static class Graphql
{
    internal static async Task<JsonNode> Ask(Connection connection, string path, string query, JsonObject variables, CancellationToken ct)
    {
        using var request = PortalHttp.Request(connection, "POST", path, PortalHttp.Body(new() { ["query"] = query, ["variables"] = variables }));
        var answer = await PortalHttp.Send(connection, request, ct);
        if (answer is JsonObject found && found["errors"] is JsonArray { Count: > 0 } errors) throw Refused(errors[0]);
        return answer as JsonObject ?? throw new ConnectorException(ErrorClass.Transient, "The portal gave no answer of GraphQL's form.");
    }

    private static ConnectorException Refused(JsonNode? error)
    {
        var code = Pointer.Text(Pointer.Get(error, "/extensions/code"));
        var kind = code?.ToUpperInvariant() switch
        {
            "UNAUTHENTICATED" or "FORBIDDEN" => ErrorClass.Auth,
            "RATE_LIMITED" or "THROTTLED" or "TOO_MANY_REQUESTS" => ErrorClass.RateLimited,
            "INTERNAL_SERVER_ERROR" or "SERVICE_UNAVAILABLE" or "TIMEOUT" => ErrorClass.Transient,
            "NOT_FOUND" => ErrorClass.NotFound,
            "CONFLICT" => ErrorClass.Conflict,
            _ => ErrorClass.Validation,
        };
        return new(kind, $"The portal refused the query: {code ?? "no code"}.", code, retryAfter: kind == ErrorClass.RateLimited ? TimeSpan.FromSeconds(30) : null);
    }
}
