using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Fees;

/// <summary>
/// Recognises what is to be set off against management fees: fees that the manager received from portfolio companies, or organisation expenses above their cap
/// (ILPA Model LPA 8.4). Each partner's part waits until it is applied. Moves no money.
/// </summary>
internal static class RecogniseOffset
{
    /// <param name="Category">In the words of the ILPA reporting template, such as "Monitoring".</param>
    /// <param name="Received">What the manager received.</param>
    /// <param name="Part">Of it, what is to be set off: 1 is all, 0.8 is 80 %.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Fees(DateOnly Date, string Category, decimal Received, decimal Part = 1, bool Preview = false);

    /// <param name="OfCommitments">The cap as a fraction of all commitments: 0.001 is 0.1 %.</param>
    /// <param name="AtMost">The cap as an amount; the lower of both counts.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Organisation(DateOnly Date, decimal OfCommitments, decimal AtMost, bool Preview = false);

    /// <param name="OffsetId">Of the offset; of a preview, of nothing yet.</param>
    internal sealed record Response(Guid OffsetId, DateOnly Date, string Category, bool Recorded, MoneyView Amount, IReadOnlyList<Line> Lines);

    /// <param name="Waiting">What he has waiting, with this.</param>
    internal sealed record Line(Guid InvestorId, string Name, MoneyView Amount, MoneyView Waiting);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/fee-offsets", Received).WithSummary("Recognise portfolio company fees that are to be set off against management fees").Writes<FundsDbContext>(Permissions.FundWrite);
        funds.MapPost("/{fundId:guid}/fee-offsets/organisation", AboveCap).WithSummary("Recognise organisation expenses above their cap, to be set off against management fees").Writes<FundsDbContext>(Permissions.FundWrite);
    }

    private static async Task<Answer<Response>> Received(Guid fundId, Fees request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Category) || request.Category.Length > 100) return Refusal.Field("category", "Name what the manager received in at most 100 characters, such as 'Monitoring'.");
        if ((Amounts.NotPositive("received", request.Received) ?? Amounts.NotAPart("part", request.Part)) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var fact = FeeReductions.Recognise(FundBook.Fold(facts, request.Date), Guid.CreateVersion7(), request.Category.Trim(), request.Received, request.Part);
        return await Record(fundId, facts, fact, request.Date, request.Preview, db, books, audit, ct);
    }

    private static async Task<Answer<Response>> AboveCap(Guid fundId, Organisation request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (request.OfCommitments is < 0 or > 1) return Refusal.Field("ofCommitments", "Give the cap as a fraction of all commitments between 0 and 1: 0.001 is 0.1 %.");
        if (request.AtMost < 0) return Refusal.Field("atMost", "Give the cap as an amount of 0 or more.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        // What was recognised on a later day is not in the book of this day: the same excess would be set off twice.
        if (FundBook.Fold(facts).FeeOffsets.Any(o => o.Category == FeeReductions.Organisation && o.Date > request.Date))
            return Refusal.Rule("funds.fee_offset.recognised_later", "Organisation expenses above their cap were recognised on a later day: choose that day or a later one.");
        var fact = FeeReductions.RecogniseOrganisation(FundBook.Fold(facts, request.Date), Guid.CreateVersion7(), request.OfCommitments, request.AtMost);
        return await Record(fundId, facts, fact, request.Date, request.Preview, db, books, audit, ct);
    }

    private static async Task<Answer<Response>> Record(
        Guid fundId, IReadOnlyList<RecordedFact> facts, FeeOffsetRecognised fact, DateOnly date, bool preview, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        NewFact[] added = [new(date, fact)];
        var book = await books.Add(fundId, facts, added, "funds.fee_offset.recognise", ct, preview);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var lines = fact.Shares.Select(s => (Partner: book.Partner(s.InvestorId), s.Amount)).Select(s => new Line(s.Partner.InvestorId, s.Partner.Name, Money(s.Amount), Money(s.Partner.OffsetBalance)));
        var response = new Response(fact.OffsetId, date, fact.Category, !preview, Money(fact.Amount), [.. lines]);
        audit.Record(db, preview ? "funds.fee_offset.recognise.preview" : "funds.fee_offset.recognise", ("fee_offset", fact.OffsetId), null, response);
        return preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/fee-offsets");
    }
}
