using System.Net;
using System.Text;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Ingestion;

public sealed class ImportApiTests(House house)
{
    private const string Row = "Alpha Fund,2015,Plan A,10,5,1,6,1.4,2025-03-31\n";
    private static readonly string OneRow = SyntheticPositions.Header + "\n" + Row;

    [Fact]
    public async Task Validate_OfThePublicPositions_CountsEveryRowAndWritesNothing()
    {
        var firm = await house.Provision("Validator");

        var data = (await firm.Accountant.Validate(Uploads.Demo("positions-tpg.csv"))).Ok()["data"]!;

        (data.Int("rows"), data.Int("accepted"), data.Int("flagged"), data.Int("refused"), data.Int("rowsWithReasons")).ShouldBe((78, 19, 59, 0, 59));
        data["byCode"]!.Int("position.fund_under_another_name").ShouldBe(14);
        data["first"]!.AsArray().Count.ShouldBe(59);
        data["first"]![0]!["reasons"]![0]!.Text("sentence").ShouldNotBeEmpty();
        (await firm.Accountant.Get("/api/v1/data/import")).Ok()["data"]!.AsArray().ShouldBeEmpty();
        (await firm.Accountant.Get("/api/v1/funds")).Ok()["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_OfThePublicPositions_FillsTheBooksAndTheSameFileAgainAddsNothing()
    {
        var firm = await house.Provision("Importer");
        var file = Uploads.Demo("positions-tpg.csv");

        var started = await firm.Accountant.Import(file);
        started.Status.ShouldBe(HttpStatusCode.Accepted);
        started.Headers.Location!.ToString().ShouldBe($"/api/v1/data/import/status/{started.JobId()}");
        var import = await firm.Accountant.Finished(started.JobId());
        import.Text("state").ShouldBe("Completed", import.ToJsonString());
        (import.Int("percent"), import.Int("rowsTotal"), import.Int("rowsRead")).ShouldBe((100, 78, 78));
        (import.Int("accepted"), import.Int("flagged"), import.Int("refused"), import.Int("added"), import.Int("alreadyThere")).ShouldBe((19, 59, 0, 78, 0));
        import["note"].ShouldBeNull();
        (await firm.Accountant.Get("/api/v1/funds?size=100")).Ok()["data"]!.AsArray().Count.ShouldBe(31);

        var again = await firm.Accountant.Finished((await firm.Accountant.Import(file)).JobId());
        (again.Text("state"), again.Int("added"), again.Int("alreadyThere")).ShouldBe(("Completed", 0, 78));
        again.Text("note").ShouldContain("imported before");
        again.Text("sameFileAs").ShouldBe(started.JobId());
        (await firm.Accountant.Get("/api/v1/data/import?state=Completed")).Ok()["data"]!.AsArray().Select(j => j!.Text("jobId")).ShouldBe([again.Text("jobId"), started.JobId()]);
    }

    [Fact]
    public async Task Import_OfDirtyRows_TellsEachReasonAndGivesThemBackAsAFile()
    {
        var firm = await house.Provision("Dirty");
        var id = (await firm.Accountant.Import(Uploads.Demo("positions-dirty.csv"))).JobId();
        var import = await firm.Accountant.Finished(id);
        (import.Int("rowsRead"), import.Int("accepted"), import.Int("flagged"), import.Int("refused"), import.Int("added"), import.Int("alreadyThere")).ShouldBe((19, 1, 2, 16, 2, 1));

        var status = (await firm.Accountant.Get($"/api/v1/data/import/status/{id}")).Ok();
        status["data"]!["firstRefused"]!.AsArray().Count.ShouldBe(16);
        status["data"]!["firstRefused"]![0]!["reasons"]![0]!.Text("code").ShouldBe("position.fund_missing");
        var page = (await firm.Accountant.Get($"/api/v1/data/import/{id}/rows?state=refused&size=10")).Ok();
        page["data"]!.AsArray().Count.ShouldBe(10);
        var next = (await firm.Accountant.Get(page["links"]!.Text("next"))).Ok();
        next["data"]!.AsArray().Select(r => r!.Int("row")).ShouldBe([13, 14, 15, 16, 18, 19]);
        (await firm.Accountant.Get($"/api/v1/data/import/{id}/rows?state=purple")).Refused(HttpStatusCode.BadRequest, "request.invalid").Json.Text("detail").ShouldContain("flagged");
        (await firm.Accountant.Get($"/api/v1/data/import/{id}/rows?cursor=x")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firm.Accountant.Get(status["links"]!.Text("flaggedRows"))).Ok()["data"]!.AsArray().Select(r => r!.Text("outcome")).ShouldBe(["AlreadyThere", "Added"]);

        var file = await firm.Accountant.Get(status["links"]!.Text("refusedFile"));
        file.ContentHeaders.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = file.Text.TrimEnd('\n').Split('\n');
        lines.Length.ShouldBe(17);
        lines[0].ShouldEndWith("as_of_date,source_document,row_number,reason_codes,reasons");
        lines[1].ShouldContain(",3,position.fund_missing,");
        lines.Single(l => l.Contains("position.quotes_malformed")).ShouldContain("'=HYPERLINK");
        (await firm.Accountant.Validate(file.Bytes)).Ok()["data"]!.Int("rows").ShouldBe(16, "what was downloaded can be corrected and sent again");
    }

    [Fact]
    public async Task Import_OnlyIfValid_AddsNothingWhenARowIsRefused()
    {
        var firm = await house.Provision("Strict");

        var import = await firm.Accountant.Finished((await firm.Accountant.Import(Uploads.Demo("positions-dirty.csv"), query: "?onlyIfValid=true")).JobId());

        (import.Text("state"), import.Int("refused"), import.Int("added")).ShouldBe(("Rejected", 16, 0));
        (await firm.Accountant.Get("/api/v1/funds")).Ok()["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_UnderOneKey_IsDoneOnce()
    {
        var firm = await house.Provision("Keys");
        var first = await firm.Accountant.Import(OneRow, key: "k");

        var again = await firm.Accountant.Import(OneRow, key: "k");
        (again.Status, again.JobId(), again.Headers.Location).ShouldBe((HttpStatusCode.Accepted, first.JobId(), first.Headers.Location));
        (await firm.Accountant.Import(OneRow + Row.Replace("Plan A", "Plan B"), key: "k")).Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await firm.Accountant.Import(OneRow, key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");
        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => firm.Accountant.Import(OneRow, key: "k2")));
        foreach (var reply in together.Where(r => r.Status != HttpStatusCode.Accepted)) reply.Refused(HttpStatusCode.Conflict, "request.in_progress");
        together.Where(r => r.Status == HttpStatusCode.Accepted).Select(r => r.JobId()).Distinct().Count().ShouldBe(1);
        (await firm.Accountant.Get("/api/v1/data/import")).Ok()["data"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Import_OfAnotherFirm_IsNotThere()
    {
        var firm = await house.Provision("Mine");
        var other = await house.Provision("Theirs");
        var id = (await firm.Accountant.Import(OneRow)).JobId();
        await firm.Accountant.Finished(id);

        foreach (var path in (string[])[$"status/{id}", $"{id}/rows", $"{id}/refused.csv"])
            (await other.Accountant.Get("/api/v1/data/import/" + path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await other.Accountant.Post($"/api/v1/data/import/{id}/cancel")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await other.Accountant.Get("/api/v1/data/import")).Ok()["data"]!.AsArray().ShouldBeEmpty();
        var same = await other.Accountant.Finished((await other.Accountant.Import(OneRow)).JobId());
        same["sameFileAs"].ShouldBeNull("another firm's file is none of ours");
        same.Int("added").ShouldBe(1);
    }

    [Fact]
    public async Task Import_WithoutThePermission_IsRefused()
    {
        var firm = await house.Provision("Permission");

        (await firm.Viewer.Validate(OneRow)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firm.Viewer.Import(OneRow)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firm.Viewer.Get("/api/v1/data/import")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await house.Anonymous(firm.Domain).Validate(OneRow)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task File_ThatCannotBeTaken_IsRefusedByNameAtOnce()
    {
        var firm = await house.Provision("Refused");
        var wrong = Encoding.UTF8.GetBytes("fund,colour\nAlpha,red\n");
        var latin = Encoding.Latin1.GetBytes(OneRow.Replace("Alpha", "Rhône"));
        byte[] workbook = [0x50, 0x4B, 0x03, 0x04, 0x14, 0x00];

        foreach (var send in (Func<byte[], Task<Reply>>[])[f => firm.Accountant.Validate(f), f => firm.Accountant.Import(f)])
        {
            var missing = (await send(wrong)).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.columns_missing");
            missing.Json.Text("detail").ShouldContain("commitment_mm");
            (await send(Encoding.UTF8.GetBytes(OneRow.Replace("fund_name,", "fund_name,colour,")))).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.columns_unknown");
            (await send(latin)).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.encoding_not_utf8");
            (await send(workbook)).Refused(HttpStatusCode.UnsupportedMediaType, "ingestion.file_is_not_csv");
            (await send([])).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.file_empty");
        }
        foreach (var kind in (string[])["csv", "xlsx", "gl", "bank-statement", "portal"])
        {
            (await firm.Accountant.Import(Encoding.UTF8.GetBytes(OneRow), kind: kind)).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.source_type_not_served");
            (await firm.Accountant.Validate(Encoding.UTF8.GetBytes(OneRow), kind)).Refused(HttpStatusCode.UnprocessableEntity, "ingestion.source_type_not_served");
        }
        (await firm.Accountant.Post("/api/v1/data/validate", new { file = "x" })).Refused(HttpStatusCode.UnsupportedMediaType, "ingestion.not_multipart");
        (await firm.Accountant.Post("/api/v1/data/validate", new MultipartFormDataContent { { new StringContent("positions"), "sourceType" } })).Refused(HttpStatusCode.BadRequest, "ingestion.file_missing");
        (await firm.Accountant.Get("/api/v1/data/import")).Ok()["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_ThatBreaksOffLate_FailsWithItsReasonAndAddsNothing()
    {
        var firm = await house.Provision("Late");
        var file = Encoding.UTF8.GetBytes(SyntheticPositions.File(20, 40)).Concat(new byte[] { 0xFF, 0xFE, 0x0A }).ToArray();

        var import = await firm.Accountant.Finished((await firm.Accountant.Import(file)).JobId());

        (import.Text("state"), import.Text("failureCode"), import.Int("rowsRead"), import.Int("added")).ShouldBe(("Failed", "ingestion.encoding_not_utf8", 0, 0));
        import.Text("failureReason").ShouldContain("UTF-8");
        (await firm.Accountant.Get("/api/v1/funds")).Ok()["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Cancel_OfAFinishedImport_IsRefused()
    {
        var firm = await house.Provision("Cancel");
        var id = (await firm.Accountant.Import(OneRow)).JobId();
        await firm.Accountant.Finished(id);

        (await firm.Accountant.Post($"/api/v1/data/import/{id}/cancel")).Refused(HttpStatusCode.Conflict, "ingestion.import_finished");
        (await firm.Accountant.Post($"/api/v1/data/import/{Guid.NewGuid()}/cancel")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Import_WhileNoWorkerRuns_WaitsAndCanBeCancelled()
    {
        await using var idle = new House(null, new Dictionary<string, string?> { ["Ingestion:Workers"] = "0", ["Ingestion:MaxFileBytes"] = "2000000" });
        await idle.InitializeAsync();
        var firm = await idle.Provision("Idle");
        var id = (await firm.Accountant.Import(OneRow)).JobId();
        await firm.Accountant.Until($"/api/v1/data/import/status/{id}", s => s["data"]!["import"]!.Text("state") == "Ready");

        (await firm.Accountant.Post($"/api/v1/data/import/{id}/cancel")).Ok()["data"]!.Text("state").ShouldBe("Cancelled");

        var large = new byte[2_000_001];
        (await firm.Accountant.Import(large)).Refused(HttpStatusCode.RequestEntityTooLarge, "ingestion.file_too_large").Json.Text("detail").ShouldContain("1.91 MiB");
        (await firm.Accountant.Validate(large)).Refused(HttpStatusCode.RequestEntityTooLarge, "ingestion.file_too_large");
        firm.Accountant.Http.DefaultRequestHeaders.ExpectContinue = true;
        (await firm.Accountant.Import(new byte[8_000_000])).Refused(HttpStatusCode.RequestEntityTooLarge, "ingestion.file_too_large");
        Directory.GetFiles(idle.Folder, "*.part", SearchOption.AllDirectories).ShouldBeEmpty("what is refused on its way leaves nothing behind");
    }
}
