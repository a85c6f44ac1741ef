using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Accounting;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Reporting.Documents;
using StratCap.Reporting.FundStatements;
using StratCap.Reporting.Statements;
using LedgerStatements = StratCap.Reporting.FundStatements.FundStatements;

namespace StratCap.Reporting.Periods;

/// <summary>What changed in a quarter between its close as it was locked and now, figure by figure, as JSON, PDF or workbook: for those who reopen it, and for the close after. Of a quarter that was closed again, the close before is compared with what stands.</summary>
internal static class ReadPeriodDifference
{
    private const int MostFacts = 500;

    /// <param name="ClosedAt">When the state was locked that is compared.</param>
    /// <param name="PublishedHash">The head of the book at that close.</param>
    /// <param name="Parts">Trial balance, capital accounts, statement lines: what differs, and nothing else.</param>
    /// <param name="Facts">What was recorded since and takes effect by the quarter's end; at most the first 500.</param>
    /// <param name="FactCount">How many there are.</param>
    internal sealed record Response(
        Guid FundId, string FundName, string Currency, DateOnly Through, string PeriodName, DateTimeOffset ClosedAt, string PublishedHash, string BookHash, IReadOnlyList<PartView> Parts, IReadOnlyList<LaterFact> Facts, int FactCount);

    internal sealed record PartView(string Key, string Title, IReadOnlyList<RowView> Rows);

    internal sealed record RowView(string Key, string Label, MoneyView Published, MoneyView Now, MoneyView Difference);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/funds/{fundId:guid}/periods/{through}/difference", Handle)
        .WithName("ReadPeriodDifference")
        .WithSummary("What changed in a quarter since its close: format json, pdf or xlsx")
        .WithDescription("Trial balance, capital accounts and lines of the financial statements, as published at the quarter's close and as they are now, those alone that differ; and the facts recorded since. 409 while the ledger is behind the book: ask again.")
        .Produces<Envelope<Response>>(200, "application/json", "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .Needs(Permissions.ReportGenerate);

    private static async Task<IResult> Handle(Guid fundId, DateOnly through, Books books, IFundLedgers ledgers, ITenantBrand brands, TimeProvider clock, CancellationToken ct, string format = "json")
    {
        if (format is not ("json" or "pdf" or "xlsx")) return RefusalResult.Of(Refusal.Field("format", "The formats are json, pdf and xlsx."));
        if (through.Year is < 1900 or > 2200 || CalendarQuarter.EndOf(through) != through) return RefusalResult.Of(Refusal.NotFound("quarter"));
        var span = new StatementPeriod(through.AddDays(1).AddMonths(-3), through, CalendarQuarter.NameOf(through));
        var now = await ledgers.At(fundId, LedgerStatements.Days(span), null, ct);
        // Read after the ledger, the book holds at least what is posted.
        if (await books.Facts(fundId, ct) is not { } facts) return RefusalResult.Of(Refusal.NotFound("fund"));
        if (now.PostedThrough < facts[^1].Sequence)
            return RefusalResult.Of(Refusal.Conflict("reporting.ledger.behind", "The fund's last facts are not posted yet: ask again in a moment.") with { RetryAfterSeconds = 2 });
        if (BookPeriods.Of(facts).ComparedClose(through) is not { } close)
            return RefusalResult.Of(Refusal.Rule("reporting.period.never_closed", "The quarter was never closed: nothing was published that could have changed."));

        var model = await Compare(books, ledgers, now, facts, span, close, ct);
        var stamp = new DocumentStamp($"PD-{through:yyyyMMdd}", facts[^1].Hash, clock.GetUtcNow());
        if (format == "json") return (Answer<Response>)View(fundId, through, facts[^1].Hash, model(new("", ""), stamp));
        var brand = await brands.Of(ct);
        var printed = model(new Letterhead(brand.Name, brand.Colour), stamp);
        var name = $"changes-since-close-{through:yyyy-MM-dd}.{format}";
        return format == "pdf"
            ? Results.File(PeriodDifferenceDocument.Pdf(printed), "application/pdf", name)
            : Results.File(await PeriodDifferenceDocument.Xlsx(printed, ct), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
    }

    private static async Task<Func<Letterhead, DocumentStamp, PeriodDifferenceModel>> Compare(
        Books books, IFundLedgers ledgers, LedgerBalances now, IReadOnlyList<RecordedFact> facts, StatementPeriod span, BookClose close, CancellationToken ct)
    {
        var days = LedgerStatements.Days(span);
        var then = await ledgers.At(facts[0].FundId, days, close.At, ct);
        // Lines of the statements are compared; how investments are classified moves none of them.
        var published = await ReadFundStatements.Make(books, ledgers, then, facts, span, close.At, [], ct);
        var standing = await ReadFundStatements.Make(books, ledgers, now, facts, span, null, [], ct);
        DifferencePart[] parts =
        [
            PeriodDifference.TrialBalance(then, now, days.Length - 1, await ledgers.Accounts(facts[0].FundId, span.To, ct)),
            PeriodDifference.CapitalAccounts(published.After, standing.After),
            PeriodDifference.Statements(published.Statements.Tables, standing.Statements.Tables),
        ];
        var later = facts.Where(f => f.Sequence > close.Sequence && f.EffectiveDate <= span.To && f.Payload is not (PeriodClosed or PeriodReopened)).ToList();
        LaterFact[] listed = [.. later.Take(MostFacts).Select(f => new LaterFact(f.Sequence, f.Payload.GetType().Name, f.EffectiveDate, f.RecordedAt))];
        return (letterhead, stamp) => new(
            letterhead, stamp, standing.After.Name, standing.After.Currency, span.Name, close.At, facts[(int)close.Sequence - 1].Hash, parts, listed, later.Count);
    }

    private static Response View(Guid fundId, DateOnly through, string hash, PeriodDifferenceModel model)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, model.Currency.Code);
        return new(
            fundId, model.FundName, model.Currency.Code, through, model.PeriodName, model.ClosedAt, model.PublishedHash, hash,
            [.. model.Parts.Select(p => new PartView(p.Key, p.Title, [.. p.Rows.Select(r => new RowView(r.Key, r.Label, Money(r.Published), Money(r.Now), Money(r.Difference)))]))], model.Facts, model.FactCount);
    }
}
