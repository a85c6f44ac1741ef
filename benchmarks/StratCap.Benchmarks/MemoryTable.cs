namespace StratCap.Benchmarks;

/// <summary>What a fund's whole life holds in memory, at three sizes: with its history kept, and as a stream of lines that nobody keeps.</summary>
internal static class MemoryTable
{
    private static readonly (int Partners, int Flows)[] Sizes = [(500, 200), (500, 1_000), (500, 4_000)];

    internal static void Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{"memory of a full life",-52} {"lines",12} {"held, peak",14} {"of the first",13} {"allocated",16}");
        foreach (var keeps in (bool[])[true, false])
        {
            long? first = null;
            foreach (var (partners, flows) in Sizes)
            {
                var (peak, allocated) = Measure(partners, flows, keeps);
                first ??= peak;
                var name = $"{(keeps ? "history kept" : "streamed")}, {partners} partners x {flows} flows";
                Console.WriteLine(FormattableString.Invariant($"{name,-52} {partners * flows,12:N0} {peak,12:N0} B {(double)peak / first.Value,12:0.00}x {allocated,14:N0} B"));
            }
        }
    }

    /// <summary>The most bytes that were alive at any of twenty looks, and all that were allocated on the way.</summary>
    private static (long Peak, long Allocated) Measure(int partners, int flows, bool keeps)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var (peak, flow) = (0L, 0);
        var fund = FullLife.Fund(partners, flows, keeps, () =>
        {
            if (++flow % (flows / 20) == 0) peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        });
        GC.KeepAlive(fund);
        return (peak, GC.GetAllocatedBytesForCurrentThread() - allocated);
    }
}
