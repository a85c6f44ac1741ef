using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.Funds.Book;

namespace StratCap.Funds.Reports;

/// <summary>Each investor's position in each fund as of a day, from the books: accrued carried interest needs a run of the waterfall, which no table holds.</summary>
internal sealed class PositionsDataset(IServiceScopeFactory scopes) : IDataset
{
    internal static readonly DatasetShape<Position> Shape = new DatasetShape<Position>()
        .Column("fundId", ColumnType.Id, r => r.FundId, "The fund.")
        .Column("fundName", ColumnType.Text, r => r.FundName, "The fund's name.")
        .Column("vintage", ColumnType.Integer, r => r.Vintage, "The fund's vintage year.")
        .Column("strategy", ColumnType.Text, r => r.Strategy, "The fund's strategy.")
        .Column("currency", ColumnType.Text, r => r.Currency, "The fund's currency, in which all amounts of the row are.", "ISO 4217")
        .Column("investorId", ColumnType.Id, r => r.InvestorId, "The investor.")
        .Column("investorName", ColumnType.Text, r => r.InvestorName, "The investor's name.")
        .Column("kind", ColumnType.Text, r => r.Kind, "Whether he is a limited or the general partner.")
        .Column("basis", ColumnType.Text, r => r.Basis, "Whether the figures come from the fund's book or from what the investor disclosed.")
        .Column("asOf", ColumnType.Date, r => r.AsOf, "The day of the figures.")
        .Column("commitment", ColumnType.Money, r => r.Commitment, "What he has committed.")
        .Column("called", ColumnType.Money, r => r.Called, "What was called of him.")
        .Column("paidIn", ColumnType.Money, r => r.PaidIn, "What he has paid in.")
        .Column("unfunded", ColumnType.Money, r => r.Unfunded, "What can still be called of him; not known of disclosed positions.")
        .Column("distributed", ColumnType.Money, r => r.Distributed, "What was distributed to him, withheld tax included, carried interest not.")
        .Column("nav", ColumnType.Money, r => r.Nav, "His capital account before accrued carried interest; not known of disclosed positions.")
        .Column("accruedCarriedInterest", ColumnType.Money, r => r.AccruedCarriedInterest, "What a liquidation at the capital accounts would take of him as carried interest.")
        .Column("residualValue", ColumnType.Money, r => r.ResidualValue, "His capital account less accrued carried interest, or the value that he disclosed.")
        .Column("dpi", ColumnType.Ratio, r => r.Dpi, "Distributed to paid in, four decimals.", "x")
        .Column("rvpi", ColumnType.Ratio, r => r.Rvpi, "Residual value to paid in, four decimals.", "x")
        .Column("tvpi", ColumnType.Ratio, r => r.Tvpi, "Distributed and residual value to paid in, four decimals.", "x")
        .Column("pic", ColumnType.Ratio, r => r.Pic, "Paid in to commitment, four decimals.", "x")
        .Unique(r => r.FundId).Unique(r => r.InvestorId);

    public DatasetInfo Info { get; } = new(
        "positions", "Each investor's position in each fund as of a day: commitment, called, distributed, values and multiples.", Permissions.FundRead, KnowsAsOf: true, KnowsRecordedAt: true, Shape.Columns, RateDay: "asOf");

    public Task<IReadOnlyList<object?[]>> Read(DatasetQuestion question, DatasetLimits limits, CancellationToken ct) => DatasetDoor.Ask<FundsDbContext, IReadOnlyList<object?[]>>(scopes, limits, async (services, time) =>
        Shape.InMemory(await FoldedFunds.Rows(services, Shape, question, limits, Like, (folded, watch) => Positions(folded.Book, watch), time), question), ct);

    private static Position Like(FundRow fund) => new() { FundId = fund.FundId, FundName = fund.Name, Vintage = fund.Vintage, Strategy = fund.Strategy, Currency = fund.Currency };

    private static IEnumerable<Position> Positions(FundBook book, RunWatch watch) => Performance.Of(book, explain: false, watch).Partners.Select(line =>
    {
        var account = book.Partner(line.InvestorId!.Value);
        var booked = line.Basis == PerformanceBasis.Book;
        return new Position
        {
            FundId = book.FundId,
            FundName = book.Name,
            Vintage = book.Vintage,
            Strategy = book.Strategy,
            Currency = book.Currency.Code,
            InvestorId = account.InvestorId,
            InvestorName = account.Name,
            Kind = account.Kind.ToString(),
            Basis = line.Basis.ToString(),
            AsOf = line.AsOf,
            Commitment = line.Commitment,
            Called = booked ? account.Called : line.PaidIn,
            PaidIn = line.PaidIn,
            Unfunded = booked ? account.Unfunded : null,
            Distributed = line.Distributed,
            Nav = booked ? account.Nav : null,
            AccruedCarriedInterest = line.AccruedCarry,
            ResidualValue = line.ResidualValue,
            Dpi = Multiple(line.Dpi),
            Rvpi = Multiple(line.Rvpi),
            Tvpi = Multiple(line.Tvpi),
            Pic = Multiple(line.Pic),
        };
    });

    private static decimal? Multiple(decimal? ratio) => ratio is { } value ? Math.Round(value, 4, MidpointRounding.AwayFromZero) : null;
}

/// <summary>A row of <see cref="PositionsDataset"/>.</summary>
internal sealed class Position
{
    public Guid FundId { get; init; }
    public string FundName { get; init; } = "";
    public int? Vintage { get; init; }
    public string? Strategy { get; init; }
    public string Currency { get; init; } = "";
    public Guid InvestorId { get; init; }
    public string InvestorName { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Basis { get; init; } = "";
    public DateOnly AsOf { get; init; }
    public decimal Commitment { get; init; }
    public decimal? Called { get; init; }
    public decimal? PaidIn { get; init; }
    public decimal? Unfunded { get; init; }
    public decimal? Distributed { get; init; }
    public decimal? Nav { get; init; }
    public decimal AccruedCarriedInterest { get; init; }
    public decimal? ResidualValue { get; init; }
    public decimal? Dpi { get; init; }
    public decimal? Rvpi { get; init; }
    public decimal? Tvpi { get; init; }
    public decimal? Pic { get; init; }
}
