using System.Net;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Portal;
using PdfDocument = UglyToad.PdfPig.PdfDocument;

namespace StratCap.Server.Tests.Keeping;

/// <summary>Documents shared with investors in the portal, and marked with who opens them.</summary>
public sealed class SharingTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Own = "/api/v1/portal/me/documents";

    private Firm Firm => firms.Firm;

    private Task<Reply> Share(string id, bool shared = true, string? ifMatch = null, string? key = null, Api? by = null) =>
        (by ?? Firm.Cfo).Put($"/api/v1/documents/{id}/sharing", new { shared }, key, ifMatch);

    private static async Task<string[]> Seen(Api investor) => [.. (await investor.All(Own)).Select(d => d.Text("documentId"))];

    [Fact]
    public async Task WhatIsShared_IsSeenByWhoseItIs_AndByNobodyElse_UntilItIsTakenBack()
    {
        var life = await FundLife.Closed(Firm);
        var elsewhere = await FundLife.Closed(Firm);
        var theirs = await FundLife.Closed(firms.Other);
        var (one, two, stranger) = (await FourPartners.Looker(Firm, life.Investors[1]), await FourPartners.Looker(Firm, life.Investors[2]), await FourPartners.Looker(Firm, elsewhere.Investors[1]));
        var foreigner = await FourPartners.Looker(firms.Other, theirs.Investors[1]);
        var funds = await Papers.Keep(Firm, life, Papers.PdfOf("Agreement of the fund"), Papers.Pdf, "Agreement");
        var his = await Papers.Keep(Firm, life, "His letter"u8.ToArray(), "text/plain", "Letter", life.Investors[1]);
        var kept = await Papers.Keep(Firm, life, "Not for investors"u8.ToArray(), "text/plain", "Memorandum");

        (await Seen(one)).ShouldBeEmpty();
        (await one.Get($"{Own}/{his}/content")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        foreach (var id in (string[])[funds, his]) (await Share(id)).Ok()["data"]!["sharing"]!["version"]!.GetValue<int>().ShouldBe(1);

        (await Seen(one)).ShouldBe([his, funds]);
        (await Seen(two)).ShouldBe([funds]);
        (await Seen(stranger)).ShouldBeEmpty();
        (await Seen(foreigner)).ShouldBeEmpty();
        var line = (await one.All(Own)).First();
        (line.Text("title"), line.Text("fundId"), line.Text("investorName")).ShouldBe(("Letter", life.Id, $"Investor 1 {life.Id}"));
        (await one.Get($"{Own}/{his}/content")).Text.ShouldBe("His letter");
        foreach (var (who, id) in ((Api, string)[])[(two, his), (stranger, funds), (one, kept), (foreigner, funds), (foreigner, his)])
            (await who.Get($"{Own}/{id}/content")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await one.Get($"/api/v1/documents/{his}/content")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");

        (await Share(his, false)).Ok()["data"]!["sharing"].ShouldBeNull();
        (await Seen(one)).ShouldBe([funds]);
        (await one.Get($"{Own}/{his}/content")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Firm.Cfo.Delete($"/api/v1/documents/{funds}?reason=over")).Ok();
        (await Seen(one)).ShouldBeEmpty();
    }

    [Fact]
    public async Task APdf_LeavesMarkedWithWhoOpensIt_AndTheKeptOneStaysAsItIs()
    {
        var life = await FundLife.Closed(Firm);
        var investor = await FourPartners.Looker(Firm, life.Investors[1]);
        var bytes = Papers.PdfOf("First page", "Second page");
        var id = await Papers.Keep(Firm, life, bytes, Papers.Pdf, "Agreement");
        (await Share(id)).Ok();

        var reply = await investor.Get($"{Own}/{id}/content");
        (reply.ContentHeaders.ContentType!.MediaType, reply.ContentHeaders.ContentDisposition!.DispositionType).ShouldBe((Papers.Pdf, "attachment"));
        using (var marked = PdfDocument.Open(reply.Bytes))
        {
            marked.NumberOfPages.ShouldBe(2);
            foreach (var (page, text) in marked.GetPages().Zip(["First page", "Second page"]))
                foreach (var part in (string[])[text, "Lena Looker", $"@{Firm.Domain}.example", Firm.Domain[..^10], "UTC"]) page.Text.ShouldContain(part);
        }
        (await Firm.Cfo.Get($"/api/v1/documents/{id}/content")).Bytes.ShouldBe(bytes);
        (await Firm.Cfo.All($"/api/v1/documents/{id}/accesses")).Select(a => a.Text("userName")).ShouldBe(["Clara Chief", "Lena Looker"]);
    }

    [Fact]
    public async Task ALaterVersion_IsNotShown_UntilItIsSharedToo()
    {
        var life = await FundLife.Closed(Firm);
        var investor = await FourPartners.Looker(Firm, life.Investors[1]);
        var id = await Papers.Keep(Firm, life, "The first"u8.ToArray(), "text/plain", "Notes");
        (await Share(id)).Ok();
        (await Firm.Accountant.Post($"/api/v1/documents/{id}/versions?fileName=b.txt", Papers.File("The second"u8.ToArray(), "text/plain"))).Ok();
        (await investor.Get($"{Own}/{id}/content")).Text.ShouldBe("The first");
        (await Share(id)).Ok();
        (await investor.Get($"{Own}/{id}/content")).Text.ShouldBe("The second");
        (await investor.All(Own)).ShouldHaveSingleItem()["version"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task Sharing_NeedsTheRight_AndHappensOnce()
    {
        var life = await FundLife.Closed(Firm);
        var id = await Papers.Keep(Firm, life, "Notes"u8.ToArray(), "text/plain", "Notes");
        (await Share(id, by: Firm.Accountant)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Share(id, by: firms.Other.Cfo)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Share(Guid.NewGuid().ToString())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var both = await Task.WhenAll(Share(id, ifMatch: "\"1\""), Share(id, ifMatch: "\"1\""));
        both.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        both.Single(r => r.Status != HttpStatusCode.OK).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        var key = Guid.NewGuid().ToString();
        (await Share(id, false, key: key)).Ok()["data"]!.ToJsonString().ShouldBe((await Share(id, false, key: key)).Ok()["data"]!.ToJsonString());
        (await Firm.Admin.All("/api/v1/audit/documents")).Where(a => a.Text("subjectId") == id).Select(a => a.Text("action"))
            .ShouldBe(["documents.document.take_back", "documents.document.share", "documents.document.add"]);
    }

    [Fact]
    public async Task APdfThatCannotBeMarked_IsNotShared()
    {
        var life = await FundLife.Closed(Firm);
        using var memory = new MemoryStream();
        using (var locked = new PdfSharp.Pdf.PdfDocument())
        {
            locked.AddPage();
            locked.SecuritySettings.UserPassword = "secret";
            locked.Save(memory, closeStream: false);
        }
        foreach (var bytes in (byte[][])[memory.ToArray(), [.. "%PDF-1.7\nnothing of a PDF"u8]])
        {
            var id = await Papers.Keep(Firm, life, bytes, Papers.Pdf, "Locked");
            (await Share(id)).Refused(HttpStatusCode.UnprocessableEntity, "documents.cannot_be_marked");
        }
    }

    [Fact]
    public async Task Marks_AreReadOnPagesThatLieAnyWay()
    {
        var life = await FundLife.Closed(Firm);
        var investor = await FourPartners.Looker(Firm, life.Investors[1]);
        using var memory = new MemoryStream();
        using (var odd = new PdfSharp.Pdf.PdfDocument())
        {
            foreach (var rotate in (int[])[0, 90, 180, 270]) odd.AddPage(new PdfPage { Rotate = rotate, MediaBox = new PdfRectangle(new XPoint(100, 50), new XPoint(500, 650)) });
            odd.Save(memory, closeStream: false);
        }
        var id = await Papers.Keep(Firm, life, memory.ToArray(), Papers.Pdf, "Scans");
        (await Share(id)).Ok();
        var marked = (await investor.Get($"{Own}/{id}/content")).Bytes;
        if (Environment.GetEnvironmentVariable("STRATCAP_PICTURES") is { } folder) await System.IO.File.WriteAllBytesAsync(Path.Combine(folder, "marked.pdf"), marked, TestContext.Current.CancellationToken);
        using var document = PdfDocument.Open(marked);
        foreach (var page in document.GetPages())
        {
            page.Text.ShouldContain("Lena Looker");
            // Told from the corner of what is shown, turned as it is shown.
            page.Letters.ShouldAllBe(l => l.Location.X > 0 && l.Location.X < page.Width && l.Location.Y > 0 && l.Location.Y < page.Height);
        }
    }
}
