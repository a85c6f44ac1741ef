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

namespace StratCap.Funds.CapitalCalls;

/// <summary>Records what investors paid for a call, in full or in part, on the day the money arrived. One bank statement may hold many: they stand together or not at all.</summary>
internal static class RecordReceipts
{
    private const int MaxReceipts = 5_000;

    /// <param name="ReceivedOn">The bank's value date.</param>
    internal sealed record Receipt(Guid InvestorId, decimal Amount, DateOnly ReceivedOn);

    internal sealed record Request(IReadOnlyList<Receipt> Receipts);

    internal sealed record Response(Guid CallId, MoneyView Called, MoneyView Received, MoneyView Outstanding, IReadOnlyList<Line> Receipts);

    /// <param name="DaysLate">Days after the due date; 0 when in time.</param>
    internal sealed record Line(Guid ReceiptId, Guid InvestorId, MoneyView Amount, DateOnly ReceivedOn, int DaysLate, MoneyView OutstandingOfInvestor);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/capital-calls/{callId:guid}/receipts", Handle)
        .WithSummary("Record receipts for a capital call")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(
        Guid fundId, Guid callId, Request request, FundsDbContext db, BookStore books, Audit audit, Outbox outbox, CancellationToken ct)
    {
        if (request.Receipts is not { Count: > 0 and <= MaxReceipts } || request.Receipts.Contains(null!)) return Refusal.Field("receipts", $"Give between 1 and {MaxReceipts} receipts.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (FundBook.Fold(facts).FindCall(callId) is not { } call) return Refusal.NotFound("capital call");
        var added = new List<NewFact>();
        var taken = new Dictionary<Guid, decimal>();
        foreach (var receipt in request.Receipts)
        {
            if (Facts(call, receipt, taken) is not { } fact) return Problem(call, receipt, taken);
            added.Add(fact);
        }
        var book = await books.Add(fundId, facts, added, $"funds.call.{callId}", ct);
        var response = Responded(book, callId, added);
        audit.Record(db, "funds.receipts.record", ("capital_call", callId), null, response);
        outbox.Add(db, new ReceiptsRecordedEvent(fundId, callId, added.Count, added.Sum(a => ((ReceiptRecorded)a.Payload).Total), book.FindCall(callId)!.Outstanding));
        return response;
    }

    private static NewFact? Facts(BookCall call, Receipt receipt, Dictionary<Guid, decimal> taken)
    {
        var before = taken.GetValueOrDefault(receipt.InvestorId);
        if (call.LineOf(receipt.InvestorId) is not { } line || receipt.Amount <= 0 || receipt.Amount + before > line.Outstanding) return null;
        taken[receipt.InvestorId] = before + receipt.Amount;
        // Two receipts of one investor in one request: the second takes what the first left of each purpose.
        var upTo = line.SplitReceipt(before + receipt.Amount);
        var amounts = before == 0 ? upTo : [.. upTo.Zip(line.SplitReceipt(before), (all, earlier) => all - earlier)];
        return new NewFact(receipt.ReceivedOn, new ReceiptRecorded(Guid.CreateVersion7(), call.CallId, receipt.InvestorId, amounts));
    }

    private static Refusal Problem(BookCall call, Receipt receipt, Dictionary<Guid, decimal> taken)
    {
        if (receipt.Amount <= 0) return Refusal.Field("receipts", "A receipt is a positive amount; to take one back, reverse its fact.");
        return call.LineOf(receipt.InvestorId) is not { } line
            ? Refusal.Rule("funds.receipt.not_called", $"The call asks nothing of investor {receipt.InvestorId}: check which call the money is for.")
            : Refusal.Rule("funds.receipt.exceeds_due", $"{receipt.Amount} is more than the {line.Outstanding - taken.GetValueOrDefault(receipt.InvestorId)} still due of investor {receipt.InvestorId}: record what is due and return the rest.");
    }

    private static Response Responded(FundBook book, Guid callId, List<NewFact> added)
    {
        var call = book.FindCall(callId)!;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        return new(callId, Money(call.Amount), Money(call.Received), Money(call.Outstanding), [.. added.Select(a =>
        {
            var receipt = (ReceiptRecorded)a.Payload;
            return new Line(receipt.ReceiptId, receipt.InvestorId, Money(receipt.Total), a.EffectiveDate,
                Math.Max(0, a.EffectiveDate.DayNumber - call.DueDate.DayNumber), Money(call.LineOf(receipt.InvestorId)!.Outstanding));
        })]);
    }
}
