using StratCap.FundMath.Book;

namespace StratCap.FundMath.Ilpa;

/// <summary>
/// Where each figure of a book stands in the edition of 2025: the one tagging from which both editions and the partner's capital account come. Sums that the template
/// works out are not here, but balances at the end are, from the book itself, so that the template's formulas prove something.
/// </summary>
internal static class IlpaTagging
{
    /// <summary>The rows of one partner, group or fund over a span.</summary>
    /// <param name="carryBefore">Carried interest accrued before the span; positive.</param>
    /// <param name="tagged">Expenses, recognised offsets and income of the span by row; positive.</param>
    internal static IReadOnlyDictionary<string, decimal> Of(FigureSet before, FigureSet after, decimal carryBefore, decimal carryAfter, Func<string, decimal> tagged)
    {
        var transferred = Figures.Difference(after.Transferred, before.Transferred);
        var moved = Figures.Difference(Figures.Difference(after, before), transferred);
        var rows = new Dictionary<string, decimal>(StringComparer.Ordinal);
        Flows(rows, before, moved, transferred, carryBefore);
        foreach (var row in new[] { "offeringCosts", "placementFees" }.Concat(IlpaTemplate20.Keys(IlpaTemplate20.Internal)).Concat(IlpaTemplate20.Keys(IlpaTemplate20.External)))
            rows.Add(row, -tagged(row));
        Offsets(rows, before, after, moved, transferred, tagged);
        foreach (var row in new[] { "income.interest", "income.dividends", "income.other" })
            rows.Add(row, tagged(row));
        Gains(rows, after, moved, carryBefore, carryAfter);
        Unfunded(rows, before, after, moved, transferred);
        return rows;
    }

    /// <summary>Row by row.</summary>
    internal static IReadOnlyDictionary<string, decimal> Sum(IEnumerable<IReadOnlyDictionary<string, decimal>> all)
    {
        var sum = Of(Figures.Zero, Figures.Zero, 0, 0, _ => 0).ToDictionary(StringComparer.Ordinal);
        foreach (var (row, amount) in all.SelectMany(a => a))
            sum[row] += amount;
        return sum;
    }

    // What is taken or received on default goes from partner to partner, as a transfer does.
    private static void Flows(Dictionary<string, decimal> rows, FigureSet before, FigureSet moved, FigureSet transferred, decimal carryBefore)
    {
        rows.Add("beginningNav", before.Nav - carryBefore);
        rows.Add("contributions", moved.Contributed);
        rows.Add("distributions", -moved.Distributed);
        rows.Add("partnerTransfers", transferred.Nav - moved.LostOnDefault);
        rows.Add("fee.gross", -moved.FeesCharged);
        rows.Add("fee.rebate", moved[Component.FeesRebated]);
        rows.Add("fee.waiver", moved[Component.FeesWaived]);
        rows.Add("fee.offsets", moved[Component.OffsetsApplied]);
    }

    // A book sets nothing off but management fees. What waits and moved with an interest has no row of its own.
    private static void Offsets(Dictionary<string, decimal> rows, FigureSet before, FigureSet after, FigureSet moved, FigureSet transferred, Func<string, decimal> tagged)
    {
        rows.Add("internal.offsets", 0);
        rows.Add("external.offsets", 0);
        rows.Add("offset.beginning", before.OffsetBalance);
        foreach (var row in IlpaTemplate20.Keys(IlpaTemplate20.Offsets))
            rows.Add(row, tagged(row) + (row == "offset.other" ? transferred.OffsetBalance : 0));
        rows.Add("offset.applied", moved[Component.OffsetsApplied]);
        rows.Add("offset.ending", after.OffsetBalance);
    }

    // A clawback takes back what was earned, and what is paid back was paid.
    private static void Gains(Dictionary<string, decimal> rows, FigureSet after, FigureSet moved, decimal carryBefore, decimal carryAfter)
    {
        var returned = moved[Component.CarryReturned];
        rows.Add("carry.beginning", -carryBefore);
        rows.Add("carry.accrued", carryBefore - carryAfter);
        rows.Add("carry.earned", -moved.CarryPaid);
        rows.Add("carry.paid", moved.CarryPaid + returned);
        rows.Add("carry.clawback", -returned);
        rows.Add("carry.ending", -carryAfter);
        rows.Add("realisedGain", moved.RealisedGain - moved.CarryPaid);
        rows.Add("unrealisedGain", moved.UnrealisedGain + carryBefore - carryAfter);
        rows.Add("endingNav", after.Nav - carryAfter);
        rows.Add("endingNavGross", after.Nav);
    }

    private static void Unfunded(Dictionary<string, decimal> rows, FigureSet before, FigureSet after, FigureSet moved, FigureSet transferred)
    {
        rows.Add("commitment", after.Commitment);
        rows.Add("unfunded.beginning", before.Unfunded);
        rows.Add("unfunded.contributions", -moved.CalledInside);
        rows.Add("unfunded.recallable", moved.Recallable);
        rows.Add("unfunded.released", -moved[Component.UnfundedReleased]);
        rows.Add("unfunded.other", moved.Commitment - moved[Component.OpeningCalled] + transferred.Unfunded);
        rows.Add("unfunded.ending", after.Unfunded);
    }
}
