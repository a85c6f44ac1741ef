using System.Text.Json.Serialization;

namespace StratCap.FundMath.Terms;

/// <summary>What a limited partner must have received before more of the profit goes to the general partner.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AccountHurdle), "account")]
[JsonDerivedType(typeof(IrrHurdle), "irr")]
[JsonDerivedType(typeof(MultipleHurdle), "multiple")]
[JsonDerivedType(typeof(AllOfHurdle), "all_of")]
public abstract record Hurdle;

/// <summary>His contributions and a return on them, kept as an account: what he received beyond it does not count towards later contributions.</summary>
/// <param name="RateAnnual">A fraction: 0.08 is 8 %.</param>
/// <param name="Compounding">How it grows.</param>
/// <param name="DayCount">How days become years.</param>
/// <param name="CompoundsOn">The day for <see cref="Compounding.AnnualOnDate"/>; null is the anniversary of the first contribution.</param>
public sealed record AccountHurdle(
    decimal RateAnnual, Compounding Compounding, DayCount DayCount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DayOfYear? CompoundsOn = null) : Hurdle;

/// <summary>His internal rate of return, effective annual: all that he paid and received counts, earlier excess too.</summary>
/// <param name="RateAnnual">A fraction: 0.12 is 12 %.</param>
/// <param name="DayCount">How days become years.</param>
public sealed record IrrHurdle(decimal RateAnnual, DayCount DayCount) : Hurdle;

/// <summary>A multiple of what he paid in, whenever it was.</summary>
/// <param name="Multiple">2 is twice his contributions.</param>
public sealed record MultipleHurdle(decimal Multiple) : Hurdle;

/// <summary>All of several hurdles: the one that asks for most decides.</summary>
public sealed record AllOfHurdle(IReadOnlyList<Hurdle> Hurdles) : Hurdle;

/// <summary>A day that every year has; 29 February is none.</summary>
public sealed record DayOfYear(int Month, int Day)
{
    /// <summary>Whether every year has it.</summary>
    [JsonIgnore]
    public bool Exists => Month is >= 1 and <= 12 && Day >= 1 && Day <= DateTime.DaysInMonth(2001, Month);
}
