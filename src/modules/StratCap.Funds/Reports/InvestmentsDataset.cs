using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.Funds.Book;
using StratCap.Funds.Portfolio;

namespace StratCap.Funds.Reports;

/// <summary>Each investment of each fund with its cost, its value and how it is classified: out of the rows that lists read, or out of the books when a day or a time is asked for.</summary>
internal sealed class InvestmentsDataset(IServiceScopeFactory scopes, TimeProvider clock) : IDataset
{
    internal static readonly DatasetShape<PortfolioLine> Shape = new DatasetShape<PortfolioLine>()
        .Column("fundId", ColumnType.Id, r => r.FundId, "The fund.")
        .Column("fundName", ColumnType.Text, r => r.FundName, "The fund's name.")
        .Column("vintage", ColumnType.Integer, r => r.Vintage, "The fund's vintage year.")
        .Column("strategy", ColumnType.Text, r => r.Strategy, "The fund's strategy.")
        .Column("currency", ColumnType.Text, r => r.Currency, "The fund's currency, in which all amounts of the row are.", "ISO 4217")
        .Column("dealId", ColumnType.Id, r => r.DealId, "The investment.")
        .Column("investment", ColumnType.Text, r => r.Name, "The investment's name.")
        .Column("type", ColumnType.Text, r => r.Type == null ? null : r.Type.Value.ToString(), "What is held, such as CommonStock or Debt; missing while nobody classified it.")
        .Column("country", ColumnType.Text, r => r.Country, "The country of the issuer's main business; missing where it has no single one.", "ISO 3166-1 alpha-2")
        .Column("industry", ColumnType.Text, r => r.Industry == null ? null : r.Industry.Value.ToString(), "The issuer's industry, one of eleven sectors; missing where it has none.")
        .Column("cost", ColumnType.Money, r => r.Cost, "What is still held has cost.")
        .Column("fairValue", ColumnType.Money, r => r.FairValue, "What is still held is worth.")
        .Column("unrealised", ColumnType.Money, r => r.FairValue - r.Cost, "Fair value less cost.")
        .Column("proceeds", ColumnType.Money, r => r.Proceeds, "What it has brought: sales and income.")
        .Column("valuedOn", ColumnType.Date, r => r.ValuedOn, "The day of its last valuation.")
        .Unique(r => r.FundId).Unique(r => r.DealId);

    public DatasetInfo Info { get; } = new(
        "investments", "Each fund's investments with cost, fair value, proceeds, type, country and industry.", Permissions.FundRead, KnowsAsOf: true, KnowsRecordedAt: true, Shape.Columns, RateDay: null);

    private DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public Task<IReadOnlyList<object?[]>> Read(DatasetQuestion question, DatasetLimits limits, CancellationToken ct) => DatasetDoor.Ask<FundsDbContext, IReadOnlyList<object?[]>>(scopes, limits, async (services, time) =>
        question.AsOf is null && question.RecordedAt is null
            ? await Shape.InDatabase(PortfolioLine.Now(services.GetRequiredService<FundsDbContext>(), Today), question, time)
            : Shape.InMemory(await Folded(services, question, limits, time), question), ct);

    private async Task<List<PortfolioLine>> Folded(IServiceProvider services, DatasetQuestion question, DatasetLimits limits, CancellationToken ct)
    {
        var db = services.GetRequiredService<FundsDbContext>();
        var profiles = (await db.InvestmentProfiles.On(question.AsOf ?? Today, question.RecordedAt).ToListAsync(ct)).ToLookup(p => p.FundId);
        return await FoldedFunds.Rows(services, Shape, question, limits, Like, (folded, _) => PortfolioLine.Of(folded.Book, profiles[folded.Book.FundId].ToDictionary(p => p.DealId)), ct);
    }

    private static PortfolioLine Like(FundRow fund) => new() { FundId = fund.FundId, FundName = fund.Name, Vintage = fund.Vintage, Strategy = fund.Strategy, Currency = fund.Currency };
}
