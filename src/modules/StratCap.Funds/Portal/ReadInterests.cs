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

/// <summary>The signed-in investor's interests over all funds, one of them with its flows, its history for charts, and where its figures come from.</summary>
internal static class ReadInterests
{
    /// <summary>Of quarters a page holds fewer than other pages: for each of them the book is folded.</summary>
    private const int MaxQuarters = 20;

    /// <param name="Interests">The caller's own alone.</param>
    internal sealed record FundDetail(Guid FundId, string Name, string Currency, int? Vintage, string? Strategy, DateOnly AsOf, IReadOnlyList<InterestDetail> Interests);

    /// <param name="Flows">His movements by date.</param>
    internal sealed record InterestDetail(InterestView Standing, IReadOnlyList<Flow> Flows);

    /// <param name="Amount">As the investor sees it: paid to the fund is negative, received is positive.</param>
    internal sealed record Flow(DateOnly Date, string Kind, MoneyView Amount);

    /// <param name="Contributed">Paid in since inception; <c>Distributed</c> likewise.</param>
    /// <param name="Nav">Capital account less accrued carried interest on that day.</param>
    internal sealed record Quarter(DateOnly AsOf, MoneyView? Contributed, MoneyView? Distributed, MoneyView? Nav);

    internal sealed class Row
    {
        public Guid FundId { get; init; }
        public required string FundName { get; init; }
        public Guid InvestorId { get; init; }
        public required string InvestorName { get; init; }
        public int Ordinal { get; init; }
    }

    internal static readonly Listing<Row> Interests = new Listing<Row>("own-interests").By("fundName", r => r.FundName).By("investorName", r => r.InvestorName)
        .Unique(r => r.FundId).Unique(r => r.Ordinal).Usually("fundName").Searched(r => r.FundName, r => r.InvestorName);

    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/funds", List).WithSummary("List one's interests: what is committed, called, distributed, left, and the returns").Lists(Interests, (Row _) => (InterestView)null!).Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/funds/{fundId:guid}", One).WithSummary("Read one's interests in a fund, with cash flows").Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/funds/{fundId:guid}/quarters", Quarters)
            .WithSummary("List what one's interest came to at each quarter's end and on the book's own day, newest first")
            .WithDescription("Cumulative, for charts. At most 20 on a page.").Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/funds/{fundId:guid}/explanation", Explain).WithSummary("Where the figures of one's interest come from").Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/funds/{fundId:guid}/figures/explanation", ExplainFigures)
            .WithSummary("Where commitment, called, outstanding and unfunded commitment of one's interest come from").WithDescription("Each figure is a part with its key.").Reads<FundsDbContext>(Permissions.PortalRead);
    }

    private static async Task<Answer<IReadOnlyList<InterestView>>> List(
        FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, [AsParameters] ListQuery asked, CancellationToken ct)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        var rows = db.Partners.Where(p => own.Contains(p.InvestorId))
            .Join(db.Funds, p => p.FundId, f => f.FundId, (p, f) => new Row { FundId = p.FundId, FundName = f.Name, InvestorId = p.InvestorId, InvestorName = p.Name, Ordinal = p.Ordinal });
        return await Interests.Show(rows, asked, async page =>
        {
            var folded = new Dictionary<Guid, FundBook>();
            foreach (var fund in page.Select(r => r.FundId).Distinct()) folded.Add(fund, (await books.Book(fund, ct))!);
            return (IReadOnlyList<InterestView>)page.ConvertAll(r => InterestView.Of(folded[r.FundId], r.InvestorId));
        }, ct);
    }

    private static async Task<Answer<FundDetail>> One(Guid fundId, FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        var investors = await db.Partners.Where(p => p.FundId == fundId && own.Contains(p.InvestorId)).OrderBy(p => p.Ordinal).Select(p => p.InvestorId).ToListAsync(ct);
        if (investors.Count == 0 || await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts);
        var here = $"/api/v1/portal/me/funds/{fundId}";
        return ((Answer<FundDetail>)new FundDetail(
            fundId, book.Name, book.Currency.Code, book.Vintage, book.Strategy, book.AsOf,
            [.. investors.Select(id => new InterestDetail(InterestView.Of(book, id), Flows(book, id)))]))
            .Tagged(book.LastSequence)
            .Linked(
            [
                ("statements", $"/api/v1/portal/me/statements?fundId={fundId}"),
                .. investors.SelectMany(id => new[] { ($"quarters-{id}", $"{here}/quarters?investorId={id}"), ($"explanation-{id}", $"{here}/explanation?investorId={id}") }),
            ]);
    }

    private static async Task<Answer<IReadOnlyList<Quarter>>> Quarters(
        Guid fundId, Guid investorId, FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (!await IsOwn(fundId, investorId, db, grants, actor, ct)) return Refusal.NotFound("interest");
        var facts = (await books.Read(fundId, ct))!;
        var book = FundBook.Fold(facts);
        if (Paging.Slice([book.AsOf, .. QuarterEnds(book, investorId).Reverse()], cursor, Math.Min(Paging.Size(size), MaxQuarters)) is not { } page) return Paging.BadCursor;
        Quarter[] quarters = [.. page.Items.Select(day => At(day == book.AsOf ? book : FundBook.Fold(facts, day), investorId))];
        return ((Answer<IReadOnlyList<Quarter>>)quarters).Paged(page.Meta);
    }

    private static async Task<Answer<Explanation>> Explain(
        Guid fundId, Guid investorId, FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct)
    {
        if (!await IsOwn(fundId, investorId, db, grants, actor, ct)) return Refusal.NotFound("interest");
        var book = (await books.Book(fundId, ct))!;
        return Performance.OfPartner(book, investorId).Explanation is { } tree ? tree : Refusal.NotFound("explanation: nothing was disclosed of this interest");
    }

    private static async Task<Answer<Explanation>> ExplainFigures(
        Guid fundId, Guid investorId, FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct) =>
        await IsOwn(fundId, investorId, db, grants, actor, ct) ? PartnerFigures.Explain((await books.Book(fundId, ct))!, investorId) : Refusal.NotFound("interest");

    private static async Task<bool> IsOwn(Guid fundId, Guid investorId, FundsDbContext db, IInvestorGrants grants, CurrentActor actor, CancellationToken ct) =>
        (await grants.Of(actor.Value.Id, ct)).Contains(investorId) && await db.Partners.AnyAsync(p => p.FundId == fundId && p.InvestorId == investorId, ct);

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

    /// <summary>Quarters from his first movement or disclosure on, without the book's own day; what moved to him from another is older than his admission.</summary>
    private static IEnumerable<DateOnly> QuarterEnds(FundBook book, Guid investorId)
    {
        var partner = book.Partner(investorId);
        DateOnly[] days = [.. partner.CashFlows.Select(f => f.Date), .. partner.Disclosed.Select(d => d.Date)];
        return days.Length == 0 ? [] : CalendarQuarter.EndsBetween(days.Min(), book.AsOf.AddDays(-1)).SkipWhile(end => end < partner.AdmittedOn);
    }
}
