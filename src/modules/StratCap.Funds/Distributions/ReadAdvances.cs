using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Distributions;

/// <summary>What partners had in advance by tax distributions and later distributions have not yet taken off.</summary>
internal static class ReadAdvances
{
    /// <param name="Advance">Taken off his next distributions.</param>
    /// <param name="CarryAdvance">Carried interest that was paid out of his share in advance; taken off the next carried interest from it.</param>
    internal sealed record Line(Guid InvestorId, string Name, MoneyView Advance, MoneyView CarryAdvance);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/advances", Handle)
        .WithSummary("List advances by tax distributions that are not yet taken off later distributions")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, BookStore books, CancellationToken ct, DateOnly? asOf = null, string? cursor = null, int? size = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf);
        PartnerAccount[] open = [.. book.Partners.Where(p => p[Component.Advance] != 0 || p[Component.CarryAdvance] != 0)];
        if (Paging.Slice(open, cursor, size) is not { } page) return Paging.BadCursor;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        Line[] lines = [.. page.Items.Select(p => new Line(p.InvestorId, p.Name, Money(p[Component.Advance]), Money(p[Component.CarryAdvance])))];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(page.Meta);
    }
}
