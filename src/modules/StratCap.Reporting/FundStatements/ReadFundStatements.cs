using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Accounting;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.FundStatements;

/// <summary>A fund's financial statements of a period from its ledger, as JSON, PDF or workbook, as known now or at an earlier time.</summary>
internal static class ReadFundStatements
{
    /// <param name="Investments">All that are held, the greatest first.</param>
    /// <param name="Schedule">The same by type, country and industry, as it is printed: each group is followed by what it consists of.</param>
    /// <param name="PostedThrough">The ledger holds the book's facts up to this sequence.</param>
    /// <param name="Currency">Of all figures.</param>
    /// <param name="FundCurrency">Where it is another, they are translated.</param>
    /// <param name="Ties">What the statements prove, each with both sides.</param>
    internal sealed record Response(
        Guid FundId, string FundName, string Currency, DateOnly From, DateOnly To, string PeriodName, IReadOnlyList<TableView> Statements, IReadOnlyList<InvestmentView> Investments, IReadOnlyList<ScheduleView> Schedule, HighlightsView Highlights,
        IReadOnlyList<TieView> Ties, long PostedThrough, string BookHash, string FundCurrency);

    internal sealed record TableView(string Key, string Title, IReadOnlyList<ColumnView> Columns, IReadOnlyList<RowView> Rows);

    internal sealed record ColumnView(string Key, string Label);

    /// <param name="Amounts">One for each column; none for a section.</param>
    /// <param name="Accounts">The ledger's accounts that it is the balance of; empty for sums and for what is not of the ledger.</param>
    internal sealed record RowView(string Key, string Label, LedgerRowKind Kind, IReadOnlyList<MoneyView> Amounts, IReadOnlyList<string> Accounts);

    /// <param name="Type">How it is classified on the period's last day; null where nobody did.</param>
    internal sealed record InvestmentView(
        Guid DealId, string Name, MoneyView Cost, MoneyView FairValue, decimal? PercentOfCapital, int? Level, string? Methodology, DateOnly? ValuedOn, InvestmentType? Type, string? Country, IndustrySector? Industry);

    /// <param name="Key">Path of the groups, with the investment's id where it is one.</param>
    /// <param name="Count">How many investments it stands for.</param>
    /// <param name="DealId">Of an investment above 5 % of net assets.</param>
    internal sealed record ScheduleView(ScheduleRowKind Kind, string Key, string Label, int Count, MoneyView Cost, MoneyView FairValue, decimal? PercentOfNetAssets, Guid? DealId);

    internal sealed record HighlightsView(MoneyView AverageCapital, decimal? ExpenseRatio, decimal? CarriedInterestRatio, decimal? NetInvestmentIncomeRatio, decimal? IrrAtBeginning, decimal? IrrAtEnd);

