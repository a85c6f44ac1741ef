using System.Globalization;
using System.Text.Json.Nodes;

namespace StratCap.Server.Demo;

/// <summary>First half of the main job: a firm from the public pension data, its funds and investors from the plans' own disclosures.</summary>
internal sealed class RealDataJob(DemoFirm firm, string file, Action<string> say)
{
    private const string Dirty = "positions-dirty.csv";

    /// <summary>Runs it; returns one of the investors of the fund that has most.</summary>
    public async Task<string> Run()
    {
        await Import(file);
        await Import(Path.Combine(Path.GetDirectoryName(file)!, Dirty));
        await ImportAgain();
        var (fund, investor) = await Positions();
        await Scenario(fund);
        return investor;
    }

    private async Task Import(string path)
    {
        var name = Path.GetFileName(path);
        var content = await File.ReadAllBytesAsync(path);
        var checkedRows = await firm.Accountant.Upload("/data/validate", name, content, null, ("sourceType", "positions"));
        say($"{firm.Accountant.Who}: {name} checked: {Counts(checkedRows["data"]!, "rows")}");
        var job = await firm.Accountant.Upload("/data/import/positions", name, content, "import:" + name);
        var done = await Finished(job);
        say($"{firm.Accountant.Who}: {name} imported: {Counts(done, "rowsRead")}");
        if (Number(done, "refused") > 0)
        {
            var refused = await firm.Accountant.Download($"/data/import/{JobId(job)}/refused.csv");
            say($"{firm.Accountant.Who}: refused rows with their reasons downloaded ({refused.Length} bytes)");
        }
        var total = Number(done, "accepted") + Number(done, "flagged") + Number(done, "refused");
        if (total != Number(done, "rowsRead")) throw new DemoFailedException($"{name}: {total} rows accounted for, {Number(done, "rowsRead")} read: a row was dropped in silence.");
    }

    private async Task ImportAgain()
    {
        var job = await firm.Accountant.Upload("/data/import/positions", Path.GetFileName(file), await File.ReadAllBytesAsync(file), "import-again");
        var done = await Finished(job);
        if (Number(done, "added") != 0) throw new DemoFailedException($"The same file a second time added {Number(done, "added")} positions.");
        say($"{firm.Accountant.Who}: the same file again adds nothing ({Number(done, "alreadyThere")} positions stood there already)");
    }

    private async Task<JsonNode> Finished(JsonNode job)
    {
        var status = await firm.Accountant.Until($"/data/import/status/{JobId(job)}", s => Text(s["data"]!["import"]!, "state") is "Completed" or "Failed" or "Cancelled" or "Rejected", "The end of the import");
        return Text(status["data"]!["import"]!, "state") == "Completed" ? status["data"]!["import"]! : throw new DemoFailedException($"The import ended as {status.ToJsonString()}");
    }

    private async Task<(JsonNode Fund, string Investor)> Positions()
    {
        var funds = await firm.Accountant.All("/funds?size=100");
        say($"{firm.Accountant.Who}: {funds.Count} funds stand in the books");
        JsonNode? widest = null;
        foreach (var fund in funds)
            if (widest is null || fund["partners"]!.GetValue<int>() > widest["partners"]!.GetValue<int>()) widest = fund;
        var positions = await firm.Accountant.All($"/funds/{Text(widest!, "id")}/positions?explain=true");
        foreach (var line in positions.Select(p => p["position"]!))
            say($"  {Text(widest!, "name")} · {Text(line, "name")}: DPI {Or(line, "dpi")} RVPI {Or(line, "rvpi")} TVPI {Or(line, "tvpi")}, the plan says {Or(line, "reportedMultiple")}, difference {Or(line, "multipleDifference")}");
        if (positions.Any(p => p["position"]!["explanation"] is null)) throw new DemoFailedException("A position came without its explanation.");
        var report = await firm.Cfo.Get($"/reports/performance/{Text(widest!, "id")}");
        say($"{firm.Cfo.Who}: performance report of {Text(widest!, "name")}: limited partners' TVPI {Or(report["data"]!["limitedPartners"]!, "tvpi")}");
        return (widest!, Text(positions[0]["position"]!, "investorId"));
    }

    private async Task Scenario(JsonNode fund)
    {
        var id = Text(fund, "id");
        var establishedOn = Text((await firm.Accountant.Get($"/funds/{id}/book?size=1"))["data"]![0]!, "effectiveDate");
        var template = (await firm.Accountant.Get("/funds/terms/templates"))["data"]![0]!["terms"]!;
        await firm.Accountant.Put($"/funds/{id}/terms", new { effectiveFrom = establishedOn, terms = template }, "terms:" + Text(fund, "name"));
        var before = await firm.Accountant.Get($"/funds/{id}");
        var asOf = (await firm.Accountant.All($"/funds/{id}/positions")).Max(p => Text(p["position"]!, "asOf"))!;
        var run = await firm.Accountant.Post("/calculations/waterfall", new { fundId = id, asOf, scenario = true }, "scenario:" + Text(fund, "name"));
        var totals = run["data"]!["result"]!["totals"]!;
        var after = await firm.Accountant.Get($"/funds/{id}");
        if (before["data"]!["version"]!.ToJsonString() != after["data"]!["version"]!.ToJsonString()) throw new DemoFailedException("The scenario posted something.");
        await firm.Accountant.Get($"/calculations/runs/{Text(run["data"]!, "runId")}/explanation");
        say($"{firm.Accountant.Who}: liquidation at the disclosed value {Money(run["data"]!["result"]!["value"]!)} on {asOf}: capital {Money(totals["returnOfCapital"]!)}, preferred return {Money(totals["preferredReturn"]!)}, carried interest {Money(totals["carriedInterest"]!)}; nothing posted");
    }

    private static string Counts(JsonNode data, string rows) =>
        string.Create(CultureInfo.InvariantCulture, $"{Number(data, rows)} rows: {Number(data, "accepted")} accepted, {Number(data, "flagged")} flagged, {Number(data, "refused")} refused");

    private static string JobId(JsonNode job) => Text(job["data"]!, "jobId");

    private static string Text(JsonNode node, string name) => node[name]?.GetValue<string>() ?? throw new DemoFailedException($"No '{name}' in {node.ToJsonString()}");

    private static long Number(JsonNode node, string name) => node[name]?.GetValue<long>() ?? throw new DemoFailedException($"No '{name}' in {node.ToJsonString()}");

    private static string Or(JsonNode node, string name) => node[name]?.GetValue<string>() ?? "–";

    private static string Money(JsonNode money) => $"{money["amount"]!.GetValue<string>()} {money["currency"]!.GetValue<string>()}";
}
