using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;
using StratCap.Funds.Book;

namespace StratCap.Funds.Periods;

/// <summary>
/// What a reopening changed: figures as published at the close, and as they are now, the fund's and each partner's, those alone that differ. Of a quarter that was closed again, the last close but
/// one is compared with what stands; as a list it can be printed.
/// </summary>
internal static class ReadDifferences
{
    /// <param name="InvestorId">Null for the fund.</param>
    /// <param name="Published">At the close.</param>
    internal sealed record Line(string Who, Guid? InvestorId, PeriodFigureKind Measure, MoneyView Published, MoneyView Now, MoneyView Difference);

    internal static readonly Listing<Line> List = new Listing<Line>("period-differences")
        .By("who", l => l.Who).By("measure", l => l.Measure).By("published", l => l.Published.Value).By("now", l => l.Now.Value).By("difference", l => l.Difference.Value)
        .Unique(l => l.InvestorId).Unique(l => l.Measure).Usually("who,measure").Searched(l => l.Who);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/periods/{through}/differences", Handle)
        .Lists(List, (Line line) => line)
        .WithName("ListPeriodDifferences")
        .WithSummary("Figures as published at a quarter's close, and as they are now")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, DateOnly through, [AsParameters] ListQuery asked, BookStore books, CancellationToken ct)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var now = FundBook.Fold(facts, through);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, now.Currency.Code);
        // Of a quarter that was never closed nothing was published, and so nothing differs.
        var published = BookPeriods.Of(facts).ComparedClose(through) is { } close ? FundBook.Fold(facts.Take((int)close.Sequence), through) : now;
        var lines = PeriodFigures.Differences(published, now).Select(d => new Line(d.Who, d.InvestorId, d.Figure, Money(d.Before), Money(d.After), Money(d.Difference)));
        return await List.Show(lines, asked, line => line, ct);
    }
}
