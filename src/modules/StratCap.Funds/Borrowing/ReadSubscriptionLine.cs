using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Borrowing;

/// <summary>A subscription line's standing.</summary>
/// <param name="Balance">Drawn and not repaid.</param>
/// <param name="Available">What may still be drawn: the unfunded commitment secures the line.</param>
internal sealed record LineView(DateOnly AsOf, MoneyView Drawn, MoneyView Repaid, MoneyView Balance, MoneyView Unfunded, MoneyView Available)
{
    internal static LineView Of(FundBook book)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        var total = book.Total;
        return new LineView(
            book.AsOf, Money(total[Component.LineDrawn]), Money(total[Component.LineRepaid]), Money(total.Borrowed), Money(total.Unfunded), Money(Math.Max(0, total.Unfunded - total.Borrowed)));
    }
}

/// <summary>What the fund owes on its subscription line, and what of it was drawn for each partner.</summary>
internal static class ReadSubscriptionLine
{
    /// <param name="Balance">Drawn for him and not repaid.</param>
    internal sealed record Part(Guid InvestorId, string Name, MoneyView Drawn, MoneyView Repaid, MoneyView Balance);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/subscription-line", One).WithSummary("Read the balance of the fund's subscription line").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/subscription-line/partners", Partners).WithSummary("Read what was drawn on the subscription line for each partner").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<LineView>> One(Guid fundId, BookStore books, CancellationToken ct, DateOnly? asOf = null) =>
        await books.Read(fundId, ct) is { } facts ? LineView.Of(FundBook.Fold(facts, asOf)) : Refusal.NotFound("fund");

    private static async Task<Answer<IReadOnlyList<Part>>> Partners(Guid fundId, BookStore books, CancellationToken ct, DateOnly? asOf = null, string? cursor = null, int? size = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf);
        PartnerAccount[] partners = [.. book.Partners.Where(p => p[Component.LineDrawn] != 0)];
        if (Paging.Slice(partners, cursor, size) is not { } page) return Paging.BadCursor;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        Part[] lines = [.. page.Items.Select(p => new Part(p.InvestorId, p.Name, Money(p[Component.LineDrawn]), Money(p[Component.LineRepaid]), Money(p.Borrowed)))];
        return ((Answer<IReadOnlyList<Part>>)lines).Paged(page.Meta);
    }
}
