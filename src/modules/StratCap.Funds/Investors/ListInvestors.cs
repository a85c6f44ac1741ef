using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.Funds.Book;

namespace StratCap.Funds.Investors;

/// <summary>A fund's partners with their standing, in order of admission.</summary>
internal static class ListInvestors
{
    internal sealed record Line(
        Guid InvestorId, string Name, string Kind, DateOnly AdmittedOn, MoneyView Commitment, MoneyView Called, MoneyView Contributed, MoneyView Unfunded,
        MoneyView Distributed, MoneyView CarriedInterestPaid, MoneyView CarriedInterestReceived, MoneyView Nav)
    {
        internal static Line Of(PartnerRow row, string currency)
        {
            MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
            return new(row.InvestorId, row.Name, row.Kind, row.AdmittedOn, Money(row.Commitment), Money(row.Called), Money(row.Contributed), Money(row.Unfunded),
                Money(row.Distributed), Money(row.CarryPaid), Money(row.CarryReceived), Money(row.Nav));
        }
    }

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/investors", Handle).WithSummary("List a fund's investors with their standing").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/investors/{investorId:guid}", One).WithSummary("Read an investor's standing in a fund").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, FundsDbContext db, CancellationToken ct, string? kind = null, string? cursor = null, int? size = null)
    {
        if (await db.Funds.SingleOrDefaultAsync(f => f.FundId == fundId, ct) is not { } fund) return Refusal.NotFound("fund");
        var rows = db.Partners.Where(p => p.FundId == fundId);
        if (kind is not null) rows = rows.Where(p => p.Kind == kind);
        if (cursor is not null)
        {
            if (!Paging.TryUnpack<After>(cursor, out var after)) return Paging.BadCursor;
            rows = rows.Where(p => p.Ordinal > after!.Ordinal);
        }
        var take = Paging.Size(size);
        var page = await rows.OrderBy(p => p.Ordinal).Take(take + 1).ToListAsync(ct);
        var next = page.Count > take ? Paging.Pack(new After(page[take - 1].Ordinal)) : null;
        Line[] lines = [.. page.Take(take).Select(p => Line.Of(p, fund.Currency))];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(new PageMeta(lines.Length, next, fund.Partners)).Tagged(fund.LastSequence);
    }

    private static async Task<Answer<Line>> One(Guid fundId, Guid investorId, FundsDbContext db, CancellationToken ct)
    {
        var currency = await db.Funds.Where(f => f.FundId == fundId).Select(f => f.Currency).SingleOrDefaultAsync(ct);
        return currency is not null && await db.Partners.SingleOrDefaultAsync(p => p.FundId == fundId && p.InvestorId == investorId, ct) is { } row
            ? Line.Of(row, currency)
            : Refusal.NotFound("investor");
    }

    private sealed record After(int Ordinal);
}
