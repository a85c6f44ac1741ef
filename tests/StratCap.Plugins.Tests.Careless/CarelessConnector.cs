using System.Security.Cryptography;
using System.Text;
using StratCap.Plugin.Ach;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Payments;

namespace StratCap.Plugins.Tests.Careless;

/// <summary>A right connector with the one mistake that a file beside it names: of ACH files here, of Plaid and of portals in the other parts.</summary>
public sealed partial class CarelessConnector : IConnector, IPaymentFiles, IStatementReader
{
    private static readonly string Mistake = File.ReadAllText(Path.Combine(Path.GetDirectoryName(typeof(CarelessConnector).Assembly.Location)!, "mistake.txt"));
    private static readonly string Manifest = File.ReadAllText(Path.Combine(Path.GetDirectoryName(typeof(CarelessConnector).Assembly.Location)!, "of.txt"));
    private static Connection? first;
    private readonly AchConnector _right = new();

    public Task<ConnectionCheck> Check(Connection connection, CancellationToken ct) => Manifest switch
    {
        "stratcap.plaid" => _plaid.Check(connection, ct),
        "stratcap.portalsync" => _portal.Check(Over(connection), ct),
        _ => _right.Check(connection, ct),
    };

    public async Task<BankFile> WriteOrders(Connection connection, PaymentBatch batch, CancellationToken ct)
    {
        first ??= connection;
        if (Mistake == "leaves out what cannot be written") batch = batch with { Orders = [.. batch.Orders.Where(o => o.Amount.Value > 0 && o.Amount.FitsCurrency)] };
        if (Mistake == "loses the last of many orders" && batch.Orders.Count > 1) batch = batch with { Orders = [.. batch.Orders.SkipLast(1)] };
        if (Mistake == "rounds to dollars") batch = batch with { Orders = [.. batch.Orders.Select(o => o with { Amount = o.Amount with { Value = Math.Ceiling(o.Amount.Value) } })] };
        var file = await _right.WriteOrders(Mistake == "keeps the first firm's settings" ? first : connection, batch, ct);
        return Mistake == "stamps each file anew" ? file with { Content = Stamped(file.Content.ToArray()) } : file;
    }

    public async Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(Connection connection, BankFile file, CancellationToken ct)
    {
        try
        {
            var updates = await _right.ReadAnswers(connection, file, ct);
            return Mistake == "names no order" ? [.. updates.Select(u => u with { ExternalId = u.ExternalId![8..] })] : updates;
        }
        catch (ConnectorException) when (Mistake == "takes a part of the answers for all")
        {
            return [];
        }
    }

    public async Task<StatementFile> ReadStatements(Connection connection, BankFile file, CancellationToken ct)
    {
        try
        {
            var read = await _right.ReadStatements(connection, file, ct);
            return read with { Statements = [.. read.Statements.Select(Spoiled)] };
        }
        catch (ConnectorException) when (Mistake == "takes a part of a statement for all")
        {
            return new("BAI2", []);
        }
    }

    private static Statement Spoiled(Statement statement) => Mistake switch
    {
        "forgets signs" => statement with { Transactions = [.. statement.Transactions.Select(t => t with { Amount = t.Amount with { Value = Math.Abs(t.Amount.Value) } })] },
        "makes up ids" => statement with { Transactions = [.. statement.Transactions.Select(t => t with { Id = Guid.NewGuid().ToString("N") })] },
        "sets balances right" => statement with { Difference = 0, Problems = [] },
        _ => statement,
    };

    // The header's last field but one is the firm's own.
    private static byte[] Stamped(byte[] content)
    {
        Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(8)).CopyTo(content, 86);
        return content;
    }
}
