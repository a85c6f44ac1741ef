using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Waterfalls;
using Kernel = StratCap.FundMath.Returns.Performance;

namespace StratCap.Reporting.Performance;

/// <summary>A fund's performance, its limited partners' and each investor's, now and at the end of each quarter so far; net of fees and carried interest.</summary>
internal static class ReadPerformance
{
    private const int MaxQuarters = 80;

    /// <param name="ByQuarter">Limited partners at each quarter's end, oldest first.</param>
    internal sealed record Response(
        Guid FundId, string FundName, string Currency, DateOnly AsOf, PerformanceView Fund, PerformanceView LimitedPartners, IReadOnlyList<PerformanceView> Investors, int InvestorsTotal,
        IReadOnlyList<Quarter> ByQuarter, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Converted? InCurrency);

    /// <param name="Investors">In the order of the fund currency's, as many.</param>
    internal sealed record Converted(string Currency, ConvertedPerformanceView Fund, ConvertedPerformanceView LimitedPartners, IReadOnlyList<ConvertedInvestor> Investors);

    internal sealed record ConvertedInvestor(Guid InvestorId, string Name, ConvertedPerformanceView Performance);

    internal sealed record Quarter(DateOnly AsOf, MoneyView? PaidIn, MoneyView? Distributed, MoneyView? ResidualValue, decimal? Dpi, decimal? Rvpi, decimal? Tvpi, decimal? Irr,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] WithoutLineView? WithoutLine);

    internal static void Map(RouteGroupBuilder reports) => reports
        .MapGet("/performance/{fundId:guid}", Handle)
        .WithSummary("Read a fund's performance, net, by investor and by quarter; with and without its subscription line")
        .WithDescription("Figures open with explain=true. `currency` adds the same in another currency, each movement at the stored rate of its day; `via` names a third currency to convert through where a pair has no rate. Investors beyond the first 500 are read from the fund's positions.")
        .Produces<Envelope<Response>>(200)
        .Needs(Permissions.ReportGenerate);

    private static async Task<Answer<Response>> Handle(Guid fundId, Books books, Exchange exchange, CancellationToken ct, DateOnly? asOf = null, DateTimeOffset? recordedAt = null, bool explain = false, string? currency = null, string? via = null)
    {
        if ((currency ?? via) is not null && (!Currency.IsCode(currency) || (via is not null && !Currency.IsCode(via)))) return Refusal.Field("currency", "Give currencies as three capital letters, such as EUR.");
        if (await books.Facts(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf, recordedAt);
        var performance = Kernel.Of(book, explain);
        PerformanceView View(PerformanceLine line) => PerformanceView.Of(line, book.Currency.Code);
        return new Response(
            fundId, book.Name, book.Currency.Code, book.AsOf, View(performance.Fund), View(performance.LimitedPartners),
            [.. performance.Partners.Take(Paging.MaxSize).Select(View)], performance.Partners.Count,
            [.. QuarterEnds(book).Select(end => Of(books.Remember(facts, $"quarter {end:O} at {recordedAt:O}", () => FundBook.Fold(facts, end, recordedAt)), end))],
            currency is null ? null : InCurrency(book, new(currency), await exchange.Between(book.Currency, new(currency), via, facts, book.AsOf, recordedAt, ct), explain));
    }

    private static Converted InCurrency(FundBook book, Currency to, FxRates rates, bool explain)
    {
        var carry = AccruedCarry.Of(book);
        ConvertedPerformanceView View(IReadOnlyList<PartnerAccount> partners) => ConvertedPerformanceView.Of(ConvertedPerformance.Of(book, partners, carry, to, rates), explain);
        return new(
            to.Code, View(book.Partners), View([.. book.Partners.Where(p => p.IsLimitedPartner)]),
            [.. book.Partners.Take(Paging.MaxSize).Select(p => new ConvertedInvestor(p.InvestorId, p.Name, View([p])))]);
    }

    private static Quarter Of(FundBook book, DateOnly end)
    {
        var line = PerformanceView.Of(Kernel.Of(book, explain: false).LimitedPartners, book.Currency.Code);
        return new(end, line.PaidIn, line.Distributed, line.ResidualValue, line.Dpi, line.Rvpi, line.Tvpi, line.Irr, line.WithoutLine);
    }

    /// <summary>Calendar quarter ends from the first movement or disclosure to the book's date, at most the last twenty years of them.</summary>
    private static IEnumerable<DateOnly> QuarterEnds(FundBook book)
    {
        DateOnly[] days = [.. book.Partners.SelectMany(p => p.CashFlows.Select(f => f.Date).Concat(p.Disclosed.Select(d => d.Date)))];
        if (days.Length == 0) return [];
        return CalendarQuarter.EndsBetween(days.Min(), book.AsOf).TakeLast(MaxQuarters);
    }
}
