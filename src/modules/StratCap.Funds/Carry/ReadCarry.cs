using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Carry;
using StratCap.Funds.Book;

namespace StratCap.Funds.Carry;

/// <summary>A holder of carried interest on a day.</summary>
/// <param name="VestedPart">0 to 1.</param>
/// <param name="FromLeavers">What leavers forfeited to it.</param>
/// <param name="GivenBack">In clawbacks.</param>
/// <param name="Payable">Its own to draw.</param>
/// <param name="Held">On the holding account until it vests.</param>
internal sealed record CarryHolderView(
    Guid HolderId, string Name, bool IsHouse, decimal Points, DateOnly? LeftOn, decimal VestedPart, MoneyView Allocated, MoneyView FromLeavers, MoneyView Forfeited, MoneyView GivenBack,
    MoneyView Vested, MoneyView Unvested, MoneyView Payable, MoneyView Held, Explanation? Explanation)
{
    internal static IReadOnlyList<CarryHolderView> Of(FundBook book, bool explain)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        return [.. CarryStanding.Of(book, explain).Select(h => new CarryHolderView(
            h.HolderId, h.Name, h.IsHouse, h.Points, h.LeftOn, h.VestedPart, Money(h.Allocated), Money(h.FromLeavers), Money(h.Forfeited), Money(h.GivenBack),
            Money(h.Vested), Money(h.Unvested), Money(h.Payable), Money(h.Held), h.Explanation))];
    }
}

/// <summary>Who holds the carried interest of a fund, what each has, and how each amount was shared out. For the manager's own people: limited partners never see it.</summary>
internal static class ReadCarry
{
    /// <param name="Number">Of the distribution or clawback.</param>
    /// <param name="Amount">Negative of a clawback.</param>
    internal sealed record Allocation(DateOnly Date, Guid SourceId, int Number, MoneyView Amount, IReadOnlyList<Part> Shares, Guid FactId);

    internal sealed record Part(Guid HolderId, string Name, MoneyView Amount);

    internal static void Map(RouteGroupBuilder funds)
    {
        funds.MapGet("/{fundId:guid}/carry", Holders).WithSummary("What each holder of carried interest has: vested, unvested, forfeited, given back").Reads<FundsDbContext>(Permissions.CarryRead);
        funds.MapGet("/{fundId:guid}/carry/plans", Plans).WithSummary("List a fund's plans of carried interest").Reads<FundsDbContext>(Permissions.CarryRead);
        funds.MapGet("/{fundId:guid}/carry/allocations", Allocations).WithSummary("List how carried interest was shared out").Reads<FundsDbContext>(Permissions.CarryRead);
    }

    private static async Task<Answer<IReadOnlyList<CarryHolderView>>> Holders(
        Guid fundId, BookStore books, TimeProvider clock, CancellationToken ct, DateOnly? asOf = null, string? cursor = null, int? size = null)
    {
        if (await books.Read(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        // What is vested depends on the day, not on the last fact.
        var book = FundBook.Fold(facts, asOf ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        if (Paging.Slice(CarryHolderView.Of(book, explain: true), cursor, size) is not { } page) return Paging.BadCursor;
        return ((Answer<IReadOnlyList<CarryHolderView>>)(CarryHolderView[])[.. page.Items]).Paged(page.Meta);
    }

    private static async Task<Answer<IReadOnlyList<CarryPlanView>>> Plans(Guid fundId, BookStore books, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        if (Paging.Slice(book.CarryPlans, cursor, size) is not { } page) return Paging.BadCursor;
        return ((Answer<IReadOnlyList<CarryPlanView>>)(CarryPlanView[])[.. page.Items.Select(p => CarryPlanView.Of(p.From, p.Plan))]).Paged(page.Meta);
    }

    private static async Task<Answer<IReadOnlyList<Allocation>>> Allocations(Guid fundId, BookStore books, CancellationToken ct, string? cursor = null, int? size = null)
    {
        if (await books.Book(fundId, ct) is not { } book) return Refusal.NotFound("fund");
        if (Paging.Slice(book.CarryAllocations, cursor, size) is not { } page) return Paging.BadCursor;
        MoneyView Money(decimal amount) => MoneyView.Of(amount, book.Currency.Code);
        Allocation[] lines = [.. page.Items.Select(a => new Allocation(
            a.Date, a.SourceId, a.Number, Money(a.Amount), [.. a.Shares.Select(s => new Part(s.HolderId, book.FindCarryHolder(s.HolderId)!.Name, Money(s.Amount)))], a.FactId))];
        return ((Answer<IReadOnlyList<Allocation>>)lines).Paged(page.Meta);
    }
}
