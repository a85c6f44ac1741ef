using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Jobs;
using StratCap.Reporting.Custom.Schedules;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Reporting.Custom;

/// <summary>Scheduled reports: once for a due time whoever looks and whoever dies, with the rights of the owner at that moment, fetched by their readers alone.</summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private readonly House _house = new(null, new Dictionary<string, string?> { ["CustomReports:Workers"] = "0", ["CustomReports:ScheduleSeconds"] = "100000" });

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private T Get<T>() where T : notnull => _house.Services.GetRequiredService<T>();

    public async ValueTask InitializeAsync() => await _house.InitializeAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    [Fact]
    public async Task ADueTime_IsMadeOnce_WhenTwoLookAtOnce_AndAWorkerDies_AndOneWasOnlySlow()
    {
        var firm = await _house.Provision("Once");
        var cfo = await UserId(firm.Cfo);
        var saved = await Scheduled.Save(firm.Accountant, "Commitments", isShared: true);
        var schedule = await Scheduled.Schedule(firm.Accountant, saved, "xlsx", cfo);
        await Scheduled.Due(_house, schedule);

        (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Scheduled.Look(_house)))).Sum().ShouldBe(1);
        (await Scheduled.Look(_house)).ShouldBe(0);
        var (leases, work) = (Get<ReportRunLeases>(), Get<ReportRunWork>());
        var dead = (await leases.Take(Stop))!;
        (await leases.Take(Stop)).ShouldBeNull("it is leased");
        await Behind.ExpireLeases(_house.Services, "reporting", "report_runs");
        var next = (await leases.Take(Stop))!;
        await work.Run(next, Stop);
        await Should.ThrowAsync<LeaseLostException>(() => work.Run(dead, Stop));

        var run = (await firm.Cfo.All("/api/v1/reports/scheduled-runs")).ShouldHaveSingleItem();
        (run.Text("state"), run.Text("name"), run.Text("format")).ShouldBe(("Completed", "Commitments", "xlsx"));
        var file = await firm.Cfo.Get($"/api/v1/reports/scheduled-runs/{run.Text("reportRunId")}/content");
        Convert.ToHexStringLower(SHA256.HashData(file.Bytes)).ShouldBe(run.Text("sha256"));
        (await _house.Scalar<long>("select count(*) from reporting.report_run_files")).ShouldBe(1);
        (await Told(firm.Cfo, "ReportReady")).ShouldBe(1);
        (await Told(firm.Accountant, "ReportReady")).ShouldBe(1);

        // Who is no reader, and another firm, find nothing.
        var other = await firm.Hire($"other-{Guid.NewGuid():N}@firm.example", "Olga Other", "accountant");
        (await other.All("/api/v1/reports/scheduled-runs")).ShouldBeEmpty();
        (await other.Get($"/api/v1/reports/scheduled-runs/{run.Text("reportRunId")}/content")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await other.Get($"/api/v1/reports/schedules/{schedule}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var stranger = await _house.Provision("Stranger");
        (await stranger.Admin.Get($"/api/v1/reports/scheduled-runs/{run.Text("reportRunId")}/content")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Admin.Post($"{Scheduled.Saved}/{saved}/schedules", Scheduled.Daily())).Refused(HttpStatusCode.NotFound, "resource.not_found");

        // The mail tells that it is ready, and leads nowhere.
        await Waiting.Until(() => Directory.Exists(Path.Combine(_house.Folder, "mail")) && Directory.GetFiles(Path.Combine(_house.Folder, "mail")).Select(File.ReadAllText).Any(m => m.Contains("The report Commitments is ready", StringComparison.Ordinal)));
        Directory.GetFiles(Path.Combine(_house.Folder, "mail")).Select(File.ReadAllText).Where(m => m.Contains("The report Commitments is ready", StringComparison.Ordinal)).ShouldAllBe(m => !m.Contains("/reports/", StringComparison.Ordinal) && !m.Contains("attachment", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task AnOwnerWhoLostTheRight_OrLeft_StopsTheSchedule_Visibly()
    {
        var firm = await _house.Provision("Left");
        var saved = await Scheduled.Save(firm.Accountant, "Ledger", isShared: true, Scheduled.Definition("ledger-lines"));
        var owner = await UserId(firm.Accountant);
        var schedule = await Scheduled.Schedule(firm.Accountant, saved);
        (await firm.Admin.Put("/api/v1/users/permissions", new { userId = owner, grant = Array.Empty<string>(), revoke = new[] { "ledger:read" } })).Ok();
        await Make(schedule);
        await Stopped(firm, schedule, "ledger:read");
        (await Told(firm.Accountant, "ReportFailed")).ShouldBe(1);
        (await Told(firm.Cfo, "ReportFailed")).ShouldBe(1);
        await Scheduled.Due(_house, schedule);
        (await Scheduled.Look(_house)).ShouldBe(0, "a stopped schedule is due no more");

        // Given back, the owner starts it anew; then he leaves.
        (await firm.Admin.Put("/api/v1/users/permissions", new { userId = owner, grant = new[] { "ledger:read" }, revoke = Array.Empty<string>() })).Ok();
        (await firm.Accountant.Put($"/api/v1/reports/schedules/{schedule}", Scheduled.Daily())).Ok()["data"]!.Text("state").ShouldBe("Active");
        await Make(schedule);
        (await firm.Accountant.All("/api/v1/reports/scheduled-runs?sort=-dueAt"))[0].Text("state").ShouldBe("Completed");
        (await firm.Admin.Post($"/api/v1/users/{owner}/disable")).Ok();
        await Make(schedule);
        await Stopped(firm, schedule, "Alan Accountant");
    }

    [Fact]
    public async Task AReportThatIsGone_StopsIt_AndAFailureIsToldOnce()
    {
        var firm = await _house.Provision("Gone");
        var saved = await Scheduled.Save(firm.Cfo, "Shared", isShared: true);
        var schedule = await Scheduled.Schedule(firm.Accountant, saved);
        (await firm.Cfo.Put($"{Scheduled.Saved}/{saved}", Scheduled.Body("Shared no more"))).Ok();
        await Make(schedule);
        await Stopped(firm, schedule, "shared");

        var own = await Scheduled.Save(firm.Accountant, "Wrong later");
        var second = await Scheduled.Schedule(firm.Accountant, own, "pdf");
        await PlantedFlows.Plant(_house, firm.Id, 1, funds: 250);
        (await firm.Accountant.Put($"{Scheduled.Saved}/{own}", Scheduled.Body("Too long", definition: new { dataset = "cash-flows", columns = new[] { new { column = "fundName" } } }))).Ok();
        foreach (var _ in Enumerable.Range(0, 2)) await Make(second);
        var runs = (await firm.Accountant.All($"/api/v1/reports/scheduled-runs?reportScheduleId={second}"));
        runs.Select(r => (r.Text("state"), r.Text("failureCode"))).ShouldBe([("Failed", "reporting.table.too_many_rows"), ("Failed", "reporting.table.too_many_rows")]);
        (await firm.Accountant.Get($"/api/v1/reports/schedules/{second}")).Ok()["data"]!.Text("state").ShouldBe("Active");
        (await Told(firm.Accountant, "ReportFailed")).ShouldBe(2, "once for the one that stopped, once for this");

        // What is older than its time goes, and its file with it.
        await _house.Scalar<int>("with old as (update reporting.report_runs set due_at = due_at - interval '91 days' returning 1) select count(*)::int from old");
        (await Get<ScheduleLook>().ThrowAway(Stop)).ShouldBe(3);
        (await firm.Accountant.All("/api/v1/reports/scheduled-runs")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"rhythm":"Weekly","time":"07:30","timeZone":"UTC","format":"csv"}""", "weekday")]
    [InlineData("""{"rhythm":"Monthly","time":"07:30","timeZone":"UTC","format":"csv"}""", "dayOfMonth")]
    [InlineData("""{"rhythm":"Daily","time":"7.30","timeZone":"UTC","format":"csv"}""", "time")]
    [InlineData("""{"rhythm":"Daily","time":"07:30","timeZone":"Middle/Earth","format":"csv"}""", "timeZone")]
    [InlineData("""{"rhythm":"Daily","time":"07:30","timeZone":"UTC","format":"json"}""", "format")]
    [InlineData("""{"rhythm":"Daily","time":"07:30","timeZone":"UTC","format":"csv","recipients":["0192f0c0-0000-7000-8000-0000000000bb"]}""", "recipients")]
    public async Task WhatIsWrong_IsSaidAtTheField(string body, string field)
    {
        var firm = await _house.Provision("Fields");
        var saved = await Scheduled.Save(firm.Accountant, "Report");
        (await firm.Accountant.Post($"{Scheduled.Saved}/{saved}/schedules", body)).Json["errors"]!.AsObject().ShouldContainKey(field);
    }

    private async Task Make(string schedule)
    {
        await Scheduled.Due(_house, schedule);
        (await Scheduled.Look(_house)).ShouldBe(1);
        await Get<ReportRunWork>().Run((await Get<ReportRunLeases>().Take(Stop))!, Stop);
    }

    private static async Task Stopped(Firm firm, string schedule, string because)
    {
        var now = (await firm.Cfo.Get($"/api/v1/reports/schedules/{schedule}")).Ok()["data"]!;
        now.Text("state").ShouldBe("Stopped");
        now.Text("stoppedBecause").ShouldContain(because);
        now["nextRunAt"].ShouldBeNull();
    }

    private static async Task<string> UserId(Api api) => (await api.Get("/api/v1/users/profile")).Ok()["data"]!.Text("id");

    private static async Task<int> Told(Api api, string kind)
    {
        int Of(JsonNode reply) => reply["data"]!.AsArray().Count(n => n!.Text("kind") == kind);
        return Of(await api.Until("/api/v1/notifications?size=100", r => Of(r) > 0));
    }
}
