namespace StratCap.FundMath.Allocation;

/// <summary>Where one party's part of an amount comes from that was shared out by largest remainder.</summary>
/// <param name="Total">What was shared out.</param>
/// <param name="TotalBefore">What was shared out before in the same series.</param>
/// <param name="Weight">The party's own.</param>
/// <param name="Weights">All parties' together; only their total is told, since a party sees no other.</param>
/// <param name="WeightsInWords">"commitments", "contributions to date".</param>
/// <param name="Part">What the party got.</param>
/// <param name="Before">What it had of the series.</param>
internal sealed record ShareExplanation(
    Currency Currency, string Label, decimal Total, decimal TotalBefore, Explanation Weight, decimal Weights, string WeightsInWords, decimal Part, decimal Before)
{
    private const string Rounding = "largest remainder on the cumulative total less what was allocated before; ties to the partner admitted earlier";

    /// <summary>Whether a party is held at its cap by a split under caps: it would have got more by its weight alone.</summary>
    internal static bool IsCapped(decimal part, decimal cap, decimal total, decimal weight, decimal weights) =>
        weight > 0 && part == Math.Max(0, cap) && part < total * (weight / weights);

    internal Explanation Explain(string? clause, IReadOnlyList<Guid>? facts = null) => new(
        Label, Currency.Format(Part), FormattableString.Invariant($"{Currency.Format(Total)} × {Weight.Value} ÷ {Print.Exact(Weights)} by {WeightsInWords}"), clause, Rounding,
        facts, Explanation.WhenRead(Parts), Operation.Share)
    {
        RoundedTo = Currency.MinorUnits,
    };

    private List<Explanation> Parts()
    {
        var amount = Telling.Given("To share out", Total);
        var total = TotalBefore == 0
            ? amount
            : Telling.Unrounded(Operation.Sum, "To share out, to date", Total + TotalBefore, [amount, Telling.Given("Shared out before, all partners", TotalBefore)]);
        var odd = Part + Before - ExplanationEvaluation.FullUnits(Total + TotalBefore, Weight.Amount!.Value, Weights, Currency.MinorUnits);
        List<Explanation> parts =
        [
            total, Weight, Telling.Given($"All {WeightsInWords}", Weights),
            Telling.Given("Odd units", odd, formula: "units that are left by cutting to full ones go to the largest remainders; nobody gives back"),
        ];
        if (Before != 0)
            parts.Add(Telling.Given("Allocated before", Before));
        return parts;
    }
}
