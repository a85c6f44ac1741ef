namespace StratCap.FundMath.Waterfalls;

/// <summary>A row of a waterfall, as distributions are shown.</summary>
public enum WaterfallRow
{
    /// <summary>Contributions come back.</summary>
    ReturnOfCapital,

    /// <summary>The hurdle is paid.</summary>
    PreferredReturn,

    /// <summary>What stays with the investors of the catch-up.</summary>
    CatchUp,

    /// <summary>What stays with them of the splits.</summary>
    ResidualSplit,

    /// <summary>What goes from their shares to the general partner.</summary>
    CarriedInterest,
}

/// <summary>Where a row of a distribution's waterfall comes from: partner by partner, out of the tree of his line.</summary>
public static class TierExplanation
{
    /// <summary>The row, added up over partners.</summary>
    /// <param name="result">Worked out with explanations.</param>
    /// <param name="currency">The fund's.</param>
    /// <param name="row">Which row.</param>
    /// <param name="investorId">Of one partner alone; null is all of them.</param>
    public static Explanation Of(DistributionRunResult result, Currency currency, WaterfallRow row, Guid? investorId = null)
    {
        var label = LabelOf(row);
        var lines = result.Lines.Where(l => investorId is null || l.Line.InvestorId == investorId).Select(l => (Run: l, Amount: AmountOf(l, row))).Where(l => l.Amount != 0).ToList();
        return new Explanation(
            $"{label}, distribution of {Print.Date(result.Request.Date)}", currency.Format(lines.Sum(l => l.Amount)), "sum of partners' parts of the tier",
            Parts: Explanation.WhenRead(() => [.. lines.SelectMany(l => Of(l.Run, l.Amount, row, label))]), Operation: Operation.Sum);
    }

    private static IEnumerable<Explanation> Of(DistributionRunLine run, decimal amount, WaterfallRow row, string label)
    {
        var tiers = run.Explanation?.Parts.Where(t => IsOf(t, row)).Select(t => PartOf(t, row)).OfType<Explanation>().ToList() ?? [];
        // Advances are no tier: such a line says no more of the row than its amount.
        return tiers.Sum(t => t.Amount ?? 0) == amount
            ? tiers.Select(t => run.Explanation!.Alone(t) with { Label = $"{label}, {run.Name}" })
            : [Telling.Given($"{label}, {run.Name}", amount)];
    }

    private static bool IsOf(Explanation tier, WaterfallRow row) => row switch
    {
        WaterfallRow.ReturnOfCapital => tier.Label == "Return of capital",
        WaterfallRow.PreferredReturn => tier.Label == "Preferred return",
        WaterfallRow.CatchUp => tier.Label == "Catch-up",
        WaterfallRow.ResidualSplit => tier.Label.StartsWith("Split", StringComparison.Ordinal),
        _ => true,
    };

    /// <summary>Of a tier that is split in two, the investor's half or the general partner's.</summary>
    private static Explanation? PartOf(Explanation tier, WaterfallRow row)
    {
        var halves = tier.Key is { } key && tier.Parts.Count == 2 && tier.Parts[1].Key == $"{key} carry";
        return row == WaterfallRow.CarriedInterest ? (halves ? tier.Parts[1] : null) : halves ? tier.Parts[0] : tier;
    }

    private static string LabelOf(WaterfallRow row) => row switch
    {
        WaterfallRow.ReturnOfCapital => "Return of capital",
        WaterfallRow.PreferredReturn => "Preferred return",
        WaterfallRow.CatchUp => "Catch-up, investors' part",
        WaterfallRow.ResidualSplit => "Split, investors' part",
        _ => "Carried interest",
    };

    private static decimal AmountOf(DistributionRunLine run, WaterfallRow row) => row switch
    {
        WaterfallRow.ReturnOfCapital => run.Line.ReturnOfCapital,
        WaterfallRow.PreferredReturn => run.Line.PreferredReturn,
        WaterfallRow.CatchUp => run.Line.CatchUp,
        WaterfallRow.ResidualSplit => run.Line.ResidualSplit,
        _ => run.Line.CarriedInterest,
    };
}
