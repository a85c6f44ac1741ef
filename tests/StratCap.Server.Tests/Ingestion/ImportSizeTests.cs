using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Ingestion.Imports;

namespace StratCap.Server.Tests.Ingestion;

public sealed class ImportSizeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Import_OfAHundredThousandRows_StreamsWithFlatMemoryAndShowsProgress()
    {
        await using var bench = await ImportBench.Start();
        var id = await bench.Queue(SyntheticPositions.File(500, 50));
        var lease = await bench.Services.GetRequiredService<ImportLeases>().Take(CancellationToken.None);
        var watch = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await bench.Services.GetRequiredService<ImportRun>().Run(lease!, CancellationToken.None);
        var job = await bench.Job(id);
        output.WriteLine($"{job.RowsDone} rows in {watch.Elapsed.TotalSeconds:0.0} s wall, {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds:0.0} s CPU, {bench.Pushed.Count} pushes, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB");
    }
}
