using StratCap.FundMath.Book;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A distribution added up over partners.</summary>
/// <param name="CarriedInterest">The general partner's part of catch-up and split.</param>
public sealed record TierTotals(
    decimal Apportioned, decimal ReturnOfCapital, decimal PreferredReturn, decimal CatchUp, decimal ResidualSplit, decimal CarriedInterest, decimal Withholding)
{
    /// <summary>Adds lines up.</summary>
    public static TierTotals Of(IEnumerable<DistributionLine> lines)
    {
        var total = new TierTotals(0, 0, 0, 0, 0, 0, 0);
        foreach (var line in lines)
        {
            total = new TierTotals(
                total.Apportioned + line.Apportioned, total.ReturnOfCapital + line.ReturnOfCapital, total.PreferredReturn + line.PreferredReturn,
                total.CatchUp + line.CatchUp, total.ResidualSplit + line.ResidualSplit, total.CarriedInterest + line.CarriedInterest,
                total.Withholding + line.Withholding);
        }
        return total;
    }
}
