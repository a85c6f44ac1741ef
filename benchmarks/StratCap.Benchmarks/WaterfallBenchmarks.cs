using BenchmarkDotNet.Attributes;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;

namespace StratCap.Benchmarks;

/// <summary>A fund's whole life, partner by partner, in decimal arithmetic to the cent. The cost of one partner's flow must stay the same as the fund grows.</summary>
[MemoryDiagnoser]
public class WaterfallBenchmarks
{
    [Benchmark(Baseline = true, Description = "full life, 500 partners x 200 flows")]
    public FundWaterfallTotals Small() => FullLife.WholeFund(500, 200);

    [Benchmark(Description = "full life, 500 partners x 1000 flows")]
    public FundWaterfallTotals ManyFlows() => FullLife.WholeFund(500, 1000);

    [Benchmark(Description = "full life, 2000 partners x 200 flows")]
    public FundWaterfallTotals ManyPartners() => FullLife.WholeFund(2_000, 200);

    [Benchmark(Description = "full life, 10000 partners x 200 flows")]
    public FundWaterfallTotals MostPartners() => FullLife.WholeFund(10_000, 200);
}

/// <summary>What a liquidation at another value would give: the peer is the single calculation for each value.</summary>
[MemoryDiagnoser]
public class ScenarioBenchmarks
{
    private static readonly DateOnly Day = new(2020, 1, 15);

    private readonly FundBook book = FullLife.Book(500, 40);
    private readonly decimal[] values = [.. Enumerable.Range(1, 10_000).Select(i => i * 100_000.07m)];

    [Benchmark(Baseline = true, OperationsPerInvoke = 20, Description = "exit value, one by one")]
    public decimal OneByOne() => values.Where((_, i) => i % 500 == 0).Sum(v => LiquidationScenario.Run(book, Day, v, explain: false).CarriedInterest);

    [Benchmark(OperationsPerInvoke = 10_000, Description = "exit value, 10000 at once")]
    public decimal Sweep() => LiquidationScenario.Sweep(book, Day, values).Sum(p => p.CarriedInterest);

    [GlobalSetup]
    public void Check()
    {
        var ours = LiquidationScenario.Sweep(book, Day, [.. values.Where((_, i) => i % 500 == 0)]).Sum(p => p.CarriedInterest);
        if (ours != OneByOne())
            throw new InvalidOperationException($"The sweep gives {ours} and the single calculations {OneByOne()}.");
    }
}

/// <summary>What the tree behind each figure costs beside the calculation itself.</summary>
[MemoryDiagnoser]
public class ExplanationBenchmarks
{
    private static readonly DateOnly Day = new(2020, 1, 15);

    private readonly FundBook book = FullLife.Book(500, 40);

    [Benchmark(Baseline = true, Description = "liquidation of 500 partners, unexplained")]
    public ScenarioResult Plain() => LiquidationScenario.Run(book, Day, 400_000_000m, explain: false);

    [Benchmark(Description = "liquidation of 500 partners, explained")]
    public ScenarioResult Explained() => LiquidationScenario.Run(book, Day, 400_000_000m);

    [Benchmark(Description = "liquidation of 500 partners, every tree opened")]
    public int Opened() => Count(LiquidationScenario.Run(book, Day, 400_000_000m).Explanation!);

    private static int Count(Explanation figure) => figure.Parts.Sum(Count) + 1;
}
