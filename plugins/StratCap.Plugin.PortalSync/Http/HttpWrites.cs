using System.Text.Json.Nodes;
using StratCap.Plugin.PortalSync.Mapping;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.PortalSync.Http;

/// <summary>Writes by REST and GraphQL. What is new is looked for under our key before it is sent, where the portal can be asked: an order that got no answer is so cleared up by sending it again.</summary>
internal static class HttpWrites
{
    internal static Task<WriteOutcome> Send(Connection connection, WriteMapping write, string key, Outgoing outgoing, CancellationToken ct) =>
        write.Rest is { } rest ? ByRest(connection, rest, write.Fields, key, outgoing, ct) : ByGraphql(connection, write.Graphql!, write.Fields, key, outgoing, ct);

    private static async Task<WriteOutcome> ByRest(Connection connection, RestWrite rest, IReadOnlyDictionary<string, Field> fields, string key, Outgoing outgoing, CancellationToken ct)
    {
        if (outgoing.ExternalId is null && rest.Find is { } find && await Found(connection, find, outgoing, ct) is { } there) return new WriteOutcome.Accepted(there);
        var change = outgoing.ExternalId is not null && rest.UpdatePath is not null;
        using var request = PortalHttp.Request(
            connection, change ? rest.UpdateMethod : rest.Method, PortalHttp.Filled(change ? rest.UpdatePath! : rest.Path, outgoing.Words), PortalHttp.Body(FieldMapping.Apply(fields, outgoing.Words)));
        if (rest.IdempotencyHeader is { } header && !request.Headers.TryAddWithoutValidation(header, key)) throw new ConnectorException(ErrorClass.Validation, "The mapping's idempotencyHeader is no header's name.");
        try
        {
            return Accepted(await PortalHttp.Send(connection, request, ct), rest.Id, outgoing);
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.Conflict && rest.IdempotencyHeader is not null)
        {
            // It may mean that the first request under this key is still at work.
            return new WriteOutcome.Uncertain(e.Message);
        }
    }

    private static async Task<string?> Found(Connection connection, RestFind find, Outgoing outgoing, CancellationToken ct)
    {
        try
        {
            using var request = PortalHttp.Request(connection, "GET", PortalHttp.Filled(find.Path, outgoing.Words));
            return Pointer.Text(Pointer.Get(await PortalHttp.Send(connection, request, ct), find.Id));
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.NotFound)
        {
            return null;
        }
    }

    private static async Task<WriteOutcome> ByGraphql(Connection connection, GraphqlWrite graphql, IReadOnlyDictionary<string, Field> fields, string key, Outgoing outgoing, CancellationToken ct)
    {
        if (outgoing.ExternalId is null && graphql.Find is { } find)
        {
            var found = await Graphql.Ask(connection, graphql.Path, find.Query, new() { ["key"] = key }, ct);
            if (Pointer.Text(Pointer.Get(found, find.Id)) is { } there) return new WriteOutcome.Accepted(there);
        }
        var answer = await Graphql.Ask(connection, graphql.Path, graphql.Query, FieldMapping.Apply(fields, outgoing.Words), ct);
        if (graphql.Refusals is { } where && Pointer.Get(answer, where) is JsonArray { Count: > 0 } refusals)
            return new WriteOutcome.Rejected(Pointer.Text(refusals[0]?["code"]) ?? "portal.refused", "The portal refused what was sent.", Pointer.Text(Pointer.Get(refusals[0], "/field/0")) ?? Pointer.Text(refusals[0]?["field"]));
        return Accepted(answer, graphql.Id, outgoing);
    }

    // A portal that took it and named no id has it, or has not: without an id that is not known.
    private static WriteOutcome Accepted(JsonNode? answer, string id, Outgoing outgoing) =>
        (Pointer.Text(Pointer.Get(answer, id)) ?? outgoing.ExternalId) is { } there ? new WriteOutcome.Accepted(there) : new WriteOutcome.Uncertain($"The portal answered without an id at '{id}'.");
}
