using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Accounting;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;
using StratCap.Reporting.FundStatements;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.FairValues;

/// <summary>
/// A fund's fair values by level at the end of a period, and their roll-forward through it (ASC 820-10-50), as JSON or workbook: from the book alone, or, in another currency, from the ledger that its
/// statements are translated from.
/// </summary>
internal static class ReadFairValues
{
    /// <param name="Tables">The hierarchy, the roll-forward by level, and the movements by investment.</param>
    /// <param name="Ties">Both ends against the book as of their days, or, translated, against the ledger at their rates.</param>
    /// <param name="FundCurrency">Where it is not the currency, all of it is translated.</param>
    internal sealed record Response(
        Guid FundId, string FundName, string Currency, DateOnly From, DateOnly To, string PeriodName, IReadOnlyList<ReadFundStatements.TableView> Tables, IReadOnlyList<ReadFundStatements.TieView> Ties, string BookHash,
        string FundCurrency);

    private sealed record Rolled(FairValueRollForward Roll, StatementsTie[] Ties);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/fair-values/{fundId:guid}", Handle)
        .WithSummary("Read a fund's fair values by level and their roll-forward: format json or xlsx")
        .WithDescription("The fair-value hierarchy at the end of the period, what moved each level, and each investment (ASC 820-10-50). A level is that of an investment's last valuation; transfers are taken at the end of the period. `currency` translates them at stored rates: the opening at the rate of its day, what moved at the rates of its days, the closing at the rate of its day, with a line for the effect of exchange rates; `via` names a third currency to convert through where a pair has no rate, and 409 says that the ledger is behind the book: ask again. `period` is 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30. `recordedAt` gives them as they were known then.")
        .Produces<Envelope<Response>>(200, "application/json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .Needs(Permissions.ReportGenerate);

    private static async Task<IResult> Handle(
        Guid fundId, string period, Books books, IFundLedgers ledgers, Exchange exchange, TimeProvider clock, CancellationToken ct, string format = "json", DateTimeOffset? recordedAt = null, string? currency = null,
        string? via = null)
    {
        if ((currency is not null && !Currency.IsCode(currency)) || (via is not null && !Currency.IsCode(via)))
            return RefusalResult.Of(Refusal.Field("currency", "Give currencies as three capital letters, such as EUR."));
        if (StatementPeriod.Parse(period) is not { } span) return RefusalResult.Of(Refusal.Field("period", "Write the period as 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30."));
        if (format is not ("json" or "xlsx")) return RefusalResult.Of(Refusal.Field("format", "The formats are json and xlsx."));
        if (await books.Facts(fundId, ct) is not { } facts) return RefusalResult.Of(Refusal.NotFound("fund"));
        var (before, after) = (books.AsOf(facts, span.From.AddDays(-1), recordedAt), books.AsOf(facts, span.To, recordedAt));
        if (!after.HasMovements)
            return RefusalResult.Of(Refusal.Rule("reporting.statement.no_movements", "The fund's book holds disclosed positions only, no movements of its own: read its positions instead."));
        var rolled = OfTheBook(before, after);
        if (currency is not null && currency != after.Currency.Code)
        {
            // In another currency the effect of exchange rates takes whatever is left: that the roll-forward ties is proven in its own.
            FundStatementsDocument.Check(rolled.Ties, after.Currency);
            var ledger = await ledgers.ByDay(fundId, StatementLedger.Apart([before, after]), span.To, recordedAt, ct);
            if (ledger.PostedThrough != facts[^1].Sequence) return RefusalResult.Of(ReadFundStatements.Behind);
            rolled = Translated(ledger, before, after, span, new(after.Currency, new(currency), await exchange.Between(after.Currency, new(currency), via, facts, span.To, recordedAt, ct)));
        }
        LedgerTable[] tables = [FairValueTables.Hierarchy(rolled.Roll), FairValueTables.Roll(rolled.Roll), FairValueTables.ByInvestment(rolled.Roll)];
        if (format == "json") return (Answer<Response>)View(span, after, tables, rolled);
        FundStatementsDocument.Check(rolled.Ties, rolled.Roll.Currency);
        var file = await FigureWorkbook.Write([.. tables.Select(t => FundStatementsDocument.Sheet(t, rolled.Roll.Currency))], clock.GetUtcNow(), ct);
        return Results.File(file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", $"fair-values-{span.To:yyyy-MM-dd}.xlsx");
    }

    private static Rolled OfTheBook(FundBook before, FundBook after)
    {
        var roll = FairValueRollForward.Of(before, after);
        return new(roll, [new("Fair values open at the book's", roll.Total.Opening, before.Total.FairValue), new("Fair values of all levels are the book's", roll.Total.Closing, after.Total.FairValue)]);
    }

    /// <summary>Of what was gained only the period is converted: no older rate is needed.</summary>
    private static Rolled Translated(LedgerMovements ledger, FundBook before, FundBook after, StatementPeriod span, LedgerTranslation translation)
    {
        var opening = span.From.AddDays(-1);
        var balances = StatementLedger.Translated(ledger.Accounts.Where(m => TranslatedFairValues.Has(m.Heading) && (m.Heading.Stands() || m.Day > opening)), [opening, span.To], translation);
        var roll = TranslatedFairValues.Of(balances, before, after, translation);
        return new(
            roll,
            [
                new("Fair values open at the ledger's, at the rate of the day", roll.Total.Opening, TranslatedFairValues.Worth(balances, 0)),
                new("Fair values of all levels are the ledger's, at the rate of the day", roll.Total.Closing, TranslatedFairValues.Worth(balances, ^1)),
            ]);
    }

    private static Response View(StatementPeriod span, FundBook book, LedgerTable[] tables, Rolled rolled) => new(
        book.FundId, book.Name, rolled.Roll.Currency.Code, span.From, span.To, span.Name, [.. tables.Select(t => ReadFundStatements.Table(t, rolled.Roll.Currency.Code))],
        [.. rolled.Ties.Select(t => ReadFundStatements.Tie(t, rolled.Roll.Currency.Code))], book.LastHash, book.Currency.Code);
}
