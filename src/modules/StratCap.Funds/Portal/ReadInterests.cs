using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.Funds.Book;

namespace StratCap.Funds.Portal;

/// <summary>The signed-in investor's interests over all funds, one of them with its history for charts, and where its figures come from.</summary>
internal static class ReadInterests
{
    private const int MaxQuarters = 80;

    /// <param name="Interests">The caller's own alone.</param>
    internal sealed record FundDetail(Guid FundId, string Name, string Currency, int? Vintage, string? Strategy, DateOnly AsOf, IReadOnlyList<InterestDetail> Interests);

    /// <param name="Flows">His movements by date.</param>
    /// <param name="Quarters">Cumulative, at each quarter's end and on the book's own day; at most the last twenty years.</param>
    internal sealed record InterestDetail(InterestView Standing, IReadOnlyList<Flow> Flows, IReadOnlyList<Quarter> Quarters);

    /// <param name="Amount">As the investor sees it: paid to the fund is negative, received is positive.</param>
    internal sealed record Flow(DateOnly Date, string Kind, MoneyView Amount);

    /// <param name="Contributed">Paid in since inception; <c>Distributed</c> likewise.</param>
    /// <param name="Nav">Capital account less accrued carried interest on that day.</param>
    internal sealed record Quarter(DateOnly AsOf, MoneyView? Contributed, MoneyView? Distributed, MoneyView? Nav);

    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/funds", List).WithSummary("List one's interests: what is committed, called, distributed, left, and the returns").Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/funds/{fundId:guid}", One).WithSummary("Read one's interests in a fund, with cash flows and quarters for charts").Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/funds/{fundId:guid}/explanation", Explain).WithSummary("Where the figures of one's interest come from").Reads<FundsDbContext>(Permissions.PortalRead);
    }

    private static async Task<Answer<IReadOnlyList<InterestView>>> List(
        FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct, string? cursor = null, int? size = null)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        var rows = await db.Partners.Where(p => own.Contains(p.InvestorId)).Join(db.Funds, p => p.FundId, f => f.FundId, (p, f) => new { p.FundId, FundName = f.Name, p.InvestorId, p.Ordinal })
            .OrderBy(r => r.FundName).ThenBy(r => r.Ordinal).ToListAsync(ct);
        if (Paging.Slice(rows, cursor, size) is not { } page) return Paging.BadCursor;
        var views = new List<InterestView>();
        foreach (var fund in page.Items.GroupBy(r => r.FundId))
        {
            var book = (await books.Book(fund.Key, ct))!;
            views.AddRange(fund.Select(r => InterestView.Of(book, r.InvestorId)));
        }
        return ((Answer<IReadOnlyList<InterestView>>)views.ToArray()).Paged(page.Meta);
    }

    private static async Task<Answer<FundDetail>> One(Guid fundId, FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        var investors = await db.Partners.Where(p => p.FundId == fundId && own.Contains(p.InvestorId)).OrderBy(p => p.Ordinal).Select(p => p.InvestorId).ToListAsync(ct);
        if (investors.Count == 0 || await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts);
        var past = QuarterEnds(book, investors).Select(end => FundBook.Fold(facts, end)).Append(book).ToList();
        var here = $"/api/v1/portal/me/funds/{fundId}";
        return ((Answer<FundDetail>)new FundDetail(
            fundId, book.Name, book.Currency.Code, book.Vintage, book.Strategy, book.AsOf,
            [.. investors.Select(id => new InterestDetail(InterestView.Of(book, id), Flows(book, id), [.. past.Where(b => b.FindPartner(id) is not null).Select(b => At(b, id))]))]))
            .Tagged(book.LastSequence)
            .Linked([("statements", $"/api/v1/portal/me/statements?fundId={fundId}"), .. investors.Select(id => ($"explanation-{id}", $"{here}/explanation?investorId={id}"))]);
    }

    private static async Task<Answer<Explanation>> Explain(
        Guid fundId, Guid investorId, FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        if (!own.Contains(investorId) || !await db.Partners.AnyAsync(p => p.FundId == fundId && p.InvestorId == investorId, ct)) return Refusal.NotFound("interest");
        var book = (await books.Book(fundId, ct))!;
        return Performance.OfPartner(book, investorId).Explanation is { } tree ? tree : Refusal.NotFound("explanation: nothing was disclosed of this interest");
    }

    private static Flow[] Flows(FundBook book, Guid investorId) =>
    [
        .. book.Partner(investorId).CashFlows.Where(f => !f.IsLine && f.Kind != CashFlowKind.SaleDifference)
            .Select(f => new Flow(f.Date, f.Kind.ToString(), MoneyView.Of(f.IsToFund ? -f.Amount : f.Amount, book.Currency.Code))),
    ];

    private static Quarter At(FundBook book, Guid investorId)
    {
        var line = PerformanceView.Of(Performance.OfPartner(book, investorId, explain: false), book.Currency.Code);
        return new(book.AsOf, line.PaidIn, line.Distributed, line.ResidualValue);
    }

    /// <summary>Quarters from the first movement or disclosure of one of them, without the book's own day.</summary>
    private static IEnumerable<DateOnly> QuarterEnds(FundBook book, List<Guid> investors)
    {
        DateOnly[] days = [.. investors.Select(book.Partner).SelectMany(p => p.CashFlows.Select(f => f.Date).Concat(p.Disclosed.Select(d => d.Date)))];
        return days.Length == 0 ? [] : CalendarQuarter.EndsBetween(days.Min(), book.AsOf.AddDays(-1)).TakeLast(MaxQuarters);
    }
}