    internal sealed record TieView(string What, MoneyView Left, MoneyView Right, bool Holds);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/financial-statements/{fundId:guid}", Handle)
        .WithSummary("Read a fund's financial statements: format json, pdf or xlsx")
        .WithDescription("Assets and liabilities, operations, changes in partners' capital, cash flows, fair values by level with their roll-forward (ASC 820), schedule of investments by type, country and industry, and financial highlights (ASC 946), from the fund's ledger. `currency` translates them at stored rates by the current-rate method (ASC 830-30): what stands at the rates of the days, what moved at the rates of its days, with the translation difference; fair values by level have a line for the effect of exchange rates; the highlights are ratios of translated amounts, their rates of return those of the flows, each at the rate of its day. `via` names a third currency to convert through where a pair has no rate. `period` is 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30. `recordedAt` gives them as they were known then. 409 while the ledger is behind the book: ask again.")
        .Produces<Envelope<Response>>(200, "application/json", "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .Needs(Permissions.ReportGenerate);

    private static async Task<IResult> Handle(
        Guid fundId, string period, Books books, IFundLedgers ledgers, Exchange exchange, IInvestmentProfiles profiles, ITenantBrand brands, TimeProvider clock, CancellationToken ct, string format = "json", DateTimeOffset? recordedAt = null,
        string? currency = null, string? via = null)
    {
        if ((currency is not null && !Currency.IsCode(currency)) || (via is not null && !Currency.IsCode(via)))
            return RefusalResult.Of(Refusal.Field("currency", "Give currencies as three capital letters, such as EUR."));
        if (StatementPeriod.Parse(period) is not { } span) return RefusalResult.Of(Refusal.Field("period", "Write the period as 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30."));
        if (format is not ("json" or "pdf" or "xlsx")) return RefusalResult.Of(Refusal.Field("format", "The formats are json, pdf and xlsx."));
        var days = FundStatements.Days(span);
        var ledger = await ledgers.At(fundId, days, recordedAt, ct);
        // Read after the ledger, the book holds at least what is posted.
        if (await books.Facts(fundId, ct) is not { } facts) return RefusalResult.Of(Refusal.NotFound("fund"));
        if (ledger.PostedThrough < facts[^1].Sequence) return RefusalResult.Of(Behind);
        var classified = await profiles.Of(fundId, span.To, recordedAt, ct);
        var made = await Make(books, ledgers, ledger, facts, span, recordedAt, classified, ct);
        if (!made.After.HasMovements)
            return RefusalResult.Of(Refusal.Rule("reporting.statement.no_movements", "The fund's book holds disclosed positions only, no movements of its own: read its positions instead."));
        if (currency is not null && currency != made.After.Currency.Code)
        {
            // In another currency the difference takes whatever is left: that the ledger ties is proven in its own.
            FundStatementsDocument.Check(made.Statements.Ties(), made.After.Currency);
            var byDay = await ledgers.ByDay(fundId, StatementLedger.Apart(made.Books), span.To, recordedAt, ct);
            if (byDay.PostedThrough != ledger.PostedThrough) return RefusalResult.Of(Behind);
            var rates = await exchange.Between(made.After.Currency, new(currency), via, facts, span.To, recordedAt, ct);
            made = Translated(made, byDay, span, new LedgerTranslation(made.After.Currency, new(currency), rates), classified);
        }
        if (format == "json") return (Answer<Response>)View(made, span, ledger);
        var model = ModelOf(made, span, await brands.Of(ct), clock.GetUtcNow());
        var name = $"financial-statements-{span.To:yyyy-MM-dd}.{format}";
        return format == "pdf"
            ? Results.File(FundStatementsDocument.Pdf(model), "application/pdf", name)
            : Results.File(await FundStatementsDocument.Xlsx(model, ct), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
    }

    internal static Refusal Behind => Refusal.Conflict("reporting.ledger.behind", "The fund's last facts are not posted yet: ask again in a moment.") with { RetryAfterSeconds = 2 };

    internal static TableView Table(LedgerTable table, string currency) => new(
        table.Key, table.Title, [.. table.Columns.Select(c => new ColumnView(c.Key, c.Label))],
        [.. table.Rows.Select(r => new RowView(r.Key, r.Label, r.Kind, [.. r.Amounts.Select(a => MoneyView.Of(a, currency))], r.Accounts))]);

    internal static TieView Tie(StatementsTie tie, string currency) => new(tie.What, MoneyView.Of(tie.Left, currency), MoneyView.Of(tie.Right, currency), tie.Holds);

    /// <summary>The statements before they are shown or printed.</summary>
    /// <param name="Books">On the days that the statements need, the last at the end of the period.</param>
    /// <param name="Currency">The book's, or that of the translation.</param>
    internal sealed record Made(FundStatements Statements, FinancialHighlights Highlights, IReadOnlyList<FundBook> Books, Currency Currency)
    {
        public FundBook After => Books[^1];
    }

    /// <param name="ledger">At the days of the period; posted at least as far as the facts go.</param>
    internal static async Task<Made> Make(
        Books books, IFundLedgers ledgers, LedgerBalances ledger, IReadOnlyList<RecordedFact> facts, StatementPeriod span, DateTimeOffset? recordedAt,
        IReadOnlyList<InvestmentProfile> profiles, CancellationToken ct)
    {
        var folded = FundStatements.Days(span).Select(day => books.AsOf(facts, day, recordedAt)).ToList();
        var after = folded[^1];
        var statements = new FundStatements(span, ledger, folded, profiles);
        var byDay = await ledgers.CapitalByDay(after.FundId, [.. after.Partners.Where(p => !p.IsLimitedPartner).Select(p => p.InvestorId)], span.To, recordedAt, ct);
        return new(statements, Highlights.Of(statements, span, byDay, folded[0], after), folded, after.Currency);
    }

    private static Made Translated(Made made, LedgerMovements byDay, StatementPeriod span, LedgerTranslation translation, IReadOnlyList<InvestmentProfile> profiles)
    {
        FundStatements statements = new(span, StatementLedger.Translated(byDay, FundStatements.Days(span), made.Books, translation), made.Books, profiles);
        return new(statements, Highlights.Translated(statements, span, byDay, made.Books[0], made.After, translation), made.Books, translation.Currency);
    }

    /// <summary>The statements in the form that is printed.</summary>
    internal static FundStatementsModel ModelOf(Made made, StatementPeriod span, TenantBrand brand, DateTimeOffset producedAt) => new(
        new Letterhead(brand.Name, brand.Colour), new DocumentStamp($"FS-{span.To:yyyyMMdd}", made.After.LastHash, producedAt), made.After.Name, made.Currency, span.Name, made.Statements.Tables,
        made.Statements.Investments, made.Statements.Schedule, made.Highlights, made.Statements.Ties(), made.After.Currency);

    private static Response View(Made made, StatementPeriod span, LedgerBalances ledger)
    {
        var (s, h, book, code) = (made.Statements, made.Highlights, made.After, made.Currency.Code);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, code);
        return new(
            book.FundId, book.Name, code, span.From, span.To, span.Name,
            [.. s.Tables.Select(t => Table(t, code))],
            [.. s.Investments.Select(i => new InvestmentView(i.DealId, i.Name, Money(i.Cost), Money(i.FairValue), i.PercentOfCapital, i.Level, i.Methodology, i.ValuedOn, i.Type, i.Country, i.Industry))],
            [.. s.Schedule.Select(r => new ScheduleView(r.Kind, r.Key, r.Label, r.Count, Money(r.Cost), Money(r.FairValue), r.PercentOfNetAssets, r.Investment?.DealId))],
            new(Money(h.AverageCapital), h.ExpenseRatio, h.CarriedInterestRatio, h.NetInvestmentIncomeRatio, h.IrrAtBeginning, h.IrrAtEnd),
            [.. s.Ties().Select(t => Tie(t, code))], ledger.PostedThrough, book.LastHash, book.Currency.Code);
    }
}
