using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Borrowing;

/// <summary>
/// Draws on the fund's subscription line in place of a call, and repays it. Each partner's part is kept, so that returns can be told with and without the line
/// (ILPA, Subscription Lines of Credit). Interest and fees of the line are recorded as expenses of their own categories (<see cref="LineCosts"/>).
/// </summary>
internal static class UseSubscriptionLine
{
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Request(DateOnly Date, decimal Amount, bool Preview = false);

    /// <param name="CallId">The call that repays the line: where the terms say so, its contributions earn the preferred return from the draws. Absent is other money of the fund.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Repayment(DateOnly Date, decimal Amount, Guid? CallId = null, bool Preview = false);

    /// <param name="MovementId">Of the draw or the repayment; of a preview, of nothing yet.</param>
    /// <param name="Line">After it.</param>
    internal sealed record Response(Guid MovementId, DateOnly Date, bool Recorded, MoneyView Amount, IReadOnlyList<Part> Parts, LineView Line, MoneyView Cash);

    /// <param name="Borrowed">For him, after it.</param>
    internal sealed record Part(Guid InvestorId, string Name, MoneyView Amount, MoneyView Borrowed);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/subscription-line/draws", Draw).WithSummary("Draw on the fund's subscription line").Writes<FundsDbContext>(Permissions.FundWrite);
        funds.MapPost("/{fundId:guid}/subscription-line/repayments", Repay).WithSummary("Repay the fund's subscription line, whole or in part").Writes<FundsDbContext>(Permissions.FundWrite);
    }

    private static async Task<Answer<Response>> Draw(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (Amounts.NotPositive("amount", request.Amount) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var fact = SubscriptionLine.Draw(FundBook.Fold(facts, request.Date), Guid.CreateVersion7(), request.Amount);
        return await Record(fundId, facts, fact, fact.DrawId, fact.Shares, request, "funds.line.draw", db, books, audit, ct);
    }

    private static async Task<Answer<Response>> Repay(Guid fundId, Repayment request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (Amounts.NotPositive("amount", request.Amount) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var fact = SubscriptionLine.Repay(FundBook.Fold(facts, request.Date), Guid.CreateVersion7(), request.Amount, request.CallId);
        return await Record(fundId, facts, fact, fact.RepaymentId, fact.Shares, new(request.Date, request.Amount, request.Preview), "funds.line.repay", db, books, audit, ct);
    }

    private static async Task<Answer<Response>> Record(
        Guid fundId, IReadOnlyList<RecordedFact> facts, Fact fact, Guid id, IReadOnlyList<Share> shares, Request request, string action,
        FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        NewFact[] added = [new(request.Date, fact)];
        var book = await books.Add(fundId, facts, added, action, ct, request.Preview);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var parts = shares.Select(s => (Partner: book.Partner(s.InvestorId), s.Amount)).Select(s => new Part(s.Partner.InvestorId, s.Partner.Name, Money(s.Amount), Money(s.Partner.Borrowed)));
        var response = new Response(id, request.Date, !request.Preview, Money(request.Amount), [.. parts], LineView.Of(book), Money(book.Total.Cash));
        audit.Record(db, request.Preview ? action + ".preview" : action, ("subscription_line", id), null, response);
        return request.Preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/subscription-line");
    }
}
