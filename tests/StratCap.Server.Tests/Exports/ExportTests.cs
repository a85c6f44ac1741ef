using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Exports.Exporting;
using StratCap.Foundation.Jobs;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Exports;

/// <summary>Who may take a firm out, and what becomes of an export on its way.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private const string Path = "/api/v1/exports";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // Its workers are the test's own calls, so that it can stop between any two steps.
    private readonly House _house = new(null, new Dictionary<string, string?> { ["Exports:Workers"] = "0", ["Exports:QuietSeconds"] = "2" });

    private T Get<T>() where T : notnull => _house.Services.GetRequiredService<T>();

    public ValueTask InitializeAsync() => _house.InitializeAsync();

    public ValueTask DisposeAsync() => _house.DisposeAsync();

    private async Task<JobLease> Take() => (await Get<ExportLeases>().Take(Stop))!;

    private async Task Write() => await Get<ExportWork>().Run(await Take(), Stop);

    [Fact]
    public async Task AnAdministrator_TakesAllOut_AndItIsRecorded()
    {
        var firm = await _house.Provision("Out");
        await FundLife.Sold(firm);
        var asked = await firm.Admin.Post(Path, key: "once");
        asked.Status.ShouldBe(HttpStatusCode.Accepted);
        var id = asked.Json["data"]!.Text("exportId");
        (await firm.Admin.Post(Path, key: "once")).Text.ShouldBe(asked.Text);
        (await firm.Admin.Post(Path)).Refused(HttpStatusCode.Conflict, "exports.under_way");
        (await firm.Admin.Get($"{Path}/{id}/content")).Refused(HttpStatusCode.Conflict, "exports.not_written");

        await Write();

        var export = await Archive.Written(firm.Admin, id);
        (export["percent"]!.GetValue<int>(), export["byPlatform"]!.GetValue<bool>(), export["underWay"]!.GetValue<long>()).ShouldBe((100, false, 0));
        var file = await Archive.Save(firm.Admin, $"{Path}/{id}/content", _house.Folder);
        (await Archive.Check(file)).Code.ShouldBe(0);
        var trail = await firm.Admin.All("/api/v1/audit/exports");
        trail.Select(l => l.Text("action")).ShouldBe(["exports.export.download", "exports.export.finish", "exports.export.start"]);
        trail.ShouldAllBe(l => l.Text("actorName") == "Ada Admin");
        (await firm.Admin.Post(Path)).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task TheSameState_GivesTheSameContent()
    {
        var firm = await _house.Provision("Same");
        await FundLife.Sold(firm);
        var operators = await _house.Operator();
        async Task<string> Once()
        {
            (await operators.Post($"/api/v1/platform/tenants/{firm.Id}/export")).Ok();
            await Write();
            return (await operators.Get($"/api/v1/platform/tenants/{firm.Id}/exports")).Ok().Rows()[0].Text("contentHash");
        }
        var first = await Once();
        (await Once()).ShouldBe(first);
        (await firm.Accountant.Post("/api/v1/fx-rates", new { rates = new[] { new { from = "EUR", to = "USD", date = "2026-03-31", value = 1.08m, source = "test" } } })).Ok();
        (await Once()).ShouldNotBe(first);
    }

    [Fact]
    public async Task TwoAtOnce_OneIsWritten()
    {
        var firm = await _house.Provision("Twice");
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => firm.Admin.Post(Path)));
        replies.Count(r => r.Status == HttpStatusCode.Accepted).ShouldBe(1);
        replies.Count(r => r.Status == HttpStatusCode.Conflict).ShouldBe(3);
    }

    [Fact]
    public async Task WhoMayNot_IsRefused_AndAnotherFirmFindsNothing()
    {
        var (firm, other) = (await _house.Provision("Mine"), await _house.Provision("Theirs"));
        foreach (var person in (Api[])[firm.Cfo, firm.Accountant, firm.Viewer]) (await person.Post(Path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var id = (await firm.Admin.Post(Path)).Ok()["data"]!.Text("exportId");
        await Write();

        (await other.Admin.Get($"{Path}/{id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await other.Admin.Get($"{Path}/{id}/content")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await other.Admin.All(Path)).ShouldBeEmpty();
        (await firm.Cfo.Get($"{Path}/{id}/content")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firm.Admin.Post($"/api/v1/platform/tenants/{firm.Id}/export")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task AnOldSignIn_IsNotEnough()
    {
        await using var strict = new House(null, new Dictionary<string, string?> { ["Exports:StepUpMinutes"] = "-1" });
        await strict.InitializeAsync();
        var firm = await strict.Provision("Strict");
        (await firm.Admin.Post(Path)).Refused(HttpStatusCode.Forbidden, "exports.step_up_needed");
        (await (await strict.Operator()).Post($"/api/v1/platform/tenants/{firm.Id}/export")).Refused(HttpStatusCode.Forbidden, "exports.step_up_needed");
    }

    [Fact]
    public async Task AnOperator_WhoTakesAFirmOut_StandsInItsOwnTrail()
    {
        var firm = await _house.Provision("Watched");
        var operators = await _house.Operator();
        (await operators.Post($"/api/v1/platform/tenants/{Guid.NewGuid()}/export")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await operators.Post($"/api/v1/platform/tenants/{PlatformTenant.Id}/export")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var id = (await operators.Post($"/api/v1/platform/tenants/{firm.Id}/export")).Ok()["data"]!.Text("exportId");
        await Write();
        await Archive.Save(operators, $"/api/v1/platform/tenants/{firm.Id}/exports/{id}/content", _house.Folder);

        var trail = await firm.Admin.All("/api/v1/audit/exports");
        trail.Select(l => l.Text("action")).ShouldBe(["exports.export.download", "exports.export.finish", "exports.export.start"]);
        var operatorsId = (await operators.Get("/api/v1/users/profile")).Ok()["data"]!.Text("id");
        trail.ShouldAllBe(l => l.Text("actorId") == operatorsId);
        (await firm.Admin.All(Path)).ShouldHaveSingleItem()["byPlatform"]!.GetValue<bool>().ShouldBeTrue();
        (await operators.All("/api/v1/audit/exports")).ShouldHaveSingleItem().Text("subjectId").ShouldBe(firm.Id.ToString());
    }

    [Fact]
    public async Task AWorkerThatDies_LeavesNothingInPart_AndAnotherBeginsAnew()
    {
        var firm = await _house.Provision("Killed");
        var id = (await firm.Admin.Post(Path)).Ok()["data"]!.Text("exportId");
        using var _ = Get<CurrentTenant>().Use(firm.Id);
        var blobs = Get<Blobs>();
        var key = TenantExport.KeyOf(Guid.Parse(id));
        // As a process that was killed leaves it: a part of a file, and a lease.
        var dead = await Take();
        var root = System.IO.Path.Combine(_house.Folder, "blobs", firm.Id.ToString("N"), "exports");
        Directory.CreateDirectory(root);
        await File.WriteAllTextAsync(System.IO.Path.Combine(root, $"{Guid.Parse(id):N}.zip.{Guid.NewGuid():N}.part"), "the beginning of an archive", Stop);
        (await Get<ExportLeases>().Take(Stop)).ShouldBeNull();
        (await firm.Admin.Get($"{Path}/{id}/content")).Refused(HttpStatusCode.Conflict, "exports.not_written");

        await Behind.ExpireLeases(_house.Services, "exports", "exports");
        await Write();

        (await Archive.Check(await Archive.Save(firm.Admin, $"{Path}/{id}/content", _house.Folder))).Code.ShouldBe(0);
        Directory.GetFiles(root).ShouldHaveSingleItem();
        await Should.ThrowAsync<LeaseLostException>(() => Get<ExportWork>().Run(dead, Stop));
        (await Archive.Check(await Archive.Save(firm.Admin, $"{Path}/{id}/content", _house.Folder))).Code.ShouldBe(0);
        (await blobs.Keys(Stop).ToListAsync(Stop)).ShouldBe([key]);
    }

    [Fact]
    public async Task AfterItsTime_TheFileIsGone_AndTheHistoryStays()
    {
        var firm = await _house.Provision("Old");
        var id = (await firm.Admin.Post(Path)).Ok()["data"]!.Text("exportId");
        await Write();
        await using (var owner = new Npgsql.NpgsqlConnection(_house.Database))
        {
            await owner.OpenAsync(Stop);
            await using var age = new Npgsql.NpgsqlCommand("update exports.exports set expires_at = now() - interval '1 minute' where id = $1", owner) { Parameters = { new() { Value = Guid.Parse(id) } } };
            await age.ExecuteNonQueryAsync(Stop);
        }
        (await firm.Admin.Get($"{Path}/{id}/content")).Refused(HttpStatusCode.Conflict, "exports.expired");

        await Get<ExportSweeper>().Sweep(Stop);

        (await firm.Admin.Get($"{Path}/{id}")).Ok()["data"]!.Text("state").ShouldBe("Expired");
        using var _ = Get<CurrentTenant>().Use(firm.Id);
        (await Get<Blobs>().Keys(Stop).ToListAsync(Stop)).ShouldBeEmpty();
        (await firm.Admin.Get($"{Path}/{id}/content")).Refused(HttpStatusCode.Conflict, "exports.expired");
    }
}
