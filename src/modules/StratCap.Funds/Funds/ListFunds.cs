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
    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/", Handle)
        .WithSummary("List the firm's funds, by name; search by part of the name")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<FundView>>> Handle(FundsDbContext db, CancellationToken ct, string? search = null, int? vintage = null, string? cursor = null, int? size = null)
    {
        var rows = db.Funds.AsQueryable();
        if (!string.IsNullOrWhiteSpace(search)) rows = rows.Where(f => EF.Functions.ILike(f.Name, "%" + Escape(search) + "%", "\\"));
        if (vintage is not null) rows = rows.Where(f => f.Vintage == vintage);
        if (cursor is not null)
        {
            if (!Paging.TryUnpack<string>(cursor, out var after)) return Paging.BadCursor;
            rows = rows.Where(f => string.Compare(f.Name, after) > 0);
        }
        var take = Paging.Size(size);
        var page = await rows.OrderBy(f => f.Name).Take(take + 1).ToListAsync(ct);
        var next = page.Count > take ? Paging.Pack(page[take - 1].Name) : null;
        FundView[] views = [.. page.Take(take).Select(FundView.Of)];
        return ((Answer<IReadOnlyList<FundView>>)views).Paged(new PageMeta(views.Length, next));
    }

    private static string Escape(string search) => search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
