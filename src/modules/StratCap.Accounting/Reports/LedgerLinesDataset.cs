using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting.Journal;
using StratCap.Accounting.Postings;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;

namespace StratCap.Accounting.Reports;

/// <summary>The lines of all journals. Names of funds and accounts go into the statement as arrays; those of investors are looked up for the rows that come back.</summary>
internal sealed class LedgerLinesDataset(IServiceScopeFactory scopes, IFundBooks books, IInvestorRegister investors) : IDataset
{
    private const string Investor = "investorName";

    internal static readonly DatasetShape<LedgerLine> Shape = new DatasetShape<LedgerLine>()
        .Column("fundId", ColumnType.Id, r => r.FundId, "The fund.")
        .Column("fundName", ColumnType.Text, r => r.FundName, "The fund's name.")
        .Column("currency", ColumnType.Text, r => r.Currency, "The ledger's currency, in which all amounts of the row are.", "ISO 4217")
        .Column("account", ColumnType.Text, r => r.Account, "The account's code.")
        .Column("accountName", ColumnType.Text, r => r.AccountName, "The account's name.")
        .Column("investorId", ColumnType.Id, r => r.InvestorId, "The investor whose part the line is; missing where it is the fund's as a whole.")
        .Named(Investor, "investorId", r => r.InvestorId, "The investor's name.")
        .Column("dealId", ColumnType.Id, r => r.DealId, "The investment that the line is of; missing where it is of none.")
        .Column("effectiveDate", ColumnType.Date, r => r.EffectiveDate, "The day on which it counts.")
        .Column("recordedAt", ColumnType.Instant, r => r.RecordedAt, "When the book learnt of it.", "UTC")
        .Column("entryId", ColumnType.Id, r => r.EntryId, "The entry.")
        .Column("factId", ColumnType.Id, r => r.FactId, "The fact that the entry was posted from.")
        .Column("factKind", ColumnType.Text, r => r.FactKind, "The kind of that fact.")
        .Column("text", ColumnType.Text, r => r.Text, "The entry's text.")
        .Column("debit", ColumnType.Money, r => r.Debit, "The amount where it is a debit, else nothing.")
        .Column("credit", ColumnType.Money, r => r.Credit, "The amount where it is a credit, else nothing.")
        .Column("amount", ColumnType.Money, r => r.Amount, "Debit positive, credit negative.")
        .Unique(r => r.EntryId).Unique(r => r.Number);

    public DatasetInfo Info { get; } = new(
        "ledger-lines", "Lines of the journals of all funds, as far as they are posted.", Permissions.LedgerRead, KnowsAsOf: true, KnowsRecordedAt: true, Shape.Columns, RateDay: "effectiveDate");

    public async Task<IReadOnlyList<object?[]>> Read(DatasetQuestion question, DatasetLimits limits, CancellationToken ct)
    {
        var funds = await books.Funds(ct);
        var rows = await DatasetDoor.Ask<AccountingDbContext, IReadOnlyList<object?[]>>(scopes, limits, (services, time) =>
            Shape.InDatabase(Rows(services.GetRequiredService<AccountingDbContext>(), funds, question.AsOf, question.RecordedAt), question, time), ct);
        await NamedCells.Fill(rows, question, Investor, async ids => (await investors.Find(ids, ct)).ToDictionary(i => i.InvestorId, i => i.Name));
        return rows;
    }

    internal static IQueryable<LedgerLine> Rows(AccountingDbContext db, IReadOnlyList<FundEntry> funds, DateOnly? asOf, DateTimeOffset? recordedAt)
    {
        var (fundIds, fundNames) = (funds.Select(f => f.FundId).ToArray(), funds.Select(f => f.Name).ToArray());
        var (codes, names) = (ChartOfAccounts.ByCode.Keys.ToArray(), ChartOfAccounts.ByCode.Values.Select(a => a.Name).ToArray());
        var lines = asOf is { } day ? db.Lines.Where(l => l.EffectiveDate <= day) : db.Lines;
        var entries = recordedAt is { } known ? db.Entries.Where(e => e.RecordedAt <= known) : db.Entries;
        return lines.Where(l => fundIds.Contains(l.FundId)).Join(entries, l => l.EntryId, e => e.Id, (l, e) => new LedgerLine
        {
            FundId = l.FundId,
            FundName = fundNames[Array.IndexOf(fundIds, l.FundId)],
            Currency = e.Currency,
            Account = l.Account,
            AccountName = names[Array.IndexOf(codes, l.Account)],
            InvestorId = l.PartnerId,
            DealId = l.DealId,
            EffectiveDate = l.EffectiveDate,
            RecordedAt = e.RecordedAt,
            EntryId = l.EntryId,
            Number = l.Number,
            FactId = e.FactId,
            FactKind = e.FactKind,
            Text = e.Text,
            Debit = l.Amount > 0 ? l.Amount : 0m,
            Credit = l.Amount < 0 ? -l.Amount : 0m,
            Amount = l.Amount,
        });
    }
}

/// <summary>A row of <see cref="LedgerLinesDataset"/>.</summary>
internal sealed class LedgerLine
{
    public Guid FundId { get; init; }
    public string FundName { get; init; } = "";
    public string Currency { get; init; } = "";
    public string Account { get; init; } = "";
    public string AccountName { get; init; } = "";
    public Guid? InvestorId { get; init; }
    public Guid? DealId { get; init; }
    public DateOnly EffectiveDate { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public Guid EntryId { get; init; }
    public int Number { get; init; }
    public Guid FactId { get; init; }
    public string FactKind { get; init; } = "";
    public string Text { get; init; } = "";
    public decimal Debit { get; init; }
    public decimal Credit { get; init; }
    public decimal Amount { get; init; }
}
