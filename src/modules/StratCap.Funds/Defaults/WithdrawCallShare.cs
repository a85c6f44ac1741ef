using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Contracts.Funds;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Defaults;

/// <summary>
/// Asks an investor no longer for what he has not paid of a call: he is in default, or was excused after the notice (ILPA Model LPA 6.6, 6.7). His unfunded
/// commitment is restored.
/// </summary>
internal static class WithdrawCallShare
{
    private const int LongestReason = 500;

    /// <param name="Reason">Such as "Default".</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Request(Guid CallId, Guid InvestorId, DateOnly Date, string Reason, bool Preview = false);

    /// <param name="Withdrawn">All that he had not paid.</param>
    /// <param name="Unfunded">His, after it.</param>
    /// <param name="CallOutstanding">What the others still owe of the call.</param>
    internal sealed record Response(
        Guid WithdrawalId, Guid CallId, Guid InvestorId, DateOnly Date, bool Recorded, MoneyView Withdrawn, MoneyView Unfunded, MoneyView CallAmount, MoneyView CallOutstanding);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/call-withdrawals", Handle)
        .WithSummary("Withdraw what an investor has not paid of a capital call")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, Outbox outbox, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason) return Refusal.Field("reason", $"Say in at most {LongestReason} characters why it is withdrawn.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (FundBook.Fold(facts).FindCall(request.CallId)?.LineOf(request.InvestorId) is not { Outstanding: > 0 } line)
            return Refusal.Rule("funds.withdrawal.nothing_due", $"Nothing is due of investor {request.InvestorId} on that call: check which call is meant.");
        var fact = new CallShareWithdrawn(
            Guid.CreateVersion7(), request.CallId, request.InvestorId, [.. line.Amounts.Zip(line.Received, (asked, received) => asked - received)], request.Reason.Trim());
        NewFact[] added = [new(request.Date, fact)];
        var book = await books.Add(fundId, facts, added, $"funds.call.{request.CallId}", ct, request.Preview);
        var response = View(request, fact, book);
        audit.Record(db, request.Preview ? "funds.call.withdraw.preview" : "funds.call.withdraw", ("capital_call", request.CallId), null, new { response, request.Reason });
        if (request.Preview) return response;
        // Nothing arrived, but less is due: the process of a call ends when nothing is.
        outbox.Add(db, new ReceiptsRecordedEvent(fundId, request.CallId, 0, 0, book.FindCall(request.CallId)!.Outstanding));
        return Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/capital-calls/{request.CallId}");
    }

    private static Response View(Request request, CallShareWithdrawn fact, FundBook after)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, after.Currency.Code);
        var call = after.FindCall(request.CallId)!;
        return new Response(
            fact.WithdrawalId, request.CallId, request.InvestorId, request.Date, !request.Preview, Money(fact.Total), Money(after.Partner(request.InvestorId).Unfunded),
            Money(call.Amount), Money(call.Outstanding));
    }
}
