using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;

namespace StratCap.Funds.Reports;

/// <summary>What was called of each investor and distributed to him, out of the rows that lists read. What was reversed is not among them.</summary>
internal sealed class CashFlowsDataset(IServiceScopeFactory scopes) : IDataset
{
    internal static readonly DatasetShape<CashFlowLine> Shape = new DatasetShape<CashFlowLine>()
        .Column("fundId", ColumnType.Id, r => r.FundId, "The fund.")
        .Column("fundName", ColumnType.Text, r => r.FundName, "The fund's name.")
        .Column("vintage", ColumnType.Integer, r => r.Vintage, "The fund's vintage year.")
        .Column("strategy", ColumnType.Text, r => r.Strategy, "The fund's strategy.")
        .Column("currency", ColumnType.Text, r => r.Currency, "The fund's currency, in which all amounts of the row are.", "ISO 4217")
        .Column("investorId", ColumnType.Id, r => r.InvestorId, "The investor.")
        .Column("investorName", ColumnType.Text, r => r.InvestorName, "The investor's name.")
        .Column("kind", ColumnType.Text, r => r.Kind, "CapitalCall or Distribution.")
        .Column("flowId", ColumnType.Id, r => r.FlowId, "The call or the distribution.")
        .Column("number", ColumnType.Integer, r => r.Number, "Its number within the fund.")
        .Column("date", ColumnType.Date, r => r.Date, "The day of the call's notice, or on which the distribution was declared.")
        .Column("dueDate", ColumnType.Date, r => r.DueDate, "The day on which the call is due, or the distribution is to be paid.")
        .Column("status", ColumnType.Text, r => r.Status, "How far the whole call is received, or the whole distribution paid.")
        .Column("amount", ColumnType.Money, r => r.Amount, "What was called of him, or distributed to him as an investor: withheld tax included, carried interest not.")
        .Column("settled", ColumnType.Money, r => r.Settled, "What was received from him, or paid to him, carried interest included where he is its recipient.")
        .Column("outstanding", ColumnType.Money, r => r.Outstanding, "What is still to be received or paid.")
        .Column("returnOfCapital", ColumnType.Money, r => r.ReturnOfCapital, "Of a distribution, what came back of his capital.")
        .Column("preferredReturn", ColumnType.Money, r => r.PreferredReturn, "Of a distribution, his preferred return.")
        .Column("catchUp", ColumnType.Money, r => r.CatchUp, "Of a distribution, what stayed with him of the catch-up.")
        .Column("residualSplit", ColumnType.Money, r => r.ResidualSplit, "Of a distribution, what stayed with him of the split of profit.")
        .Column("carriedInterest", ColumnType.Money, r => r.CarriedInterest, "Of a distribution, what went from his share as carried interest.")
        .Unique(r => r.FundId).Unique(r => r.FlowId).Unique(r => r.InvestorId);

    public DatasetInfo Info { get; } = new(
        "cash-flows", "Capital calls and distributions, a row for each investor of each, as the books are now.", Permissions.FundRead, KnowsAsOf: false, KnowsRecordedAt: false, Shape.Columns, RateDay: "date");

    public Task<IReadOnlyList<object?[]>> Read(DatasetQuestion question, DatasetLimits limits, CancellationToken ct) => DatasetDoor.Ask<FundsDbContext, IReadOnlyList<object?[]>>(scopes, limits, (services, time) =>
        Shape.InDatabase(Rows(services.GetRequiredService<FundsDbContext>()), question, time), ct);

    internal static IQueryable<CashFlowLine> Rows(FundsDbContext db) => Calls(db).Concat(Distributions(db));

    private static IQueryable<CashFlowLine> Calls(FundsDbContext db) =>
        from line in db.CapitalCallLines
        join call in db.CapitalCalls on new { line.FundId, line.CallId } equals new { call.FundId, call.CallId }
        join fund in db.Funds on line.FundId equals fund.FundId
        join partner in db.Partners on new { line.FundId, line.InvestorId } equals new { partner.FundId, partner.InvestorId }
        select new CashFlowLine
        {
            FundId = line.FundId,
            FundName = fund.Name,
            Vintage = fund.Vintage,
            Strategy = fund.Strategy,
            Currency = fund.Currency,
            InvestorId = line.InvestorId,
            InvestorName = partner.Name,
            Kind = "CapitalCall",
            FlowId = line.CallId,
            Number = call.Number,
            Date = call.NoticeDate,
            DueDate = call.DueDate,
            Status = call.Status,
            Amount = line.Amount,
            Settled = line.Received,
            Outstanding = line.Amount - line.Received,
            ReturnOfCapital = 0m,
            PreferredReturn = 0m,
            CatchUp = 0m,
            ResidualSplit = 0m,
            CarriedInterest = 0m,
        };

    private static IQueryable<CashFlowLine> Distributions(FundsDbContext db) =>
        from line in db.DistributionLines
        join distribution in db.Distributions on new { line.FundId, line.DistributionId } equals new { distribution.FundId, distribution.DistributionId }
        join fund in db.Funds on line.FundId equals fund.FundId
        join partner in db.Partners on new { line.FundId, line.InvestorId } equals new { partner.FundId, partner.InvestorId }
        select new CashFlowLine
        {
            FundId = line.FundId,
            FundName = fund.Name,
            Vintage = fund.Vintage,
            Strategy = fund.Strategy,
            Currency = fund.Currency,
            InvestorId = line.InvestorId,
            InvestorName = partner.Name,
            Kind = "Distribution",
            FlowId = line.DistributionId,
            Number = distribution.Number,
            Date = distribution.Date,
            DueDate = distribution.PaymentDate,
            Status = distribution.Status,
            Amount = line.Apportioned - line.CarriedInterest,
            Settled = line.Paid,
            Outstanding = line.Payable - line.Paid,
            ReturnOfCapital = line.ReturnOfCapital,
            PreferredReturn = line.PreferredReturn,
            CatchUp = line.CatchUp,
            ResidualSplit = line.ResidualSplit,
            CarriedInterest = line.CarriedInterest,
        };
}

/// <summary>A row of <see cref="CashFlowsDataset"/>.</summary>
internal sealed class CashFlowLine
{
    public Guid FundId { get; init; }
    public string FundName { get; init; } = "";
    public int? Vintage { get; init; }
    public string? Strategy { get; init; }
    public string Currency { get; init; } = "";
    public Guid InvestorId { get; init; }
    public string InvestorName { get; init; } = "";
    public string Kind { get; init; } = "";
    public Guid FlowId { get; init; }
    public int Number { get; init; }
    public DateOnly Date { get; init; }
    public DateOnly DueDate { get; init; }
    public string Status { get; init; } = "";
    public decimal Amount { get; init; }
    public decimal Settled { get; init; }
    public decimal Outstanding { get; init; }
    public decimal ReturnOfCapital { get; init; }
    public decimal PreferredReturn { get; init; }
    public decimal CatchUp { get; init; }
    public decimal ResidualSplit { get; init; }
    public decimal CarriedInterest { get; init; }
}
