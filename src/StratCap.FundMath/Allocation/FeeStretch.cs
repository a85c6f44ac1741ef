using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>A stretch of time over which what one payer's fee depends on stands still: his rate × his basis × the part of a year, unrounded.</summary>
internal sealed record FeeStretch(decimal RateAnnual, Fraction Basis, string BasisInWords, Fraction Years, string YearsInWords)
{
    internal Fraction Fee => RateAnnual * Basis * Years;

    internal static Explanation Explain(string payer, IReadOnlyList<FeeStretch> stretches, string clause, IReadOnlyList<Guid> facts) => new(
        $"Management fee, {payer}",
        Fraction.Sum(stretches.Select(s => s.Fee)).ToString(),
        string.Join(" + ", stretches.Select(s => $"{Print.Exact(s.RateAnnual)} × {s.Basis} ({s.BasisInWords}) × {s.YearsInWords}")),
        clause,
        Facts: facts);

    /// <summary>The fee of all payers, rounded once for the fund, half away from zero.</summary>
    internal static decimal Total(IEnumerable<Fraction> fees, Currency currency) => Fraction.Sum(fees).Round(currency.MinorUnits);
}
