using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Carry;
using StratCap.Funds.Book;

namespace StratCap.Funds.Carry;

/// <summary>
/// Says from a day on who holds the fund's carried interest, with points and vesting. Carried interest since that day that nothing shares out yet is shared out in the same
/// transaction, and from then on with each distribution and clawback.
/// </summary>
internal static class SetCarryPlan
{
    private const int LongestName = 200;

    /// <param name="HolderId">One of an earlier plan, or left out for a new holder.</param>
    /// <param name="Points">0.25 is 25 % of the carried interest.</param>
    /// <param name="Vesting">Kind <c>full</c>, <c>over_time</c> or <c>listed</c>.</param>
    internal sealed record Holder(Guid? HolderId, string Name, decimal Points, Vesting Vesting);

    /// <param name="HolderId">The house of an earlier plan, or left out for a new one.</param>
    internal sealed record House(Guid? HolderId, string Name);

    /// <param name="House">Who has what the holders do not; may be left out when their points sum to 1.</param>
    internal sealed record Request(DateOnly EffectiveFrom, IReadOnlyList<Holder> Holders, UnvestedCarry Unvested, ForfeitedCarry Forfeited, House? House);

    internal static void Map(RouteGroupBuilder funds) => funds
        .MapPost("/{fundId:guid}/carry/plans", Handle)
        .WithSummary("Set who holds the carried interest from a day on, with points and vesting")
        .Writes<FundsDbContext>(Permissions.FundWrite);

    private static async Task<Answer<CarryPlanView>> Handle(Guid fundId, Request request, FundsDbContext db, BookStore books, Audit audit, CancellationToken ct)
    {
        if (!IsComplete(request)) return Refusal.Field("holders", "Give each holder a name and its vesting, listed vesting its points, and the house a name.");
        if (request.Holders.Count > Paging.MaxSize) return Refusal.Field("holders", $"Name at most {Paging.MaxSize} holders.");
        if (request.Holders.Select(h => h.Name).Append(request.House?.Name).Any(n => n?.Length > LongestName))
            return Refusal.Field("holders", $"Give names of at most {LongestName} characters.");
        if (await books.Lock(fundId, ct) is not { } facts) return Refusal.NotFound("fund");
        var plan = new CarryPlanSet(
            [.. request.Holders.Select(h => new CarryHolder(h.HolderId ?? Guid.CreateVersion7(), h.Name.Trim(), h.Points, h.Vesting))], request.Unvested, request.Forfeited,
            request.House is { } house ? new CarryHouse(house.HolderId ?? Guid.CreateVersion7(), house.Name.Trim()) : null);
        var before = FundBook.Fold(facts, request.EffectiveFrom).CarryPlans is [.., var last] ? last.Plan : null;
        await books.AddAndShare(fundId, facts, [new(request.EffectiveFrom, plan)], "funds.carry.plan", ct);
        audit.Record(db, "funds.carry.plan", ("fund", fundId), before, plan);
        return Answer<CarryPlanView>.Created(CarryPlanView.Of(request.EffectiveFrom, plan), $"/api/v1/funds/{fundId}/carry/plans");
    }

    /// <summary>What a body leaves out is null, whatever its type says.</summary>
    private static bool IsComplete(Request request) =>
        request.Holders is not null && request.Holders.All(h => h is { Name: not null, Vesting: not null and not ListedVesting { Points: null } }) && request.House is null or { Name: not null };
}

/// <summary>A plan of carried interest.</summary>
internal sealed record CarryPlanView(DateOnly EffectiveFrom, UnvestedCarry Unvested, ForfeitedCarry Forfeited, IReadOnlyList<CarryPlanView.Line> Holders)
{
    /// <param name="Points">0.25 is 25 % of the carried interest.</param>
    /// <param name="Vesting">Null for the house, which is vested.</param>
    internal sealed record Line(Guid HolderId, string Name, bool IsHouse, decimal Points, Vesting? Vesting);

    internal static CarryPlanView Of(DateOnly from, CarryPlanSet plan) => new(
        from, plan.Unvested, plan.Forfeited,
        [
            .. plan.Holders.Select(h => new Line(h.HolderId, h.Name, false, h.Points, h.Vesting)),
            .. plan.House is { } house ? [new Line(house.HolderId, house.Name, true, 1 - plan.Holders.Sum(h => h.Points), null)] : (Line[])[],
        ]);
}
