using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;

namespace StratCap.Funds.Reports;

/// <summary>What investors, such as public pension plans, disclosed of their positions, each with the multiple that they published. What was reversed is not among them.</summary>
internal sealed class DisclosuresDataset(IServiceScopeFactory scopes) : IDataset
{
    internal static readonly DatasetShape<DisclosureLine> Shape = new DatasetShape<DisclosureLine>()
        .Column("fundId", ColumnType.Id, r => r.FundId, "The fund.")
        .Column("fundName", ColumnType.Text, r => r.FundName, "The fund's name.")
        .Column("vintage", ColumnType.Integer, r => r.Vintage, "The fund's vintage year.")
        .Column("strategy", ColumnType.Text, r => r.Strategy, "The fund's strategy.")
        .Column("currency", ColumnType.Text, r => r.Currency, "The fund's currency, in which all amounts of the row are.", "ISO 4217")
        .Column("investorId", ColumnType.Id, r => r.InvestorId, "The investor.")
        .Column("investorName", ColumnType.Text, r => r.InvestorName, "The investor's name.")
        .Column("asOf", ColumnType.Date, r => r.AsOf, "The day of the figures.")
        .Column("commitment", ColumnType.Money, r => r.Commitment, "What he has committed.")
        .Column("called", ColumnType.Money, r => r.Called, "What was called of him until then; missing where he did not disclose it, as all that follows.")
        .Column("distributed", ColumnType.Money, r => r.Distributed, "What was distributed to him until then.")
        .Column("remainingValue", ColumnType.Money, r => r.RemainingValue, "What his interest was worth that day.")
        .Column("reportedMultiple", ColumnType.Ratio, r => r.ReportedMultiple, "The multiple that he himself published.", "x")
        .Column("reportedNetIrr", ColumnType.Ratio, r => r.ReportedNetIrr, "The net rate of return that he himself published: 0.1 is 10 %.")
        .Column("source", ColumnType.Text, r => r.Source, "The document in which he disclosed it.")
        .Column("factId", ColumnType.Id, r => r.FactId, "The fact that records it.")
        .Unique(r => r.FundId).Unique(r => r.InvestorId).Unique(r => r.AsOf);

    public DatasetInfo Info { get; } = new(
        "disclosures", "What investors disclosed of their positions, a row for each day, with the multiple and the rate of return that they published.", Permissions.FundRead, KnowsAsOf: false, KnowsRecordedAt: false, Shape.Columns,
        RateDay: "asOf");

    public Task<IReadOnlyList<object?[]>> Read(DatasetQuestion question, DatasetLimits limits, CancellationToken ct) => DatasetDoor.Ask<FundsDbContext, IReadOnlyList<object?[]>>(scopes, limits, (services, time) =>
        Shape.InDatabase(Rows(services.GetRequiredService<FundsDbContext>()), question, time), ct);

    internal static IQueryable<DisclosureLine> Rows(FundsDbContext db) =>
        from position in db.Positions
        join fund in db.Funds on position.FundId equals fund.FundId
        join partner in db.Partners on new { position.FundId, position.InvestorId } equals new { partner.FundId, partner.InvestorId }
        select new DisclosureLine
        {
            FundId = position.FundId,
            FundName = fund.Name,
            Vintage = fund.Vintage,
            Strategy = fund.Strategy,
            Currency = fund.Currency,
            InvestorId = position.InvestorId,
            InvestorName = partner.Name,
            AsOf = position.AsOf,
            Commitment = position.Commitment,
            Called = position.Called,
            Distributed = position.Distributed,
            RemainingValue = position.RemainingValue,
            ReportedMultiple = position.ReportedMultiple,
            ReportedNetIrr = position.ReportedNetIrr,
            Source = position.Source,
            FactId = position.FactId,
        };
}

/// <summary>A row of <see cref="DisclosuresDataset"/>.</summary>
internal sealed class DisclosureLine
{
    public Guid FundId { get; init; }
    public string FundName { get; init; } = "";
    public int? Vintage { get; init; }
    public string? Strategy { get; init; }
    public string Currency { get; init; } = "";
    public Guid InvestorId { get; init; }
    public string InvestorName { get; init; } = "";
    public DateOnly AsOf { get; init; }
    public decimal Commitment { get; init; }
    public decimal? Called { get; init; }
    public decimal? Distributed { get; init; }
    public decimal? RemainingValue { get; init; }
    public decimal? ReportedMultiple { get; init; }
    public decimal? ReportedNetIrr { get; init; }
    public string Source { get; init; } = "";
    public Guid FactId { get; init; }
}
