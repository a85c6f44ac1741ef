using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Carry;
using StratCap.Funds.Book;

namespace StratCap.Funds.Carry;

/// <summary>A holder of carried interest is vested in full, or leaves and loses what is not vested.</summary>
internal static class ChangeCarryVesting
{
    private const int LongestReason = 500;

    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Request(Guid HolderId, DateOnly Date, string Reason, bool Preview = false);

    /// <param name="Forfeited">By the leaver now.</param>
    /// <param name="Holders">Everybody on that day, after it.</param>
    internal sealed record Response(Guid HolderId, DateOnly Date, bool Recorded, MoneyView Forfeited, IReadOnlyList<CarryHolderView> Holders);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/carry/accelerations", Accelerate).WithSummary("Vest a holder of carried interest in full from a day on").Writes<FundsDbContext>(Permissions.FundWrite);
        funds.MapPost("/{fundId:guid}/carry/leavers", Leave).WithSummary("Record that a holder of carried interest left, and what it forfeits").Writes<FundsDbContext>(Permissions.FundWrite);
    }

    private static Task<Answer<Response>> Accelerate(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct) =>
        Record(fundId, request, "accelerate", _ => new CarryAccelerated(request.HolderId, request.Reason.Trim()), db, books, audit, ct);

    private static Task<Answer<Response>> Leave(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct) =>
        Record(fundId, request, "leave", book => CarryLeaver.Make(book, request.HolderId, request.Reason.Trim()), db, books, audit, ct);

    private static async Task<Answer<Response>> Record(
        Guid fundId, Request request, string what, Func<FundBook, Fact> make, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > LongestReason) return Refusal.Field("reason", $"Say why, in at most {LongestReason} characters.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        // What he forfeits is a part of what he has: carried interest whose sharing out was reversed is shared out anew first.
        var shares = books.WithShares(facts, []);
        NewFact fact = new(request.Date, make(FundBook.Fold(books.Chain(facts, shares), request.Date)));
        await books.Add(fundId, facts, [.. shares, fact], $"funds.carry.{what}", ct, request.Preview);
        var after = FundBook.Fold(books.Chain(facts, [.. shares, fact]), request.Date);
        var forfeited = MoneyView.Of(fact.Payload is CarryHolderLeft left ? left.Forfeited : 0, after.Currency.Code);
        var response = new Response(request.HolderId, request.Date, !request.Preview, forfeited, CarryHolderView.Of(after, explain: false));
        audit.Record(db, $"funds.carry.{what}{(request.Preview ? ".preview" : "")}", ("carry_holder", request.HolderId), null, response);
        return request.Preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/carry");
    }
}
