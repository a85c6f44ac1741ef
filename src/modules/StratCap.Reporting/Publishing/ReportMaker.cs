using System.Globalization;
using StratCap.Contracts.Accounting;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Tenancy;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;
using StratCap.Reporting.FundStatements;
using StratCap.Reporting.Ilpa;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Publishing;

/// <summary>What a report is made from: the same basis gives the same figures.</summary>
/// <param name="Facts">All that the book holds, or its first facts.</param>
/// <param name="RecordedAt">What was known by then; null is all.</param>
/// <param name="MadeAt">The time that is printed.</param>
internal sealed record ReportBasis(IReadOnlyList<RecordedFact> Facts, StatementPeriod Span, DateTimeOffset? RecordedAt, DateTimeOffset MadeAt)
{
    public Guid FundId => Facts[0].FundId;

    /// <summary>Such as 2026-Q2.</summary>
    public string Period => CalendarQuarter.NameOf(Span.To);

    /// <summary>The quarter is open in this book: its checks need not hold, and its figures may change.</summary>
    public bool IsPreliminary { get; } = BookPeriods.Of(Facts.Where(f => RecordedAt is null || f.RecordedAt <= RecordedAt)).ClosedThrough is not { } closed || closed < Span.To;

    /// <summary>The name of a file of it.</summary>
    public string FileName(string what, string ending) => $"{what}-{Period}{(IsPreliminary ? "-preliminary" : "")}.{ending}";
}

/// <summary>A report made: its bytes and its figures.</summary>
internal sealed record MadeReport(string FileName, string ContentType, byte[] Content, IReadOnlyList<ReportFigure> Figures);

/// <summary>Makes reports for publication by the very producers that serve them otherwise. One that does not tie is refused.</summary>
internal sealed class ReportMaker(Books books, ITenantBrand brands, IInvestorContacts contacts, IFundLedgers ledgers, IInvestmentProfiles profiles)
{
    private const string Preliminary = "Preliminary: the quarter was not closed";

    /// <summary>Who stands in the book at the quarter's end, in its order.</summary>
    public IReadOnlyList<PartnerAccount> Partners(ReportBasis basis) => [.. Run(basis).After.Partners];

    /// <summary>The fund's name at the quarter's end.</summary>
    public string FundName(ReportBasis basis) => Run(basis).After.Name;

    /// <summary>The fund's currency.</summary>
    public string Currency(ReportBasis basis) => Run(basis).After.Currency.Code;

    /// <summary>Whether there is anything to report: a book of disclosed positions alone has no statement.</summary>
    public bool HasMovements(ReportBasis basis) => Run(basis).After.HasMovements;

    /// <summary>A sheet that says of itself that its quarter is open.</summary>
    private static FigureSheet Marked(FigureSheet sheet, ReportBasis basis) => basis.IsPreliminary ? sheet with { Particulars = [.. sheet.Particulars, new("Status", Preliminary)] } : sheet;

    /// <summary>Makes a report; what it says as figures is what its document prints.</summary>
    public async Task<MadeReport> Make(ReportBasis basis, ReportKind kind, Guid? investorId, CancellationToken ct) => kind switch
    {
        ReportKind.InvestorStatement => await Statement(basis, investorId!.Value, ct),
        ReportKind.CapitalAccount => await Account(basis, investorId!.Value, ct),
        ReportKind.ReportingTemplate => await Template(basis, investorId!.Value, IlpaVersion.V20, ct),
        ReportKind.ReportingTemplate11 => await Template(basis, investorId!.Value, IlpaVersion.V11, ct),
        ReportKind.PerformanceTemplate => await Performance(basis, ct),
        _ => await FundStatements(basis, ct),
    };

    private StatementRun Run(ReportBasis basis) => ReadInvestorStatement.RunOf(books, basis.Facts, basis.Span.From, basis.Span.To, basis.RecordedAt);

    private async Task<MadeReport> Statement(ReportBasis basis, Guid investorId, CancellationToken ct)
    {
        var run = Run(basis);
        var statement = run.For(investorId, explain: false);
        var contact = await contacts.Of(basis.FundId, investorId, ct);
        var model = ReadInvestorStatement.ModelOf(books, basis.Facts, run, statement, basis.Span, basis.RecordedAt, await brands.Of(ct), contact, basis.MadeAt);
        if (basis.IsPreliminary) model = model with { Status = model.Status is { } status ? $"{status}. {Preliminary}" : Preliminary };
        return new(basis.FileName("statement", "pdf"), "application/pdf", InvestorStatementDocument.Pdf(model), [.. Figures(statement)]);
    }

