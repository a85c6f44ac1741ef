using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Funds.Book;

namespace StratCap.Funds.Funds;

/// <summary>The firm's funds, by name.</summary>
internal static class ListFunds
{
    internal static readonly Listing<FundRow> List = new Listing<FundRow>("funds")
        .By("name", f => f.Name).By("currency", f => f.Currency).By("vintage", f => f.Vintage).By("strategy", f => f.Strategy, nullable: true).By("partners", f => f.Partners)
        .By("commitment", f => f.Commitment).By("called", f => f.Called).By("contributed", f => f.Contributed).By("distributed", f => f.Distributed).By("nav", f => f.Nav).By("cash", f => f.Cash)
        .Unique(f => f.FundId).Usually("name").Searched(f => f.Name, f => f.Strategy);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/", Handle)
        .WithSummary("List the firm's funds, by name; search by part of the name")
        .WithDescription("`search` is the older name of `q`.")
        .Lists(List, FundView.Of)
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static Task<Answer<IReadOnlyList<FundView>>> Handle(FundsDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, string? search = null, int? vintage = null, string? currency = null)
    {
        var rows = db.Funds.AsQueryable();
        if (vintage is not null) rows = rows.Where(f => f.Vintage == vintage);
        if (currency is not null) rows = rows.Where(f => f.Currency == currency);
        return List.Show(rows, asked.OrSearch(search), FundView.Of, ct);
    }
}
