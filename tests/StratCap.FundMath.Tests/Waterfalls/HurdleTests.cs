using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

public sealed class HurdleTests
{
    private static readonly DateOnly Start = new(2021, 1, 1);
    private static readonly Currency Dollar = new("USD");

    /// <summary>10,000,000 from 2020-01-15 to 2024-07-01 at 8 %, computed to 50 digits outside.</summary>
    [Theory]
    [InlineData(Compounding.Quarterly, DayCount.Act365, "4240680.33")]
    [InlineData(Compounding.Monthly, DayCount.Act365, "4274023.05")]
    [InlineData(Compounding.Daily, DayCount.Act365, "4290386.91")]
    [InlineData(Compounding.EffectiveAnnual, DayCount.Act360, "4165845.26")]
    [InlineData(Compounding.EffectiveAnnual, DayCount.Act36525, "4095113.48")]
    [InlineData(Compounding.EffectiveAnnual, DayCount.Thirty360, "4096363.39")]
    [InlineData(Compounding.EffectiveAnnual, DayCount.ThirtyE360, "4096363.39")]
    [InlineData(Compounding.EffectiveAnnual, DayCount.ActAct, "4094091.08")]
    [InlineData(Compounding.SimpleAnnual, DayCount.ActAct, "3567213.11")]
    [InlineData(Compounding.AnnualOnDate, DayCount.Act365, "4110371.55")]
    public void PreferredReturn_UnderEachConvention_IsThatOfItsFormula(Compounding compounding, DayCount dayCount, string expected)
    {
        var on = compounding == Compounding.AnnualOnDate ? new DayOfYear(12, 31) : null;
        Owed(TestTerms.Pref(0.08m, compounding, dayCount, on), new(2020, 1, 15), new(2024, 7, 1)).ShouldBe(Figure(expected), 0.005m);
    }

    [Fact]
    public void PreferredReturn_CompoundedOnTheAnniversary_TurnsOnTheDayOfTheFirstContribution() =>
        Owed(TestTerms.Pref(0.08m, Compounding.AnnualOnDate), new(2020, 1, 15), new(2024, 7, 1)).ShouldBe(4_108_710.41m, 0.005m);

    [Fact]
    public void PreferredReturn_OfCapitalThatEntersLater_IsThatSinceItWasPaidIn()
    {
        foreach (var compounding in Enum.GetValues<Compounding>())
        {
            var terms = TestTerms.With(new ReturnOfCapitalTier(), TestTerms.Pref(0.08m, compounding), new SplitTier(0.2m));
            var late = new Waterfall(terms, Dollar).Open(Guid.Empty, "LP");
            late.Contribute(new WaterfallContribution(new(2023, 5, 4), 10_000_000m, null, new(2020, 1, 15)));
            late.Run(new(2024, 7, 1), 0);
            late.UnpaidReturn.ShouldBe(Owed(TestTerms.Pref(0.08m, compounding), new(2020, 1, 15), new(2024, 7, 1)), 0.000001m, compounding.ToString());
        }
    }

    [Fact]
    public void Hurdle_AfterEarlierExcess_CountsItOnlyForTheRateOfReturn()
    {
        // The first distribution leaves the partner far above 12 %; then 100 are called and 110 come back a year later.
        TierAmount Split(Hurdle until)
        {
            var waterfall = new Waterfall(TestTerms.With(new ReturnOfCapitalTier(), TestTerms.Pref(), new SplitTier(0.2m, until), new SplitTier(0.3m)), Dollar).Open(Guid.Empty, "LP");
            waterfall.Contribute(new(Start, 100m));
            waterfall.Record(new(2022, 1, 1), waterfall.Run(new(2022, 1, 1), 300m));
            waterfall.Contribute(new(new(2022, 1, 1), 100m));
            return waterfall.Run(new(2023, 1, 1), 110m).Tiers[2];
        }

        Split(new AccountHurdle(0.12m, Compounding.EffectiveAnnual, DayCount.Act365)).Total.ShouldBe(2m);
        Split(new IrrHurdle(0.12m, DayCount.Act365)).Total.ShouldBe(0m);
    }

