using System.Text.Json.Serialization;

namespace StratCap.FundMath.Carry;

/// <summary>When a holder's points of carried interest become his own. Parts are exact fractions from 0 to 1 and never fall.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(FullVesting), "full")]
[JsonDerivedType(typeof(VestingOverTime), "over_time")]
[JsonDerivedType(typeof(ListedVesting), "listed")]
public abstract record Vesting
{
    internal abstract Fraction PartOn(DateOnly date);

    /// <exception cref="FundRuleException"><c>carry.vesting.*</c></exception>
    internal abstract void Check();

    /// <summary>The schedule as a sentence.</summary>
    internal abstract string InWords();
}

/// <summary>Vested from the beginning.</summary>
public sealed record FullVesting : Vesting
{
    internal override Fraction PartOn(DateOnly date) => 1;

    internal override void Check()
    {
    }

    internal override string InWords() => "vested from the beginning";
}

/// <summary>In which steps points vest over time.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VestingStep>))]
public enum VestingStep
{
    /// <summary>Day by day: days elapsed ÷ days of the whole term.</summary>
    Linear,

    /// <summary>By whole months.</summary>
    Monthly,

    /// <summary>By whole years.</summary>
    Annual,
}

/// <summary>Over a number of months; before the cliff nothing, from it on what has vested since the beginning.</summary>
/// <param name="From">The first day of the term: nothing is vested on it.</param>
/// <param name="Months">1 to 600. A month ends on the same day of the month, or on its last.</param>
/// <param name="Cliff">Null is none.</param>
public sealed record VestingOverTime(DateOnly From, int Months, VestingStep Step, DateOnly? Cliff = null) : Vesting
{
    private const int MostMonths = 600;

    internal override Fraction PartOn(DateOnly date)
    {
        if (date < From || date < Cliff)
            return 0;
        var end = From.AddMonths(Months);
        if (date >= end)
            return 1;
        return Step switch
        {
            VestingStep.Linear => new Fraction(date.DayNumber - From.DayNumber, end.DayNumber - From.DayNumber),
            VestingStep.Monthly => new Fraction(WholeMonths(date), Months),
            _ => new Fraction(WholeMonths(date) / 12 * 12, Months),
        };
    }

    internal override void Check()
    {
        if (Months is < 1 or > MostMonths)
            throw new FundRuleException("carry.vesting.months_out_of_range", $"Let points vest over 1 to {MostMonths} months.");
        if (Cliff is { } cliff && (cliff < From || cliff > From.AddMonths(Months)))
            throw new FundRuleException("carry.vesting.cliff_out_of_range", "Put the cliff between the first and the last day of the vesting.");
    }

    internal override string InWords() =>
        FormattableString.Invariant($"{Step.ToString().ToLowerInvariant()} over {Months} months from {Print.Date(From)}") + (Cliff is { } cliff ? $", nothing before {Print.Date(cliff)}" : "");

    private int WholeMonths(DateOnly date)
    {
        var months = ((date.Year - From.Year) * 12) + date.Month - From.Month;
        return From.AddMonths(months) > date ? months - 1 : months;
    }
}

/// <summary>From a date on, this part is vested.</summary>
/// <param name="Part">0 to 1: 0.25 is 25 %.</param>
public sealed record VestingPoint(DateOnly Date, decimal Part);

/// <summary>By an explicit list; nothing before its first date.</summary>
/// <param name="Points">Dates and parts rise.</param>
public sealed record ListedVesting(IReadOnlyList<VestingPoint> Points) : Vesting
{
    private const int PartDecimals = 10;

    internal override Fraction PartOn(DateOnly date) => Points.LastOrDefault(p => p.Date <= date)?.Part ?? 0;

    internal override void Check()
    {
        var rises = Points.Zip(Points.Skip(1), (a, b) => a.Date < b.Date && a.Part < b.Part).All(r => r);
        if (Points.Count == 0 || !rises || Points.Any(p => p.Part is < 0 or > 1 || decimal.Round(p.Part, PartDecimals) != p.Part))
            throw new FundRuleException("carry.vesting.list_out_of_order", "List the vesting with rising dates and rising parts between 0 and 1, of at most 10 decimals.");
    }

    internal override string InWords() => string.Join(", ", Points.Select(p => $"{Print.Exact(p.Part)} from {Print.Date(p.Date)}"));
}