    private static IEnumerable<ReportFigure> Figures(InvestorStatement s)
    {
        const string Account = "Capital account";
        const string Unfunded = "Unfunded commitment";
        foreach (var line in s.Lines)
        {
            yield return new(Account, line.Key, line.Label, "Period", line.Period);
            yield return new(Account, line.Key, line.Label, "Year to date", line.YearToDate);
            yield return new(Account, line.Key, line.Label, "Since inception", line.SinceInception);
        }
        yield return new(Unfunded, "opening", "Opening unfunded commitment", "", s.Unfunded.Opening);
        yield return new(Unfunded, "commitments", "Commitments accepted", "", s.Unfunded.Commitments);
        yield return new(Unfunded, "called", "Called", "", s.Unfunded.CalledInside);
        yield return new(Unfunded, "recallable", "Recallable distributions", "", s.Unfunded.Recallable);
        yield return new(Unfunded, "closing", "Closing unfunded commitment", "", s.Unfunded.Closing);
        yield return new(Unfunded, "commitment", "Commitment", "", s.Commitment);
        yield return new(Unfunded, "outstanding", "Outstanding of calls", "", s.Outstanding);
        yield return new(Unfunded, "payable", "Distributions payable", "", s.Payable);
        foreach (var ratio in Ratios(s.Performance)) yield return ratio;
    }

    private async Task<MadeReport> Account(ReportBasis basis, Guid investorId, CancellationToken ct)
    {
        var run = Quarter.RunOf(books, basis.Facts, basis.Span.To, basis.RecordedAt);
        var account = CapitalAccount.Of(run, investorId);
        if (account.Ties.FirstOrDefault(t => !t.Holds) is { } broken) throw new InvalidOperationException($"{broken.What} do not tie: {broken}.");
        var sheet = IlpaSheets.Of(account, run.Statements.After.LastHash);
        return new(basis.FileName("capital-account", "xlsx"), Xlsx.Type, await FigureWorkbook.Write(Marked(sheet, basis), basis.MadeAt, ct), [.. Figures(sheet), .. Ratios(account.Performance)]);
    }

    private async Task<MadeReport> Template(ReportBasis basis, Guid investorId, IlpaVersion version, CancellationToken ct)
    {
        var run = Quarter.RunOf(books, basis.Facts, basis.Span.To, basis.RecordedAt);
        var template = run.For(investorId, version);
        if (template.Checks.FirstOrDefault(c => !c.Holds) is { } broken) throw new InvalidOperationException($"{template.Template.Name}: {broken.Row} does not tie: {broken}.");
        var sheet = IlpaSheets.Of(template, run.Statements.After.LastHash);
        return new(basis.FileName($"ilpa-{(version == IlpaVersion.V20 ? "2.0" : "1.1")}", "xlsx"), Xlsx.Type, await FigureWorkbook.Write(Marked(sheet, basis), basis.MadeAt, ct), [.. Figures(sheet)]);
    }

    private async Task<MadeReport> Performance(ReportBasis basis, CancellationToken ct)
    {
        var book = Quarter.RunOf(books, basis.Facts, basis.Span.To, basis.RecordedAt).Statements.After;
        var template = PerformanceTemplate.Of(book, IlpaMethod.Granular);
        return new(basis.FileName("ilpa-performance", "xlsx"), Xlsx.Type, await PerformanceWorkbook.Write(template, book.LastHash, basis.MadeAt, ct), [.. Figures(template)]);
    }

