using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Commitments;

/// <summary>
/// Lets unfunded commitment go that can no longer be called: partners are released from a part of it, or recallable distributions expire that were not called
/// again (ILPA Reporting Template v2.0, A.2).
/// </summary>
internal static class ReleaseUnfunded
{
    private const int MaxReleases = 5_000;
    private const int LongestReason = 500;

    internal sealed record Part(Guid InvestorId, decimal Amount);

    /// <param name="Reason">Such as "End of the investment period".</param>
    /// <param name="Releases">What each one is released from.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Release(DateOnly Date, string Reason, IReadOnlyList<Part> Releases, bool Preview = false);

    /// <param name="Reason">Such as "End of the investment period".</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Expiry(DateOnly Date, string Reason, bool Preview = false);

    /// <param name="ReleaseId">Of the release; of a preview, of nothing yet.</param>
    internal sealed record Response(Guid ReleaseId, DateOnly Date, string Reason, bool Recorded, MoneyView Amount, IReadOnlyList<Line> Lines);

    /// <param name="Unfunded">After it.</param>
    internal sealed record Line(Guid InvestorId, string Name, MoneyView Released, MoneyView Unfunded);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapPost("/{fundId:guid}/unfunded-releases", Some).WithSummary("Release partners from a part of their unfunded commitment").Writes<FundsDbContext>(Permissions.FundWrite);
        funds.MapPost("/{fundId:guid}/recallables/expiry", Expire).WithSummary("Let recallable distributions expire that were not called again").Writes<FundsDbContext>(Permissions.FundWrite);
    }

    private static async Task<Answer<Response>> Some(Guid fundId, Release request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (Malformed(request) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var fact = new UnfundedReleased(Guid.CreateVersion7(), request.Reason.Trim(), [.. request.Releases.Select(r => new Share(r.InvestorId, r.Amount))]);
        return await Record(fundId, facts, fact, request.Date, request.Preview, "funds.unfunded.release", db, books, audit, ct);
    }

    private static async Task<Answer<Response>> Expire(Guid fundId, Expiry request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (NoReason(request.Reason) is { } refusal) return refusal;
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var fact = Recallables.Expire(FundBook.Fold(facts, request.Date), Guid.CreateVersion7(), request.Reason.Trim());
        return await Record(fundId, facts, fact, request.Date, request.Preview, "funds.recallables.expire", db, books, audit, ct);
    }

    private static Refusal? Malformed(Release request)
    {
        if (request.Releases is not { Count: > 0 and <= MaxReleases } || request.Releases.Contains(null!)) return Refusal.Field("releases", $"Give between 1 and {MaxReleases} releases.");
        return NoReason(request.Reason) ?? request.Releases.Select(r => Amounts.NotPositive("releases.amount", r.Amount)).FirstOrDefault(r => r is not null);
    }

    private static Refusal? NoReason(string reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason ? Refusal.Field("reason", $"Say in at most {LongestReason} characters why the commitment is released.") : null;

    private static async Task<Answer<Response>> Record(
        Guid fundId, IReadOnlyList<RecordedFact> facts, UnfundedReleased fact, DateOnly date, bool preview, string action,
        FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        NewFact[] added = [new(date, fact)];
        var book = await books.Add(fundId, facts, added, action, ct, preview);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var lines = fact.Shares.Select(s => (Partner: book.Partner(s.InvestorId), s.Amount)).Select(s => new Line(s.Partner.InvestorId, s.Partner.Name, Money(s.Amount), Money(s.Partner.Unfunded)));
        var response = new Response(fact.ReleaseId, date, fact.Reason, !preview, Money(fact.Shares.Sum(s => s.Amount)), [.. lines]);
        audit.Record(db, preview ? action + ".preview" : action, ("unfunded_release", fact.ReleaseId), null, response);
        return preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/recallables");
    }
}
