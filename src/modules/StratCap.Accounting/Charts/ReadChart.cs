using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Accounting.Postings;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Accounting.Charts;

/// <summary>An account of a chart.</summary>
/// <param name="Account">The standard code, or the key of an account of one's own, as in <c>5100.1</c>; never changes.</param>
/// <param name="Standard">The code of the standard chart that its lines are posted to.</param>
/// <param name="Named">Firm or fund gave it its name.</param>
/// <param name="Own">It is no account of the standard chart.</param>
/// <param name="MaySplit">Accounts of one's own may stand under it.</param>
/// <param name="Kinds">Of an account of one's own, which lines of the standard one stand on it.</param>
/// <param name="Closed">It takes no lines any more.</param>
/// <param name="From">Since when it is shown so; null for what nobody touched.</param>
/// <param name="OfFund">The fund has words of its own for it.</param>
internal sealed record ChartAccountView(
    string Account, string Standard, string StandardName, AccountType Type, string Number, string Name, bool Named, bool Own, bool MaySplit, string? Group, IReadOnlyList<string> Kinds, bool Closed, DateOnly? From,
    bool OfFund)
{
    internal static ChartAccountView Of(ChartAccount a) => new(
        a.Key, a.Standard.Code, a.Standard.Name, a.Standard.Type, a.Number, a.Name, a.IsNamed, a.IsOwn, !a.IsOwn && ChartChanges.Split.Contains(a.Standard), a.Group, a.Kinds, a.Closed, a.From, a.OfFund);
}

/// <summary>Shows the firm's chart of accounts, or a fund's, on a day.</summary>
internal static class ReadChart
{
    internal sealed record Query(Guid? FundId, DateOnly? Day);

    /// <param name="Accounts">By number.</param>
    internal sealed record Response(Guid? FundId, DateOnly Day, IReadOnlyList<ChartAccountView> Accounts);

    internal static void Map(RouteGroupBuilder accounting) => accounting
        .MapGet("/chart", Handle)
        .Reads<AccountingDbContext>(Permissions.LedgerRead)
        .WithName("ReadChartOfAccounts")
        .WithSummary("The chart of accounts of the firm, or of a fund, on a day")
        .WithDescription("Facts are posted to the standard chart; firm and funds give its accounts other numbers and names, and split some by kinds of lines. Entries never change: the same entry is shown in the words of the day. Without a day, today's.");

    private static async Task<Answer<Response>> Handle([AsParameters] Query query, AccountingDbContext db, IFundBooks books, TimeProvider clock, CancellationToken ct)
    {
        if (query.FundId is { } fundId && await books.Find(fundId, ct) is null) return Refusal.NotFound("fund");
        var day = query.Day ?? clock.Today();
        var chart = await db.Chart(query.FundId, day, ct);
        return Answer<Response>.Of(new Response(query.FundId, day, [.. chart.Accounts.Select(ChartAccountView.Of)])).Tagged(await ChartChanges.Tag(db, ct));
    }
}
