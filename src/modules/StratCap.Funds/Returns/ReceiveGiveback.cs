using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Returns;

/// <summary>Records what a partner returned for a giveback, in full or in part, on the day the money arrived: it undoes his last distribution first.</summary>
internal static class ReceiveGiveback
{
    /// <param name="ReceivedOn">The bank's value date.</param>
    internal sealed record Request(Guid GivebackId, Guid InvestorId, decimal Amount, DateOnly ReceivedOn);

    /// <param name="ReturnOfCapital">Of the amount, what had returned capital; the four tiers add up to the amount.</param>
    /// <param name="OutstandingOfInvestor">What he still has to return of this giveback.</param>
    /// <param name="Cash">The fund's, after the receipt.</param>
    internal sealed record Response(
        Guid ReceiptId, Guid GivebackId, Guid InvestorId, DateOnly ReceivedOn, MoneyView Amount,
        MoneyView ReturnOfCapital, MoneyView PreferredReturn, MoneyView CatchUp, MoneyView ResidualSplit, MoneyView OutstandingOfInvestor, MoneyView Cash);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/givebacks/receipts", Handle)
        .WithSummary("Record what a partner returned for a giveback")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (Amounts.NotPositive("amount", request.Amount) is { } malformed) return malformed;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var before = FundBook.Fold(facts, request.ReceivedOn);
        if (Problem(before, request) is { } refusal) return refusal;
        var fact = Giveback.Receive(before, Guid.CreateVersion7(), request.GivebackId, request.InvestorId, request.Amount);
        var book = await books.Add(fundId, facts, [new(request.ReceivedOn, fact)], $"funds.giveback.{request.GivebackId}", ct);
        var response = View(request, fact, book);
        audit.Record(db, "funds.giveback.receive", ("giveback", request.GivebackId), null, response);
        return Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/givebacks/outstanding");
    }

    private static Refusal? Problem(FundBook before, Request request)
    {
        if (before.Givebacks.FirstOrDefault(g => g.GivebackId == request.GivebackId) is not { } giveback)
            return Refusal.Rule("book.giveback.unknown", "The giveback is not called at that date: call it first.");
        var due = giveback.OutstandingOf(request.InvestorId);
        return request.Amount > due
            ? Refusal.Rule("funds.giveback.exceeds_due", $"{request.Amount} is more than the {due} still due of investor {request.InvestorId}: record what is due and return the rest.")
            : null;
    }

    private static Response View(Request request, GivebackReceived fact, FundBook after)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, after.Currency.Code);
        var (line, giveback) = (fact.Line, after.Givebacks.Single(g => g.GivebackId == fact.GivebackId));
        return new Response(
            fact.ReceiptId, fact.GivebackId, line.InvestorId, request.ReceivedOn, Money(fact.Amount),
            Money(-line.ReturnOfCapital), Money(-line.PreferredReturn), Money(-line.CatchUp), Money(-line.ResidualSplit),
            Money(giveback.OutstandingOf(line.InvestorId)), Money(after.Total.Cash));
    }
}
