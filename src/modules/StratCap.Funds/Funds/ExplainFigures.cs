using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Funds;

/// <summary>Where a fund's totals come from: commitment, called, unfunded, distributed, net asset value, cash.</summary>
internal static class ExplainFigures
{
    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/figures/explanation", Handle)
        .WithSummary("Where the totals of a whole fund come from, down to its facts")
        .WithDescription("Each figure is a part with its key: commitment, called, outstanding, unfunded, distributed, payable, nav, cash; of one investor, with `investorId`: commitment, called, outstanding, unfunded. `sequence` takes the book as it stood up to that fact.")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<Explanation>> Handle(Guid fundId, BookStore books, CancellationToken ct, int? sequence = null, Guid? investorId = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        if (sequence is < 1) return Refusal.Field("sequence", "Facts are counted from 1.");
        var book = FundBook.Fold(facts.Take(sequence ?? facts.Count));
        if (investorId is not { } investor) return FundFigures.Explain(book);
        return book.FindPartner(investor) is null ? Refusal.NotFound("investor in this fund") : PartnerFigures.Explain(book, investor);
    }
}
