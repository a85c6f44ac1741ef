using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.Funds.Book;

namespace StratCap.Funds.Returns;

/// <summary>A fund's givebacks, newest first; and who still has to return what.</summary>
internal static class ReadGivebacks
{
    internal sealed record Line(
        Guid GivebackId, int Number, DateOnly Date, DateOnly DueDate, string Reason, MoneyView Amount, MoneyView Returned, MoneyView Outstanding, Guid FactId);

    internal sealed record OpenLine(Guid GivebackId, int Number, DateOnly DueDate, Guid InvestorId, string Name, MoneyView Asked, MoneyView Outstanding);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/givebacks", List).WithSummary("List a fund's givebacks, newest first").Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/givebacks/outstanding", Outstanding).WithSummary("List what partners still have to return, earliest due first").Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<IReadOnlyList<Line>>> List(Guid fundId, BookStore books, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        if (Paging.Slice<BookGiveback>([.. book.Givebacks.Reverse()], cursor, size) is not { } page) return Paging.BadCursor;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        Line[] lines = [.. page.Items.Select(g =>
        {
            var (asked, open) = (g.Shares.Sum(s => s.Amount), g.Shares.Sum(s => g.OutstandingOf(s.InvestorId)));
            return new Line(g.GivebackId, g.Number, g.Date, g.DueDate, g.Reason, Money(asked), Money(asked - open), Money(open), g.FactId);
        })];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(page.Meta);
    }

    private static async Task<Answer<IReadOnlyList<OpenLine>>> Outstanding(Guid fundId, BookStore books, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        OpenLine[] open = [.. book.Givebacks
            .OrderBy(g => g.DueDate).ThenBy(g => g.Number)
            .SelectMany(g => g.Shares, (g, share) => (Giveback: g, Share: share, Left: g.OutstandingOf(share.InvestorId)))
            .Where(l => l.Left > 0)
            .Select(l => new OpenLine(
                l.Giveback.GivebackId, l.Giveback.Number, l.Giveback.DueDate, l.Share.InvestorId, book.Partner(l.Share.InvestorId).Name, Money(l.Share.Amount), Money(l.Left)))];
        if (Paging.Slice(open, cursor, size) is not { } page) return Paging.BadCursor;
        return ((Answer<IReadOnlyList<OpenLine>>)(OpenLine[])[.. page.Items]).Paged(page.Meta);
    }
}
