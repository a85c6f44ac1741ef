using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Payments;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;

namespace StratCap.TestWorker;

/// <summary>The server's sender of payments in a process of its own, with a bank whose book is a file: it outlives the process.</summary>
internal static class PayingWorker
{
    /// <param name="args">The database, the bank's file, at which call of the bank to die (0: never), and there before or after it wrote the order down.</param>
    public static async Task Run(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:PostgreSQL"] = args[0],
            ["Payments:UncertainWaitSeconds"] = "0",
            ["Payments:LeaseSeconds"] = "3",
            ["Payments:PollSeconds"] = "1",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddFoundation();
        builder.Services.AddSingleton<Blobs>();
        builder.Services.AddPaymentsModule(builder.Configuration).AddPaymentsWorker(builder.Configuration);
        builder.Services.Replace(ServiceDescriptor.Singleton<IConnectors>(new FileBank(args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture), args[3] == "after")));
        // Who pays asks no book.
        builder.Services.AddSingleton<IFundBooks, NoBooks>();
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine("ready");
        await Console.In.ReadToEndAsync();
    }

    private sealed class NoBooks : IFundBooks
    {
        public Task<IReadOnlyList<RecordedFact>?> Facts(Guid fundId, CancellationToken ct) => throw Unknown;

        public Task<IReadOnlyList<RecordedFact>> Facts(Guid fundId, long fromSequence, long toSequence, CancellationToken ct) => throw Unknown;

        public Task<FundEntry?> Find(Guid fundId, CancellationToken ct) => throw Unknown;

        public Task<IReadOnlyList<FundEntry>> Funds(CancellationToken ct) => throw Unknown;

        public Task<IReadOnlyList<FundEntry>> FundsOf(Guid investorId, CancellationToken ct) => throw Unknown;

        private static InvalidOperationException Unknown => new("A sender of payments asks no book.");
    }

    /// <summary>Writes each order that reaches it into its file, to the disk, before it answers.</summary>
    private sealed class FileBank(string path, int diesAt, bool after) : IConnectors, IPaymentConnection
    {
        private int _calls;

        public Task<IReadOnlyList<ConnectionInfo>> Connections(IReadOnlyCollection<string> capabilities, CancellationToken ct) => Task.FromResult<IReadOnlyList<ConnectionInfo>>([]);

        public ILedgerConnection Ledger(Guid connectionId) => throw Unknown;

        public IBankConnection Bank(Guid connectionId) => throw Unknown;

        public IPaymentConnection Payments(Guid connectionId) => this;

        public IPortalConnection Portal(Guid connectionId) => throw Unknown;

        public IBankFolder Folder(Guid connectionId) => throw Unknown;

        public async Task<WriteOutcome> Pay(PaymentOrder order, CancellationToken ct)
        {
            var dies = ++_calls == diesAt;
            if (dies && !after) Dying.Now();
            await using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read))
            {
                await file.WriteAsync(System.Text.Encoding.ASCII.GetBytes(order.Key + "\n"), ct);
                file.Flush(flushToDisk: true);
            }
            if (dies) Dying.Now();
            return new WriteOutcome.Accepted("B-" + order.Key);
        }

        public Task<PaymentUpdate?> GetStatus(PaymentRef payment, CancellationToken ct) => Task.FromResult(
            File.Exists(path) && File.ReadAllLines(path).Contains(payment.Key) ? new PaymentUpdate("status-" + payment.Key, payment.Key, "B-" + payment.Key, PaymentState.Pending, null, null, null, null) : null);

        public Task<WriteOutcome> Collect(PaymentOrder order, CancellationToken ct) => throw Unknown;

        public Task<WriteOutcome> Cancel(PaymentRef payment, CancellationToken ct) => throw Unknown;

        public IAsyncEnumerable<Page<PaymentUpdate>> StreamUpdates(string? cursor, CancellationToken ct) => throw Unknown;

        public Task<BankFile> WriteOrders(PaymentBatch batch, CancellationToken ct) => throw Unknown;

        public Task<IReadOnlyList<PaymentUpdate>> ReadAnswers(BankFile file, CancellationToken ct) => throw Unknown;

        private static ConnectorException Unknown => new(ErrorClass.NotFound, "There is no such connection.");
    }
}
