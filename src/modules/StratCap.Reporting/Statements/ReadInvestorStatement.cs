using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Statements;
using StratCap.Reporting.Documents;

namespace StratCap.Reporting.Statements;

/// <summary>An investor's statement of a period in one fund, as JSON, PDF or workbook, as known now or at an earlier time.</summary>
internal static class ReadInvestorStatement
{
    /// <param name="Lines">The capital account in the order of print.</param>
    /// <param name="Ties">What the statement proves, each with both sides.</param>
    internal sealed record Response(
        Guid FundId, string FundName, Guid InvestorId, string InvestorName, DateOnly From, DateOnly To, IReadOnlyList<Line> Lines, UnfundedView Unfunded, MoneyView Commitment,
        MoneyView Outstanding, MoneyView Payable, PerformanceView Performance, IReadOnlyList<Transaction> Transactions, IReadOnlyList<Tie> Ties, string BookHash, Explanation? Explanation)
    {
        /// <summary>Where each line comes from: under the column's key (period, yearToDate, sinceInception) each line under its own.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Explanation? LinesExplained { get; init; }

        /// <summary>The same in the investor's own currency, or the one asked for; absent when that is the fund's.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public Converted? InCurrency { get; init; }

        /// <summary>Why it is not there in the investor's own currency: the rate that is missing.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? NotInCurrency { get; init; }
    }

    /// <param name="Performance">Commitment and unfunded commitment stay in the fund's currency.</param>
    /// <param name="Rates">The stored rates behind it, by day.</param>
    internal sealed record Converted(string Currency, Column Period, Column YearToDate, Column SinceInception, ConvertedPerformanceView Performance, IReadOnlyList<UsedRate> Rates, Explanation? Explanation);

    /// <param name="Rate">One unit of the first currency in units of the second, on the day.</param>
    internal sealed record UsedRate(DateOnly Date, string From, string To, decimal Rate, string Source, Guid RateId);

    /// <param name="Movements">Transactions by kind, each converted at the rate of its day.</param>
    /// <param name="CurrencyEffect">What changes of the rates did: opening + movements + currency effect = closing.</param>
    internal sealed record Column(MoneyView Opening, IReadOnlyList<Movement> Movements, MoneyView CurrencyEffect, MoneyView Closing, MoneyView AccruedCarry, MoneyView ClosingNet);

    internal sealed record Movement(string Kind, MoneyView Amount);

    internal sealed record Line(string Key, string Label, MoneyView Period, MoneyView YearToDate, MoneyView SinceInception, bool IsTotal);

    internal sealed record UnfundedView(MoneyView Opening, MoneyView Commitments, MoneyView Called, MoneyView CalledBeforeBook, MoneyView Recallable, MoneyView Closing);

    internal sealed record Transaction(DateOnly Date, string Kind, string Description, MoneyView Amount, MoneyView BalanceEffect, Guid FactId, bool IsReversal);

