using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Defaults;

/// <summary>
/// Takes interest on default, or a part of the capital account, from a defaulter and gives it to the other partners, at the rates of the terms (ILPA Model LPA 6.6). No cash moves: later
/// distributions give him so much less.
/// </summary>
internal static class RemedyDefault
{
    /// <param name="Part">Of the capital account, for a forfeiture: 0.5 is 50 %.</param>
    /// <param name="Preview">Works everything out and records nothing.</param>
    internal sealed record Request(Guid CallId, Guid InvestorId, DateOnly Date, DefaultRemedyKind Remedy, decimal? Part, bool Preview = false);

    /// <param name="CapitalAccount">Of the defaulter after it.</param>
    /// <param name="To">Who gets it.</param>
    internal sealed record Response(
        Guid RemedyId, Guid CallId, Guid InvestorId, DateOnly Date, DefaultRemedyKind Remedy, bool Recorded, MoneyView Amount, MoneyView CapitalAccount, IReadOnlyList<Receiver> To);

    internal sealed record Receiver(Guid InvestorId, string Name, MoneyView Amount);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/default-remedies", Handle)
        .WithSummary("Take interest on default or a part of the capital account from a defaulter")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (request.Remedy == DefaultRemedyKind.Forfeiture == request.Part is null) return Refusal.Field("part", "Say which part of the capital account is forfeited; interest has none.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var before = FundBook.Fold(facts, request.Date);
        var id = Guid.CreateVersion7();
        var fact = request.Part is { } part
            ? DefaultRemedies.Forfeit(before, id, request.CallId, request.InvestorId, part)
            : DefaultRemedies.Interest(before, id, request.CallId, request.InvestorId);
        var book = await books.Add(fundId, facts, [new(request.Date, fact)], $"funds.call.{request.CallId}", ct, request.Preview);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var response = new Response(
            id, request.CallId, request.InvestorId, request.Date, request.Remedy, !request.Preview, Money(fact.Amount), Money(before.Partner(request.InvestorId).Nav - fact.Amount),
            [.. fact.To.Select(s => new Receiver(s.InvestorId, book.Partner(s.InvestorId).Name, Money(s.Amount)))]);
        audit.Record(db, request.Preview ? "funds.default.remedy.preview" : "funds.default.remedy", ("capital_call", request.CallId), null, response);
        return request.Preview ? response : Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/default-remedies");
    }
}

/// <summary>What was taken from defaulters, the first first.</summary>
internal static class ListRemedies
{
    internal sealed record Line(Guid RemedyId, DateOnly Date, Guid CallId, Guid InvestorId, string Name, DefaultRemedyKind Remedy, MoneyView Amount, int Receivers, Guid FactId);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/default-remedies", Handle)
        .WithSummary("List what was taken from defaulters")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, BookStore books, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        if (Paging.Slice(book.Remedies, cursor, size) is not { } page) return Paging.BadCursor;
        Line[] lines = [.. page.Items.Select(r => new Line(
            r.RemedyId, r.Date, r.CallId, r.InvestorId, book.Partner(r.InvestorId).Name, r.Remedy, MoneyView.Of(r.Amount, book.Currency.Code), r.To.Count, r.FactId))];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(page.Meta);
    }
}
