using CsCheck;
using StratCap.FundMath.Scenarios;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Scenarios;

/// <summary>The projection of Takahashi and Alexander (2001) from where a fund stands.</summary>
public sealed class PacingTests
{
    private static readonly Currency Usd = new("USD");

    private static readonly DateOnly Today = new(2026, 9, 30);

    [Fact]
    public void Project_ANewFund_CallsTheUsualParts()
    {
        // 25 % of 100, a third of 75, then half of what is left: 25, 25, 25, 12.50, 6.25.
        var years = Pacing.Project(Usd, Today, 0, 0, 100m, PacingAssumptions.Usual);
        years.Take(5).Select(y => y.Contributions).ShouldBe([25m, 25m, 25m, 12.5m, 6.25m]);
        years.Count.ShouldBe(12);
        foreach (var year in years)
            ExplanationCheck.Evaluate(year.Explanation, TestFund.With("USD", 1m));
        (years[0].End, years[^1].End).ShouldBe((new DateOnly(2027, 9, 30), new DateOnly(2038, 9, 30)));
        // (2 ÷ 12)^2.5 = 0.011340..., of 25 grown by 13 %: 28.25.
        (years[0].Distributions, years[0].Nav).ShouldBe((0m, 25m));
        (years[1].Distributions, years[1].Nav).ShouldBe((0.32m, 28.25m + 25m - 0.32m));
        years[^1].Nav.ShouldBe(years[^1].Contributions, "in the last year the whole value is distributed, but for what is called in it");
    }

    [Fact]
    public void Project_AWholePower_IsThatProduct()
    {
        var years = Pacing.Project(Usd, Today, 0, 1_000_000m, 0, new([0m], 0, 0, 2, 4));
        // 1/16, 4/16, 9/16 and all of what is left.
        years.Select(y => y.Distributions).ShouldBe([62_500m, 234_375m, 395_507.81m, 307_617.19m]);
        years[^1].Nav.ShouldBe(0m);
    }

    [Fact]
    public void Project_AFundOlderThanItsLife_DistributesAllInOneYear() =>
        Pacing.Project(Usd, Today, 15, 500m, 10m, PacingAssumptions.Usual).ShouldHaveSingleItem().ShouldSatisfyAllConditions(y => y.Age.ShouldBe(16), y => y.Distributions.ShouldBe(565m));

    [Theory]
    [InlineData("pacing.contributions", "1.1", "0.1", "0", "2", 10)]
    [InlineData("pacing.growth", "0.5", "-1", "0", "2", 10)]
    [InlineData("pacing.yield", "0.5", "0.1", "1.1", "2", 10)]
    [InlineData("pacing.bow", "0.5", "0.1", "0", "-0.1", 10)]
    [InlineData("pacing.life", "0.5", "0.1", "0", "2", 41)]
    public void Assumptions_OutOfRange_AreRefusedByName(string code, string contribution, string growth, string yield, string bow, int life)
    {
        static decimal Of(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Should.Throw<FundRuleException>(() => Pacing.Project(Usd, Today, 0, 0, 1m, new([Of(contribution)], Of(growth), Of(yield), Of(bow), life))).Code.ShouldBe(code);
    }

    [Fact]
    public void Project_AnyFund_LosesNoCent_AndItsTreesSayTheSame() => Gen.Select(Gen.Int[0, 20], Gen.Decimal[0, 1_000_000_000m], Gen.Decimal[0, 1_000_000_000m], Gen.Select(Gen.Decimal[0, 1], Gen.Decimal[-0.5m, 1], Gen.Decimal[0, 1], Gen.Decimal[0, 10], Gen.Int[1, 40])).Sample(
        (age, nav, unfunded, of) =>
        {
            var assumed = new PacingAssumptions([of.Item1, 0.5m], of.Item2, of.Item3, of.Item4, of.Item5);
            var (value, left) = (Usd.Round(nav), Usd.Round(unfunded));
            foreach (var year in Pacing.Project(Usd, Today, age, value, left, assumed))
            {
                year.Nav.ShouldBe(Usd.Round(value * (1 + of.Item2)) + year.Contributions - year.Distributions);
                (year.Unfunded + year.Contributions).ShouldBe(left);
                year.Nav.ShouldBeGreaterThanOrEqualTo(0);
                (value, left) = (year.Nav, year.Unfunded);
                ExplanationCheck.Evaluate(year.Explanation, TestFund.With("USD", 1m));
            }
        },
        iter: 300);
}
