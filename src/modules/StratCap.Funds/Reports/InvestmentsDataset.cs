using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Reports;

/// <summary>Each investment of each fund with its cost and value: out of the rows that lists read, or out of the books when a day or a time is asked for.</summary>
internal sealed class InvestmentsDataset(IServiceScopeFactory scopes) : IDataset
{
    private static readonly FrozenSet<string> OfFund = FrozenSet.Create(StringComparer.Ordinal, "fundId", "fundName", "vintage", "strategy", "currency");

    internal static readonly DatasetShape<InvestmentLine> Shape = new DatasetShape<InvestmentLine>()
        .Column("fundId", ColumnType.Id, r => r.FundId, "The fund.")
        .Column("fundName", ColumnType.Text, r => r.FundName, "The fund's name.")
        .Column("vintage", ColumnType.Integer, r => r.Vintage, "The fund's vintage year.")
        .Column("strategy", ColumnType.Text, r => r.Strategy, "The fund's strategy.")
        .Column("currency", ColumnType.Text, r => r.Currency, "The fund's currency, in which all amounts of the row are.", "ISO 4217")
        .Column("dealId", ColumnType.Id, r => r.DealId, "The investment.")
        .Column("investment", ColumnType.Text, r => r.Investment, "The investment's name.")
        .Column("cost", ColumnType.Money, r => r.Cost, "What is still held has cost.")
        .Column("fairValue", ColumnType.Money, r => r.FairValue, "What is still held is worth.")
        .Column("unrealised", ColumnType.Money, r => r.Unrealised, "Fair value less cost.")
        .Column("proceeds", ColumnType.Money, r => r.Proceeds, "What it has brought: sales and income.")
        .Column("valuedOn", ColumnType.Date, r => r.ValuedOn, "The day of its last valuation.")
        .Unique(r => r.FundId).Unique(r => r.DealId);

    public DatasetInfo Info { get; } = new(
        "investments", "Each fund's investments with cost, fair value and proceeds.", Permissions.FundRead, KnowsAsOf: true, KnowsRecordedAt: true, Shape.Columns);

    public Task<IReadOnlyList<object?[]>> Read(DatasetQuestion question, DatasetLimits limits, CancellationToken ct) => DatasetDoor.Ask<FundsDbContext, IReadOnlyList<object?[]>>(scopes, limits, async (services, time) =>
        question.AsOf is null && question.RecordedAt is null
            ? await Shape.InDatabase(Rows(services.GetRequiredService<FundsDbContext>()), question, time)
            : Shape.InMemory(await FoldedFunds.Rows(services, Shape, question, limits, Like, OfFund, (book, _) => Investments(book), time), question), ct);

    internal static IQueryable<InvestmentLine> Rows(FundsDbContext db) => db.Deals.Join(db.Funds, d => d.FundId, f => f.FundId, (d, f) => new InvestmentLine
    {
        FundId = d.FundId,
        FundName = f.Name,
        Vintage = f.Vintage,
        Strategy = f.Strategy,
        Currency = f.Currency,
        DealId = d.DealId,
        Investment = d.Name,
        Cost = d.Cost,
        FairValue = d.FairValue,
        Unrealised = d.FairValue - d.Cost,
        Proceeds = d.Proceeds,
        ValuedOn = d.ValuedOn,
    });

    private static InvestmentLine Like(FundRow fund) => new() { FundId = fund.FundId, FundName = fund.Name, Vintage = fund.Vintage, Strategy = fund.Strategy, Currency = fund.Currency };

    private static IEnumerable<InvestmentLine> Investments(FundBook book) => book.Deals.Select(d => new InvestmentLine
    {
        FundId = book.FundId,
        FundName = book.Name,
        Vintage = book.Vintage,
        Strategy = book.Strategy,
        Currency = book.Currency.Code,
        DealId = d.DealId,
        Investment = d.Name,
        Cost = d.Cost,
        FairValue = d.FairValue,
        Unrealised = d.FairValue - d.Cost,
        Proceeds = d.Proceeds,
        ValuedOn = d.ValuedOn,
    });
}

/// <summary>A row of <see cref="InvestmentsDataset"/>.</summary>
internal sealed class InvestmentLine
{
    public Guid FundId { get; init; }
    public string FundName { get; init; } = "";
    public int? Vintage { get; init; }
    public string? Strategy { get; init; }
    public string Currency { get; init; } = "";
    public Guid DealId { get; init; }
    public string Investment { get; init; } = "";
    public decimal Cost { get; init; }
    public decimal FairValue { get; init; }
    public decimal Unrealised { get; init; }
    public decimal Proceeds { get; init; }
    public DateOnly? ValuedOn { get; init; }
}
