using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Funds.Book;

namespace StratCap.Funds.Portfolio;

/// <summary>An investment of the firm.</summary>
/// <param name="Type">How it is classified; null while nobody did.</param>
internal sealed record PortfolioView(
    Guid FundId, string FundName, Guid DealId, string Name, int? Vintage, string? Strategy, InvestmentType? Type, string? Country, IndustrySector? Industry,
    MoneyView Cost, MoneyView FairValue, MoneyView Proceeds, DateOnly? ValuedOn)
{
    internal static PortfolioView Of(PortfolioLine l) => new(
        l.FundId, l.FundName, l.DealId, l.Name, l.Vintage, l.Strategy, l.Type, l.Country, l.Industry,
        MoneyView.Of(l.Cost, l.Currency), MoneyView.Of(l.FairValue, l.Currency), MoneyView.Of(l.Proceeds, l.Currency), l.ValuedOn);
}

/// <summary>The investments of all the firm's funds, with how they are classified.</summary>
internal static class ListPortfolio
{
    internal static readonly Listing<PortfolioLine> List = new Listing<PortfolioLine>("portfolio")
        .By("name", l => l.Name).By("fundName", l => l.FundName).By("vintage", l => l.Vintage).By("strategy", l => l.Strategy, nullable: true)
        .By("type", l => l.Type).By("country", l => l.Country, nullable: true).By("industry", l => l.Industry)
        .By("cost", l => l.Cost).By("fairValue", l => l.FairValue).By("proceeds", l => l.Proceeds).By("valuedOn", l => l.ValuedOn)
        .Unique(l => l.FundId).Unique(l => l.DealId).Usually("name").Searched(l => l.Name, l => l.FundName);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/investments", Handle)
        .WithName("ListPortfolio")
        .WithSummary("List the investments of all the firm's funds, by name")
        .WithDescription("`asOf` and `recordedAt` give it as of a day and as known at a time, out of the books. Amounts are in the fund's currency.")
        .Lists(List, PortfolioView.Of)
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<PortfolioView>>> Handle(
        FundsDbContext db, BookStore books, TimeProvider clock, [AsParameters] PortfolioQuery query, [AsParameters] ListQuery asked, CancellationToken ct)
    {
        if (query.Invalid() is { } refusal) return refusal;
        try
        {
            var (lines, _) = await query.Read(db, books, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), ct);
            return lines is IAsyncEnumerable<PortfolioLine> ? await List.Show(lines, asked, PortfolioView.Of, ct) : await List.Show(lines.AsEnumerable(), asked, PortfolioView.Of, ct);
        }
        catch (DatasetLimitException)
        {
            return TooMany;
        }
    }

    internal static Refusal TooMany => Refusal.Rule("funds.portfolio.too_many_funds", $"The firm has more than the {Reports.FoldedFunds.MostFunds:N0} funds whose books are read for an earlier day: ask for one fund.");
}
