using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk;

/// <summary>
/// What every plugin is: exactly one public class with a parameterless constructor that implements this interface and the interfaces of the capabilities that its <c>plugin.json</c> names
/// (<see cref="Ledgers.ILedgerReader"/>, <see cref="Ledgers.ILedgerWriter"/>, <see cref="Banks.IBankFeed"/>, <see cref="Banks.IStatementReader"/>, <see cref="Banks.IAccountVerifier"/>,
/// <see cref="Payments.IPaymentRail"/>, <see cref="Payments.IPaymentFiles"/>, <see cref="Portals.IPortal"/>, <see cref="Webhooks.IWebhooks"/>).
/// One instance serves every connection at once: it keeps nothing between calls. All it needs to know comes with the call.
/// </summary>
public interface IConnector
{
    /// <summary>Asks the vendor for something small, to see that address, settings and secrets are right. Nothing is written.</summary>
    /// <returns>What the vendor calls the account reached, for a person to recognise.</returns>
    /// <exception cref="ConnectorException">The vendor refused (<see cref="ErrorClass.Auth"/> when the secrets are wrong), or could not be reached.</exception>
    Task<ConnectionCheck> Check(Connection connection, CancellationToken ct);
}

/// <summary>What a check found.</summary>
/// <param name="AccountName">The company, item or account at the vendor; shown to the person who connects.</param>
/// <param name="Details">Further facts worth showing, by name; never a secret nor a whole account number.</param>
public sealed record ConnectionCheck(string AccountName, IReadOnlyDictionary<string, string>? Details = null);
