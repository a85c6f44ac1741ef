using StratCap.FundMath.Book;

namespace StratCap.FundMath.Carry;

/// <summary>A holder of carried interest on a day. Amounts are payable; <c>Vested + Unvested = Kept = Allocated + FromLeavers − Forfeited − GivenBack</c>.</summary>
/// <param name="Points">Part of the next carried interest.</param>
/// <param name="VestedPart">0 to 1, to 28 digits.</param>
/// <param name="FromLeavers">What leavers forfeited to him.</param>
/// <param name="GivenBack">In clawbacks, by what each had.</param>
/// <param name="Vested">Rounded half away from zero.</param>
/// <param name="Payable">What is his to draw: what is vested, or all where the plan pays at once.</param>
/// <param name="Held">On the holding account until it vests.</param>
public sealed record CarryHolderStanding(
    Guid HolderId, string Name, bool IsHouse, decimal Points, DateOnly? LeftOn, decimal VestedPart,
    decimal Allocated, decimal FromLeavers, decimal Forfeited, decimal GivenBack, decimal Vested, decimal Unvested, decimal Payable, decimal Held, Explanation? Explanation)
{
    /// <summary>What he has.</summary>
    public decimal Kept => Vested + Unvested;
}

/// <summary>What each holder of carried interest has on a day, in the order in which plans named them.</summary>
public static class CarryStanding
{
    /// <summary>Works it out on the book's day.</summary>
    /// <param name="explain">Whether to build explanations.</param>
    public static IReadOnlyList<CarryHolderStanding> Of(FundBook book, bool explain = true)
    {
        if (book.CarryPlans.Count == 0)
            return [];
        var isPaidAtOnce = book.CarryPlans[^1].Plan.Unvested == UnvestedCarry.PaidAtOnce;
        return [.. book.CarryHolders.Select(h =>
        {
            var vested = h.VestedOn(book.AsOf, book.Currency);
            var payable = isPaidAtOnce ? h.Kept : vested;
            return new CarryHolderStanding(
                h.HolderId, h.Name, h.IsHouse, h.Points, h.LeftOn, h.VestedPartOn(book.AsOf).ToDecimal(),
                h[CarryEntryKind.Allocated], h[CarryEntryKind.FromLeaver], h[CarryEntryKind.Forfeited], h[CarryEntryKind.GivenBack],
                vested, h.Kept - vested, payable, h.Kept - payable, explain ? Explain(book, h, vested) : null);
        })];
    }

    private static Explanation Explain(FundBook book, BookCarryHolder holder, decimal vested)
    {
        var telling = new Telling(book.Currency);
        var kept = telling.Money(
            Operation.Sum, "What he has", holder.Kept, [.. holder.Entries.Select(e => Telling.Given($"{Words(e)}, {Print.Date(e.Date)}", e.Signed, facts: [e.FactId]))],
            "sum of its movements; shared out by points, largest remainder on the cumulative total") with
        { Key = "kept" };
        var part = holder.VestedPartOn(book.AsOf);
        var product = Telling.Unrounded(
            Operation.Product, "What he has × units of time vested", holder.Kept * (decimal)part.Numerator, [kept, Telling.Given("Vested, in units of its schedule", (decimal)part.Numerator, facts: holder.VestingFacts)]);
        var owned = telling.Rounded(
            Operation.Quotient, "Vested", vested, [product, Telling.Given("The whole, in units of its schedule", (decimal)part.Denominator, formula: Words(holder))]) with
        { Key = "vested" };
        var unvested = telling.Money(Operation.Difference, "Unvested", holder.Kept - vested, [kept.Again(), owned.Again()], "what he has less what is vested");
        return telling.Money(Operation.Sum, $"Carried interest, {holder.Name}", holder.Kept, [owned, unvested], "sum of vested and unvested") with { OwnKeys = true };
    }

    private static string Words(BookCarryHolder holder) => holder switch
    {
        { IsHouse: true } => "the house is vested",
        { LeftOn: { } day } => $"left on {Print.Date(day)} with what was vested",
        { AcceleratedOn: { } day } => $"vested in full from {Print.Date(day)}",
        _ => holder.Vesting.InWords(),
    };

    private static string Words(BookCarryEntry entry) => entry.Kind switch
    {
        CarryEntryKind.Allocated => FormattableString.Invariant($"Share of distribution {entry.Number}"),
        CarryEntryKind.FromLeaver => "From a leaver",
        CarryEntryKind.Forfeited => "Forfeited on leaving",
        _ => FormattableString.Invariant($"Given back in clawback {entry.Number}"),
    };
}
