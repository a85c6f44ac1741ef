using System.Text.Json.Serialization;

namespace StratCap.FundMath.Terms;

/// <summary>The management fee. A step-down is a new setting of the terms from its date on.</summary>
/// <param name="RateAnnual">A fraction of the basis a year: 0.02 is 2 %.</param>
/// <param name="Basis">What it is a percentage of, measured at the opening of the period, limited partners only.</param>
/// <param name="Frequency">How often it is charged.</param>
/// <param name="InAdvance">Charged on the first day of the period, else after its end.</param>
/// <param name="RateByInvestor">Side letters: another annual rate for some investors.</param>
/// <param name="WriteDowns">What is taken off the cost of investments that are permanently written down, where the basis is that cost; null: the agreement has no such clause, and cost counts until it is realised or written off.</param>
public sealed record ManagementFeeTerms(
    decimal RateAnnual, FeeBasis Basis, FeeFrequency Frequency, bool InAdvance, IReadOnlyDictionary<Guid, decimal>? RateByInvestor = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Sourced<WriteDownTerms>? WriteDowns = null)
{
    /// <summary>The annual rate that an investor pays.</summary>
    public decimal RateOf(Guid investorId) =>
        RateByInvestor is not null && RateByInvestor.TryGetValue(investorId, out var own) ? own : RateAnnual;
}

/// <summary>When an investment counts as permanently written down, and what the basis of the fee is then less.</summary>
/// <param name="Below">A fraction of its cost, above 0 and at most 1: 0.5 is that it is worth less than half of its cost. Measured investment by investment, for the fund as a whole.</param>
/// <param name="TakenOff">How much of its cost no longer counts.</param>
public sealed record WriteDownTerms(decimal Below, WrittenDownPart TakenOff);

/// <summary>What of the cost of a permanently written down investment no longer counts.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WrittenDownPart>))]
public enum WrittenDownPart
{
    /// <summary>What it is worth less than its cost: it counts with its fair value.</summary>
    LostValue,

    /// <summary>All of it.</summary>
    WholeCost,
}
