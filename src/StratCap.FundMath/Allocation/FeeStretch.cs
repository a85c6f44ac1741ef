using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>A stretch of time over which what one payer's fee depends on stands still: his rate × his basis × the part of a year, unrounded.</summary>
/// <param name="ExplainBasis">Where the basis comes from.</param>
internal sealed record FeeStretch(decimal RateAnnual, Fraction Basis, Func<Explanation> ExplainBasis, string BasisInWords, Fraction Years, string YearsInWords)
{
    internal Fraction Fee => RateAnnual * Basis * Years;

    internal static Explanation Explain(string payer, IReadOnlyList<FeeStretch> stretches, string clause) => new(
        $"Management fee, {payer}",
        Fraction.Sum(stretches.Select(s => s.Fee)).ToString(),
        string.Join(" + ", stretches.Select(s => $"{Print.Exact(s.RateAnnual)} × {s.Basis} ({s.BasisInWords}) × {s.YearsInWords}")),
        clause,
        Parts: Explanation.WhenRead(() => [.. stretches.Select(s => s.Explain(clause))]),
        Operation: Operation.Sum)
    {
        Exact = Fraction.Sum(stretches.Select(s => s.Fee)).ToDecimal(),
    };

    /// <summary>One division at the end, so that what is exact stays exact.</summary>
    private Explanation Explain(string clause)
    {
        var (days, whole) = ((decimal)Years.Numerator, (decimal)Years.Denominator);
        var product = Telling.Unrounded(
            Operation.Product, "Rate × basis × part of the year", RateAnnual * Basis.ToDecimal() * days,
            [Telling.Given("Rate a year", RateAnnual, clause), ExplainBasis(), Telling.Given($"Of {YearsInWords}", days)]);
        return Telling.Unrounded(Operation.Quotient, $"Fee of {YearsInWords}", Fee.ToDecimal(), [product, Telling.Given("Parts of a year", whole)]);
    }

    /// <summary>The fee of all payers, rounded once for the fund, half away from zero.</summary>
    internal static decimal Total(IEnumerable<Fraction> fees, Currency currency) => Fraction.Sum(fees).Round(currency.MinorUnits);
}
