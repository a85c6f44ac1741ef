using System.Text.Json;
using System.Text.Json.Serialization;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.PortalSync.Mapping;

/// <summary>The setting <c>mapping</c>: what a portal can do, and how.</summary>
internal sealed record PortalMapping(ListMapping? ListInvestors = null, WriteMapping? UpsertInvestor = null, WriteMapping? PublishDocument = null, WriteMapping? PublishEvent = null, DeliveryMapping? Webhook = null)
{
    // A misspelt word is refused rather than passed over.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    internal static PortalMapping Of(Connection connection)
    {
        if (!connection.Settings.TryGetProperty("mapping", out var settings)) throw new ConnectorException(ErrorClass.Validation, "The setting 'mapping' is missing.");
        try
        {
            var mapping = settings.Deserialize<PortalMapping>(Json) ?? throw new JsonException("It is null.");
            mapping.ListInvestors?.Check();
            mapping.UpsertInvestor?.Check("upsertInvestor");
            mapping.PublishDocument?.Check("publishDocument");
            mapping.PublishEvent?.Check("publishEvent");
            return mapping;
        }
        catch (JsonException e)
        {
            throw new ConnectorException(ErrorClass.Validation, $"The setting 'mapping' cannot be read at {e.Path ?? "its beginning"}.", inner: e);
        }
    }
}

/// <summary>How investors are read: by exactly one carrier, and how each becomes ours.</summary>
internal sealed record ListMapping(IReadOnlyDictionary<string, Field> Fields, RestList? Rest = null, GraphqlList? Graphql = null, FileList? File = null)
{
    internal void Check()
    {
        if (new object?[] { Rest, Graphql, File }.Count(c => c is not null) != 1) throw new ConnectorException(ErrorClass.Validation, "The mapping 'listInvestors' names one of rest, graphql and file.");
        foreach (var needed in new[] { "/externalId", "/name" })
            if (!Fields.ContainsKey(needed)) throw new ConnectorException(ErrorClass.Validation, $"The mapping 'listInvestors' fills no {needed}.");
    }
}

/// <summary>A list by REST.</summary>
/// <param name="Path">Such as <c>/api/v1/investors?limit=100</c>.</param>
/// <param name="Items">Where the items stand in an answer.</param>
/// <param name="Next">Where the next page's token stands; null: the list has one page.</param>
/// <param name="NextParameter">Which parameter takes the token.</param>
/// <param name="SinceParameter">Which parameter takes the time of the last change seen; null: the list is always read whole.</param>
/// <param name="ChangedAt">Where an item says when it changed; needed with <paramref name="SinceParameter"/>.</param>
internal sealed record RestList(string Path, string Items, string? Next = null, string? NextParameter = null, string? SinceParameter = null, string? ChangedAt = null);

/// <summary>A list by a GraphQL cursor connection; the query has the variables <c>after</c> and, where the portal can, <c>since</c>.</summary>
/// <param name="Path">Such as <c>/graphql</c>.</param>
/// <param name="Query">The query's text.</param>
/// <param name="Connection">Where the connection (<c>edges</c> or <c>nodes</c>, <c>pageInfo</c>) stands.</param>
/// <param name="ChangedAt">Where a node says when it changed; null: <c>since</c> is not sent.</param>
internal sealed record GraphqlList(string Path, string Query, string Connection, string? ChangedAt = null);

/// <summary>A list by CSV files that the portal puts into a folder.</summary>
/// <param name="Folder">Where they come.</param>
/// <param name="Prefix">What their names begin with.</param>
/// <param name="Sidecar">Whether a file waits for <c>NAME.sha256</c> or <c>NAME.rows</c> beside it.</param>
/// <param name="Delimiter">Between fields.</param>
internal sealed record FileList(string Folder, string Prefix = "", bool Sidecar = true, string Delimiter = ",");

/// <summary>How something is sent: by exactly one carrier, with fields from our words.</summary>
internal sealed record WriteMapping(IReadOnlyDictionary<string, Field> Fields, RestWrite? Rest = null, GraphqlWrite? Graphql = null, FileWrite? File = null, WebhookWrite? Webhook = null)
{
    internal void Check(string name)
    {
        if (new object?[] { Rest, Graphql, File, Webhook }.Count(c => c is not null) != 1) throw new ConnectorException(ErrorClass.Validation, $"The mapping '{name}' names one of rest, graphql, file and webhook.");
        // Files have the key in their name and webhooks as their id; elsewhere the portal must have some way to know a repeated order.
        var knowsKey = File is not null || Webhook is not null || Rest is { IdempotencyHeader: not null } or { Find: not null } || Graphql is { Find: not null } || Fields.Values.Any(f => f.From is "/key" or "key");
        if (!knowsKey) throw new ConnectorException(ErrorClass.Validation, $"The mapping '{name}' sends our key nowhere: sent twice it would be there twice (idempotencyHeader, find, or a field from /key).");
    }
}

/// <summary>A write by REST. Paths may have our words in braces: <c>/investors/{externalId}</c>.</summary>
/// <param name="Path">For what is new.</param>
/// <param name="Method">For what is new.</param>
/// <param name="UpdatePath">For what the portal has; null: as for what is new.</param>
/// <param name="UpdateMethod">For what the portal has.</param>
/// <param name="Id">Where the portal's id stands in the answer.</param>
/// <param name="IdempotencyHeader">Which header takes our key.</param>
/// <param name="Find">Asked before something new is sent.</param>
internal sealed record RestWrite(string Path, string Id, string Method = "POST", string? UpdatePath = null, string UpdateMethod = "PUT", string? IdempotencyHeader = null, RestFind? Find = null);

/// <summary>Looks for what was sent under our key.</summary>
/// <param name="Path">Such as <c>/notices?reference={key}</c>.</param>
/// <param name="Id">Where the id stands in the answer; nothing there: it is not there.</param>
internal sealed record RestFind(string Path, string Id);

/// <summary>A write by a GraphQL mutation; the fields are its variables.</summary>
/// <param name="Path">Such as <c>/graphql</c>.</param>
/// <param name="Query">The mutation's text.</param>
/// <param name="Id">Where the portal's id stands in the answer.</param>
/// <param name="Refusals">Where the portal lists why it refused (<c>userErrors</c>).</param>
/// <param name="Find">A query with the variable <c>key</c>, asked before something new is sent; its id stands at <see cref="GraphqlFind.Id"/>.</param>
internal sealed record GraphqlWrite(string Path, string Query, string Id, string? Refusals = null, GraphqlFind? Find = null);

/// <summary>Looks for what was sent under our key, by GraphQL.</summary>
internal sealed record GraphqlFind(string Query, string Id);

/// <summary>A write by a CSV file of one row, its columns the fields; a document lies beside it.</summary>
/// <param name="Folder">Where it goes.</param>
/// <param name="Prefix">What its name begins with; our key follows.</param>
internal sealed record FileWrite(string Folder, string Prefix);

/// <summary>A write by a signed webhook.</summary>
/// <param name="Path">Where it is posted.</param>
internal sealed record WebhookWrite(string Path);

/// <summary>What the portal's own webhooks say.</summary>
/// <param name="Type">Where the kind of event stands.</param>
/// <param name="InvestorTypes">Which of the kinds concern investors.</param>
/// <param name="Investor">Where the investor's id stands.</param>
/// <param name="Account">Where the portal's account stands, when it tells several apart.</param>
internal sealed record DeliveryMapping(string Type, IReadOnlyList<string> InvestorTypes, string? Investor = null, string? Account = null);
