using CsCheck;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Tests.Support;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Tests.Waterfalls;

/// <summary>What holds for every fund, whatever it pays in and distributes.</summary>
public sealed class WholeFundWaterfallTests
{
    private static readonly Gen<(int Day, int Kind, long Cents)[]> Lives = Gen.Select(Gen.Int[0, 4000], Gen.Int[0, 2], Gen.Long[1, 9_000_000_00]).Array[2, 14];

    [Fact]
    public void Distribute_OnAnyLife_AddsUpByTierAndByPartner() => Gen.Select(Lives, Gen.Int[0, 5]).Sample((life, terms) =>
    {
        foreach (var distribution in Play(life, Terms(terms), "USD").Flows.Distributions)
        {
            distribution.Lines.Sum(l => l.Apportioned).ShouldBe(distribution.Amount);
            (distribution.Lines.Sum(l => l.ToPartner) + distribution.CarriedInterest).ShouldBe(distribution.Amount);
            foreach (var line in distribution.Lines.Where(l => l.Tiers.Count > 0))
            {
                line.Tiers.Sum(t => t.Total).ShouldBe(line.Apportioned);
                line.Tiers.ShouldEach(t => t.ToPartner >= 0 && t.CarriedInterest >= 0);
            }
        }
    }, iter: 10_000);

    [Fact]
    public void Distribute_OnAnyLife_ExplainsEveryFigure() => Gen.Select(Lives, Gen.Int[0, 5]).Sample((life, terms) =>
    {
        foreach (var line in Play(life, Terms(terms), "USD", explain: true).Flows.Distributions.SelectMany(d => d.Lines).Where(l => l.Tiers.Count > 0))
            ExplanationCheck.Evaluate(line.Explanation!, new TestFund());
    }, iter: 60);

    [Fact]
    public void Distribute_ToldAsHistory_GivesTheSameTiers() => Gen.Select(Lives, Gen.Int[0, 5]).Sample((life, choice) =>
    {
        // A book knows only the sums of what earlier tiers gave: played again it must come to the same distribution to some cents.
        var terms = Terms(choice);
        var flows = Play(life, terms, "USD").Flows;
        if (flows.Distributions.Count < 2)
            return;
        var last = flows.Distributions[^1];
        var earlier = flows.Distributions.SkipLast(1).Select(d => d.Lines[0]).Zip(flows.Distributions, (l, d) => new WaterfallDistribution(d.Date, l.ReturnOfCapital, l.PreferredReturn, l.CatchUp, l.ResidualSplit, l.CarriedInterest));
        var contributions = flows.Net(0).Where(f => f.Amount < 0).Select(f => new WaterfallContribution(f.Date, -f.Amount));
        var again = new Waterfall(terms, new Currency("USD")).Run(last.Date, new WaterfallPartner(Guid.Empty, "LP", [.. contributions], [.. earlier]), last.Lines[0].Apportioned, explain: false);
        foreach (var (tier, told) in last.Lines[0].Tiers.Zip(again.Tiers))
            told.Total.ShouldBe(tier.Total, 0.10m);
    }, iter: 300);

    [Fact]
    public void Distribute_UntilTheAccountIsPaid_GivesExactlyTheRate() => Lives.Sample(life =>
    {
        var fund = Play(life, TestTerms.With(new ReturnOfCapitalTier(), TestTerms.Pref(), new SplitTier(0.2m)), "USD");
        if (fund.Flows.Distributions.Any(d => d.Lines[0].Tiers[2].Total > 0) || fund.Flows.PaidIn == 0)
            return;
        // Nothing has gone beyond the account yet: one more distribution pays it off, and the partner has had 8 % on all his money.
        var end = Day(4400);
        var owed = new Waterfall(TestTerms.Usual(), new Currency("USD")).Owed(end, new WaterfallPartner(Guid.Empty, "LP",
            [.. fund.Flows.Net(0).Where(f => f.Amount < 0).Select(f => new WaterfallContribution(f.Date, -f.Amount))],
            [.. fund.Flows.Distributions.Select(d => d.Lines[0].At(d.Date))]));
        var flows = fund.Flows.Net(0).Append(new DatedFlow(end, owed.Capital + owed.PreferredReturn));
        var value = flows.Sum(f => (double)f.Amount * Math.Pow(1.08, (end.DayNumber - f.Date.DayNumber) / 365.0));
        value.ShouldBe(0, 0.02 * (1 + fund.Flows.Distributions.Count));
    }, iter: 300);

    [Fact]
    public void Distribute_FarBeyondAFullCatchUp_GivesTheTargetOfAllProfit() => Gen.Select(Lives, Gen.Decimal[0.3m, 1m]).Sample((life, share) =>
    {
        var fund = Play(life, TestTerms.With(new ReturnOfCapitalTier(), TestTerms.Pref(), new CatchUpTier(Math.Round(share, 2), 0.2m), new SplitTier(0.2m)), "USD");
        fund.Distribute(Day(4400), 9_000_000_000m);
        var totals = fund.Flows.Totals();
        totals.CarriedInterest.ShouldBe(0.2m * totals.ProfitDistributed, 0.2m);
        totals.UnreturnedCapital.ShouldBe(0m);
    }, iter: 10_000);

    [Fact]
    public void Distribute_Later_NeverPaysMoreCarry() => Gen.Select(Gen.Int[0, 3000], Gen.Int[1, 900], Gen.Long[1, 3_000_000_00], Gen.Int[0, 5]).Sample((day, later, cents, terms) =>
    {
        decimal Carry(int on)
        {
            var fund = Play([(0, 0, 100_000_000)], Terms(terms), "USD");
            return fund.Distribute(Day(on), cents / 100m).CarriedInterest;
        }

        Carry(day + later).ShouldBeLessThanOrEqualTo(Carry(day) + 0.02m);
    }, iter: 10_000);

