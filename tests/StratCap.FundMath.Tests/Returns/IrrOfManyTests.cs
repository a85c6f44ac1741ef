using CsCheck;
using StratCap.FundMath.Returns;

namespace StratCap.FundMath.Tests.Returns;

public sealed class IrrOfManyTests
{
    private static readonly Gen<DatedFlow> Flow = Gen.Select(Gen.Int[0, 5000], Gen.Int[-1_000_000, 1_000_000], (day, cents) => new DatedFlow(new DateOnly(2010, 1, 1).AddDays(day), cents / 100m));

    [Fact]
    public void Solve_AnyFlows_GivesTheRatesOfThePlainSearch() => Gen.Select(Flow.Array[0, 60], Gen.Bool).Sample(
        (flows, sort) =>
        {
            var given = sort ? [.. flows.OrderBy(f => f.Date)] : flows;
            var plain = Irr.Of(given);

            var fast = IrrOfMany.Solve(given);

            fast.Status.ShouldBe(plain.Status);
            if (plain.Rate is { } rate) fast.Rate.ShouldBe((double)rate, 1e-11 * Math.Max(1, Math.Abs((double)rate)));
        },
        iter: 10_000);

    [Fact]
    public void Solve_AFundsLife_GivesTheRatesOfThePlainSearch() => Gen.Select(Gen.Int[1, 100].Array[1, 20], Gen.Int[0, 300].Array[1, 40]).Sample(
        (calls, distributions) =>
        {
            DatedFlow[] flows =
            [
                .. calls.Select((c, i) => new DatedFlow(new DateOnly(2012, 3, 31).AddDays(i * 91), -c)),
                .. distributions.Select((d, i) => new DatedFlow(new DateOnly(2017, 3, 31).AddDays(i * 91), d)),
            ];
            var plain = Irr.Of(flows);
            var fast = IrrOfMany.Solve(flows);
            fast.Status.ShouldBe(plain.Status);
            if (plain.Rate is { } rate) fast.Rate.ShouldBe((double)rate, 1e-11);
        },
        iter: 10_000);

    [Fact]
    public void Solve_ManySets_GivesEachItsOwnRateAndAllocatesNothing()
    {
        DatedFlow[] flows = [new(new(2020, 1, 1), -100m), new(new(2021, 1, 1), 110m), new(new(2020, 1, 1), -100m), new(new(2021, 1, 1), 60m), new(new(2022, 1, 1), 72m)];
        int[] ends = [2, 5];
        var rates = new IrrRate[2];
        IrrOfMany.Solve(flows, ends, rates);
        var before = GC.GetAllocatedBytesForCurrentThread();
        IrrOfMany.Solve(flows, ends, rates);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        rates[0].Rate.ShouldBe(0.0997, 0.001);
        rates[1].Rate.ShouldBe(0.2, 0.001);
    }
}
