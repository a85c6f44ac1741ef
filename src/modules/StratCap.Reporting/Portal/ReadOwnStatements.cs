using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Reporting.Statements;

namespace StratCap.Reporting.Portal;

/// <summary>The signed-in investor's statements: which there are, and each as JSON, PDF or workbook. There is one for each quarter that is over, from his admission on.</summary>
internal static class ReadOwnStatements
{
    internal sealed record Line(Guid InvestorId, string InvestorName, Guid FundId, string FundName, string Period, DateOnly From, DateOnly To);

    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/statements", List)
            .WithSummary("List one's statements by fund and quarter, newest first")
            .Needs(Permissions.PortalRead);
        portal.MapGet("/statements/{investorId:guid}", One)
            .WithSummary("Read one's statement of a quarter: format json, pdf or xlsx")
            .WithDescription("`period` is one of the listed quarters, such as 2026-Q2. `explain=true` adds the tree behind its figures (JSON).")
            .Produces<Envelope<ReadInvestorStatement.Response>>(200)
            .Produces(200, contentType: "application/pdf")
            .Produces(200, contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .Needs(Permissions.PortalRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> List(
        IInvestorGrants grants, IFundBooks funds, CurrentActor actor, TimeProvider clock, CancellationToken ct, Guid? fundId = null, string? cursor = null, int? size = null)
    {
        var lines = new List<Line>();
        foreach (var investor in await grants.Of(actor.Value.Id, ct))
            foreach (var fund in (await funds.FundsOf(investor, ct)).Where(f => fundId is null || f.FundId == fundId))
                if (await funds.Facts(fund.FundId, ct) is { } facts)
                    lines.AddRange(Quarters(facts, investor, clock).Select(end => Of(FundBook.Fold(facts), investor, end)));
        if (Paging.Slice([.. lines.OrderByDescending(l => l.To).ThenBy(l => l.FundName, StringComparer.Ordinal).ThenBy(l => l.InvestorName, StringComparer.Ordinal)], cursor, size) is not { } page)
            return Paging.BadCursor;
        return ((Answer<IReadOnlyList<Line>>)page.Items.ToArray()).Paged(page.Meta);
    }

    private static async Task<IResult> One(
        Guid investorId, Guid fundId, string period, IInvestorGrants grants, CurrentActor actor, Books books, ITenantBrand brands, IInvestorContacts contacts, Exchange exchange, TimeProvider clock,
        CancellationToken ct, string format = "json", bool explain = false)
    {
        if (!(await grants.Of(actor.Value.Id, ct)).Contains(investorId) || await books.Facts(fundId, ct) is not { } facts
            || Quarters(facts, investorId, clock).All(end => CalendarQuarter.NameOf(end) != period))
            return RefusalResult.Of(Refusal.NotFound("statement: which there are is listed under /portal/me/statements"));
        return await ReadInvestorStatement.Handle(investorId, fundId, period, books, brands, contacts, exchange, clock, ct, format, explain: explain);
    }

    private static Line Of(FundBook book, Guid investorId, DateOnly end) => new(
        investorId, book.Partner(investorId).Name, book.FundId, book.Name, CalendarQuarter.NameOf(end), end.AddDays(1).AddMonths(-3), end);

    /// <summary>Last days of the quarters that are over, from the investor's admission on; a book of disclosed positions alone has no statement.</summary>
    private static IEnumerable<DateOnly> Quarters(IReadOnlyList<RecordedFact> facts, Guid investorId, TimeProvider clock)
    {
        var yesterday = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-1);
        return FundBook.Fold(facts).FindPartner(investorId) is { } partner
            ? CalendarQuarter.EndsBetween(partner.AdmittedOn, yesterday).SkipWhile(end => !FundBook.Fold(facts, end).HasMovements)
            : [];
    }
}
