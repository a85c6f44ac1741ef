using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting;

/// <summary>Capital accounts and ILPA templates over HTTP, and the check of those of others.</summary>
public sealed class IlpaTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private Api Cfo => firms.Firm.Cfo;

    [Fact]
    public async Task Template_OfAQuarter_HasTheChargesInTheirRows_AddsUp_AndIsTheWorkbook()
    {
        var life = await Charged();
        var template = (await Cfo.Get(Template(life, "2026-Q1"))).Ok()["data"]!;

        template.Text("template").ShouldBe("ILPA Reporting Template v2.0");
        Of(template, "external.audit", 3).ShouldBe(-10_000m);
        Of(template, "internal.legal", 3).ShouldBe(-4_000m);
        Of(template, "external.other", 3).ShouldBe(-2_000m);
        Of(template, "external.audit", 0).ShouldBe(-6_000m);
        Of(template, "external.audit", 6).ShouldBe(-100m);
        Of(template, "realisedGain", 3).ShouldBe(30_000_000m);
        (Of(template, "income.dividends", 3), Of(template, "income.other", 3), Of(template, "income.total", 3)).ShouldBe((7_000m, 900m, 7_900m));
        Of(template, "carry.accrued", 0).ShouldBeLessThan(0m);
        template["notes"]!.AsArray().ShouldContain(n => n!.GetValue<string>().Contains("Flowers", StringComparison.Ordinal));
        template["dates"]!.Text("commencement").ShouldBe("2024-06-03");
        // Limited partners and general partner add up to the fund, row by row and column by column.
        var all = new List<JsonNode>();
        foreach (var investor in life.Investors) all.Add((await Cfo.Get(Template(life, "2026-Q1", investor: investor))).Ok()["data"]!);
        foreach (var row in Rows(template).Where(r => r["figures"]!.AsArray().Count == 9 && r["figures"]![0] is not null))
            for (var c = 0; c < 3; c++)
                all.Sum(t => Of(t, row.Text("key"), c)).ShouldBe(Of(template, row.Text("key"), 3 + c), $"{row.Text("key")} {c}");

        foreach (var version in new[] { "2.0", "1.1" })
        {
            var workbook = await Ask(Template(life, "2026-Q1", $"&format=xlsx&version={version}"));
            var check = (await Check(workbook.Bytes, "?tolerance=0&firstQuarter=true")).Ok()["data"]!;
            check.Text("template").ShouldBe($"ILPA Reporting Template v{version}");
            (check["inconsistenciesTotal"]!.GetValue<int>(), check["columns"]!.AsArray().Count).ShouldBe((0, 9), check.ToJsonString());
            check["checked"]!.GetValue<int>().ShouldBeGreaterThan(200);
            check["missing"]!.AsArray().ShouldBeEmpty();
            check["notRecognised"]!.AsArray().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task CapitalAccount_OfAQuarter_TiesToTheTemplateLineByLine_AndToTheStatement()
    {
        var life = await Charged();
        var investor = life.Investors[1];
        var account = (await Cfo.Get(Account(life, "2026-Q1"))).Ok()["data"]!;
        var template = (await Cfo.Get(Template(life, "2026-Q1"))).Ok()["data"]!;

        account["ties"]!.AsArray().ShouldAllBe(t => t!["holds"]!.GetValue<bool>());
        var compared = 0;
        foreach (var line in account["lines"]!.AsArray().Where(l => l!["ilpaRows"]!.AsArray().Count > 0))
        {
            foreach (var (figure, column) in new[] { ("quarter", 0), ("yearToDate", 1), ("sinceInception", 2) })
            {
                line!["ilpaRows"]!.AsArray().Select(r => r!.GetValue<string>()).Sum(r => r[0] == '-' ? -Of(template, r[1..], column) : Of(template, r, column)).ShouldBe(line.Money(figure), line.Text("key"));
                compared++;
            }
        }
        compared.ShouldBeGreaterThan(50);
        var statement = (await Cfo.Get($"/api/v1/reports/investor-statements/{investor}?fundId={life.Id}&period=2026-Q1")).Ok()["data"]!;
        var closing = statement["lines"]!.AsArray().Single(l => l!.Text("key") == "closingNet")!;
        var mine = account["lines"]!.AsArray().Single(l => l!.Text("key") == "closing")!;
        (mine.Money("quarter"), mine.Money("sinceInception")).ShouldBe((closing.Money("period"), closing.Money("sinceInception")));
        account["performance"]!.ToJsonString().ShouldBe(statement["performance"]!.ToJsonString());
        account["memo"]!.AsArray().Single(l => l!.Text("key") == "unfunded")!.Money("quarter").ShouldBe(statement["unfunded"]!.Money("closing"));
        (await Ask(Account(life, "2026-Q1", "&format=xlsx"))).Bytes.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Template_AsKnownThen_StaysWhatItWas()
    {
        var life = await Charged();
        var then = (await Cfo.Get(Template(life, "2026-Q1"))).Ok()["data"]!;
        var known = DateTimeOffset.UtcNow;
        (await firms.Firm.Accountant.Post(life.Api("/expenses"), new { date = "2026-02-01", category = "Insurance", amount = 500m })).Ok();

        Of((await Cfo.Get(Template(life, "2026-Q1"))).Ok()["data"]!, "external.insurance", 3).ShouldBe(-500m);
        var again = (await Cfo.Get(Template(life, "2026-Q1", "&recordedAt=" + Uri.EscapeDataString(known.ToString("O"))))).Ok()["data"]!;
        again["rows"]!.ToJsonString().ShouldBe(then["rows"]!.ToJsonString());
        again.Text("bookHash").ShouldBe(then.Text("bookHash"));
    }

    [Fact]
    public async Task WhatIsNotThere_OrNotTheirs_IsRefused()
    {
        var life = await FundLife.Sold(firms.Firm);
        foreach (var path in new Func<FundLife, string, string, string?, string>[] { Template, Account })
        {
            (await Cfo.Get(path(life, "2026-Q1", "", Guid.NewGuid().ToString()))).Refused(HttpStatusCode.NotFound, "resource.not_found");
            (await firms.Other.Cfo.Get(path(life, "2026-Q1", "", null))).Refused(HttpStatusCode.NotFound, "resource.not_found");
            (await firms.Firm.Viewer.Get(path(life, "2026-Q1", "", null))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
            foreach (var period in new[] { "2026", "2026-03", "2026-01-01..2026-03-31", "2026-Q5", "" }) (await Cfo.Get(path(life, period, "", null))).Refused(HttpStatusCode.BadRequest, "request.invalid");
            (await Cfo.Get(path(life, "2026-Q1", "&format=pdf", null))).Refused(HttpStatusCode.BadRequest, "request.invalid");
            (await Cfo.Get(path(life, "2024-Q1", "", null))).Refused(HttpStatusCode.UnprocessableEntity, "reporting.statement.no_movements");
        }
        (await Cfo.Get(Template(life, "2026-Q1", "&version=3.0"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Check_OfAChangedFigure_NamesTheCell_WhatIsExpectedAndWhatIsFound()
    {
        var life = await Charged();
        var workbook = (await Ask(Template(life, "2026-Q1", "&format=xlsx"))).Bytes;
        var changed = Changed(workbook, "<v>-6000</v>", "<v>-6001</v>");

        var check = (await Check(changed)).Ok()["data"]!;
        var found = check["inconsistencies"]!.AsArray();
        // The first figure of minus 6,000 is the investor's audit of the quarter; it stands in one sum.
        var one = found.ShouldHaveSingleItem(check.ToJsonString())!;
        (one.Text("identity"), one.Text("row"), one.Text("column")).ShouldBe(("Sum", "External partnership expenses - gross", "LP's allocation - QTD"));
        one.Text("cell").ShouldStartWith("B");
        decimal.Parse(one.Text("difference"), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(1m);
        (await Check(changed, "?tolerance=1")).Ok()["data"]!["inconsistenciesTotal"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task Check_OfWhatIsNoTemplate_IsRefused()
    {
        (await Check("not a workbook"u8.ToArray())).Refused(HttpStatusCode.UnprocessableEntity, "reporting.workbook.form");
        var life = await FundLife.Closed(firms.Firm);
        var list = await Ask($"/api/v1/funds/{life.Id}/investors?format=xlsx");
        (await Check(list.Bytes)).Refused(HttpStatusCode.UnprocessableEntity, "reporting.template.not_found");
        (await Check(list.Bytes, "?tolerance=-1")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Firm.Viewer.Post("/api/v1/reports/ilpa-templates/check", new ByteArrayContent(list.Bytes))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Check(new byte[(5 << 20) + 1])).Refused(HttpStatusCode.RequestEntityTooLarge, "reporting.workbook.too_large");
    }

    private async Task<FundLife> Charged()
    {
        var life = await FundLife.Sold(firms.Firm);
        foreach (var (category, amount) in new[] { ("Audit", 10_000m), ("Internal: Legal", 4_000m), ("Flowers", 2_000m) })
            (await firms.Firm.Accountant.Post(life.Api("/expenses"), new { date = "2026-03-01", category, amount })).Ok();
        (await firms.Firm.Accountant.Post(life.Api("/proceeds"), new { dealId = life.Deal, date = "2026-03-02", kind = "Income", income = "Dividends", amount = 7_000m, cost = 0m })).Ok();
        (await firms.Firm.Accountant.Post(life.Api("/proceeds"), new { dealId = life.Deal, date = "2026-03-03", kind = "Income", amount = 900m, cost = 0m })).Ok();
        (await firms.Firm.Accountant.Post(life.Api("/proceeds"), new { dealId = life.Deal, date = "2026-03-04", kind = "Realisation", income = "Interest", amount = 1m, cost = 0m })).Refused(HttpStatusCode.UnprocessableEntity, "book.proceeds.no_income");
        return life;
    }

    private static string Template(FundLife life, string period, string rest = "", string? investor = null) => $"/api/v1/reports/ilpa-templates/{investor ?? life.Investors[1]}?fundId={life.Id}&period={Uri.EscapeDataString(period)}{rest}";

    private static string Account(FundLife life, string period, string rest = "", string? investor = null) => $"/api/v1/reports/capital-accounts/{investor ?? life.Investors[1]}?fundId={life.Id}&period={Uri.EscapeDataString(period)}{rest}";

    private static IEnumerable<JsonNode> Rows(JsonNode template) => template["rows"]!.AsArray().Select(r => r!);

    private static decimal Of(JsonNode template, string row, int column) =>
        decimal.Parse(Rows(template).Single(r => r.Text("key") == row)["figures"]![column]!.Text("amount"), System.Globalization.CultureInfo.InvariantCulture);

    private Task<Reply> Check(byte[] file, string query = "") =>
        Cfo.Post("/api/v1/reports/ilpa-templates/check" + query, new ByteArrayContent(file) { Headers = { ContentType = new(Sheet) } });

    private async Task<Reply> Ask(string path)
    {
        var reply = await Cfo.Get(path);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.ContentHeaders.ContentType!.MediaType.ShouldBe(Sheet);
        return reply;
    }

    /// <summary>The workbook with the first occurrence of something in its sheet replaced.</summary>
    private static byte[] Changed(byte[] workbook, string from, string to)
    {
        using var stream = new MemoryStream();
        stream.Write(workbook);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = zip.Entries.Single(e => e.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal));
            string text;
            using (var reader = new StreamReader(entry.Open())) text = reader.ReadToEnd();
            text.ShouldContain(from);
            using var writer = new StreamWriter(entry.Open());
            writer.BaseStream.SetLength(0);
            writer.Write(new Regex(Regex.Escape(from)).Replace(text, to, 1));
        }
        return stream.ToArray();
    }
}
