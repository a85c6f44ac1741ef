using StratCap.Contracts.Funds;
using StratCap.Contracts.Ingestion;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;

namespace StratCap.Notifications.Webhooks;

/// <summary>What webhooks can be told of: ids, days and amounts, and no name of anybody. Names and forms are a contract with receivers: they only grow.</summary>
internal sealed class WebhookEvents(IFundBooks books)
{
    /// <summary>A test by a person; nobody subscribes to it.</summary>
    public const string Ping = "webhook.ping";

    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(CapitalCallIssuedEvent)] = "capital_call.issued",
        [typeof(ReceiptsRecordedEvent)] = "capital_call.receipts_recorded",
        [typeof(DistributionDeclaredEvent)] = "distribution.declared",
        [typeof(DistributionPaidEvent)] = "distribution.paid",
        [typeof(ValuationsRecordedEvent)] = "valuations.recorded",
        [typeof(ReportsPublished)] = "reports.published",
        [typeof(ImportFinished)] = "import.finished",
    };

    /// <summary>The kinds that one subscribes to.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Names.Values];

    /// <summary>The kind that an event is told as.</summary>
    public static string KindOf(Type what) => Names[what];

    /// <summary>What is told of an event.</summary>
    public async Task<object> Data(IEvent what, CancellationToken ct) => what switch
    {
        CapitalCallIssuedEvent e => new { e.FundId, e.CallId, e.Number, e.DueDate, Amount = await Amount<CapitalCallIssued>(e.FundId, c => c.CallId == e.CallId, c => c.Shares.Sum(s => s.Total), ct) },
        DistributionDeclaredEvent e => new { e.FundId, e.DistributionId, e.Number, e.PaymentDate, Amount = await Amount<DistributionDeclared>(e.FundId, d => d.DistributionId == e.DistributionId, d => d.Lines.Sum(l => l.Distributed), ct) },
        ReceiptsRecordedEvent e => new { e.FundId, e.CallId, e.Receipts, Amount = await Money(e.FundId, e.Amount, ct), Outstanding = await Money(e.FundId, e.Outstanding, ct) },
        DistributionPaidEvent e => new { e.FundId, e.DistributionId, e.InvestorId, Amount = await Money(e.FundId, e.Amount, ct), Outstanding = await Money(e.FundId, e.Outstanding, ct) },
        ValuationsRecordedEvent e => new { e.FundId, e.RoundId, e.Number, e.Date },
        ReportsPublished e => new { e.FundId, e.PublicationId, e.Period, e.Reports },
        ImportFinished e => new { e.JobId, e.State, e.Accepted, e.Flagged, e.Refused },
        _ => throw new InvalidOperationException($"Nobody knows what to tell of {what.GetType().Name}."),
    };

    private async Task<MoneyView> Amount<TFact>(Guid fundId, Func<TFact, bool> which, Func<TFact, decimal> amount, CancellationToken ct) where TFact : class
    {
        var facts = await books.Facts(fundId, ct) ?? throw new InvalidOperationException($"The fund {fundId} that was told of is not to be found.");
        return MoneyView.Of(amount(facts.Select(f => f.Payload).OfType<TFact>().Single(which)), facts.Select(f => f.Payload).OfType<FundEstablished>().Single().Currency);
    }

    private async Task<MoneyView> Money(Guid fundId, decimal amount, CancellationToken ct) =>
        MoneyView.Of(amount, (await books.Find(fundId, ct) ?? throw new InvalidOperationException($"The fund {fundId} that was told of is not to be found.")).Currency);
}
