using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting;

/// <summary>The ILPA Performance Template over HTTP, as JSON and as a workbook whose formulas give its figures.</summary>
public sealed partial class IlpaPerformanceTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Cfo => firms.Firm.Cfo;

    private static string Path(FundLife life, string period = "2026-Q1", string rest = "") => $"/api/v1/reports/ilpa-performance/{life.Id}?period={period}{rest}";

    [Fact]
    public async Task Template_OfAQuarter_TiesToThePerformanceOfItsLimitedPartners()
    {
        var life = await FundLife.Sold(firms.Firm);
        (await firms.Firm.Accountant.Post(life.Api("/subscription-line/draws"), new { date = "2024-06-01", amount = 1_000_000m })).Ok();
        var template = (await Cfo.Get(Path(life))).Ok()["data"]!;
        var performance = (await Cfo.Get($"/api/v1/reports/performance/{life.Id}?asOf=2026-03-31")).Ok()["data"]!["limitedPartners"]!;

        template.Text("template").ShouldBe("ILPA Performance Template v1.1");
        var net = template["net"]!;
        (net.Money("paidIn"), net.Money("value")).ShouldBe((performance.Money("paidIn"), performance.Money("distributed") + performance.Money("residualValue")));
        var without = template["netWithoutLine"]!;
        (without.Money("paidIn"), without.Decimal("multiple")).ShouldBe((performance["withoutLine"]!.Money("paidIn"), performance["withoutLine"]!.Decimal("tvpi")));
        // Called for 40,000,000 of investments and sold at 70,000,000; nothing is held.
        (template["portfolioRealised"]!.Decimal("multiple"), template["portfolioTotal"]!.Decimal("multiple"), template["portfolioUnrealised"]!["multiple"]).ShouldBe((1.75m, 1.75m, null));
        template["flows"]!.AsArray().Where(f => f!.Text("date") == "2024-06-20").Select(f => f!.Text("label")).ShouldBe(["Call: Investments", "Call: Management Fees", "Call: Partnership Expenses"]);
        (await Cfo.Get(Path(life, rest: "&method=GrossUp"))).Ok()["data"]!["net"]!.ToJsonString().ShouldBe(net.ToJsonString());
    }

    [Theory]
    [InlineData("Granular")]
    [InlineData("GrossUp")]
    public async Task Workbook_WorkedOutByItsOwnFormulas_GivesTheFiguresOfTheTemplate(string method)
    {
        var life = await FundLife.Sold(firms.Firm);
        (await firms.Firm.Accountant.Post(life.Api("/subscription-line/draws"), new { date = "2024-06-01", amount = 1_000_000m })).Ok();
        var template = (await Cfo.Get(Path(life, rest: "&method=" + method))).Ok()["data"]!;
        var reply = await Cfo.Get(Path(life, rest: $"&method={method}&format=xlsx"));
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        var sheets = Sheets(reply.Bytes);

        var worked = 0;
        foreach (var (name, cells) in sheets)
            foreach (var (cell, of) in cells.Where(c => c.Value.Formula is not null && !c.Value.Formula.StartsWith("XIRR", StringComparison.Ordinal) && !c.Value.Formula.Contains('/', StringComparison.Ordinal)))
            {
                Worked(of.Formula!, cells, sheets["Transactions"]).ShouldBe(decimal.Parse(of.Value, NumberStyles.Float, CultureInfo.InvariantCulture), $"{name} {cell}: {of.Formula}");
                worked++;
            }
        worked.ShouldBeGreaterThan(20);
        var summary = sheets["Performance"];
        foreach (var (row, key) in new[] { (2, "net"), (3, "gross"), (4, "netWithoutLine"), (5, "grossWithoutLine"), (8, "portfolioTotal") })
        {
            decimal.Parse(summary["E" + row].Value, CultureInfo.InvariantCulture).ShouldBe(template[key]!.Money("value"), key);
            Math.Round(decimal.Parse(summary["B" + row].Value, NumberStyles.Float, CultureInfo.InvariantCulture), 6).ShouldBe(template[key]!.Decimal("irr"));
            // The formula names the very range of the return's own sheet, beginning with money that goes out: XIRR refuses a first flow of nothing.
            var (from, to) = Range().Match(summary["B" + row].Formula!) is { Success: true } m ? (m.Groups[1].Value, m.Groups[2].Value) : throw new InvalidOperationException(summary["B" + row].Formula);
            var flows = sheets[Named().Match(summary["B" + row].Formula!).Groups[1].Value];
            (from, to).ShouldBe(("2", flows.Keys.Count(c => c[0] == 'B').ToString(CultureInfo.InvariantCulture)));
            decimal.Parse(flows["B2"].Value, CultureInfo.InvariantCulture).ShouldBeLessThan(0m);
        }
    }

    [Fact]
    public async Task Template_AsKnownThen_StaysWhatItWas()
    {
        var life = await FundLife.Sold(firms.Firm);
        var then = (await Cfo.Get(Path(life))).Ok()["data"]!;
        var known = FundLife.Utc(await life.LastRecordedAt());
        (await firms.Firm.Accountant.Post(life.Api("/expenses"), new { date = "2026-02-01", category = "Insurance", amount = 500m })).Ok();
        (await Cfo.Get(Path(life))).Ok()["data"]!["net"]!.Money("value").ShouldBeLessThan(then["net"]!.Money("value"));
        (await Cfo.Get(Path(life, rest: "&recordedAt=" + known))).Ok()["data"]!.ToJsonString().ShouldBe(then.ToJsonString());
    }

    [Fact]
    public async Task WhatIsNotThere_OrNotTheirs_IsRefused()
    {
        var life = await FundLife.Sold(firms.Firm);
        (await firms.Other.Cfo.Get(Path(life))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Get(Path(life))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Cfo.Get(Path(life, "2026-Q5"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Get(Path(life, rest: "&format=pdf"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Get(Path(life, rest: "&method=1"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Cfo.Get(Path(life, "2023-Q1"))).Refused(HttpStatusCode.UnprocessableEntity, "performance.no_movements");
    }

    private sealed record CellOf(string Value, string? Formula);

    private static Dictionary<string, Dictionary<string, CellOf>> Sheets(byte[] xlsx)
    {
        using var zip = new ZipArchive(new MemoryStream(xlsx));
        XDocument Load(string part)
        {
            using var stream = zip.GetEntry(part)!.Open();
            return XDocument.Load(stream);
        }
        var names = Load("xl/workbook.xml").Descendants().Where(e => e.Name.LocalName == "sheet").Select(e => e.Attribute("name")!.Value).ToList();
        return names.Select((name, i) => (name, Cells: Cells(Load($"xl/worksheets/sheet{i + 1}.xml")))).ToDictionary(s => s.name, s => s.Cells);
    }

    private static Dictionary<string, CellOf> Cells(XDocument sheet)
    {
        var cells = new Dictionary<string, CellOf>();
        var row = 0;
        foreach (var each in sheet.Descendants().Where(e => e.Name.LocalName == "row"))
        {
            row++;
            var column = 'A';
            foreach (var cell in each.Elements().Where(e => e.Name.LocalName == "c"))
            {
                var place = string.Create(CultureInfo.InvariantCulture, $"{column++}{row}");
                var value = cell.Descendants().FirstOrDefault(e => e.Name.LocalName is "v" or "t")?.Value;
                if (value is not null) cells[place] = new(value, cell.Elements().FirstOrDefault(e => e.Name.LocalName == "f")?.Value);
            }
        }
        return cells;
    }

    /// <summary>A cell, or sums of cells of a column where another column says something.</summary>
    private static decimal Worked(string formula, Dictionary<string, CellOf> own, Dictionary<string, CellOf> transactions)
    {
        decimal Number(Dictionary<string, CellOf> cells, string at) => cells.TryGetValue(at, out var cell) ? decimal.Parse(cell.Value, NumberStyles.Float, CultureInfo.InvariantCulture) : 0;
        if (!formula.Contains("SUMIFS", StringComparison.Ordinal)) return Number(own, formula);
        return SumIfs().Matches(formula).Sum(m =>
        {
            var (sign, column, first, last, by, criterion) = (m.Groups[1].Value, m.Groups[2].Value, int.Parse(m.Groups[3].Value, CultureInfo.InvariantCulture), int.Parse(m.Groups[4].Value, CultureInfo.InvariantCulture), m.Groups[5].Value, m.Groups[6].Value);
            var wanted = criterion[0] == '"' ? criterion.Trim('"') : own[criterion].Value;
            var sum = Enumerable.Range(first, last - first + 1).Where(row => transactions.GetValueOrDefault(by + row)?.Value == wanted).Sum(row => Number(transactions, column + row));
            return sign == "-" ? -sum : sum;
        });
    }

    [GeneratedRegex(@"(-?)SUMIFS\(Transactions!([A-Z])\$(\d+):[A-Z]\$(\d+),Transactions!([A-Z])\$\d+:[A-Z]\$\d+,(""[^""]+""|[A-Z]\d+)\)")]
    private static partial Regex SumIfs();

    [GeneratedRegex(@"!B(\d+):B(\d+),")]
    private static partial Regex Range();

    [GeneratedRegex(@"'([^']+)'")]
    private static partial Regex Named();
}
