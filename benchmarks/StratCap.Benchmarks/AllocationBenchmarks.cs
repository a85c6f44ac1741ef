using BenchmarkDotNet.Attributes;
using StratCap.FundMath.Allocation;

namespace StratCap.Benchmarks;

/// <summary>Sharing out a call to the cent; the peer is one pass of decimal arithmetic over the same array, each part rounded alone (and so not adding up).</summary>
[MemoryDiagnoser]
public class AllocationBenchmarks
{
    private const decimal Total = 123_456_789.01m;

    private decimal[] weights = [];

    [Params(1_000, 10_000, 100_000)]
    public int Partners { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        weights = [.. Enumerable.Range(0, Partners).Select(_ => random.Next(1, 5_000) * 10_000m)];
    }

    [Benchmark(Baseline = true, Description = "allocation, one decimal pass")]
    public decimal[] OnePass()
    {
        var sum = 0m;
        foreach (var weight in weights)
            sum += weight;
        var parts = new decimal[weights.Length];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = Math.Round(Total * weights[i] / sum, 2, MidpointRounding.AwayFromZero);
        return parts;
    }

    [Benchmark(Description = "allocation, LargestRemainder")]
    public decimal[] Ours() => LargestRemainder.Split(Total, weights, 2);
}
