using CsCheck;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Tests.Returns;

public sealed class IrrTests
{
    [Fact]
    public void OfPeriods_AnyRatesPlanted_FindsEachOfThemAndNoOther() =>
        Gen.Int[-9, 39].Array[1, 4].Where(rates => rates.Distinct().Count() == rates.Length).Sample(
            rates =>
            {
                var planted = rates.Select(r => r * 0.1m).Order().ToList();
                Irr.OfPeriods(Flows(planted)).Rates.Zip(planted).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 0.000000001m);
                Irr.OfPeriods(Flows(planted)).Rates.Count.ShouldBe(planted.Count);
            },
            iter: 10_000);

    [Fact]
    public void Of_AnyFlowsAndTheirRate_GrowToNothing() =>
        Gen.Select(Gen.Int[1, 4000].Array[1, 30], Gen.Int[-90, 400], Gen.Int[1, 1_000_000].Array[30]).Sample(
            (days, percent, cents) =>
            {
                var (start, rate) = (new DateOnly(2010, 1, 1), percent / 100.0);
                var flows = days.Select((d, i) => new DatedFlow(start.AddDays(d), cents[i])).ToList();
                var worth = flows.Sum(f => (double)f.Amount * Math.Pow(1 + rate, (start.DayNumber - f.Date.DayNumber) / 365.0));
                flows.Add(new DatedFlow(start, -(decimal)worth));

                var found = Irr.Of(flows);

                found.Status.ShouldBe(IrrStatus.Unique);
                ((double)found.Rate!.Value).ShouldBe(rate, 1e-7 * Math.Max(1, Math.Abs(rate)));
            },
            iter: 10_000);

    [Fact]
    public void PeriodReturn_OfHalfAYear_IsNotAnnualised()
    {
        var result = Irr.Of([new(new(2024, 1, 1), -100m), new(new(2024, 7, 1), 104m)]);
        result.Rate!.Value.ShouldBe(0.081833m, 0.000001m);
        result.PeriodReturn!.Value.ShouldBe(0.04m, 0.000000000001m);
    }

    [Fact]
    public void Of_AnotherDayCount_ChangesTheYear() =>
        Irr.Of([new(new(2024, 1, 1), -100m), new(new(2024, 12, 26), 110m)], DayCount.Act360).Rate!.Value.ShouldBe(0.1m, 0.000000000001m);

    [Fact]
    public void Of_MoneyThatNeverComesBack_IsATotalLoss()
    {
        var result = Irr.Of([new(new(2020, 1, 1), -100m), new(new(2021, 1, 1), -50m)]);
        result.Status.ShouldBe(IrrStatus.TotalLoss);
        result.Rate.ShouldBe(-1m);
    }

    [Fact]
    public void Of_MoneyThatNeverWentIn_HasNoRoot() =>
        Irr.Of([new(new(2020, 1, 1), 100m), new(new(2021, 1, 1), 50m)]).Status.ShouldBe(IrrStatus.NoRoot);

    [Fact]
    public void Of_TwoChangesOfSignWithoutRoot_HasNoRoot() =>
        Irr.OfPeriods([100m, -100m, 100m]).Status.ShouldBe(IrrStatus.NoRoot);

    [Fact]
    public void Of_ZeroReturn_IsExactlyZero() =>
        Irr.Of([new(new(2020, 1, 1), -100m), new(new(2023, 5, 7), 100m)]).Rate!.Value.ShouldBe(0m, 0.000000000001m);

    [Fact]
    public void Of_RootThatOnlyTouchesZero_IsFound()
    {
        // (1 − 1.1/(1+r))² has the double root 10 %.
        var result = Irr.OfPeriods([-100m, 220m, -121m]);
        result.Status.ShouldBe(IrrStatus.Unique);
        result.Rate!.Value.ShouldBe(0.1m, 0.0000000001m);
    }

    [Fact]
    public void Of_ThreeRoots_FindsAll()
    {
        // Roots at 0 %, 100 %, 200 %: (x−1)(x−2)(x−3) with x = 1 + r.
        var result = Irr.OfPeriods([-1m, 6m, -11m, 6m]);
        result.Rates.Count.ShouldBe(3);
        result.Rates[0].ShouldBe(0m, 0.000000001m);
        result.Rates[1].ShouldBe(1m, 0.000000001m);
        result.Rates[2].ShouldBe(2m, 0.000000001m);
    }

    [Fact]
    public void Of_FlowsOfOneDay_AreAddedTogether()
    {
        var whole = Irr.Of([new(new(2020, 1, 1), -100m), new(new(2021, 1, 1), 110m)]);
        var parts = Irr.Of([new(new(2020, 1, 1), -60m), new(new(2021, 1, 1), 150m), new(new(2020, 1, 1), -40m), new(new(2021, 1, 1), -40m)]);
        parts.Rate.ShouldBe(whole.Rate);
    }

    /// <summary>Flows whose rates are given: the coefficients of ∏ (x − (1 + rate)), the highest power first and negative.</summary>
    private static decimal[] Flows(IReadOnlyList<decimal> rates)
    {
        var flows = new decimal[rates.Count + 1];
        flows[0] = -1;
        for (var n = 0; n < rates.Count; n++)
        {
            for (var i = n + 1; i > 0; i--)
                flows[i] -= (1 + rates[n]) * flows[i - 1];
        }
        return flows;
    }
}
