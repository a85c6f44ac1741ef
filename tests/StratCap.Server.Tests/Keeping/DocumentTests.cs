using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Documents;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Keeping;

/// <summary>Documents over HTTP: bytes come back as they were kept, versions are only added, openings are recorded, and nothing is destroyed that must stay.</summary>
public sealed class DocumentTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private House House => firms.House;
    private Firm Firm => firms.Firm;

    private static ByteArrayContent File(byte[] bytes, string type = "text/plain") => new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private static byte[] Unique(string text = "Minutes") => Encoding.UTF8.GetBytes($"{text} {Guid.NewGuid()}\n");

    private Task<Reply> Add(FundLife life, byte[] bytes, string more = "", string type = "text/plain", string name = "minutes.txt", string? key = null, Api? by = null, string title = "Minutes of the committee") =>
        (by ?? Firm.Accountant).Post($"/api/v1/documents?fundId={life.Id}&kind=Other&title={Uri.EscapeDataString(title)}&fileName={Uri.EscapeDataString(name)}{more}", File(bytes, type), key);

    private async Task<string> Added(FundLife life, byte[] bytes) => (await Add(life, bytes)).Ok()["data"]!["document"]!.Text("documentId");

    private int FilesOf(byte[] bytes) => Directory.GetFiles(Path.Combine(House.Folder, "blobs", Firm.Id.ToString("N")), Convert.ToHexStringLower(SHA256.HashData(bytes)), SearchOption.AllDirectories).Length;

    [Fact]
    public async Task ADocument_ComesBackByteForByte_AndEveryOpeningIsRecorded()
    {
        var life = await FundLife.Closed(Firm);
        var bytes = Unique();

        var added = (await Add(life, bytes, $"&investorId={life.Investors[1]}")).Ok()["data"]!;
        var document = added["document"]!;
        var id = document.Text("documentId");
        (document.Text("sha256"), document["sizeBytes"]!.GetValue<long>(), document.Text("contentType"), document.Text("fileName")).ShouldBe((Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length, "text/plain", "minutes.txt"));
        (document.Text("fundId"), document.Text("investorId"), document.Text("addedByName")).ShouldBe((life.Id, life.Investors[1], "Alan Accountant"));

        var content = await Firm.Cfo.Get($"/api/v1/documents/{id}/content");
        content.Bytes.ShouldBe(bytes);
        (content.ContentHeaders.ContentType!.MediaType, content.ContentHeaders.ContentDisposition!.DispositionType).ShouldBe(("text/plain", "attachment"));
        (await Firm.Accountant.Get($"/api/v1/documents/{id}/content?version=1")).Bytes.ShouldBe(bytes);
        (await Firm.Accountant.Get($"/api/v1/documents/{id}/content?version=2")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var accesses = await Firm.Cfo.All($"/api/v1/documents/{id}/accesses");
        accesses.Select(a => (a.Text("userName"), a["version"]!.GetValue<int>())).ShouldBe([("Alan Accountant", 1), ("Clara Chief", 1)]);

        (await Firm.Cfo.All($"/api/v1/documents?fundId={life.Id}&q=COMMITTEE")).ShouldHaveSingleItem().Text("documentId").ShouldBe(id);
        (await Firm.Cfo.All($"/api/v1/documents?fundId={life.Id}&investorId={life.Investors[1]}&kind=Other")).Count.ShouldBe(1);
        (await Firm.Cfo.All($"/api/v1/documents?fundId={life.Id}&investorId={life.Investors[2]}")).ShouldBeEmpty();
        (await Firm.Cfo.All($"/api/v1/documents?fundId={life.Id}&kind=Tax")).ShouldBeEmpty();
    }

    [Fact]
    public async Task UnderOneKey_ItIsKeptOnce_AndTheSameBytesLieOnceHoweverOftenTheyCome()
    {
        var life = await FundLife.Closed(Firm);
        var bytes = Unique();
        var key = Guid.NewGuid().ToString();

        var together = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Add(life, bytes, key: key)));
        foreach (var reply in together.Where(r => r.Status != HttpStatusCode.Created)) reply.Refused(HttpStatusCode.Conflict, "request.in_progress");
        var id = together.First(r => r.Status == HttpStatusCode.Created).Ok()["data"]!["document"]!.Text("documentId");
        (await Add(life, bytes, key: key)).Ok()["data"]!["document"]!.Text("documentId").ShouldBe(id);
        (await Add(life, Unique(), key: key)).Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await Add(life, bytes, key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");
        (await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Add(life, bytes)))).ShouldAllBe(r => r.Status == HttpStatusCode.Created);

        (await Firm.Cfo.All($"/api/v1/documents?fundId={life.Id}")).Count.ShouldBe(5);
        FilesOf(bytes).ShouldBe(1);
        Directory.GetFiles(House.Folder, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task Versions_AreOnlyAdded_AndOfTwoAtOnceOneIsToldThatItWasOvertaken()
    {
        var life = await FundLife.Closed(Firm);
        var (first, second) = (Unique("First"), Unique("Second"));
        var id = await Added(life, first);
        var versions = $"/api/v1/documents/{id}/versions?fileName=again.txt";

        (await Firm.Accountant.Post(versions, File(first))).Refused(HttpStatusCode.Conflict, "documents.same_content");
        var sent = new[] { second, Unique("Third") };
        var both = await Task.WhenAll(sent.Select(b => Firm.Accountant.Post(versions, File(b), ifMatch: "\"1\"")));
        both.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        both.Single(r => r.Status != HttpStatusCode.Created).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        sent.Sum(FilesOf).ShouldBe(1, "of the overtaken one no bytes stay");

        var detail = (await Firm.Cfo.Get($"/api/v1/documents/{id}")).Ok()["data"]!;
        detail["versions"]!.AsArray().Select(v => (v!["version"]!.GetValue<int>(), v!.Text("fileName"))).ShouldBe([(2, "again.txt"), (1, "minutes.txt")]);
        detail["document"]!["version"]!.GetValue<int>().ShouldBe(2);
        (await Firm.Cfo.Get($"/api/v1/documents/{id}/content?version=1")).Bytes.ShouldBe(first);
    }

    [Fact]
    public async Task AFile_IsKnownByItsBytes_NotByWhatIsSaidOfIt()
    {
        var life = await FundLife.Closed(Firm);
        byte[] pdf = [.. "%PDF-1.7\n"u8, .. Unique()];
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];

        (await Add(life, pdf, type: "application/pdf", name: "../../etc/\u0007Minutes: of \"it\".pdf")).Ok()["data"]!["document"]!.Text("fileName").ShouldBe("Minutes of it.pdf");
        (await Add(life, png, type: "application/octet-stream", name: "logo.exe")).Ok()["data"]!["document"]!.Text("fileName").ShouldBe("logo.exe.png");
        (await Add(life, Office("xl/workbook.xml"), type: "application/octet-stream", name: "model.xlsx")).Ok()["data"]!["document"]!.Text("contentType").ShouldEndWith("spreadsheetml.sheet");
        (await Add(life, "a,b\n1,2\n"u8.ToArray(), type: "application/octet-stream", name: "marks.csv")).Ok()["data"]!["document"]!.Text("contentType").ShouldBe("text/csv");

        foreach (var (bytes, type) in ((byte[], string)[])
            [(Unique(), "application/pdf"), (pdf, "image/png"), (png, "text/plain"), ("<html>"u8.ToArray(), "text/html"), ([0x4D, 0x5A, 0x90, 0x00], "application/octet-stream"), (Office("xl/workbook.xml", "xl/vbaProject.bin"), ContentType("sheet")), (Office("other.xml"), ContentType("sheet")), ([0x50, 0x4B, 0x03, 0x04, 1, 2], ContentType("sheet")), (Encoding.Latin1.GetBytes("Rhône"), "text/plain")])
            (await Add(life, bytes, type: type)).Refused(HttpStatusCode.UnsupportedMediaType, "documents.type_not_taken");
        (await Add(life, [])).Refused(HttpStatusCode.BadRequest, "documents.file_missing");
        (await Add(life, Unique(), title: " ")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Add(life, Unique(), "&investorId=" + Guid.NewGuid())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Add(life, Unique(), "&processId=" + Guid.NewGuid())).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task WhatMustStay_IsNotDestroyed_AndWhatIsDestroyedLeavesOnlyThatItWas()
    {
        var life = await FundLife.Closed(Firm);
        var bytes = Unique();
        var (id, twin) = (await Added(life, bytes), await Added(life, bytes));
        var path = $"/api/v1/documents/{id}";
        var until = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(1);

        (await Firm.Accountant.Delete(path + "?reason=mine")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Firm.Cfo.Put(path + "/hold", new { hold = true, reason = "Litigation with a seller" })).Ok()["data"]!["keeping"]!["mayDestroy"]!.GetValue<bool>().ShouldBeFalse();
        (await Firm.Cfo.Delete(path + "?reason=over")).Refused(HttpStatusCode.Conflict, "documents.on_hold").Json.Text("detail").ShouldContain("Litigation");
        (await Firm.Cfo.Put(path + "/hold", new { hold = false, reason = "Settled" }, ifMatch: "\"1\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await Firm.Cfo.Put(path + "/hold", new { hold = false, reason = "Settled" })).Ok();
        (await Firm.Cfo.Put(path + "/retention", new { until })).Ok();
        (await Firm.Cfo.Put(path + "/retention", new { until = until.AddDays(-1) })).Refused(HttpStatusCode.Conflict, "documents.retention_shortened");
        (await Firm.Cfo.Put(path + "/retention", new { until = "2020-01-01" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Firm.Cfo.Delete(path + "?reason=over")).Refused(HttpStatusCode.Conflict, "documents.retained");

        (await Firm.Cfo.Delete($"/api/v1/documents/{twin}?reason=A%20double")).Ok()["data"]!["destroyed"]!.Text("why").ShouldBe("A double");
        (await Firm.Cfo.Get($"/api/v1/documents/{twin}/content")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Firm.Cfo.Get($"/api/v1/documents/{twin}")).Ok()["data"]!["destroyed"]!.Text("byName").ShouldBe("Clara Chief");
        (await Firm.Cfo.Delete($"/api/v1/documents/{twin}?reason=again")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Firm.Cfo.All($"/api/v1/documents?fundId={life.Id}")).ShouldHaveSingleItem().Text("documentId").ShouldBe(id);
        (await Firm.Cfo.Get(path + "/content")).Bytes.ShouldBe(bytes, "another document has the same bytes");
    }

    [Fact]
    public async Task AVersionAndTheEndAtOnce_ComeOneAfterTheOther()
    {
        var life = await FundLife.Closed(Firm);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            var path = $"/api/v1/documents/{await Added(life, Unique())}";
            var both = await Task.WhenAll(Firm.Accountant.Post(path + "/versions?fileName=b.txt", File(Unique())), Firm.Cfo.Delete(path + "?reason=over"));
            both[0].Status.ShouldBeOneOf(HttpStatusCode.Created, HttpStatusCode.NotFound);
            both[1].Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task TheBytesOfWhatIsDestroyed_GoFromTheStore()
    {
        var life = await FundLife.Closed(Firm);
        var bytes = Unique();
        var id = await Added(life, bytes);
        FilesOf(bytes).ShouldBe(1);

        (await Firm.Cfo.Delete($"/api/v1/documents/{id}?reason=over")).Ok();

        await Testing.Waiting.Until(() => FilesOf(bytes) == 0);
        // The same bytes again are kept again.
        (await Firm.Cfo.Get($"/api/v1/documents/{await Added(life, bytes)}/content")).Bytes.ShouldBe(bytes);
    }

    [Fact]
    public async Task OtherModules_KeepOnceUnderAnId_AndWhatTheyNeedIsNeverDestroyed()
    {
        var life = await FundLife.Closed(Firm);
        var documents = House.Services.GetRequiredService<IDocuments>();
        using var scope = House.Services.GetRequiredService<CurrentTenant>().Use(Firm.Id);
        var kept = new DocumentToKeep(Guid.CreateVersion7(), Guid.Parse(life.Id), null, null, DocumentKind.ValuationEvidence, "Appraisal", "appraisal.txt", "text/plain", Unique());

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => documents.Keep([kept with { DocumentId = Guid.CreateVersion7() }, kept], Stop)).Select(async t =>
        {
            try
            {
                return (await t)[1].Sha256;
            }
            catch (Microsoft.EntityFrameworkCore.DbUpdateException)
            {
                return "overtaken";
            }
        }));
        both.ShouldContain(s => s != "overtaken");
        (await documents.Keep([kept with { Content = Unique() }], Stop))[0].Sha256.ShouldBe(both.First(s => s != "overtaken"), "what is kept stays what it is");
        (await documents.Find([kept.DocumentId, Guid.NewGuid()], Stop)).ShouldHaveSingleItem().Value.Kind.ShouldBe(DocumentKind.ValuationEvidence);
        (await documents.Need([kept.DocumentId, Guid.NewGuid()], "Nothing", Stop)).ShouldBeFalse();
        (await documents.Need([kept.DocumentId], "The valuation of Birch Works on 2026-03-31", Stop)).ShouldBeTrue();

        (await Firm.Cfo.Delete($"/api/v1/documents/{kept.DocumentId}?reason=over")).Refused(HttpStatusCode.Conflict, "documents.document_needed").Json.Text("detail").ShouldContain("Birch Works");
        (await Firm.Accountant.Post($"/api/v1/documents/{kept.DocumentId}/versions?fileName=other.txt", File(Unique()))).Refused(HttpStatusCode.Conflict, "documents.document_needed");
        using var other = House.Services.GetRequiredService<CurrentTenant>().Use(firms.Other.Id);
        (await documents.Find([kept.DocumentId], Stop)).ShouldBeEmpty();
        (await documents.Open(kept.DocumentId, null, Stop)).ShouldBeNull();
        (await documents.Need([kept.DocumentId], "Theirs", Stop)).ShouldBeFalse();
    }

    [Fact]
    public async Task ADocumentOfAnotherFirm_IsNotThere_AndWithoutThePermissionNothingIs()
    {
        var life = await FundLife.Closed(Firm);
        var id = await Added(life, Unique());

        foreach (var path in (string[])["", "/content", "/accesses"]) (await firms.Other.Cfo.Get($"/api/v1/documents/{id}{path}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.Delete($"/api/v1/documents/{id}?reason=theirs")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.Put($"/api/v1/documents/{id}/hold", new { hold = true, reason = "theirs" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.Put($"/api/v1/documents/{id}/retention", new { until = "2036-12-31" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Post($"/api/v1/documents/{id}/versions?fileName=x.txt", File(Unique()))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Add(life, Unique(), by: firms.Other.Accountant)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.All($"/api/v1/documents?fundId={life.Id}")).ShouldBeEmpty();
        (await Firm.Viewer.Get($"/api/v1/documents/{id}")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Add(life, Unique(), by: Firm.Viewer)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task AChangedFile_IsNotGivenOut_AndVerifyNamesIt()
    {
        await using var house = new House(null, new Dictionary<string, string?> { ["Documents:MaxBytes"] = "2000" });
        await house.InitializeAsync();
        var firm = await house.Provision("Changed");
        var life = await FundLife.Closed(firm);
        var address = $"/api/v1/documents?fundId={life.Id}&kind=Other&title=t&fileName=t.txt";
        (await firm.Accountant.Post(address, File(new byte[2001]))).Refused(HttpStatusCode.RequestEntityTooLarge, "documents.file_too_large");
        var document = (await firm.Accountant.Post(address, File(Unique()))).Ok()["data"]!["document"]!;

        var file = Directory.GetFiles(house.Folder, document.Text("sha256"), SearchOption.AllDirectories).ShouldHaveSingleItem();
        await System.IO.File.AppendAllTextAsync(file, "more", Stop);

        (await firm.Cfo.Get($"/api/v1/documents/{document.Text("documentId")}/content")).Status.ShouldBe(HttpStatusCode.InternalServerError);
        using var scope = house.Services.GetRequiredService<CurrentTenant>().Use(firm.Id);
        var defects = new List<string>();
        await house.Services.GetServices<IVerifier>().Single(v => v.Module == "documents").Verify(defects, Stop);
        defects.ShouldHaveSingleItem().ShouldContain(document.Text("sha256"));
    }

    private static string ContentType(string what) => $"application/vnd.openxmlformats-officedocument.spreadsheetml.{what}";

    private static byte[] Office(params string[] parts)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var part in parts.Prepend("[Content_Types].xml"))
            {
                using var writer = new StreamWriter(zip.CreateEntry(part).Open());
                writer.Write($"<{Guid.NewGuid()}/>");
            }
        return file.ToArray();
    }
}
