using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.Reports;

/// <summary>Every fair value that was recorded of an investment, with what it rests on and who stands for it, out of the books. What was reversed is not among them.</summary>
internal sealed class ValuationsDataset(IServiceScopeFactory scopes, IPeople people) : IDataset
{
    private const string Preparer = "preparedByName", Recorder = "recordedByName";

    internal static readonly DatasetShape<ValuationLine> Shape = new DatasetShape<ValuationLine>()
        .Column("fundId", ColumnType.Id, r => r.FundId, "The fund.")
        .Column("fundName", ColumnType.Text, r => r.FundName, "The fund's name.")
        .Column("vintage", ColumnType.Integer, r => r.Vintage, "The fund's vintage year.")
        .Column("strategy", ColumnType.Text, r => r.Strategy, "The fund's strategy.")
        .Column("currency", ColumnType.Text, r => r.Currency, "The fund's currency, in which all amounts of the row are.", "ISO 4217")
        .Column("dealId", ColumnType.Id, r => r.DealId, "The investment.")
        .Column("investment", ColumnType.Text, r => r.Investment, "The investment's name.")
        .Column("date", ColumnType.Date, r => r.Date, "The day of the value.")
        .Column("fairValue", ColumnType.Money, r => r.FairValue, "What was held that day is worth.")
        .Column("fairValueChange", ColumnType.Money, r => r.FairValueChange, "Less what it was carried at before.")
        .Column("level", ColumnType.Integer, r => r.Level, "The level of the fair value hierarchy, 1, 2 or 3.", "ASC 820")
        .Column("technique", ColumnType.Text, r => r.Technique, "The valuation technique, such as MarketMultiples; missing where nobody said.")
        .Column("methodology", ColumnType.Text, r => r.Methodology, "How it was valued, in the words of who valued it.")
        .Column("ownCurrency", ColumnType.Text, r => r.OwnCurrency, "The investment's own currency.", "ISO 4217")
        .Column("ownFairValue", ColumnType.Ratio, r => r.OwnFairValue, "The fair value in the investment's own currency: never added up, and never converted.")
        .Column("roundId", ColumnType.Id, r => r.RoundId, "The valuation round in which a second person approved it; missing where one person recorded it alone.")
        .Column("roundNumber", ColumnType.Integer, r => r.RoundNumber, "The round's number within the fund.")
        .Column("preparedBy", ColumnType.Id, r => r.PreparedBy, "Who prepared the round; missing where there was none.")
        .Named(Preparer, "preparedBy", r => r.PreparedBy, "The name of who prepared the round; missing where there was none, or he has left the firm.")
        .Column("recordedBy", ColumnType.Id, r => r.RecordedBy, "Who approved the round, or recorded the value alone.")
        .Named(Recorder, "recordedBy", r => r.RecordedBy, "The name of who approved the round or recorded the value alone; missing where he has left the firm.")
        .Column("recordedAt", ColumnType.Instant, r => r.RecordedAt, "When the book learnt of it.", "UTC")
        .Column("factId", ColumnType.Id, r => r.FactId, "The fact that records it.")
        .Unique(r => r.FundId).Unique(r => r.Date).Unique(r => r.Sequence);

    public DatasetInfo Info { get; } = new(
        "valuations", "Each fair value that was recorded of an investment: when, at what level, how, by whom, and in which round.", Permissions.FundRead, KnowsAsOf: true, KnowsRecordedAt: true, Shape.Columns, RateDay: "date");

    public async Task<IReadOnlyList<object?[]>> Read(DatasetQuestion question, DatasetLimits limits, CancellationToken ct)
    {
        var rows = await DatasetDoor.Ask<FundsDbContext, IReadOnlyList<object?[]>>(scopes, limits, async (services, time) =>
        {
            var rounds = await Rounds(services.GetRequiredService<FundsDbContext>(), time);
            return Shape.InMemory(await FoldedFunds.Rows(services, Shape, question, limits, Like, (folded, _) => Values(folded, rounds), time), question);
        }, ct);
        foreach (var name in (string[])[Preparer, Recorder])
            await NamedCells.Fill(rows, question, name, async ids => (await people.Of(ids, ct)).ToDictionary(p => p.UserId, p => p.Name));
        return rows;
    }

    private static async Task<Dictionary<Guid, (int Number, Guid PreparedBy)>> Rounds(FundsDbContext db, CancellationToken ct) =>
        (await db.Proposals.Where(p => p.Kind == ProposalKind.Valuation && p.State == ProposalState.Done).Select(p => new { p.Id, p.Number, p.PreparedBy }).ToListAsync(ct))
        .ToDictionary(p => p.Id, p => (p.Number, p.PreparedBy));

    private static ValuationLine Like(FundRow fund) => new() { FundId = fund.FundId, FundName = fund.Name, Vintage = fund.Vintage, Strategy = fund.Strategy, Currency = fund.Currency };

    private static IEnumerable<ValuationLine> Values(FoldedBook folded, Dictionary<Guid, (int Number, Guid PreparedBy)> rounds)
    {
        var (book, facts) = (folded.Book, folded.Facts.Where(f => f.Payload is ValuationRecorded).ToDictionary(f => f.FactId));
        return book.Deals.SelectMany(d => d.Valuations, (deal, value) =>
        {
            var fact = facts[value.FactId];
            (int Number, Guid PreparedBy)? round = value.Basis?.RoundId is { } id && rounds.TryGetValue(id, out var found) ? found : null;
            return new ValuationLine
            {
                FundId = book.FundId,
                FundName = book.Name,
                Vintage = book.Vintage,
                Strategy = book.Strategy,
                Currency = book.Currency.Code,
                DealId = deal.DealId,
                Investment = deal.Name,
                Date = value.Date,
                FairValue = value.FairValue,
                FairValueChange = value.Change,
                Level = value.Level,
                Technique = value.Basis?.Method.ToString(),
                Methodology = value.Methodology,
                OwnCurrency = value.Foreign?.Currency ?? book.Currency.Code,
                OwnFairValue = value.Foreign?.Amount ?? value.FairValue,
                RoundId = value.Basis?.RoundId,
                RoundNumber = round?.Number,
                PreparedBy = round?.PreparedBy,
                RecordedBy = fact.Actor,
                RecordedAt = fact.RecordedAt,
                FactId = fact.FactId,
                Sequence = fact.Sequence,
            };
        });
    }
}

/// <summary>A row of <see cref="ValuationsDataset"/>.</summary>
internal sealed class ValuationLine
{
    public Guid FundId { get; init; }
    public string FundName { get; init; } = "";
    public int? Vintage { get; init; }
    public string? Strategy { get; init; }
    public string Currency { get; init; } = "";
    public Guid DealId { get; init; }
    public string Investment { get; init; } = "";
    public DateOnly Date { get; init; }
    public decimal FairValue { get; init; }
    public decimal FairValueChange { get; init; }
    public int Level { get; init; }
    public string? Technique { get; init; }
    public string Methodology { get; init; } = "";
    public string OwnCurrency { get; init; } = "";
    public decimal OwnFairValue { get; init; }
    public Guid? RoundId { get; init; }
    public int? RoundNumber { get; init; }
    public Guid? PreparedBy { get; init; }
    public Guid RecordedBy { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public Guid FactId { get; init; }
    public long Sequence { get; init; }
}