    private static IEnumerable<ReportFigure> Figures(PerformanceTemplate t)
    {
        foreach (var (key, label, of) in ((string, string, IlpaReturn?)[])
            [("net", "Net", t.Net), ("gross", "Gross", t.Gross), ("netWithoutLine", "Net without line", t.NetWithoutLine), ("grossWithoutLine", "Gross without line", t.GrossWithoutLine),
             ("portfolioRealised", "Portfolio realised", t.Portfolio.Realised), ("portfolioUnrealised", "Portfolio unrealised", t.Portfolio.Unrealised), ("portfolioTotal", "Portfolio total", t.Portfolio.Total)])
        {
            if (of is null) continue;
            yield return new("Returns", key, label, "Paid in", of.PaidIn);
            yield return new("Returns", key, label, "Value", of.Value);
            foreach (var (column, ratio) in ((string, decimal?)[])[("Multiple", of.Multiple), ("IRR", of.Irr.Rate)])
                if (ratio is { } value) yield return new("Returns", key, label, column, null, Math.Round(value, 6, MidpointRounding.AwayFromZero));
        }
        foreach (var flow in t.Flows)
            yield return new("Transactions", FormattableString.Invariant($"{flow.Date:yyyy-MM-dd}.{flow.Type}"), IlpaFlowTypes.LabelOf(flow.Type), Documents.Figures.Date(flow.Date), flow.Amount);
    }

    private static IEnumerable<ReportFigure> Figures(FigureSheet sheet) =>
        from row in sheet.Rows
        where row.Kind != IlpaRowKind.Heading
        from column in Enumerable.Range(0, sheet.Columns.Count)
        where row.Figures[column] is not null
        select new ReportFigure(sheet.Name, row.Key, row.Label, sheet.Columns[column], row.Figures[column]);

    private async Task<MadeReport> FundStatements(ReportBasis basis, CancellationToken ct)
    {
        var ledger = await ledgers.At(basis.FundId, StratCap.Reporting.FundStatements.FundStatements.Days(basis.Span), basis.RecordedAt, ct);
        if (ledger.PostedThrough < basis.Facts[^1].Sequence)
            throw new FundRuleException("reporting.ledger.behind", "The fund's last facts are not posted yet: ask again in a moment.");
        // Profiles are no facts: those count that were known when the report was made, also when it is made again.
        var classified = await profiles.Of(basis.FundId, basis.Span.To, basis.RecordedAt is null ? null : basis.MadeAt, ct);
        var made = await ReadFundStatements.Make(books, ledgers, ledger, basis.Facts, basis.Span, basis.RecordedAt, classified, ct);
        var model = ReadFundStatements.ModelOf(made, basis.Span, await brands.Of(ct), basis.MadeAt);
        if (basis.IsPreliminary) model = model with { PeriodName = $"{model.PeriodName}. {Preliminary}" };
        return new(basis.FileName("financial-statements", "pdf"), "application/pdf", FundStatementsDocument.Pdf(model), [.. Figures(model)]);
    }

    private static IEnumerable<ReportFigure> Figures(FundStatementsModel model)
    {
        foreach (var table in model.Tables)
            foreach (var row in table.Rows.Where(r => r.Kind != LedgerRowKind.Section))
                for (var column = 0; column < table.Columns.Count; column++)
                    yield return new(table.Title, row.Key, row.Label, table.Columns[column].Label, row.Amounts[column]);
        foreach (var investment in model.Investments)
        {
            yield return new("Schedule of investments", investment.DealId.ToString(), investment.Name, "Cost", investment.Cost);
            yield return new("Schedule of investments", investment.DealId.ToString(), investment.Name, "Fair value", investment.FairValue);
        }
        foreach (var group in model.Schedule.Where(r => r.Kind != ScheduleRowKind.Investment))
        {
            yield return new("Groups of investments", group.Key, group.Label, "Cost", group.Cost);
            yield return new("Groups of investments", group.Key, group.Label, "Fair value", group.FairValue);
        }
        var h = model.Highlights;
        foreach (var (key, label, ratio) in ((string, string, decimal?)[])
            [("expenses", "Expense ratio", h.ExpenseRatio), ("carry", "Carried interest ratio", h.CarriedInterestRatio), ("income", "Net investment income ratio", h.NetInvestmentIncomeRatio), ("irr", "IRR at the end", h.IrrAtEnd)])
            if (ratio is not null) yield return new("Financial highlights", key, label, "", null, ratio);
    }

    private static IEnumerable<ReportFigure> Ratios(PerformanceLine performance)
    {
        foreach (var (label, ratio) in ((string, decimal?)[])[("DPI", performance.Dpi), ("RVPI", performance.Rvpi), ("TVPI", performance.Tvpi), ("PIC", performance.Pic), ("IRR", performance.Irr?.Rate)])
            if (ratio is { } value) yield return new("Performance", label.ToLower(CultureInfo.InvariantCulture), label, "", null, Math.Round(value, 6, MidpointRounding.AwayFromZero));
    }
}
