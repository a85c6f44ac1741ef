using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using StratCap.Benchmarks;

// Everything runs in this process, one after the other, so that the ratios are of one run on one machine.
Type[] areas = [typeof(XirrBenchmarks), typeof(AllocationBenchmarks), typeof(WaterfallBenchmarks), typeof(ScenarioBenchmarks), typeof(ExplanationBenchmarks)];
bool Wanted(string area) => args.Length == 0 || args.Any(word => area.Contains(word, StringComparison.OrdinalIgnoreCase));
var wanted = areas.Where(a => Wanted(a.Name)).ToArray();
var config = new ManualConfig().WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile)
    .AddLogger(NullLogger.Instance)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.DontLogOutput))
    .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "stratcap-benchmarks"));
var reports = wanted.SelectMany(area => BenchmarkRunner.Run(area, config).Reports).ToList();

if (wanted.Length > 0) Console.WriteLine($"{"what",-52} {"median",12} {"of the peer",12} {"allocated",12}");
foreach (var area in reports.GroupBy(r => (r.BenchmarkCase.Descriptor.Type, r.BenchmarkCase.Parameters.DisplayInfo)))
{
    var peer = area.SingleOrDefault(r => r.BenchmarkCase.Descriptor.Baseline)?.ResultStatistics?.Median;
    foreach (var report in area) Print(report, peer);
}
if (wanted.Contains(typeof(XirrBenchmarks)) && !PlainNewton.HasCompiler) Console.WriteLine("gcc is not installed: the same loop in C# stands for the plain C one.");
if (Wanted("Memory")) MemoryTable.Print();
if (Wanted("Statements")) StatementTable.Print(new PeerPrograms(PeerPrograms.IgnoredFolder()));
if (Wanted("Close")) await CloseTable.Print();
if (Wanted("Peers")) new PeerTable(new PeerPrograms(PeerPrograms.IgnoredFolder())).Print();
return reports.TrueForAll(r => r.Success) ? 0 : 1;

static void Print(BenchmarkReport report, double? peer)
{
    var descriptor = report.BenchmarkCase.Descriptor;
    var name = $"{descriptor.WorkloadMethodDisplayInfo.Trim('\'')} {report.BenchmarkCase.Parameters.DisplayInfo}";
    if (report.ResultStatistics is not { } result)
    {
        Console.WriteLine($"{name,-52} {"FAILED",12}");
        return;
    }
    var allocated = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) is { } bytes ? bytes.ToString("N0", CultureInfo.InvariantCulture) + " B" : "";
    var ratio = descriptor.Baseline ? "peer" : peer is { } p ? (result.Median / p).ToString("0.00x", CultureInfo.InvariantCulture) : "";
    Console.WriteLine($"{name,-52} {Table.Time(result.Median),12} {ratio,12} {allocated,12}");
}