    internal sealed record Tie(string What, MoneyView Left, MoneyView Right, bool Holds);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/investor-statements/{investorId:guid}", Handle)
        .WithSummary("Read an investor's statement: format json, pdf or xlsx")
        .WithDescription("`period` is 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30. `recordedAt` gives the statement as it was known then. `explain=true` adds the tree behind its figures (JSON). Every format has the statement in the investor's own currency beside the fund's, or in `currency`, at stored rates, which are named: where one is missing, `currency` is refused, and his own left out with `notInCurrency`, or a note, naming the rate; `via` names a third currency to convert through where a pair has no rate.")
        .Produces<Envelope<Response>>(200, "application/json", "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .Needs(Permissions.ReportGenerate);

    internal static async Task<IResult> Handle(
        Guid investorId, Guid fundId, string period, Books books, ITenantBrand brands, IInvestorContacts contacts, Exchange exchange, TimeProvider clock, CancellationToken ct,
        string format = "json", DateTimeOffset? recordedAt = null, bool explain = false, string? currency = null, string? via = null)
    {
        if ((currency is not null && !Currency.IsCode(currency)) || (via is not null && !Currency.IsCode(via)))
            return RefusalResult.Of(Refusal.Field("currency", "Give currencies as three capital letters, such as EUR."));
        if (StatementPeriod.Parse(period) is not { } span)
            return RefusalResult.Of(Refusal.Field("period", "Write the period as 2026-Q2, 2026, 2026-04 or 2026-04-01..2026-06-30."));
        if (format is not ("json" or "pdf" or "xlsx")) return RefusalResult.Of(Refusal.Field("format", "The formats are json, pdf and xlsx."));
        if (await books.Facts(fundId, ct) is not { } facts) return RefusalResult.Of(Refusal.NotFound("fund"));
        var run = RunOf(books, facts, span.From, span.To, recordedAt);
        if (run.After.FindPartner(investorId) is null) return RefusalResult.Of(Refusal.NotFound("investor in this fund at the end of that period"));
        if (!run.After.HasMovements)
            return RefusalResult.Of(Refusal.Rule("reporting.statement.no_movements", "The fund's book holds disclosed positions only, no movements of its own: read its positions instead."));
        var statement = run.For(investorId, explain && format == "json");
        var contact = await contacts.Of(fundId, investorId, ct);
        var to = new Currency(currency ?? contact?.ReportingCurrency ?? statement.Currency);
        var own = to.Code == statement.Currency
            ? null
            : OwnCurrency.Of(statement, to, await exchange.Between(run.After.Currency, to, via, facts, span.To, recordedAt, ct), mayBeMissing: currency is null);
        if (format == "json")
            return (Answer<Response>)(View(statement, run.After.LastHash) with { InCurrency = View(own, explain), NotInCurrency = own?.Missing });
        var brand = await brands.Of(ct);
        var model = ModelOf(books, facts, run, statement, span, recordedAt, brand, contact, clock.GetUtcNow());
        if (own is not null) model = own.In(model, statement);
        var name = $"statement-{span.To:yyyy-MM-dd}.{format}";
        return format == "pdf"
            ? Results.File(InvestorStatementDocument.Pdf(model), "application/pdf", name)
            : Results.File(await InvestorStatementDocument.Xlsx(model, ct), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);
    }

    /// <summary>The books behind the statements of a period.</summary>
    internal static StatementRun RunOf(Books books, IReadOnlyList<RecordedFact> facts, DateOnly from, DateOnly to, DateTimeOffset? recordedAt) =>
        books.Remember(facts, $"statements {from:O}..{to:O} at {recordedAt:O}", () => new StatementRun(facts, from, to, recordedAt));

    /// <summary>The statement in the form that is printed.</summary>
    internal static InvestorStatementModel ModelOf(
        Books books, IReadOnlyList<RecordedFact> facts, StatementRun run, InvestorStatement statement, StatementPeriod span, DateTimeOffset? recordedAt, TenantBrand brand, InvestorContact? contact,
        DateTimeOffset producedAt) =>
        StatementModels.Of(statement, Rolls(books, facts, run, statement.InvestorId, recordedAt), span, brand, contact, run.After, producedAt);

    /// <summary>The unfunded commitment's way in the statement's three columns; the kernel gives it for one period at a time.</summary>
    private static (UnfundedRoll Year, UnfundedRoll Inception) Rolls(Books books, IReadOnlyList<RecordedFact> facts, StatementRun run, Guid investorId, DateTimeOffset? recordedAt)
    {
        UnfundedRoll From(DateOnly from) => RunOf(books, facts, from, run.To, recordedAt).For(investorId, explain: false).Unfunded;
        var inception = facts.Min(f => f.EffectiveDate);
        var year = new DateOnly(run.To.Year, 1, 1);
        return (From(year), From(inception < run.From ? inception : run.From));
    }

    private static Converted? View(OwnCurrency? own, bool explain)
    {
        if (own?.Statement is not { } s) return null;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, s.Currency);
        Column Of(ConvertedColumn c) => new(
            Money(c.Opening), [.. c.Movements.Select(m => new Movement(m.Kind.ToString(), Money(m.Amount)))], Money(c.CurrencyEffect), Money(c.Closing), Money(c.AccruedCarry), Money(c.ClosingNet));
        return new(s.Currency, Of(s.Period), Of(s.YearToDate), Of(s.SinceInception), ConvertedPerformanceView.Of(s.Performance, explain),
            [.. own.RatesUsed.Select(r => new UsedRate(r.Date, r.From, r.To, r.Rate, r.Source, r.RateId))], explain ? s.Explanation : null);
    }

    private static Response View(InvestorStatement s, string hash)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, s.Currency);
        return new(
            s.FundId, s.FundName, s.InvestorId, s.InvestorName, s.From, s.To,
            [.. s.Lines.Select(l => new Line(l.Key, l.Label, Money(l.Period), Money(l.YearToDate), Money(l.SinceInception), l.IsTotal))],
            new(Money(s.Unfunded.Opening), Money(s.Unfunded.Commitments), Money(s.Unfunded.CalledInside), Money(s.Unfunded.CalledBeforeBook), Money(s.Unfunded.Recallable), Money(s.Unfunded.Closing)),
            Money(s.Commitment), Money(s.Outstanding), Money(s.Payable), PerformanceView.Of(s.Performance, s.Currency),
            [.. s.Transactions.Select(t => new Transaction(t.Date, t.Kind.ToString(), t.Description, Money(t.Amount), Money(t.BalanceEffect), t.FactId, t.IsReversal))],
            [.. s.Ties().Select(t => new Tie(t.What, Money(t.Left), Money(t.Right), t.Holds))], hash, s.Explanation)
        {
            LinesExplained = s.LinesExplained,
        };
    }
}
