using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugin.Sample;

/// <summary>
/// The one public class of a plugin. It keeps nothing: one instance serves every connection at once. Each interface is a capability that <c>plugin.json</c> names; the files beside this one hold them.
/// </summary>
public sealed partial class SampleConnector : IConnector, ILedgerReader, ILedgerWriter, IPaymentRail, IWebhooks
{
    /// <inheritdoc/>
    public async Task<ConnectionCheck> Check(Connection connection, CancellationToken ct)
    {
        var company = await LedgerClient.Get<Company>(connection, "", ct);
        return new ConnectionCheck(company.Name);
    }

    private sealed record Company(string Name);
}
