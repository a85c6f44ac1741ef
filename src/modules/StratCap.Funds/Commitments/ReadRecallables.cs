using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Commitments;

/// <summary>What may be called again of each partner's distributions, and what of a next one may be marked so under a cap and until a day (ILPA Model LPA 6.4).</summary>
internal static class ReadRecallables
{
    /// <param name="Released">Unfunded commitment that expired or was released.</param>
    /// <param name="Open">Recallable and not called again.</param>
    /// <param name="Room">The most that a distribution on that day may be marked as recallable; only when the cap is given.</param>
    internal sealed record Line(Guid InvestorId, string Name, MoneyView Recallable, MoneyView Released, MoneyView Open, MoneyView Unfunded, MoneyView? Room);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/recallables", Handle)
        .WithSummary("What of each partner's distributions may be called again")
        .Reads<FundsDbContext>(Permissions.FundRead);

    /// <param name="cap">All that may be called over the fund's life as a fraction of the commitment: 1.1 is 110 %.</param>
    /// <param name="until">The last day on which distributions are recallable.</param>
    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        Guid fundId, BookStore books, CancellationToken ct, DateOnly? asOf = null, decimal? cap = null, DateOnly? until = null, string? cursor = null, int? size = null)
    {
        if (cap is < 1 or > 10) return Refusal.Field("cap", "Give the cap as a fraction of the commitment between 1 and 10: 1.1 is 110 %.");
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf);
        if (Paging.Slice(book.Partners, cursor, size) is not { } page) return Paging.BadCursor;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        Line[] lines = [.. page.Items.Select(p => new Line(
            p.InvestorId, p.Name, Money(p.Recallable), Money(p[Component.UnfundedReleased]), Money(Recallables.OpenOf(p)), Money(p.Unfunded),
            cap is { } most ? Money(Recallables.Of(book, p, book.AsOf, NotYetRecallable(p), most, until)) : null))];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(page.Meta);
    }

    /// <summary>Only what was called can be called again.</summary>
    private static decimal NotYetRecallable(PartnerAccount partner) => partner.CalledInside + partner[Component.OpeningCalled] - partner.Recallable;
}
