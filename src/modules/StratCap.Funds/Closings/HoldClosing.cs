using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Closings;

/// <summary>
/// Holds a closing: commitments are accepted together. A closing after the first capital call would owe equalisation payments to the earlier partners
/// (ILPA Model LPA 5.1); until those are computed here, it is refused rather than booked without them.
/// </summary>
internal static class HoldClosing
{
    private const int MaxCommitments = 5_000;

    internal sealed record Commitment(Guid InvestorId, decimal Amount);

    internal sealed record Request(string Name, DateOnly Date, IReadOnlyList<Commitment> Commitments);

    internal sealed record Response(Guid ClosingId, int Number, string Name, DateOnly Date, int Commitments, MoneyView Accepted, MoneyView FundCommitment);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/closings", Handle)
        .WithSummary("Hold a closing and accept its commitments")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100) return Refusal.Field("name", "Name the closing, such as 'First closing', in at most 100 characters.");
        if (request.Commitments is not { Count: > 0 and <= MaxCommitments } || request.Commitments.Contains(null!)) return Refusal.Field("commitments", $"Give between 1 and {MaxCommitments} commitments.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var now = FundBook.Fold(facts);
        // Dating it back would only hide it: the calls that stand were shared out without these commitments.
        if (now.Calls.Count > 0)
            return Refusal.Rule("funds.closing.equalisation_needed", "Capital was called already, so later partners would owe equalisation to earlier ones, which is not computed yet. Hold closings before the first call.");
        var id = Guid.CreateVersion7();
        var number = now.Closings.Count + 1;
        List<NewFact> added = [new(request.Date, new ClosingHeld(id, number, request.Name.Trim()))];
        added.AddRange(request.Commitments.Select(c => new NewFact(request.Date, new CommitmentAccepted(c.InvestorId, id, c.Amount))));
        var book = await books.Add(fundId, facts, added, "funds.closing", ct);
        var response = new Response(id, number, request.Name.Trim(), request.Date, request.Commitments.Count,
            MoneyView.Of(request.Commitments.Sum(c => c.Amount), book.Currency.Code), MoneyView.Of(book.Total.Commitment, book.Currency.Code));
        audit.Record(db, "funds.closing.hold", ("closing", id), null, response);
        return Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/closings");
    }
}

/// <summary>A fund's closings.</summary>
internal static class ListClosings
{
    internal sealed record Line(Guid ClosingId, int Number, string Name, DateOnly Date, MoneyView Accepted);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/closings", Handle)
        .WithSummary("List a fund's closings")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, BookStore books, CancellationToken ct)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        var accepted = book.Partners.SelectMany(p => p.Commitments).ToLookup(c => c.ClosingId, c => c.Amount);
        return (Line[])[.. book.Closings.Select(c => new Line(c.ClosingId, c.Number, c.Name, c.Date, MoneyView.Of(accepted[c.ClosingId].Sum(), book.Currency.Code)))];
    }
}
