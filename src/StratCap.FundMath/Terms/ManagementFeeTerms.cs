namespace StratCap.FundMath.Terms;

/// <summary>The management fee. A step-down is a new setting of the terms from its date on.</summary>
/// <param name="RateAnnual">A fraction of the basis a year: 0.02 is 2 %.</param>
/// <param name="Basis">What it is a percentage of, measured at the opening of the period, limited partners only.</param>
/// <param name="Frequency">How often it is charged.</param>
/// <param name="InAdvance">Charged on the first day of the period, else after its end.</param>
/// <param name="RateByInvestor">Side letters: another annual rate for some investors.</param>
public sealed record ManagementFeeTerms(
    decimal RateAnnual, FeeBasis Basis, FeeFrequency Frequency, bool InAdvance, IReadOnlyDictionary<Guid, decimal>? RateByInvestor = null)
{
    /// <summary>The annual rate that an investor pays.</summary>
    public decimal RateOf(Guid investorId) =>
        RateByInvestor is not null && RateByInvestor.TryGetValue(investorId, out var own) ? own : RateAnnual;
}
