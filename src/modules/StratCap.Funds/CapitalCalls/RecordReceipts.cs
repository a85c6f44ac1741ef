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

    private const int MaxReference = 140;

    /// <param name="ReceivedOn">The bank's value date.</param>
    /// <param name="Reference">What the bank statement says, at most 140 characters.</param>
    internal sealed record Receipt(Guid InvestorId, decimal Amount, DateOnly ReceivedOn, string? Reference = null);

    /// <summary>All that is still due of the call arrived on one day.</summary>
    internal sealed record Everything(DateOnly ReceivedOn, string? Reference = null);

    /// <param name="AllOutstanding">In place of single receipts: what is due of each investor, to the cent.</param>
    internal sealed record Request(IReadOnlyList<Receipt>? Receipts = null, Everything? AllOutstanding = null);

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
        if (Invalid(request) is { } invalid) return invalid;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (FundBook.Fold(facts).FindCall(callId) is not { } call) return Refusal.NotFound("capital call");
        var receipts = request.Receipts ?? [.. call.Lines.Where(l => l.Outstanding > 0).Select(l => new Receipt(l.InvestorId, l.Outstanding, request.AllOutstanding!.ReceivedOn, request.AllOutstanding.Reference))];
        if (receipts.Count is 0 or > MaxReceipts)
            return Refusal.Rule("funds.receipt.nothing_due", receipts.Count == 0 ? "Nothing is due of this call any more." : $"More than {MaxReceipts} investors owe a part: record their receipts in several requests.");
        var added = new List<NewFact>();
        var taken = new Dictionary<Guid, decimal>();
        foreach (var receipt in receipts)
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

    private static Refusal? Invalid(Request request)
    {
        if (request.AllOutstanding is not null && request.Receipts is not null) return Refusal.Field("allOutstanding", "Give single receipts, or say that all that is due arrived: not both.");
        if (request.AllOutstanding is null && (request.Receipts is not { Count: > 0 and <= MaxReceipts } || request.Receipts.Contains(null!))) return Refusal.Field("receipts", $"Give between 1 and {MaxReceipts} receipts.");
        return (request.Receipts?.Any(r => r.Reference?.Length > MaxReference) ?? false) || request.AllOutstanding?.Reference?.Length > MaxReference
            ? Refusal.Field("reference", $"A reference has at most {MaxReference} characters.")
            : null;
    }

    private static NewFact? Facts(BookCall call, Receipt receipt, Dictionary<Guid, decimal> taken)
    {
        var before = taken.GetValueOrDefault(receipt.InvestorId);
        if (call.LineOf(receipt.InvestorId) is not { } line || receipt.Amount <= 0 || receipt.Amount + before > line.Outstanding) return null;
        taken[receipt.InvestorId] = before + receipt.Amount;
        // Two receipts of one investor in one request: the second takes what the first left of each purpose.
        var upTo = line.SplitReceipt(before + receipt.Amount);
        var amounts = before == 0 ? upTo : [.. upTo.Zip(line.SplitReceipt(before), (all, earlier) => all - earlier)];
        return new NewFact(receipt.ReceivedOn, new ReceiptRecorded(Guid.CreateVersion7(), call.CallId, receipt.InvestorId, amounts, string.IsNullOrWhiteSpace(receipt.Reference) ? null : receipt.Reference.Trim()));
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
