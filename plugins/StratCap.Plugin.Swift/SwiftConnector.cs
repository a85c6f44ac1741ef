using StratCap.Plugin.Swift.Camt;
using StratCap.Plugin.Swift.Fin;
using StratCap.Plugin.Swift.Pain;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Swift;

/// <summary>
/// Files of SWIFT and ISO 20022: statements (MT940, MT942, MT950, camt.052, camt.053, camt.054; archives of MT101 and MT103), payments (pain.001, pain.008) and their answers (pain.002).
/// It speaks to nobody: files are carried by others.
/// </summary>
public sealed class SwiftConnector : IConnector, IStatementReader, IPaymentFiles
{
    /// <inheritdoc/>
    public Task<ConnectionCheck> Check(Connection connection, CancellationToken ct)
    {
        var settings = SwiftSettings.Of(connection);
        return Task.FromResult(new ConnectionCheck(settings.InitiatingParty, new Dictionary<string, string>
        {
            ["What was checked"] = "The settings alone: no bank was asked.",
            ["Credit transfers"] = $"{settings.CreditFormat}, {settings.ServiceLevel}",
            ["Debits"] = settings.CreditorId is null ? "none: there is no creditor identifier" : $"{SwiftSettings.Debit08}, {settings.DebitScheme}",
        }));
    }

    /// <inheritdoc/>
    public Task<StatementFile> ReadStatements(Connection connection, BankFile file, CancellationToken ct) =>
        Task.FromResult(XmlTree.IsXml(file.Content) ? CamtReader.Read(XmlTree.Read(file.Content, ct)) : FinReader.Read(file.Content, ct));

    /// <inheritdoc/>
    public Task<BankFile> WriteOrders(Connection connection, PaymentBatch batch, CancellationToken ct) => Task.FromResult(PainWriter.Write(SwiftSettings.Of(connection), batch));

    /// <inheritdoc/>
    public Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(Connection connection, BankFile file, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<PaymentUpdate>>(Pain002Reader.Read(XmlTree.Read(file.Content, ct)));
}
