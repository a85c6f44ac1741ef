using System.Diagnostics;
using System.Text;
using Npgsql;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Ingestion;

/// <summary>The size to hold, with the real program as worker, killed twice by a signal that it cannot catch.</summary>
public sealed class ImportSizeTests(ITestOutputHelper output)
{
    private const int Rows = 100_000;

    [Fact]
    public async Task Import_OfAHundredThousandRows_StreamsShowsProgressAndSurvivesKills()
    {
        await using var house = new House(null, new Dictionary<string, string?> { ["Ingestion:Workers"] = "0" });
        await house.InitializeAsync();
        var firm = await house.Provision("Size");
        var id = (await firm.Accountant.Import(Encoding.UTF8.GetBytes(SyntheticPositions.File(500, 50)))).JobId();
        var seen = new List<int>();
        var watch = Stopwatch.StartNew();

        foreach (var killAfter in (int[])[20_000, 55_000])
        {
            using var worker = Worker(house);
            await firm.Accountant.Until($"/api/v1/data/import/status/{id}", s => Seen(seen, s["data"]!["import"]!.Int("rowsRead")) >= killAfter, 1200);
            worker.Kill();
            await worker.WaitForExitAsync();
            var read = (await firm.Accountant.Get($"/api/v1/data/import/status/{id}")).Ok()["data"]!["import"]!.Int("rowsRead");
            (read % 1000).ShouldBe(0, "chunks are recorded whole or not at all");
            (await Count(house, "ingestion.import_rows")).ShouldBe(read);
        }
        using var last = Worker(house);
        await firm.Accountant.Until($"/api/v1/data/import/status/{id}", s => Seen(seen, s["data"]!["import"]!.Int("rowsRead")) >= Rows, 1200);
        var import = await firm.Accountant.Finished(id);
        var peak = PeakMebibytes(last);
        last.Kill();

        output.WriteLine($"{Rows} rows with two kills in {watch.Elapsed.TotalSeconds:0} s, the last worker's peak memory {peak} MiB");
        import.Text("state").ShouldBe("Completed", import.ToJsonString());
        (import.Int("rowsRead"), import.Int("accepted"), import.Int("flagged"), import.Int("refused")).ShouldBe((Rows, 99_000, 0, 1_000));
        (import.Int("added") + import.Int("alreadyThere")).ShouldBe(99_000);
        import.Int("alreadyThere").ShouldBeLessThanOrEqualTo(2_000, "a kill costs one chunk at most");
        (await Count(house, "ingestion.import_rows")).ShouldBe(Rows);
        (await Count(house, "funds.facts where kind = 'position_disclosed'")).ShouldBe(99_000);
        (await Count(house, "(select distinct fund_id, investor_id, as_of from funds.positions) p")).ShouldBe(99_000);
        seen.Distinct().Count().ShouldBeGreaterThan(10, "progress shows");
        peak.ShouldBeLessThan(600);
    }

    private static int Seen(List<int> seen, int rows)
    {
        seen.Add(rows);
        return rows;
    }

    private static Process Worker(House house)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StratCap.Server.dll"), "serve", "--role", "worker", "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = house.Folder,
            RedirectStandardOutput = false,
        };
        start.Environment["ConnectionStrings__PostgreSQL"] = house.Database;
        start.Environment["Storage__Path"] = Path.Combine(house.Folder, "blobs");
        start.Environment["Storage__Data"] = house.Folder;
        start.Environment["Platform__Host"] = House.PlatformHost;
        start.Environment["Ingestion__LeaseSeconds"] = "3";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        return Process.Start(start)!;
    }

    private static long PeakMebibytes(Process process)
    {
        process.Refresh();
        return File.ReadLines($"/proc/{process.Id}/status").Where(l => l.StartsWith("VmHWM:", StringComparison.Ordinal))
            .Select(l => long.Parse(l.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024).Single();
    }

    private static async Task<long> Count(House house, string what)
    {
        await using var connection = new NpgsqlConnection(house.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select count(*) from " + what, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
