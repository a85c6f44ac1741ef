using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Scenarios;

/// <summary>What a projection assumes, year by year of the fund's life.</summary>
/// <param name="Contributions">Of what is unfunded at a year's beginning, the part that is called in that year of life; the last one holds for all years after it. Each 0 to 1; at least one.</param>
/// <param name="Growth">Net, a year, as a fraction; above −1, at most 1.</param>
/// <param name="Yield">The least part of the value that is distributed each year; 0 to 1.</param>
/// <param name="Bow">How late distributions come: the part of the value that is distributed is (age ÷ life) to this power; 0 to 10.</param>
/// <param name="Life">Years after which all is distributed; 1 to 40.</param>
public sealed record PacingAssumptions(IReadOnlyList<decimal> Contributions, decimal Growth, decimal Yield, decimal Bow, int Life)
{
    /// <summary>A buyout fund's in the paper: 25 %, a third, then half of what is left is called; 13 % of growth, bow 2.5, twelve years.</summary>
    public static PacingAssumptions Usual { get; } = new([0.25m, 1m / 3, 0.5m], 0.13m, 0, 2.5m, 12);

    /// <summary>Refuses what is out of range.</summary>
    /// <exception cref="FundRuleException"><c>pacing.*</c></exception>
    public void Check()
    {
        if (Contributions.Count is 0 or > 40 || Contributions.Any(c => c is < 0 or > 1))
            throw new FundRuleException("pacing.contributions", "Give the part of the unfunded commitment that is called in each year of life, each between 0 and 1, for 1 to 40 years.");
        if (Growth is <= -1 or > 1)
            throw new FundRuleException("pacing.growth", "Growth is a fraction a year, above -1 and at most 1: 0.13 is 13 %.");
        if (Yield is < 0 or > 1)
            throw new FundRuleException("pacing.yield", "The yield is a fraction between 0 and 1.");
        if (Bow is < 0 or > 10)
            throw new FundRuleException("pacing.bow", "The bow is between 0 and 10.");
        if (Life is < 1 or > 40)
            throw new FundRuleException("pacing.life", "The fund's life is 1 to 40 years.");
    }
}

/// <summary>A year of a projection.</summary>
/// <param name="Age">The year of the fund's life, from 1.</param>
/// <param name="Contributions">Called in it.</param>
/// <param name="Distributions">Distributed in it.</param>
/// <param name="Nav">At its end.</param>
/// <param name="Unfunded">At its end.</param>
/// <param name="Explanation">Where the net asset value comes from; contributions and distributions are parts of it, with their keys.</param>
public sealed record PacingYear(int Age, DateOnly End, decimal Contributions, decimal Distributions, decimal Nav, decimal Unfunded, Explanation Explanation);

/// <summary>
/// Projects calls, distributions and value from where a fund stands (D. Takahashi, S. Alexander, Illiquid Alternative Asset Fund Modeling, 2001): contributions are a part of what is unfunded, distributions
/// a part of the grown value. An assumption about the future, never a figure of the book.
/// </summary>
public static class Pacing
{
    private const string Source = "Takahashi and Alexander, Illiquid Alternative Asset Fund Modeling (2001)";

    /// <summary>Projects to the end of the fund's life, at least one year; each amount is rounded to the currency's minor unit, half away from zero.</summary>
    /// <param name="asOf">The day of what is known.</param>
    /// <param name="age">Whole years of life by then; 0 in the first.</param>
    /// <exception cref="FundRuleException"><c>pacing.*</c></exception>
    public static IReadOnlyList<PacingYear> Project(Currency currency, DateOnly asOf, int age, decimal nav, decimal unfunded, PacingAssumptions assumed)
    {
        assumed.Check();
        var years = new List<PacingYear>();
        for (var year = age + 1; years.Count == 0 || year <= assumed.Life; year++)
        {
            var next = Next(currency, asOf.AddYears(year - age), year, nav, unfunded, assumed);
            years.Add(next);
            (nav, unfunded) = (next.Nav, next.Unfunded);
        }
        return years;
    }

    private static PacingYear Next(Currency currency, DateOnly end, int age, decimal nav, decimal unfunded, PacingAssumptions assumed)
    {
        var calls = assumed.Contributions[Math.Min(age, assumed.Contributions.Count) - 1];
        var part = age >= assumed.Life ? 1 : Math.Max(assumed.Yield, GrowthTable.Raised((decimal)age / assumed.Life, assumed.Bow));
        var grown = currency.Round(nav * (1 + assumed.Growth));
        var called = currency.Round(unfunded * calls);
        var distributed = currency.Round(grown * part);
        var telling = new Telling(currency);
        var value = telling.Rounded(Operation.Product, "Value, grown", grown, [Telling.Given("Net asset value before", nav), Telling.Given("1 + growth", 1 + assumed.Growth)]) with { Key = "grown" };
        var explanation = telling.Money(
            Operation.Sum, $"Net asset value at {Print.Date(end)}", grown + called - distributed,
            [
                value,
                telling.Rounded(Operation.Product, "Contributions", called, [Telling.Given("Unfunded commitment before", unfunded), Telling.Given($"Part that is called in year {age}", calls)]) with { Key = "contributions" },
                telling.Money(
                    Operation.Negative, "Less: distributions", -distributed,
                    [
                        telling.Rounded(
                            Operation.Product, "Distributions", distributed,
                            [value.Again(), Telling.Given($"Part that is distributed in year {age}", part, formula: "the greater of the yield and (age ÷ life) to the power of the bow; all in the last year")]) with { Key = "distributions" },
                    ]),
            ],
            "value, grown + contributions − distributions", Source);
        return new PacingYear(age, end, called, distributed, grown + called - distributed, unfunded - called, explanation);
    }
}