    [Fact]
    public void SplitUntilAMultiple_EndsWhenThePartnerHasIt()
    {
        var terms = TestTerms.With(new ReturnOfCapitalTier(), TestTerms.Pref(), new CatchUpTier(1, 0.2m), new SplitTier(0.2m, new MultipleHurdle(2)), new SplitTier(0.3m));
        var line = Run(terms, 300m, new(2024, 1, 1));
        line.Tiers.Take(4).Sum(t => t.ToPartner).ShouldBe(200m);
        line.Tiers[3].Total.ShouldBe(Math.Round((100m - 25.97m) / 0.8m, 2));
        line.Tiers.Sum(t => t.Total).ShouldBe(300m);
    }

    [Fact]
    public void SplitUntilSeveralHurdles_EndsWithTheLastOfThem()
    {
        decimal First(Hurdle until) => Run(TestTerms.With(new ReturnOfCapitalTier(), TestTerms.Pref(), new SplitTier(0.2m, until), new SplitTier(0.3m)), 1000m, new(2024, 1, 1)).Tiers[2].Total;
        var (rate, multiple) = (new IrrHurdle(0.12m, DayCount.Act365), new MultipleHurdle(2));
        First(new AllOfHurdle([rate, multiple])).ShouldBe(Math.Max(First(rate), First(multiple)));
        First(rate).ShouldBeLessThan(First(multiple));
    }

    [Fact]
    public void SecondCatchUp_GivesTheTargetOfAllProfit()
    {
        var terms = TestTerms.With(
            new ReturnOfCapitalTier(), TestTerms.Pref(), new CatchUpTier(1, 0.2m), new SplitTier(0.2m, new IrrHurdle(0.12m, DayCount.Act365)), new CatchUpTier(0.5m, 0.25m), new SplitTier(0.25m));
        var line = Run(terms, 100_000_000m, 200_000_000m, new(2024, 1, 1));
        line.CarriedInterest.ShouldBe(25_000_000m, 0.02m);
        line.Tiers[4].Total.ShouldBe(Math.Round(((0.25m * 50_616_000m) - 10_123_200m) / 0.25m, 2));
    }

    [Fact]
    public void FirstHurdleAsSplit_ReturnsCapitalAndRateTogether()
    {
        var line = Run(TestTerms.With(new SplitTier(0, new IrrHurdle(0.08m, DayCount.Act365)), new CatchUpTier(1, 0.2m), new SplitTier(0.2m)), 200m, new(2022, 1, 1));
        line.Tiers[0].ToPartner.ShouldBe(108m);
    }

    [Fact]
    public void CapitalThatDoesNotEarn_IsReturnedWithoutReturn()
    {
        var waterfall = new Waterfall(TestTerms.Usual(), Dollar).Open(Guid.Empty, "LP");
        waterfall.Contribute(new(Start, 90m));
        waterfall.Contribute(new(Start, 10m, Earns: false));
        var line = waterfall.Run(new(2022, 1, 1), 200m);
        line.ReturnOfCapital.ShouldBe(100m);
        line.PreferredReturn.ShouldBe(7.20m);
    }

    private static WaterfallLine Run(FundTerms terms, decimal distributed, DateOnly date) => Run(terms, 100m, distributed, date);

    private static WaterfallLine Run(FundTerms terms, decimal paidIn, decimal distributed, DateOnly date) =>
        new Waterfall(terms, Dollar).Run(date, new WaterfallPartner(Guid.Empty, "LP", [new(Start, paidIn)], []), distributed);

    private static decimal Owed(PreferredReturnTier tier, DateOnly from, DateOnly to) =>
        new Waterfall(TestTerms.With(new ReturnOfCapitalTier(), tier, new SplitTier(0.2m)), Dollar)
            .Owed(to, new WaterfallPartner(Guid.Empty, "LP", [new(from, 10_000_000m)], [])).PreferredReturn;

    private static decimal Figure(string figure) => decimal.Parse(figure, System.Globalization.CultureInfo.InvariantCulture);
}
