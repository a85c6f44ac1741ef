using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using StratCap.Plugin.PortalSync.Mapping;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Portals;

namespace StratCap.Plugin.PortalSync.Http;

/// <summary>Investors by REST or GraphQL, page by page.</summary>
internal static class HttpLists
{
    internal static async IAsyncEnumerable<Page<PortalInvestor>> Read(Connection connection, ListMapping list, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        var at = ListCursor.Read(cursor);
        var changedAt = list.Rest is { SinceParameter: not null } rest ? rest.ChangedAt ?? throw new ConnectorException(ErrorClass.Validation, "The mapping asks since a change, and does not say where an item tells it (changedAt).") : list.Graphql?.ChangedAt;
        var pages = new HashSet<string>(StringComparer.Ordinal);
        if (at.Page is { } first) pages.Add(first);
        while (true)
        {
            var (items, next) = list.Rest is { } byRest ? await RestPage(connection, byRest, at, ct) : await GraphqlPage(connection, list.Graphql!, at, ct);
            if (next is not null && !pages.Add(next)) throw new ConnectorException(ErrorClass.Permanent, "The portal says that there is more, and does not move on.");
            if (changedAt is not null) at = at.Saw(items.Select(i => Pointer.Text(Pointer.Get(i, changedAt))));
            at = next is null ? at.Done() : at with { Page = next };
            yield return new([.. items.Select(i => OurWords.Investor(FieldMapping.Apply(list.Fields, i)))], at.Write());
            if (next is null) yield break;
        }
    }

    private static async Task<(IReadOnlyList<JsonNode?> Items, string? Next)> RestPage(Connection connection, RestList list, ListCursor at, CancellationToken ct)
    {
        var path = With(With(list.Path, list.SinceParameter, at.Since), list.NextParameter, at.Page);
        using var request = PortalHttp.Request(connection, "GET", path);
        var answer = await PortalHttp.Send(connection, request, ct);
        var items = Pointer.Get(answer, list.Items) as JsonArray ?? throw new ConnectorException(ErrorClass.Validation, $"The portal's answer has no list at '{list.Items}'.");
        return ([.. items], list.Next is { } next ? Pointer.Text(Pointer.Get(answer, next)) : null);
    }

    private static async Task<(IReadOnlyList<JsonNode?> Items, string? Next)> GraphqlPage(Connection connection, GraphqlList list, ListCursor at, CancellationToken ct)
    {
        var variables = new JsonObject { ["after"] = at.Page };
        if (list.ChangedAt is not null) variables["since"] = at.Since;
        var answer = await Graphql.Ask(connection, list.Path, list.Query, variables, ct);
        var found = Pointer.Get(answer, list.Connection) as JsonObject ?? throw new ConnectorException(ErrorClass.Validation, $"The portal's answer has no connection at '{list.Connection}'.");
        IReadOnlyList<JsonNode?> items = found["edges"] is JsonArray edges ? [.. edges.Select(e => e?["node"])]
            : found["nodes"] is JsonArray nodes ? [.. nodes]
            : throw new ConnectorException(ErrorClass.Validation, "The portal's connection has neither edges nor nodes.");
        var more = Pointer.Text(Pointer.Get(found, "/pageInfo/hasNextPage")) == "true";
        return (items, more ? Pointer.Text(Pointer.Get(found, "/pageInfo/endCursor")) ?? throw new ConnectorException(ErrorClass.Permanent, "The portal says that there is more, and not where.") : null);
    }

    private static string With(string path, string? parameter, string? value) =>
        parameter is null || value is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{Uri.EscapeDataString(parameter)}={Uri.EscapeDataString(value)}";
}
