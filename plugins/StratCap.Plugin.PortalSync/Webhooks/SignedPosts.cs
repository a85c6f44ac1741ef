using System.Globalization;
using System.Text;
using StratCap.Plugin.PortalSync.Http;
using StratCap.Plugin.PortalSync.Mapping;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;

namespace StratCap.Plugin.PortalSync.Webhooks;

/// <summary>Publishes by a signed webhook. Its id is our key: the portal takes each once, however often it comes.</summary>
internal static class SignedPosts
{
    internal static async Task<WriteOutcome> Send(Connection connection, WebhookWrite hook, IReadOnlyDictionary<string, Field> fields, string key, Outgoing outgoing, CancellationToken ct)
    {
        if (!Signatures.IsId(key)) return new WriteOutcome.Rejected("portal.key", "A webhook's id has letters, digits, dashes and underscores alone.", "key");
        var body = PortalHttp.Body(FieldMapping.Apply(fields, outgoing.Words));
        var time = connection.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = PortalHttp.Request(connection, "POST", hook.Path, body);
        request.Headers.TryAddWithoutValidation(Signatures.IdHeader, key);
        request.Headers.TryAddWithoutValidation(Signatures.TimeHeader, time);
        request.Headers.TryAddWithoutValidation(Signatures.SignatureHeader, string.Join(',', await Signatures.Make(connection, key, time, Encoding.UTF8.GetBytes(body), ct)));
        await PortalHttp.Deliver(connection, request, ct);
        return new WriteOutcome.Accepted(key);
    }
}
