using StratCap.Plugin.Ach.Bai2;
using StratCap.Plugin.Ach.Nacha;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugin.Ach;

/// <summary>ACH payment files in NACHA's format, the returns and changes that come back, and statements in BAI2. It speaks to nobody: files are carried by others.</summary>
public sealed class AchConnector : IConnector, IPaymentFiles, IStatementReader
{
    /// <inheritdoc/>
    public Task<ConnectionCheck> Check(Connection connection, CancellationToken ct)
    {
        var settings = AchSettings.Of(connection);
        return Task.FromResult(new ConnectionCheck(settings.CompanyName ?? settings.OriginName, new Dictionary<string, string>
        {
            ["What was checked"] = "The settings alone: no bank was asked.",
            ["File goes to"] = settings.ImmediateDestination,
            ["Traces begin with"] = settings.Odfi,
            ["Entry descriptions"] = string.Join(", ", settings.Descriptions.Values),
        }));
    }

    /// <inheritdoc/>
    public Task<BankFile> WriteOrders(Connection connection, PaymentBatch batch, CancellationToken ct) => Task.FromResult(NachaWriter.Write(AchSettings.Of(connection), batch));

    /// <inheritdoc/>
    public Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(Connection connection, BankFile file, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<PaymentUpdate>>(Answers.Of(NachaReader.Read(file.Content), AchSettings.Of(connection).Odfi));

    /// <inheritdoc/>
    public Task<StatementFile> ReadStatements(Connection connection, BankFile file, CancellationToken ct) => Task.FromResult(Bai2Reader.Read(file.Content, ct));
}
