using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Tenancy;
using StratCap.Reporting;
using StratCap.Reporting.Publishing;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Portal;

namespace StratCap.Server.Tests.Reporting;

/// <summary>What is published is frozen: the same bytes whenever they are fetched, the same figures when they are made again, and a list of what the book says otherwise since.</summary>
public sealed class PublicationTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Period = "2024-Q4";
    private static readonly string[] Statement = ["InvestorStatement"];
    private static readonly string[] All = ["InvestorStatement", "CapitalAccount", "ReportingTemplate", "ReportingTemplate11", "FinancialStatements", "PerformanceTemplate"];

    private Firm Firm => firms.Firm;

    private async Task<FundLife> Life()
    {
        var life = await FundLife.Invested(Firm);
        await FundLife.LedgerCaughtUp(Firm, life.Id);
        return life;
    }

    private Task<List<System.Text.Json.Nodes.JsonNode>> Reports(FundLife life, string more = "") => Firm.Cfo.All($"/api/v1/reports/published?fundId={life.Id}&period={Period}&size=500{more}");

    private static string Of(string report, string rest) => $"/api/v1/reports/published/{report}{rest}";

    [Fact]
    public async Task WhatIsPublished_StaysWhatItIs_WhateverIsRecordedAfterwards()
    {
        var life = await Life();
        await Publications.Publish(Firm, life.Id, Period, null, All);
        var published = await Reports(life);
        published.Count.ShouldBe(4 * FundLife.Commitments.Length + 2);
        var before = new Dictionary<string, byte[]>();
        foreach (var report in published)
        {
            var content = await Firm.Cfo.Get(Of(report.Text("reportId"), "/content"));
            Convert.ToHexStringLower(SHA256.HashData(content.Bytes)).ShouldBe(report.Text("sha256"));
            before[report.Text("reportId")] = content.Bytes;
            (report.Text("publishedByName"), report["revision"]!.GetValue<int>(), report["isCurrent"]!.GetValue<bool>()).ShouldBe(("Clara Chief", 1, true));
            (await Firm.Cfo.All(Of(report.Text("reportId"), "/differences"))).ShouldBeEmpty();
        }
        var head = (await life.Book()).MaxBy(f => f["sequence"]!.GetValue<long>())!;
        published.ShouldAllBe(r => r.Text("bookHash") == head.Text("hash") && r["recordedAt"]!.GetValue<DateTimeOffset>() == head["recordedAt"]!.GetValue<DateTimeOffset>());

        (await Firm.Accountant.Post(life.Api("/expenses"), new { date = "2024-12-15", category = "Audit found late", amount = 50_000m })).Ok();
        await FundLife.LedgerCaughtUp(Firm, life.Id);

        foreach (var report in published)
        {
            var id = report.Text("reportId");
            (await Firm.Cfo.Get(Of(id, "/content"))).Bytes.ShouldBe(before[id]);
            var again = (await Firm.Cfo.Get(Of(id, "/rerun"))).Ok()["data"]!;
            (again["sameFigures"]!.GetValue<bool>(), again["sameBytes"]!.GetValue<bool>(), again["figures"]!.GetValue<int>() > 10).ShouldBe((true, true, true), $"{report.Text("kind")}: {again}");
            (await Firm.Cfo.All(Of(id, "/differences"))).Count.ShouldBeGreaterThan(3, report.Text("kind"));
        }
    }

    [Fact]
    public async Task WhatIsPublished_IsToldToEachInvestor_OnceForThePublication()
    {
        var life = await Life();

        var id = await Publications.Publish(Firm, life.Id, Period, null, "InvestorStatement", "CapitalAccount");

        var told = (await Firm.Accountant.Until($"/api/v1/notifications/messages?subjectId={id}&size=100", m => m.Rows().Count > 0)).Rows();
        (told.Count, told.Select(m => m.Text("investorId")).Distinct().Count()).ShouldBe((FundLife.Commitments.Length, FundLife.Commitments.Length));
        told.ShouldAllBe(m => m.Text("kind") == "ReportsPublished" && m.Text("subject").Contains(Period, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheDifferences_AreToTheCentWhatTheBookSaysOtherwise_AndComeAsFiles()
    {
        var life = await Life();
        await Publications.Publish(Firm, life.Id, Period, life.Investors[1], "InvestorStatement");
        var report = (await Reports(life)).ShouldHaveSingleItem().Text("reportId");
        var path = $"/api/v1/reports/investor-statements/{life.Investors[1]}?fundId={life.Id}&period={Period}";
        async Task<Dictionary<string, decimal>> Lines() => (await Firm.Cfo.Get(path)).Ok()["data"]!["lines"]!.AsArray().ToDictionary(l => l!.Text("label"), l => l!.Money("period"));
        var then = await Lines();

        (await Firm.Accountant.Post(life.Api("/expenses"), new { date = "2024-12-15", category = "Audit", amount = 30_000.01m })).Ok();

        var now = await Lines();
        var told = (await Firm.Cfo.All(Of(report, "/differences?size=500"))).Where(d => d.Text("section") == "Capital account" && d.Text("column") == "Period").ToDictionary(d => d.Text("label"), StringComparer.Ordinal);
        told.Keys.ShouldBe(now.Where(l => l.Value != then[l.Key]).Select(l => l.Key), ignoreOrder: true);
        foreach (var (label, line) in told) (line.Money("published"), line.Money("now"), line.Money("difference")).ShouldBe((then[label], now[label], now[label] - then[label]), label);
        var csv = await Firm.Cfo.Get(Of(report, "/differences?format=csv&language=de"));
        csv.Text.ShouldContain("Wie veröffentlicht");
        Documents.Text(await Firm.Cfo.Get(Of(report, "/differences?format=xlsx"))).ShouldContain("Expenses", Case.Insensitive);
    }

    [Fact]
    public async Task PublishingAgain_SupersedesAndChangesNothing()
    {
        var life = await Life();
        await Publications.Publish(Firm, life.Id, Period, life.Investors[1], "InvestorStatement");
        var first = (await Reports(life)).ShouldHaveSingleItem();
        var bytes = (await Firm.Cfo.Get(Of(first.Text("reportId"), "/content"))).Bytes;

        await Publications.Publish(Firm, life.Id, Period, null, "InvestorStatement");

        var own = await Reports(life, $"&investorId={life.Investors[1]}");
        own.Select(r => (r["revision"]!.GetValue<int>(), r["isCurrent"]!.GetValue<bool>(), r["supersedesId"]?.GetValue<string>())).ShouldBe([(2, true, first.Text("reportId")), (1, false, null)]);
        (await Reports(life, "&current=true")).Count.ShouldBe(FundLife.Commitments.Length);
        (await Firm.Cfo.Get(Of(first.Text("reportId"), "/content"))).Bytes.ShouldBe(bytes);
        // Whatever their ids are made of, what came last is listed first.
        var letter = new ByteArrayContent("A letter"u8.ToArray()) { Headers = { ContentType = new("text/plain") } };
        var last = (await Firm.Cfo.Post($"/api/v1/documents?fundId={life.Id}&kind=Notice&title=Letter&fileName=letter.txt", letter)).Ok()["data"]!["document"]!.Text("documentId");
        (await Firm.Cfo.All($"/api/v1/documents?fundId={life.Id}"))[0].Text("documentId").ShouldBe(last);
        (await Firm.Cfo.Delete($"/api/v1/documents/{first.Text("reportId")}?reason=old")).Refused(HttpStatusCode.Conflict, "documents.document_needed");
    }

    [Fact]
    public async Task WhoMayNotPublish_OrAsksForWhatIsNone_IsRefusedByName()
    {
        var life = await Life();
        Task<Reply> Ask(string? investor = null, string period = Period, string[]? kinds = null, Api? by = null, string? key = null) => Publications.Ask(by ?? Firm.Cfo, life.Id, period, investor, kinds ?? Statement, key);

        (await Ask(by: Firm.Accountant)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Ask(by: firms.Other.Cfo)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Ask(investor: Guid.NewGuid().ToString())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Ask(period: "2024")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Ask(period: FundMath.CalendarQuarter.NameOf(DateOnly.FromDateTime(DateTime.UtcNow)))).Refused(HttpStatusCode.UnprocessableEntity, "reporting.quarter_not_over");
        (await Ask(kinds: [])).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Ask(kinds: ["InvestorStatement", "InvestorStatement"])).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Ask(kinds: ["Poem"])).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Ask(investor: life.Investors[1], kinds: ["FinancialStatements"])).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Ask(investor: life.Investors[1], kinds: ["PerformanceTemplate"])).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Ask(key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");

        var key = Guid.NewGuid().ToString();
        var once = (await Ask(key: key)).Ok()["data"]!.Text("publicationId");
        (await Ask(key: key)).Ok()["data"]!.Text("publicationId").ShouldBe(once);
        await Firm.Cfo.Until($"/api/v1/reports/publications/{once}", p => p["data"]!["finishedAt"] is not null);
        (await Reports(life)).Count.ShouldBe(FundLife.Commitments.Length);
        foreach (var path in (string[])["", "/content", "/rerun", "/differences"]) (await firms.Other.Cfo.Get(Of((await Reports(life))[0].Text("reportId"), path))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.Get($"/api/v1/reports/publications/{once}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.Get($"/api/v1/reports/packages/{life.Id}?period={Period}")).Refused(HttpStatusCode.NotFound, "resource.not_found");

        var both = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Ask()));
        both.Count(r => r.Status == HttpStatusCode.Accepted).ShouldBeGreaterThan(0);
        both.Where(r => r.Status != HttpStatusCode.Accepted).ShouldAllBe(r => r.Status == HttpStatusCode.Conflict);
    }

    /// <summary>The figures of a report are large: no list, and no package of thousands, loads them.</summary>
    [Fact]
    public void WhatIsListedOfReports_LoadsNoneOfTheirFigures()
    {
        using var tenant = firms.House.Services.GetRequiredService<CurrentTenant>().Use(Firm.Id);
        using var scope = firms.House.Services.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<ReportingDbContext>();
        ReadPublished.Current(db).ToQueryString().ShouldNotContain("figures");
        db.Figures.ToQueryString().ShouldContain("figures");
    }

    [Fact]
    public async Task APackage_HoldsWhatWasPublishedAndTheNotices_UnderNamesThatNothingRuns()
    {
        var life = await FundLife.Admitted(Firm);
        life.Investors.Add((await Firm.Accountant.Post(life.Api("/investors"), new { name = "=cmd|' /C calc'!A0 ../../Élan\\CON", kind = "LimitedPartner", admittedOn = "2024-01-15" })).Ok()["data"]!.Text("investorId"));
        (await Firm.Accountant.Post(life.Api("/closings"), new { name = "First closing", date = "2024-02-01", commitments = life.Investors.Select((id, i) => new { investorId = id, amount = FourPartners.Commitments[i] }) })).Ok();
        await life.Issue();
        (await Firm.Cfo.Get($"/api/v1/reports/packages/{life.Id}?period=2024-Q2")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        await Publications.Publish(Firm, life.Id, "2024-Q2", null, "InvestorStatement", "CapitalAccount");

        var whole = await Firm.Cfo.Get($"/api/v1/reports/packages/{life.Id}?period=2024-Q2");
        var files = Documents.Files(whole.Bytes);
        (whole.Status, whole.ContentHeaders.ContentType!.MediaType, files.Count).ShouldBe((HttpStatusCode.OK, "application/zip", 3 * life.Investors.Count));
        files.ShouldAllBe(f => System.Text.RegularExpressions.Regex.IsMatch(f.Name, @"^[0-9]{4}-[A-Za-z0-9-]+/[A-Za-z][A-Za-z0-9-]+\.(pdf|xlsx)$"));
        files.Select(f => f.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(files.Count);
        files.ShouldContain(f => f.Name.EndsWith("-cmd-C-calc-A0-Elan-CON/Statement-2024-Q2.pdf", StringComparison.Ordinal));

        var one = Documents.Files((await Firm.Cfo.Get($"/api/v1/reports/packages/{life.Id}?period=2024-Q2&investorId={life.Investors[2]}")).Bytes);
        one.Select(f => f.Name[(f.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]).ShouldBe(["Statement-2024-Q2.pdf", "Capital-account-2024-Q2.xlsx", "capital-call-1.pdf"]);
        var report = (await Firm.Cfo.All($"/api/v1/reports/published?fundId={life.Id}&investorId={life.Investors[2]}&kind=InvestorStatement")).ShouldHaveSingleItem();
        Convert.ToHexStringLower(SHA256.HashData(one[0].Bytes)).ShouldBe(report.Text("sha256"));
        Documents.PdfText(one[2].Bytes).ShouldContain(FourPartners.Commitments[2].ToString("N0", CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task AnInvestor_FindsHisOwn_AndEveryOpeningIsRecorded()
    {
        var fund = await FourPartners.Called(Firm);
        await fund.Publish("2024-Q2");
        var (own, other) = (fund.Life.Investors[1], fund.Life.Investors[2]);
        var investor = await FourPartners.Looker(Firm, own);

        var rows = await investor.All("/api/v1/portal/me/published");
        rows.Select(r => (r.Text("kind"), r.Text("investorId"))).ShouldBe([("InvestorStatement", own), ("CapitalAccount", own)], ignoreOrder: true);
        foreach (var row in rows) Convert.ToHexStringLower(SHA256.HashData((await investor.Get($"/api/v1/portal/me/published/{row.Text("reportId")}/content")).Bytes)).ShouldBe(row.Text("sha256"));
        (await investor.Get($"/api/v1/portal/me/published/{fund.Reports[other]}/content")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        Documents.Files((await investor.Get($"/api/v1/portal/me/packages/{own}?fundId={fund.Life.Id}&period=2024-Q2")).Bytes).Count.ShouldBe(3);
        (await investor.Get($"/api/v1/portal/me/packages/{other}?fundId={fund.Life.Id}&period=2024-Q2")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Firm.Cfo.All($"/api/v1/documents/{fund.Reports[own]}/accesses")).Select(a => a.Text("userName")).ShouldBe(["Lena Looker", "Lena Looker"]);
        (await Firm.Cfo.All($"/api/v1/documents/{fund.Reports[other]}/accesses")).ShouldBeEmpty();
    }

    /// <summary>Of the fund as a whole: for everybody in it, and for nobody who is in another fund of the firm.</summary>
    [Fact]
    public async Task TheFundsStatements_ArePublishedToItsInvestors_AndToNobodyElses()
    {
        var life = await FundLife.Invested(Firm);
        await FundLife.LedgerCaughtUp(Firm, life.Id);
        await Publications.Publish(Firm, life.Id, "2024-Q3", null, "FinancialStatements", "PerformanceTemplate");
        var investor = await FourPartners.Looker(Firm, life.Investors[1]);
        var elsewhere = await FourPartners.Looker(Firm, (await FundLife.Admitted(Firm)).Investors[1]);

        var rows = await investor.All("/api/v1/portal/me/published");

        rows.Select(r => (r.Text("kind"), r["investorId"])).ShouldBe([("FinancialStatements", null), ("PerformanceTemplate", null)], ignoreOrder: true);
        foreach (var row in rows)
        {
            var content = $"/api/v1/portal/me/published/{row.Text("reportId")}/content";
            Convert.ToHexStringLower(SHA256.HashData((await investor.Get(content)).Bytes)).ShouldBe(row.Text("sha256"));
            (await elsewhere.Get(content)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        }
        (await elsewhere.All("/api/v1/portal/me/published")).ShouldBeEmpty();
        (await Firm.Accountant.Post(life.Api("/transfers"), new { fromInvestorId = life.Investors[1], toInvestorId = life.Investors[2], date = "2024-09-30", fraction = 1m, consent = "Letter" })).Ok();
        (await investor.All("/api/v1/portal/me/published")).ShouldBeEmpty("he has left the fund");
    }
}
