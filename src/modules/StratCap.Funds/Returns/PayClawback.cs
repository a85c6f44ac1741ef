using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;
using StratCap.Funds.Book;
using StratCap.Funds.Carry;

namespace StratCap.Funds.Returns;

/// <summary>
/// Tests the clawback of carried interest on a day and records that its recipient paid it back (ILPA Model LPA 14.7): the limited partners receive it on the same
/// day, in the order of the terms. The fund's own cash stays as it is.
/// </summary>
internal static class PayClawback
{
    /// <param name="AsOf">The day of the test, such as the liquidation.</param>
    /// <param name="PaidOn">The day of the payment, on or after the test.</param>
    /// <param name="PayerId">Who had received the carried interest: the investor that is the general partner.</param>
    /// <param name="Limit">The most that is paid back, such as the carried interest received less tax; left out, what the terms say.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Request(DateOnly AsOf, DateOnly PaidOn, Guid PayerId, decimal? Limit, bool Preview = false);

    /// <param name="ClawbackId">Of the clawback; of a preview, of nothing yet.</param>
    /// <param name="Due">What the test gives before the limit.</param>
    /// <param name="Amount">What is paid back.</param>
    /// <param name="PayerKeeps">Carried interest that the payer has received and not paid back after this.</param>
    internal sealed record Response(
        Guid ClawbackId, int Number, DateOnly AsOf, DateOnly PaidOn, bool Recorded, Guid PayerId, MoneyView Due, MoneyView Amount, MoneyView PayerKeeps, IReadOnlyList<Line> Lines);

    /// <param name="Amount">What the partner gets back; the tiers that it fills add up to it.</param>
    /// <param name="Explanation">Of what is due, before the limit.</param>
    internal sealed record Line(
        Guid InvestorId, string Name, MoneyView CarryPaid, MoneyView CarryEntitled, MoneyView Due, MoneyView Amount,
        MoneyView ReturnOfCapital, MoneyView PreferredReturn, MoneyView ResidualSplit, Explanation? Explanation);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/clawbacks", Handle)
        .WithSummary("Test the clawback of carried interest and record its payment")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (request.PaidOn < request.AsOf) return Refusal.Field("paidOn", "Give a day of payment on or after the day of the test.");
        if (request.Limit is { } limit && Amounts.NotPositive("limit", limit) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var tested = FundBook.Fold(facts, request.AsOf);
        var tests = FundClawback.Of(tested);
        var shares = CarryClawback.Due(tests, tested.Currency, request.Limit);
        if (shares.Count == 0) return Refusal.Rule("funds.clawback.nothing_due", "No carried interest is to be paid back on that day: choose another day for the test.");
        var id = Guid.CreateVersion7();
        var fact = CarryClawback.Make(FundBook.Fold(facts, request.PaidOn), id, FundBook.Fold(facts).NextClawbackNumber, request.PayerId, request.PaidOn, shares);
        NewFact[] added = [new(request.PaidOn, fact)];
        var book = await books.AddAndShare(fundId, facts, added, "funds.clawback", ct, request.Preview);
        var response = View(request, fact, tests, book);
        audit.Record(db, request.Preview ? "funds.clawback.preview" : "funds.clawback.pay", ("clawback", id), null, response with { Lines = [.. response.Lines.Select(l => l with { Explanation = null })] });
        return request.Preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/clawbacks");
    }

    private static Response View(Request request, ClawbackPaid fact, IReadOnlyList<PartnerClawback> tests, FundBook after)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, after.Currency.Code);
        var tested = tests.ToDictionary(t => t.InvestorId);
        return new Response(
            fact.ClawbackId, fact.Number, request.AsOf, request.PaidOn, !request.Preview, fact.PayerId,
            Money(tests.Sum(t => t.Result.Due)), Money(fact.Amount), Money(after.Partner(fact.PayerId).CarryReceived),
            [.. fact.Lines.Select(l =>
            {
                var test = tested[l.InvestorId];
                return new Line(
                    l.InvestorId, test.Name, Money(test.Result.CarryPaid), Money(test.Result.CarryEntitled), Money(test.Result.Due), Money(l.Distributed),
                    Money(l.ReturnOfCapital), Money(l.PreferredReturn), Money(l.ResidualSplit), test.Result.Explanation);
            })]);
    }
}

/// <summary>A fund's clawbacks, newest first.</summary>
internal static class ListClawbacks
{
    /// <param name="Partners">How many limited partners got carried interest back.</param>
    internal sealed record Line(Guid ClawbackId, int Number, DateOnly Date, Guid PayerId, string PayerName, MoneyView Amount, int Partners, Guid FactId);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/clawbacks", Handle)
        .WithSummary("List the clawbacks of carried interest that were paid, newest first")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, BookStore books, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        if (Paging.Slice<BookClawback>([.. book.Clawbacks.Reverse()], cursor, size) is not { } page) return Paging.BadCursor;
        Line[] lines = [.. page.Items.Select(c => new Line(
            c.ClawbackId, c.Number, c.Date, c.PayerId, book.Partner(c.PayerId).Name, MoneyView.Of(c.Amount, book.Currency.Code), c.Lines.Count, c.FactId))];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(page.Meta);
    }
}
