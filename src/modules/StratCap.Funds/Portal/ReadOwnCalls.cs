using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Identity;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.Funds.Book;
using StratCap.Funds.CapitalCalls;
using StratCap.Funds.Proposals;

namespace StratCap.Funds.Portal;

/// <summary>Issued capital calls in which the signed-in investor has a part, newest first; one of them with its purposes; where his amounts come from.</summary>
internal static class ReadOwnCalls
{
    /// <param name="State">Of his part: Issued, PartlyReceived or Received.</param>
    internal sealed record Line(
        Guid Id, Guid FundId, string FundName, Guid InvestorId, string InvestorName, int Number, string State, DateOnly NoticeDate, DateOnly DueDate, MoneyView Total, MoneyView Received, MoneyView Outstanding);

    /// <param name="Amount">The whole fund's.</param>
    /// <param name="Parts">The caller's own alone.</param>
    internal sealed record Call(
        Guid Id, Guid FundId, string FundName, int Number, DateOnly NoticeDate, DateOnly DueDate, MoneyView Amount, IReadOnlyList<Purpose> Purposes, IReadOnlyList<Part> Parts);

    /// <param name="SharedBy">In words, by what it is shared out among the partners.</param>
    /// <param name="Amount">The whole fund's.</param>
    internal sealed record Purpose(CallPurposeKind Kind, string Description, string SharedBy, MoneyView Amount, bool InsideCommitment);

    /// <param name="Amounts">By purpose, in their order.</param>
    internal sealed record Part(
        Guid InvestorId, string InvestorName, string State, IReadOnlyList<MoneyView> Amounts, MoneyView Total, MoneyView Received, MoneyView Outstanding, DateOnly? LastReceivedOn);

    internal static readonly Listing<Line> Lines = new Listing<Line>("own-capital-calls")
        .By("noticeDate", l => l.NoticeDate).By("dueDate", l => l.DueDate).By("fundName", l => l.FundName).By("investorName", l => l.InvestorName).By("number", l => l.Number).By("state", l => l.State)
        .By("total", l => l.Total.Value).By("received", l => l.Received.Value).By("outstanding", l => l.Outstanding.Value)
        .Unique(l => l.Id).Unique(l => l.InvestorId).Usually("-noticeDate,fundName,-number").Searched(l => l.FundName, l => l.InvestorName);

    internal static void Map(RouteGroupBuilder portal)
    {
        portal.MapGet("/capital-calls", List).WithSummary("List issued capital calls with one's own part, newest first").Lists(Lines, (Line l) => l).Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/capital-calls/{callId:guid}", One).WithSummary("Read an issued capital call: what it is for, one's own amounts, what is paid and still due").Reads<FundsDbContext>(Permissions.PortalRead);
        portal.MapGet("/capital-calls/{callId:guid}/explanation", Explain).WithSummary("Where one's own amounts of a capital call come from").WithDescription("With `standing`: what is called, received and outstanding of it, each under its key.").Reads<FundsDbContext>(Permissions.PortalRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> List(
        FundsDbContext db, IInvestorGrants grants, CurrentActor actor, [AsParameters] ListQuery asked, CancellationToken ct, Guid? fundId = null)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        var rows = await (
            from line in db.CapitalCallLines
            where own.Contains(line.InvestorId) && (fundId == null || line.FundId == fundId)
            join call in db.CapitalCalls on new { line.FundId, line.CallId } equals new { call.FundId, call.CallId }
            join fund in db.Funds on line.FundId equals fund.FundId
            join partner in db.Partners on new { line.FundId, line.InvestorId } equals new { partner.FundId, partner.InvestorId }
            select new { line, call, fund.Name, fund.Currency, Investor = partner.Name }).ToListAsync(ct);
        return await Lines.Show(rows.Select(r => new Line(
            r.call.CallId, r.call.FundId, r.Name, r.line.InvestorId, r.Investor, r.call.Number, State(r.line.Amount, r.line.Received), r.call.NoticeDate, r.call.DueDate,
            MoneyView.Of(r.line.Amount, r.Currency), MoneyView.Of(r.line.Received, r.Currency), MoneyView.Of(r.line.Amount - r.line.Received, r.Currency))), asked, l => l, ct);
    }

    private static async Task<Answer<Call>> One(Guid callId, FundsDbContext db, BookStore books, IInvestorGrants grants, CurrentActor actor, CancellationToken ct)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        if (await FundOf(callId, own, db, ct) is not { } fundId || await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("capital call");
        var call = book.FindCall(callId)!;
        var parts = call.Lines.Where(l => own.Contains(l.InvestorId)).Select(l => PartOf(l, book)).ToList();
        var here = $"/api/v1/portal/me/capital-calls/{callId}";
        return ((Answer<Call>)new Call(
            callId, fundId, book.Name, call.Number, call.NoticeDate, call.DueDate, MoneyView.Of(call.Amount, book.Currency.Code),
            [.. call.Purposes.Select(p => new Purpose(p.Kind, p.Description, TermsInWords.Words(p.Base), MoneyView.Of(p.Amount, book.Currency.Code), p.InsideCommitment))], parts))
            .Linked([.. parts.SelectMany(p => new[] { ($"notice-{p.InvestorId}", $"{here}/notice?investorId={p.InvestorId}"), ($"explanation-{p.InvestorId}", $"{here}/explanation?investorId={p.InvestorId}") })]);
    }

    private static async Task<Answer<Explanation>> Explain(
        Guid callId, Guid investorId, FundsDbContext db, BookStore books, ProposalStore proposals, IInvestorGrants grants, CurrentActor actor, CancellationToken ct,
        bool standing = false)
    {
        var own = await grants.Of(actor.Value.Id, ct);
        if (!own.Contains(investorId) || await FundOf(callId, [investorId], db, ct) is not { } fundId) return Refusal.NotFound("capital call");
        if (standing) return await Standing(fundId, callId, investorId, books, ct);
        var call = await ReadCapitalCalls.Load(fundId, callId, books, proposals, explain: true, ct);
        return call?.Issued is not null && call.Result.Lines.FirstOrDefault(l => l.InvestorId == investorId)?.Explanation is { } tree ? tree : Refusal.NotFound("capital call");
    }

    private static async Task<Answer<Explanation>> Standing(Guid fundId, Guid callId, Guid investorId, BookStore books, CancellationToken ct) =>
        await books.Book(fundId, ct) is { } book && book.FindCall(callId) is { } call ? PartnerFigures.ExplainCall(book, call, investorId) : Refusal.NotFound("capital call");

    private static Task<Guid?> FundOf(Guid callId, IReadOnlyList<Guid> investors, FundsDbContext db, CancellationToken ct) =>
        db.CapitalCallLines.Where(l => l.CallId == callId && investors.Contains(l.InvestorId)).Select(l => (Guid?)l.FundId).FirstOrDefaultAsync(ct);

    private static Part PartOf(BookCallLine line, FundBook book)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        return new(
            line.InvestorId, book.Partner(line.InvestorId).Name, State(line.Total, line.ReceivedTotal), [.. line.Amounts.Select(Money)], Money(line.Total), Money(line.ReceivedTotal), Money(line.Outstanding),
            line.LastReceivedOn);
    }

    private static string State(decimal total, decimal received) =>
        (received == total ? CallStatus.Received : received == 0 ? CallStatus.Issued : CallStatus.PartlyReceived).ToString();
}
