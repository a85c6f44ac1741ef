using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Ilpa;

/// <summary>The ILPA Performance Template of a fund and a quarter, as JSON or workbook, as known now or at an earlier time.</summary>
internal static class ReadPerformanceTemplate
{
    private const int MaxFlows = 5_000;

    /// <param name="Method">Granular or GrossUp.</param>
    /// <param name="Population">The fee-paying limited partners, by name; at most the first 500.</param>
    /// <param name="Flows">In order of date; at most the first 5,000, the workbook has all.</param>
    /// <param name="NetWithoutLine">Absent when the fund never drew on a subscription line.</param>
    internal sealed record Response(
        string Template, Guid FundId, string FundName, string Currency, DateOnly AsOf, string Method, IReadOnlyList<string> Population, int PopulationTotal, Return Net, Return Gross,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Return? NetWithoutLine, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Return? GrossWithoutLine,
        Return PortfolioRealised, Return PortfolioUnrealised, Return PortfolioTotal, IReadOnlyList<Flow> Flows, int FlowsTotal, IReadOnlyList<string> Notes, string BookHash);

    /// <param name="Multiple">Value ÷ paid in, to four decimals; null when nothing is paid in.</param>
    /// <param name="Irr">A year, to six decimals; null where there is not exactly one.</param>
    internal sealed record Return(MoneyView PaidIn, MoneyView Value, decimal? Multiple, decimal? Irr, string IrrStatus);

    /// <param name="Amount">Seen by the investors: what they pay is negative.</param>
    /// <param name="Facts">What it comes from in the book; of balances at the end nothing.</param>
    internal sealed record Flow(DateOnly Date, string Type, string Label, MoneyView Amount, Treatment WithLine, Treatment WithoutLine, IReadOnlyList<Guid> Facts);

    /// <param name="Role">On which side of the multiple it stands.</param>
    internal sealed record Treatment(bool Net, bool Gross, string Role);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/ilpa-performance/{fundId:guid}", Handle)
        .WithSummary("Read the ILPA Performance Template of a fund and a quarter: format json or xlsx")
        .WithDescription("`period` is a quarter, such as 2026-Q2; `method` Granular or GrossUp. Fee-paying limited partners together, net and gross, with and without the subscription line; gross returns of the portfolio. `recordedAt` gives it as it was known then.")
        .Produces<Envelope<Response>>(200, "application/json", Xlsx.Type)
        .Needs(Permissions.ReportGenerate);

    private static async Task<IResult> Handle(
        Guid fundId, string period, Books books, TimeProvider clock, CancellationToken ct, string format = "json", string method = "Granular", DateTimeOffset? recordedAt = null)
    {
        if (StatementPeriod.Parse(period) is not { } span || CalendarQuarter.NameOf(span.To) != period) return RefusalResult.Of(Refusal.Field("period", "Write the quarter as 2026-Q2."));
        if (format is not ("json" or "xlsx")) return RefusalResult.Of(Refusal.Field("format", "The formats are json and xlsx."));
        if (method is not (nameof(IlpaMethod.Granular) or nameof(IlpaMethod.GrossUp))) return RefusalResult.Of(Refusal.Field("method", "The methods are Granular and GrossUp."));
        if (await books.Facts(fundId, ct) is not { } facts) return RefusalResult.Of(Refusal.NotFound("fund"));
        var book = Quarter.RunOf(books, facts, span.To, recordedAt).Statements.After;
        if (!book.HasMovements)
            return RefusalResult.Of(Refusal.Rule("performance.no_movements", "The fund's book holds no movements of its own at that date: choose a later quarter."));
        var template = PerformanceTemplate.Of(book, Enum.Parse<IlpaMethod>(method));
        return format == "json"
            ? (Answer<Response>)View(template, fundId, book)
            : Results.File(await PerformanceWorkbook.Write(template, book.LastHash, clock.GetUtcNow(), ct), Xlsx.Type, $"ilpa-performance-{period}.xlsx");
    }

    private static Response View(PerformanceTemplate t, Guid fundId, FundBook book)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, t.Currency);
        static decimal? Rounded(decimal? value, int decimals) => value is { } number ? Math.Round(number, decimals, MidpointRounding.AwayFromZero) : null;
        Return Of(IlpaReturn r) => new(Money(r.PaidIn), Money(r.Value), Rounded(r.Multiple, 4), Rounded(r.Irr.Rate, 6), r.Irr.Status.ToString());
        static Treatment How(IlpaTreatment treatment) => new(treatment.Net, treatment.Gross, treatment.Role.ToString());
        return new(
            PerformanceTemplate.Name, fundId, t.FundName, t.Currency, t.AsOf, t.Method.ToString(), [.. t.Partners.Take(Paging.MaxSize)], t.Partners.Count, Of(t.Net), Of(t.Gross),
            t.NetWithoutLine is { } net ? Of(net) : null, t.GrossWithoutLine is { } gross ? Of(gross) : null, Of(t.Portfolio.Realised), Of(t.Portfolio.Unrealised), Of(t.Portfolio.Total),
            [.. t.Flows.Take(MaxFlows).Select(f => new Flow(f.Date, f.Type.ToString(), IlpaFlowTypes.LabelOf(f.Type), Money(f.Amount), How(f.WithLine), How(f.WithoutLine), f.Facts))], t.Flows.Count, t.Notes, book.LastHash);
    }
}
