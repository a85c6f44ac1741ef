using StratCap.Plugin.PortalSync.Files;
using StratCap.Plugin.PortalSync.Http;
using StratCap.Plugin.PortalSync.Mapping;
using StratCap.Plugin.PortalSync.Webhooks;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Portals;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.PortalSync;

/// <summary>
/// Any investor portal, described by data: which calls it takes, by REST, GraphQL, files or signed webhooks, and where its fields stand. The setting <c>mapping</c> is that description;
/// <c>schema/connection.schema.json</c> says its form.
/// </summary>
public sealed class PortalSyncConnector : IConnector, IPortal, IWebhooks
{
    // The host's word for an answer that it cut off: what was written had left.
    private const string AnswerTooLarge = "egress.too_large";

    /// <inheritdoc/>
    public async Task<ConnectionCheck> Check(Connection connection, CancellationToken ct)
    {
        var mapping = PortalMapping.Of(connection);
        var list = mapping.ListInvestors;
        if (list is { Rest: not null } or { Graphql: not null }) await foreach (var _ in HttpLists.Read(connection, list, null, ct)) break;
        else if (list?.File is { } files) await InvestorFiles.Waiting(connection, files, ct);
        var does = new[] { (list is null, "investors in"), (mapping.UpsertInvestor is null, "investors out"), (mapping.PublishDocument is null, "documents out"), (mapping.PublishEvent is null, "capital events out") };
        return new(connection.Text("host") ?? connection.Required("fileHost"), new Dictionary<string, string> { ["Mapped"] = string.Join(", ", does.Where(d => !d.Item1).Select(d => d.Item2)) });
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Page<PortalInvestor>> StreamInvestors(Connection connection, string? cursor, CancellationToken ct)
    {
        var list = PortalMapping.Of(connection).ListInvestors ?? throw new ConnectorException(ErrorClass.Validation, "The mapping says not how investors are listed (listInvestors).");
        return list.File is null ? HttpLists.Read(connection, list, cursor, ct) : InvestorFiles.Read(connection, list, cursor, ct);
    }

    /// <inheritdoc/>
    public Task<WriteOutcome> UpsertInvestor(Connection connection, string key, PortalInvestor investor, CancellationToken ct) =>
        Write(connection, "upsertInvestor", key, m => m.UpsertInvestor, () => new(OurWords.Of(key, investor), investor.ExternalId.Length > 0 ? investor.ExternalId : null), ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> PublishDocument(Connection connection, string key, PortalDocument document, CancellationToken ct) =>
        Write(connection, "publishDocument", key, m => m.PublishDocument, () => new(OurWords.Of(key, document), null, document), ct);

    /// <inheritdoc/>
    public Task<WriteOutcome> PublishEvent(Connection connection, string key, PortalCapitalEvent capitalEvent, CancellationToken ct) =>
        Write(connection, "publishEvent", key, m => m.PublishEvent, () => new(OurWords.Of(key, capitalEvent), null), ct);

    /// <inheritdoc/>
    public Task<WebhookVerdict> VerifyWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => Signatures.Verify(connection, delivery, ct);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProviderEvent>> ParseWebhook(Connection connection, WebhookDelivery delivery, CancellationToken ct) => Task.FromResult(Deliveries.Parse(connection, delivery));

    private static async Task<WriteOutcome> Write(Connection connection, string name, string key, Func<PortalMapping, WriteMapping?> mapped, Func<Outgoing> outgoing, CancellationToken ct)
    {
        try
        {
            if (mapped(PortalMapping.Of(connection)) is not { } write) return new WriteOutcome.Rejected("portal.not_mapped", $"The mapping says not how that is sent ({name}).");
            var sent = outgoing();
            return write switch
            {
                { File: { } file } => await OutgoingFiles.Write(connection, file, write.Fields, key, sent, ct),
                { Webhook: { } hook } => await SignedPosts.Send(connection, hook, write.Fields, key, sent, ct),
                _ => await HttpWrites.Send(connection, write, key, sent, ct),
            };
        }
        catch (ConnectorException e) when (e.Class == ErrorClass.Transient || e.VendorCode == AnswerTooLarge)
        {
            return new WriteOutcome.Uncertain(e.Message);
        }
        catch (ConnectorException e) when (e.Class is ErrorClass.Validation or ErrorClass.NotFound or ErrorClass.Conflict or ErrorClass.Permanent)
        {
            return new WriteOutcome.Rejected(e.VendorCode ?? "portal.refused", e.Message);
        }
    }
}
