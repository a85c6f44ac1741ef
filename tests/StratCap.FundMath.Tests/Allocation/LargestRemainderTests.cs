using System.Numerics;
using CsCheck;
using StratCap.FundMath.Allocation;

namespace StratCap.FundMath.Tests.Allocation;

public sealed class LargestRemainderTests
{
    private static readonly Gen<decimal> Weight = Gen.Select(Gen.Long[0, 5_000_000_000_000], Gen.Int[0, 6], (mantissa, scale) => new decimal(mantissa) / (decimal)Math.Pow(10, scale));

    private static readonly Gen<(decimal Total, decimal[] Weights, int Units)> Inputs = Gen.Select(
        Gen.Long[0, 2_000_000_000_000], Weight.Array[1, 30], Gen.Int[0, 2].Select(k => k == 0 ? 0 : k + 1),
        (units, weights, minor) => (new decimal(units) / (decimal)Math.Pow(10, minor), weights.Sum() == 0 ? [.. weights, 1m] : weights, minor));

    [Fact]
    public void Split_OfAnything_AddsUpExactlyAndStaysWithinAUnitOfTheExactShare() => Inputs.Sample(
        i =>
        {
            var parts = LargestRemainder.Split(i.Total, i.Weights, i.Units);
            var unit = 1m / (decimal)Math.Pow(10, i.Units);
            var sum = i.Weights.Sum();
            parts.Sum().ShouldBe(i.Total);
            for (var k = 0; k < parts.Length; k++)
            {
                Math.Abs(parts[k] - (i.Total * (i.Weights[k] / sum))).ShouldBeLessThan(unit * 1.000001m);
                if (i.Weights[k] == 0)
                    parts[k].ShouldBe(0m);
            }
        },
        iter: 5_000);

    [Fact]
    public void Split_OfAnything_GivesTheHeavierNoLess() => Inputs.Sample(
        i =>
        {
            var parts = LargestRemainder.Split(i.Total, i.Weights, i.Units);
            var order = Enumerable.Range(0, parts.Length).OrderBy(k => i.Weights[k]).ToList();
            for (var k = 1; k < order.Count; k++)
            {
                if (i.Weights[order[k]] > i.Weights[order[k - 1]])
                    parts[order[k]].ShouldBeGreaterThanOrEqualTo(parts[order[k - 1]]);
            }
        },
        iter: 3_000);

    [Fact]
    public void Split_OfAnything_IsWhatThePlainMethodGives() => Inputs.Sample(
        i =>
        {
            var sum = i.Weights.Aggregate(BigInteger.Zero, (a, w) => a + Integer(w));
            var units = (BigInteger)(i.Total * (decimal)Math.Pow(10, i.Units));
            var parts = i.Weights.Select(w => BigInteger.DivRem(units * Integer(w), sum)).ToArray();
            var left = (int)(units - parts.Aggregate(BigInteger.Zero, (a, p) => a + p.Quotient));
            var lucky = Enumerable.Range(0, parts.Length).OrderByDescending(k => parts[k].Remainder).Take(left).ToHashSet();
            var plain = parts.Select((p, k) => (decimal)(p.Quotient + (lucky.Contains(k) ? 1 : 0)) / (decimal)Math.Pow(10, i.Units));

            LargestRemainder.Split(i.Total, i.Weights, i.Units).ShouldBe(plain);
        },
        iter: 10_000);

    [Fact]
    public void Split_OfANegativeAmount_MirrorsThePositive() => Inputs.Sample(
        i => LargestRemainder.Split(-i.Total, i.Weights, i.Units).ShouldBe([.. LargestRemainder.Split(i.Total, i.Weights, i.Units).Select(p => -p)]),
        iter: 1_000);

    [Fact]
    public void Split_ByWeightsOnAnotherScale_IsTheSame() => Inputs.Sample(
        i => LargestRemainder.Split(i.Total, [.. i.Weights.Select(w => w * 1000m)], i.Units).ShouldBe(LargestRemainder.Split(i.Total, i.Weights, i.Units)),
        iter: 1_000);

    [Fact]
    public void Split_OfEqualRemainders_FavoursTheEarlier() =>
        LargestRemainder.Split(1.00m, [1m, 1m, 1m], 2).ShouldBe([0.34m, 0.33m, 0.33m]);

    [Fact]
    public void Split_OfWideNumbers_TakesTheLongWayExactly()
    {
        decimal[] weights = [79_228_162_514_264_337_593_543_950_335m, 0.0000000000000000000000000001m, 39_614_081_257_132_168_796_771_975_167m];
        var parts = LargestRemainder.Split(792_281_625_142_643_375_935_439_503.35m, weights, 2);
        parts.Sum().ShouldBe(792_281_625_142_643_375_935_439_503.35m);
        parts[1].ShouldBe(0m);
    }

    [Fact]
    public void Split_WithoutWeights_IsRefused()
    {
        Should.Throw<FundRuleException>(() => LargestRemainder.Split(1m, [0m, 0m], 2)).Code.ShouldBe("allocation.no_weights");
        Should.Throw<FundRuleException>(() => LargestRemainder.Split(1m, [1m, -1m], 2)).Code.ShouldBe("allocation.negative_weight");
        Should.Throw<FundRuleException>(() => LargestRemainder.Split(0.001m, [1m], 2)).Code.ShouldBe("allocation.not_payable");
    }

    [Fact]
    public void Next_OverManyAmounts_DriftsByNoUnit() => Gen.Select(Gen.Long[1, 100_000_000].Array[1, 40], Weight.Array[1, 12]).Sample(
        (amounts, given) =>
        {
            var weights = given.Sum() == 0 ? [.. given, 1m] : given;
            var sum = weights.Sum();
            var had = new decimal[weights.Length];
            foreach (var amount in amounts.Select(a => a / 100m))
            {
                var parts = CumulativeAllocation.Next(amount, weights, had, 2);
                parts.Sum().ShouldBe(amount);
                parts.Min().ShouldBeGreaterThanOrEqualTo(0m);
                for (var i = 0; i < had.Length; i++)
                    had[i] += parts[i];
            }
            for (var i = 0; i < had.Length; i++)
                Math.Abs(had[i] - (had.Sum() * (weights[i] / sum))).ShouldBeLessThan(0.02m);
        },
        iter: 1_000);

    [Fact]
    public void SplitUnderCaps_OfAnything_StaysUnderThemAndAddsUp() => Gen.Select(Weight.Array[1, 12], Gen.Long[0, 10_000_000].Array[12], Gen.Int[0, 100]).Sample(
        (weights, caps, percent) =>
        {
            var limits = caps.Take(weights.Length).Select(c => c / 100m).ToArray();
            var room = limits.Where((_, i) => weights[i] > 0).Sum();
            var total = Math.Round(room * percent / 100m, 2, MidpointRounding.ToZero);
            var parts = CappedSplit.Split(total, weights, limits, 2);
            parts.Sum().ShouldBe(total);
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i].ShouldBeInRange(0, limits[i]);
                if (weights[i] == 0)
                    parts[i].ShouldBe(0m);
            }
            if (room > 0)
                Should.Throw<FundRuleException>(() => CappedSplit.Split(room + 0.01m, weights, limits, 2)).Code.ShouldBe("allocation.caps_exceeded");
        },
        iter: 2_000);

    private static BigInteger Integer(decimal weight) => (BigInteger)(weight * 1_000_000m);
}
