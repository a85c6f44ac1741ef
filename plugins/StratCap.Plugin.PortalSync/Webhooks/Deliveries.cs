using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Plugin.PortalSync.Mapping;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.PortalSync.Webhooks;

/// <summary>What the portal's webhooks say, by the mapping.</summary>
internal static class Deliveries
{
    internal static IReadOnlyList<ProviderEvent> Parse(Connection connection, WebhookDelivery delivery)
    {
        if (PortalMapping.Of(connection).Webhook is not { } mapping) return [];
        var body = Read(delivery.Body);
        var kind = Pointer.Text(Pointer.Get(body, mapping.Type)) is { } type && mapping.InvestorTypes.Contains(type) ? "investor_changed" : "other";
        return [new(delivery.Headers[Signatures.IdHeader], At(body, mapping.Account), kind, At(body, mapping.Investor), delivery.ReceivedAt)];
    }

    private static string? At(JsonNode? body, string? path) => path is null ? null : Pointer.Text(Pointer.Get(body, path));

    private static JsonNode? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span);
        }
        catch (JsonException e)
        {
            throw new ConnectorException(ErrorClass.Validation, "The delivery is no JSON.", inner: e);
        }
    }
}
