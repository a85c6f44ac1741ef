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
/// Records that an investor did not pay his part of a call in time and was given notice (ILPA Model LPA 6.6). It moves no money: a receipt cures it, a withdrawal
/// of his part ends it.
/// </summary>
internal static class GiveDefaultNotice
{
    /// <param name="Date">Of the notice, after the call's due date.</param>
    /// <param name="CureBy">The last day to pay without remedies.</param>
    internal sealed record Request(Guid CallId, Guid InvestorId, DateOnly Date, DateOnly CureBy);

    internal sealed record Response(Guid DefaultId, Guid CallId, Guid InvestorId, DateOnly Date, DateOnly CureBy, MoneyView Outstanding);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/defaults", Handle)
        .WithSummary("Record that an investor is in default of a capital call")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<Response>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (request.CureBy < request.Date) return Refusal.Field("cureBy", "Let the time to cure the default end on or after its notice.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var fact = new CallDefaulted(Guid.CreateVersion7(), request.CallId, request.InvestorId, request.CureBy);
        var book = await books.Add(fundId, facts, [new(request.Date, fact)], $"funds.call.{request.CallId}", ct);
        var outstanding = MoneyView.Of(book.FindCall(request.CallId)!.LineOf(request.InvestorId)!.Outstanding, book.Currency.Code);
        var response = new Response(fact.DefaultId, request.CallId, request.InvestorId, request.Date, request.CureBy, outstanding);
        audit.Record(db, "funds.default.notice", ("capital_call", request.CallId), null, response);
        return Answer<Response>.Created(response, $"/api/v1/funds/{fundId}/defaults");
    }
}

/// <summary>Who is in default of which call, the first notice first: what was paid or withdrawn since is not listed.</summary>
internal static class ListDefaults
{
    internal sealed record Line(Guid CallId, int CallNumber, DateOnly DueDate, Guid InvestorId, string Name, DateOnly NoticedOn, DateOnly CureBy, MoneyView Outstanding, Guid FactId);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/defaults", Handle)
        .WithSummary("List investors who are in default of a capital call")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, BookStore books, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        Line[] open = [.. book.Calls
            .SelectMany(c => c.Lines, (call, line) => (Call: call, Line: line))
            .Where(x => x.Line.IsInDefault)
            .OrderBy(x => x.Line.Default!.Date)
            .Select(x => new Line(
                x.Call.CallId, x.Call.Number, x.Call.DueDate, x.Line.InvestorId, book.Partner(x.Line.InvestorId).Name, x.Line.Default!.Date, x.Line.Default.CureBy,
                MoneyView.Of(x.Line.Outstanding, book.Currency.Code), x.Line.Default.FactId))];
        if (Paging.Slice(open, cursor, size) is not { } page) return Paging.BadCursor;
        return ((Answer<IReadOnlyList<Line>>)(Line[])[.. page.Items]).Paged(page.Meta);
    }
}