    [Fact]
    public void Distribute_ReturnFirstUnderSimpleInterest_LeavesMoreToTheInvestor()
    {
        var pref = TestTerms.Pref(compounding: Compounding.SimpleAnnual);
        decimal Carry(params Tier[] tiers)
        {
            var fund = Play([(0, 0, 100_000_000)], TestTerms.With(tiers), "USD");
            fund.Distribute(Day(1000), 600_000m);
            fund.Distribute(Day(2000), 1_700_000m);
            return fund.Flows.Totals().CarriedInterest;
        }

        Carry(pref, new ReturnOfCapitalTier(), new SplitTier(0.2m)).ShouldBeLessThan(Carry(new ReturnOfCapitalTier(), pref, new SplitTier(0.2m)));
    }

    [Fact]
    public void Distribute_ByContributions_FollowsWhatWasPaidIn()
    {
        var terms = TestTerms.Usual() with { Apportioning = new(ApportioningBase.Contributions, "test") };
        var fund = new WholeFundWaterfall(terms, new Currency("JPY"), Partners);
        fund.Contribute(Day(0), 0, 300);
        fund.Contribute(Day(0), 2, 100);
        fund.Distribute(Day(1), 401).Lines.Select(l => l.Apportioned).ShouldBe([301m, 0m, 100m]);
    }

    [Fact]
    public void Distribute_FinerThanTheCurrency_IsRefusedByName() =>
        Should.Throw<FundRuleException>(() => new WholeFundWaterfall(TestTerms.Usual(), new Currency("JPY"), Partners).Distribute(Day(1), 0.5m)).Code.ShouldBe("distribution.amount_not_payable");

    [Fact]
    public void Fund_WithoutHistory_GivesTheSameTotals_AndLetsItsDistributionsGo()
    {
        (int, int, long)[] life = [.. Enumerable.Range(0, 300).Select(i => (i * 13, i % 3, 1_000_000L + (i * i * 37L % 5_000_000)))];
        for (var terms = 0; terms < 6; terms++)
            Play(life, Terms(terms), "USD", keepsHistory: false).Flows.Totals().ShouldBe(Play(life, Terms(terms), "USD").Flows.Totals());
        var fund = Play(life, Terms(0), "USD", keepsHistory: false);
        var distribution = Distributed(fund);

        GC.Collect();

        distribution.TryGetTarget(out _).ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => fund.Flows.Net(0).Count());
        Should.Throw<InvalidOperationException>(() => fund.Flows.Distributions);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference<FundDistribution> Distributed(WholeFundWaterfall fund) => new(fund.Distribute(Day(10_000), 1_000m));

    private static readonly FundPartner[] Partners =
    [
        new(new Guid(1, 0, 0, new byte[8]), "A", true, 60), new(new Guid(2, 0, 0, new byte[8]), "B", true, 38), new(new Guid(3, 0, 0, new byte[8]), "GP", false, 2),
    ];

    private static FundTerms Terms(int choice) => choice switch
    {
        0 => TestTerms.Usual(),
        1 => TestTerms.With(new ReturnOfCapitalTier(), TestTerms.Pref(compounding: Compounding.AnnualOnDate, on: new DayOfYear(12, 31)), new CatchUpTier(0.5m, 0.2m), new SplitTier(0.2m)),
        2 => TestTerms.With(TestTerms.Pref(compounding: Compounding.SimpleAnnual, dayCount: DayCount.ActAct), new ReturnOfCapitalTier(), new SplitTier(0.2m)),
        3 => TestTerms.With(new ReturnOfCapitalTier(), TestTerms.Pref(), new CatchUpTier(1, 0.2m), new SplitTier(0.2m, new IrrHurdle(0.12m, DayCount.Act365)), new SplitTier(0.25m)),
        4 => TestTerms.With(
            new ReturnOfCapitalTier(), TestTerms.Pref(compounding: Compounding.Quarterly), new SplitTier(0.1m, new MultipleHurdle(1.5m)), new SplitTier(0.2m, new AllOfHurdle([new MultipleHurdle(2), new IrrHurdle(0.15m, DayCount.Act365)])), new SplitTier(0.3m)),
        _ => TestTerms.With(new SplitTier(0, new IrrHurdle(0.08m, DayCount.Act365)), new CatchUpTier(1, 0.2m), new SplitTier(0.2m)),
    };

    /// <summary>Kind 0 and 1 pay in, shared out by commitment; kind 2 distributes.</summary>
    private static WholeFundWaterfall Play((int Day, int Kind, long Cents)[] life, FundTerms terms, string currency, bool explain = false, bool keepsHistory = true)
    {
        var fund = new WholeFundWaterfall(terms, new Currency(currency), Partners, explain, keepsHistory);
        foreach (var (day, kind, cents) in life.OrderBy(s => s.Day).ThenBy(s => s.Kind / 2))
        {
            if (kind == 2)
            {
                fund.Distribute(Day(day), cents / 100m);
                continue;
            }
            for (var i = 0; i < Partners.Length; i++)
                fund.Contribute(Day(day), i, Math.Round(cents * Partners[i].Commitment / 100m) / 100m);
        }
        return fund;
    }

    private static DateOnly Day(int days) => new DateOnly(2015, 3, 31).AddDays(days);
}
