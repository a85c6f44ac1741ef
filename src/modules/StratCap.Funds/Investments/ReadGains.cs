using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;
using StratCap.Funds.Book;

namespace StratCap.Funds.Investments;

/// <summary>Each investment's gains in the fund's currency, split into the price's part and the currency's.</summary>
internal static class ReadGains
{
    /// <param name="Currency">The investment's own; the fund's where it has no other.</param>
    /// <param name="CostHeld">In it.</param>
    internal sealed record Line(Guid DealId, string Name, string Currency, MoneyView CostHeld, Gain Realised, Gain Unrealised, Explanation? Explanation);

    /// <param name="Total">Price + currency, exactly.</param>
    internal sealed record Gain(MoneyView Total, MoneyView Price, MoneyView Currency);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/investments/gains", Handle)
            .WithSummary("Read each investment's realised and unrealised gain, in the price's part and the currency's")
            .WithDescription("Figures open with explain=true.")
            .Reads<FundsDbContext>(Permissions.FundRead);
        funds.MapGet("/{fundId:guid}/investments/{dealId:guid}/explanation", Explain)
            .WithSummary("Where an investment's figures come from")
            .WithDescription("Each figure is a part with its key: cost, fairValue, proceeds; its gains beside them.")
            .Reads<FundsDbContext>(Permissions.FundRead);
    }

    private static async Task<Answer<Explanation>> Explain(Guid fundId, Guid dealId, BookStore books, CancellationToken ct) =>
        await books.Book(fundId, ct) is { } book && book.Deals.FirstOrDefault(d => d.DealId == dealId) is { } deal ? DealFigures.Explain(book, deal) : Refusal.NotFound("investment");

    private static async Task<Answer<IReadOnlyList<Line>>> Handle(
        Guid fundId, BookStore books, CancellationToken ct, DateOnly? asOf = null, DateTimeOffset? recordedAt = null, bool explain = false, string? cursor = null, int? size = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var book = FundBook.Fold(facts, asOf, recordedAt);
        if (Paging.Slice(GainParts.Of(book), cursor, size) is not { } page) return Paging.BadCursor;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        Line[] lines = [.. page.Items.Select(g => new Line(
            g.DealId, g.Name, g.Currency ?? book.Currency.Code, MoneyView.Of(book.Deal(g.DealId).Foreign?.Cost ?? book.Deal(g.DealId).Cost, g.Currency ?? book.Currency.Code),
            new(Money(g.Realised), Money(g.RealisedPrice), Money(g.RealisedFx)), new(Money(g.Unrealised), Money(g.UnrealisedPrice), Money(g.UnrealisedFx)), explain ? g.Explanation : null))];
        return ((Answer<IReadOnlyList<Line>>)lines).Paged(page.Meta).Tagged(book.LastSequence);
    }
}
