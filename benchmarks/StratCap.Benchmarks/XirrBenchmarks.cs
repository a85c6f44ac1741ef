using BenchmarkDotNet.Attributes;
using StratCap.FundMath.Returns;

namespace StratCap.Benchmarks;

/// <summary>XIRR of 40 dated flows; the peer is plain C, compiled here with gcc -O2.</summary>
[MemoryDiagnoser]
public class XirrBenchmarks
{
    private const int Sets = 256;
    private const int Flows = 40;

    private readonly DatedFlow[] flows = new DatedFlow[Sets * Flows];
    private readonly int[] ends = new int[Sets];
    private readonly int[] days = new int[Sets * Flows];
    private readonly double[] amounts = new double[Sets * Flows];
    private readonly IrrRate[] rates = new IrrRate[Sets];
    private readonly PlainNewton newton = new();

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        for (var i = 0; i < flows.Length; i++)
        {
            var n = i % Flows;
            var amount = (n < 12 ? -1 : 1) * (decimal)(random.Next(1_000_000, 9_000_000) / 100.0);
            flows[i] = new DatedFlow(new DateOnly(2012, 1, 1).AddDays((n * 91) + random.Next(0, 60)), amount);
            days[i] = flows[i].Date.DayNumber;
            amounts[i] = (double)amount;
            ends[i / Flows] = i + 1;
        }
        OursBatch();
        for (var i = 0; i < Sets; i++)
        {
            if (Math.Abs(C(i) - rates[i].Rate) > 1e-10)
                throw new InvalidOperationException($"Ours and C differ: {rates[i].Rate} and {C(i)}.");
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Sets, Description = "XIRR, plain C")]
    public double PlainC()
    {
        var sum = 0.0;
        for (var i = 0; i < Sets; i++)
            sum += C(i);
        return sum;
    }

    [Benchmark(OperationsPerInvoke = Sets, Description = "XIRR, IrrOfMany")]
    public IrrRate OursBatch()
    {
        IrrOfMany.Solve(flows, ends, rates);
        return rates[0];
    }

    [Benchmark(OperationsPerInvoke = Sets, Description = "XIRR, IrrOfMany on all cores")]
    public IrrRate OursOnAllCores()
    {
        var parts = Environment.ProcessorCount;
        Parallel.For(0, parts, part =>
        {
            for (var i = part * Sets / parts; i < (part + 1) * Sets / parts; i++)
                rates[i] = IrrOfMany.Solve(flows.AsSpan(i * Flows, Flows));
        });
        return rates[0];
    }

    [Benchmark(OperationsPerInvoke = Sets, Description = "XIRR, Irr with all checks")]
    public decimal Plain()
    {
        var sum = 0m;
        for (var i = 0; i < Sets; i++)
            sum += Irr.Of(new ArraySegment<DatedFlow>(flows, i * Flows, Flows)).Rate!.Value;
        return sum;
    }

    private double C(int set) => newton.Solve(days.AsSpan(set * Flows, Flows), amounts.AsSpan(set * Flows, Flows));
}
