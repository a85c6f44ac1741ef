using System.Text.Json;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Tests.Support;

namespace StratCap.FundMath.Tests.Returns;

/// <summary>Against worked cases, most of them published by spreadsheets and libraries (see each case's source).</summary>
public sealed class IrrTests
{
    [Theory]
    [InlineData("irr-001")]
    [InlineData("irr-005")]
    [InlineData("irr-009")]
    [InlineData("irr-013")]
    [InlineData("irr-017")]
    [InlineData("irr-021")]
    [InlineData("irr-025")]
    [InlineData("irr-032")]
    [InlineData("irr-040")]
    [InlineData("irr-044")]
    public void Of_WorkedCase_GivesTheRateAndItsStanding(string id)
    {
        var worked = WorkedCase.Load(id);
        var result = Solve(worked.Inputs);
        switch (worked.Expected.GetProperty("status").GetString())
        {
            case "ok":
                result.Status.ShouldBe(IrrStatus.Unique);
                result.Rate!.Value.ShouldBe(WorkedCase.Money(worked.Expected, "rate"), 0.000000001m);
                break;
            case "multiple_roots":
                result.Status.ShouldBe(IrrStatus.SeveralRoots);
                result.Rate.ShouldBeNull();
                var rates = worked.Expected.GetProperty("rates").EnumerateArray().Select(WorkedCase.Number).ToList();
                result.Rates.Count.ShouldBe(rates.Count);
                for (var i = 0; i < rates.Count; i++)
                    result.Rates[i].ShouldBe(rates[i], 0.000000001m);
                break;
            default:
                result.Status.ShouldBe(IrrStatus.Invalid);
                break;
        }
    }

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
        result.Rate!.Value.ShouldBe(0.1m, 0.000001m);
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

    private static IrrResult Solve(JsonElement inputs) => inputs.GetProperty("kind").GetString() == "periodic"
        ? Irr.OfPeriods([.. inputs.GetProperty("amounts").EnumerateArray().Select(WorkedCase.Number)])
        : Irr.Of(inputs.GetProperty("flows").EnumerateArray().Select(f => new DatedFlow(WorkedCase.Date(f, "date"), WorkedCase.Money(f, "amount"))));
}
