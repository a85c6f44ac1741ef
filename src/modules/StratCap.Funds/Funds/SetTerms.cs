using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.Funds.Book;

namespace StratCap.Funds.Funds;

/// <summary>Sets or amends a fund's terms from a day on. Earlier terms stay in force for the days before it.</summary>
internal static class SetTerms
{
    internal sealed record Request(DateOnly EffectiveFrom, FundTerms Terms);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPut("/{fundId:guid}/terms", Handle)
        .WithSummary("Set or amend a fund's terms from a day on")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<GetTerms.Response>> Handle(Guid fundId, Request request, HttpContext http, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (http.Stale(facts.Count) is { } stale) return stale;
        request.Terms.Validate();
        var before = FundBook.Fold(facts).FindTermsAt(request.EffectiveFrom)?.Terms;
        var book = await books.Add(fundId, facts, [new(request.EffectiveFrom, new TermsSet(request.Terms))], "funds.terms", ct);
        audit.Record(db, "funds.terms.set", ("fund", fundId), before, request.Terms);
        return ((Answer<GetTerms.Response>)GetTerms.Response.Of(book, request.EffectiveFrom)).Tagged(book.LastSequence);
    }
}

/// <summary>A fund's terms on a day, as data and in plain English, clause by clause.</summary>
internal static class GetTerms
{
    internal sealed record Response(DateOnly EffectiveFrom, FundTerms Terms, IReadOnlyList<TermSentence> InPlainEnglish, IReadOnlyList<DateOnly> Amendments)
    {
        internal static Response Of(FundBook book, DateOnly on)
        {
            var terms = book.FindTermsAt(on)!;
            return new(terms.From, terms.Terms, terms.Terms.InPlainEnglish(), [.. book.TermsTimeline.Select(t => t.From)]);
        }
    }

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/terms", Handle)
        .WithSummary("Read a fund's terms on a day (today unless asked), with clauses and in plain English")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<Response>> Handle(Guid fundId, BookStore books, TimeProvider clock, CancellationToken ct, DateOnly? on = null)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        var day = on ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return book.FindTermsAt(day) is null
            ? Refusal.Rule("book.terms.missing", "The fund has no terms on that day: set them with PUT.")
            : ((Answer<Response>)Response.Of(book, day)).Tagged(book.LastSequence);
    }
}

/// <summary>Ready-made terms to start from.</summary>
internal static class ListTermTemplates
{
    internal sealed record Response(string Id, FundTerms Terms, IReadOnlyList<TermSentence> InPlainEnglish);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/terms/templates", Handle)
        .WithSummary("Ready-made terms to start from, with clauses")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static Answer<IReadOnlyList<Response>> Handle()
    {
        var (wholeOfFund, dealByDeal) = (IlpaTerms.WholeOfFund(), IlpaTerms.DealByDeal());
        return (Response[])[new("ilpa-whole-of-fund", wholeOfFund, wholeOfFund.InPlainEnglish()), new("ilpa-deal-by-deal", dealByDeal, dealByDeal.InPlainEnglish())];
    }
}
