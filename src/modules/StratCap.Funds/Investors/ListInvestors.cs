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

    internal static readonly Listing<PartnerRow> List = new Listing<PartnerRow>("investors")
        .By("admission", p => p.Ordinal).By("name", p => p.Name).By("kind", p => p.Kind).By("admittedOn", p => p.AdmittedOn).By("commitment", p => p.Commitment).By("called", p => p.Called)
        .By("contributed", p => p.Contributed).By("unfunded", p => p.Unfunded).By("distributed", p => p.Distributed).By("carriedInterestPaid", p => p.CarryPaid)
        .By("carriedInterestReceived", p => p.CarryReceived).By("nav", p => p.Nav)
        .Unique(p => p.Ordinal).Usually("admission").Searched(p => p.Name);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/investors", Handle).WithSummary("List a fund's investors with their standing").Lists(List, (PartnerRow p) => Line.Of(p, "")).Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/investors/{investorId:guid}", One).WithSummary("Read an investor's standing in a fund").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, FundsDbContext db, [AsParameters] ListQuery asked, CancellationToken ct, string? kind = null)
    {
        if (await db.Funds.SingleOrDefaultAsync(f => f.FundId == fundId, ct) is not { } fund) return Refusal.NotFound("fund");
        var rows = db.Partners.Where(p => p.FundId == fundId);
        if (kind is not null) rows = rows.Where(p => p.Kind == kind);
        return (await List.Show(rows, asked, p => Line.Of(p, fund.Currency), ct)).Tagged(fund.LastSequence);
    }

    private static async Task<Answer<Line>> One(Guid fundId, Guid investorId, FundsDbContext db, CancellationToken ct)
    {
        var currency = await db.Funds.Where(f => f.FundId == fundId).Select(f => f.Currency).SingleOrDefaultAsync(ct);
        return currency is not null && await db.Partners.SingleOrDefaultAsync(p => p.FundId == fundId && p.InvestorId == investorId, ct) is { } row
            ? Line.Of(row, currency)
            : Refusal.NotFound("investor");
    }
}
