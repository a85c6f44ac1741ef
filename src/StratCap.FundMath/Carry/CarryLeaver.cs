using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Carry;

/// <summary>
/// A holder of carried interest leaves: what is vested on the day stays his, rounded half away from zero; the rest of what he has, and the unvested part of his points (to 10
/// decimals), go to the house or to the others by their points, as the plan in force says.
/// </summary>
public static class CarryLeaver
{
    /// <summary>Makes the fact, effective on the book's day.</summary>
    /// <param name="book">The book as of the day on which he leaves, with all carried interest of that day shared out.</param>
    /// <exception cref="FundRuleException"><c>book.carry.holder_unknown</c>, <c>carry.leaver.last_holder</c>; recording it refuses the rules <c>book.carry.*</c>.</exception>
    public static CarryHolderLeft Make(FundBook book, Guid holderId, string reason)
    {
        var leaver = book.FindCarryHolder(holderId)
            ?? throw new FundRuleException("book.carry.holder_unknown", "No carry plan knows that holder at that date: set a plan with it first.");
        var vestedPart = leaver.VestedPartOn(book.AsOf);
        var vested = leaver.VestedOn(book.AsOf, book.Currency);
        var points = (vestedPart * leaver.Points).Round(BookFolder.PointDecimals);
        var plan = book.CarryPlans[^1].Plan;
        var toHouse = plan.Forfeited == ForfeitedCarry.ToHouse;
        decimal[] weights = [.. book.CarryHolders.Select(h => h == leaver ? 0 : toHouse ? (h.HolderId == plan.House?.HolderId ? 1 : 0) : h.Points)];
        if (weights.Sum() == 0 && (vested != leaver.Kept || points != leaver.Points))
            throw new FundRuleException("carry.leaver.last_holder", "Nobody is left to get what the leaver forfeits: set a plan with another holder or a house first.");
        var carry = Split(leaver.Kept - vested, weights, book.Currency.MinorUnits);
        var freed = Split(leaver.Points - points, weights, BookFolder.PointDecimals);
        return new CarryHolderLeft(
            holderId, reason, vested, leaver.Kept - vested,
            [.. book.CarryHolders.Select((h, i) => new CarryShare(h.HolderId, carry[i])).Where(s => s.Amount != 0)],
            [.. book.CarryHolders.Select((h, i) => new CarryPoints(h.HolderId, h == leaver ? points : h.Points + freed[i])).Where(p => p.Points != 0)]);
    }

    private static decimal[] Split(decimal total, decimal[] weights, int decimals) => total == 0 ? new decimal[weights.Length] : LargestRemainder.Split(total, weights, decimals);
}
