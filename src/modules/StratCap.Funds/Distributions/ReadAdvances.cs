using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Distributions;

/// <summary>What later distributions still have to take off a partner's share or add to it: advances by tax distributions, and what was lost or gained on default.</summary>
internal static class ReadAdvances
{
    /// <param name="Advance">Taken off his next distributions.</param>
    /// <param name="CarryAdvance">Carried interest that was paid out of his share in advance; taken off the next carried interest from it.</param>
    /// <param name="DefaultUnsettled">Lost on default and not yet given up (positive), or gained and not yet received (negative).</param>
    internal sealed record Line(Guid InvestorId, string Name, MoneyView Advance, MoneyView CarryAdvance, MoneyView DefaultUnsettled);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapGet("/{fundId:guid}/advances", Handle)
        .WithSummary("List what later distributions still take off or add: advances by tax distributions, and what was lost or gained on default")
        .Reads<FundsDbContext>(Permissions.FundRead);

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(Guid fundId, BookStore books, CancellationToken ct, DateOnly? asOf = null, string? cursor = null, int? size = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf);
        PartnerAccount[] open = [.. book.Partners.Where(p => p[Component.Advance] != 0 || p[Component.CarryAdvance] != 0 || p.DefaultUnsettled != 0)];
        if (Paging.Slice(open, cursor, size) is not { } page) return Paging.BadCursor;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        Line[] lines = [.. page.Items.Select(p => new Line(p.InvestorId, p.Name, Money(p[Component.Advance]), Money(p[Component.CarryAdvance]), Money(p.DefaultUnsettled)))];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(page.Meta);
    }
}
