using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Reporting.Custom.Schedules;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting.Custom;

/// <summary>Saved and scheduled reports over the API, and time that passes for schedules.</summary>
internal static class Scheduled
{
    public const string Saved = "/api/v1/reports/saved";

    public static object Definition(string dataset = "positions") => new { dataset, columns = new object[] { new { column = "fundName" }, new { column = dataset == "ledger-lines" ? "amount" : "commitment", aggregate = "Sum", name = "total" } } };

    public static object Body(string name, bool isShared = false, object? definition = null) => new { name, definition = definition ?? Definition(), isShared };

    public static async Task<string> Save(Api by, string name, bool isShared = false, object? definition = null) => (await by.Post(Saved, Body(name, isShared, definition))).Ok()["data"]!.Text("savedReportId");

    public static object Daily(string format = "csv", params string[] recipients) => new { rhythm = "Daily", time = "07:30", timeZone = "Europe/Zurich", format, recipients };

    public static async Task<string> Schedule(Api by, string saved, string format = "csv", params string[] recipients) =>
        (await by.Post($"{Saved}/{saved}/schedules", Daily(format, recipients))).Ok()["data"]!.Text("reportScheduleId");

    /// <summary>Lets a schedule be due now.</summary>
    public static async Task Due(House house, string schedule)
    {
        await using var connection = new NpgsqlConnection(house.Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("update reporting.report_schedules set next_run_at = now() - interval '1 minute' where id = $1", connection) { Parameters = { new() { Value = Guid.Parse(schedule) } } };
        (await command.ExecuteNonQueryAsync()).ShouldBe(1);
    }

    public static Task<int> Look(House house) => house.Services.GetRequiredService<ScheduleLook>().Run(TestContext.Current.CancellationToken);

    /// <summary>A shared report of the firm with a schedule that has made a file.</summary>
    public static async Task Made(Firm firm, Dictionary<string, string> ids)
    {
        ids["savedReportId"] = await Save(firm.Accountant, "Commitments by fund", isShared: true);
        ids["reportScheduleId"] = await Schedule(firm.Accountant, ids["savedReportId"]);
        await Due(firm.House, ids["reportScheduleId"]);
        await Look(firm.House);
        var runs = await firm.Accountant.Until($"/api/v1/reports/scheduled-runs?reportScheduleId={ids["reportScheduleId"]}", r => r["data"]!.AsArray() is [{ } run] && run.Text("state") == "Completed", seconds: 120);
        ids["reportRunId"] = runs["data"]![0]!.Text("reportRunId");
    }
}
