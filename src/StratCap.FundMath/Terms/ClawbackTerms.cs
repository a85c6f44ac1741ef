using System.Text.Json.Serialization;

namespace StratCap.FundMath.Terms;

/// <summary>How tax on carried interest limits what is given back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClawbackTax>))]
public enum ClawbackTax
{
    /// <summary>Not at all: up to all carried interest received (ILPA Principles 3.0).</summary>
    None,

    /// <summary>At most carried interest received less the tax on it.</summary>
    CapAfterTaxCarry,

    /// <summary>The amount due is itself reduced by the tax on it.</summary>
    NetOfTax,
}

/// <summary>The general partner's duty to give carried interest back.</summary>
/// <param name="Carry">His share of cumulative profit: 0.2 is 20 %.</param>
/// <param name="Tax">How tax limits what is given back.</param>
/// <param name="TaxRate">Tax on carried interest, a fraction; 0 without.</param>
/// <param name="EscrowShare">The part of carried interest that is held in escrow: 0.3 is 30 %.</param>
public sealed record ClawbackTerms(decimal Carry, ClawbackTax Tax, decimal TaxRate, decimal EscrowShare);
