using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting;

/// <summary>Statements, notices and performance over HTTP.</summary>
public sealed partial class ReportTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private Api Cfo => firms.Firm.Cfo;

    [Fact]
    public async Task Statement_InEachForm_ShowsTheSameBalances_AndTiesToTheBook()
    {
        var life = await FundLife.Sold(firms.Firm);
        var investor = life.Investors[1];
        string Path(string format) => $"/api/v1/reports/investor-statements/{investor}?fundId={life.Id}&period=2026&format={format}";

        var statement = (await Cfo.Get(Path("json"))).Ok()["data"]!;
        foreach (var tie in statement["ties"]!.AsArray()) tie!["holds"]!.GetValue<bool>().ShouldBeTrue(tie.ToJsonString());
        var closing = statement["lines"]!.AsArray().Last(l => l!["isTotal"]!.GetValue<bool>())!.Money("period");
        var standing = (await Cfo.Get(life.Api("/investors/" + investor))).Ok()["data"]!;
        var accrued = (await Cfo.All(life.Api("/positions?asOf=2026-12-31"))).Single(p => p["position"]!.Text("investorId") == investor)["position"]!.Money("accruedCarriedInterest");
        closing.ShouldBe(standing.Money("nav") - accrued);
        statement["unfunded"]!.Money("closing").ShouldBe(standing.Money("unfunded"));
        statement.Money("commitment").ShouldBe(60_000_000m);
        // Opening, movements, closing: the lines of the period add up.
        statement["transactions"]!.AsArray().ShouldNotBeEmpty();

        var pdf = Tight(Documents.PdfText((await Ask(Path("pdf"), "application/pdf")).Bytes));
        foreach (var figure in new[] { closing, standing.Money("unfunded"), standing.Money("commitment") }) pdf.ShouldContain(Tight(figure.ToString("N2", CultureInfo.InvariantCulture)));
        var numbers = Numbers((await Ask(Path("xlsx"), Sheet)).Bytes);
        foreach (var figure in new[] { closing, standing.Money("unfunded"), standing.Money("commitment") }) numbers.ShouldContain(figure);
    }

    [Theory]
    [InlineData("2026-Q2", "2026-04-01", "2026-06-30")]
    [InlineData("2026", "2026-01-01", "2026-12-31")]
    [InlineData("2026-04", "2026-04-01", "2026-04-30")]
    [InlineData("2024-02", "2024-02-01", "2024-02-29")]
    [InlineData("2025-11-15..2026-02-14", "2025-11-15", "2026-02-14")]
    public async Task Period_InEachForm_IsTheDaysItNames(string period, string from, string to)
    {
        var life = await FundLife.Sold(firms.Firm);
        // February 2024 holds the closing alone; a call must stand for a statement, and does not before June.
        var reply = await Cfo.Get($"/api/v1/reports/investor-statements/{life.Investors[1]}?fundId={life.Id}&period={period}");

        if (to.StartsWith("2024-02", StringComparison.Ordinal))
        {
            reply.Refused(HttpStatusCode.UnprocessableEntity, "reporting.statement.no_movements");
            return;
        }
        (reply.Ok()["data"]!.Text("from"), reply.Ok()["data"]!.Text("to")).ShouldBe((from, to));
    }

    [Theory]
    [InlineData("2026-Q5")]
    [InlineData("2026-13")]
    [InlineData("26")]
    [InlineData("2026-06-30..2026-04-01")]
    [InlineData("2026-02-30..2026-04-01")]
    [InlineData("2026-Q2; drop table")]
    [InlineData("")]
    public async Task Period_InNoKnownForm_IsRefused(string period)
    {
        var life = await FundLife.Closed(firms.Firm);

        (await Cfo.Get($"/api/v1/reports/investor-statements/{life.Investors[1]}?fundId={life.Id}&period={Uri.EscapeDataString(period)}")).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Statement_OfWhatIsNotThere_OrNotTheirs_IsRefused()
    {
        var life = await FundLife.Sold(firms.Firm);
        string Path(string investor, string fund, string rest = "") => $"/api/v1/reports/investor-statements/{investor}?fundId={fund}&period=2026{rest}";

        (await Cfo.Get(Path(Guid.NewGuid().ToString(), life.Id))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Cfo.Get(Path(life.Investors[1], Guid.NewGuid().ToString()))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Cfo.Get(Path(life.Investors[1], life.Id, "&format=doc"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Other.Cfo.Get(Path(life.Investors[1], life.Id))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Cfo.Get($"/api/v1/reports/performance/{life.Id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Get(Path(life.Investors[1], life.Id))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task Statement_OfAFundKnownByDisclosuresAlone_IsRefusedByName_WhileItsPerformanceIsRead()
    {
        var (fund, investor) = await Disclosed();

        (await Cfo.Get($"/api/v1/reports/investor-statements/{investor}?fundId={fund}&period=2024")).Refused(HttpStatusCode.UnprocessableEntity, "reporting.statement.no_movements");

        var report = (await Cfo.Get($"/api/v1/reports/performance/{fund}?explain=true")).Ok()["data"]!;
        var line = report["investors"]!.AsArray().ShouldHaveSingleItem()!;
        // 30 of 80 paid in came back and 90 remain: 0.375, 1.125, 1.5; the plan itself says 1.49.
        (line.Decimal("dpi"), line.Decimal("rvpi"), line.Decimal("tvpi")).ShouldBe((0.375m, 1.125m, 1.5m));
        line.Decimal("multipleDifference").ShouldBe(0.01m);
        line.Text("basis").ShouldBe("Disclosed");
    }

    [Fact]
    public async Task Notices_MadeAgain_AreTheSameBytes_AlsoAfterLaterFacts()
    {
        var life = await FundLife.Sold(firms.Firm);
        var call = $"/api/v1/reports/funds/{life.Id}/capital-calls/{life.Call}/notices/{life.Investors[2]}";
        var first = (await Ask(call, "application/pdf")).Bytes;
        var distribution = await life.DraftDistribution();
        (await Cfo.Get($"/api/v1/reports/funds/{life.Id}/distributions/{distribution}/notices/{life.Investors[2]}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        await Cfo.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") is "AwaitingPayments" or "Completed");
        var paying = $"/api/v1/reports/funds/{life.Id}/distributions/{distribution}/notices/{life.Investors[2]}";
        var told = (await Ask(paying, "application/pdf")).Bytes;
        (await firms.Firm.Accountant.Post(life.Api("/expenses"), new { date = "2024-06-01", category = "Audit", amount = 100m })).Ok();

        (await Ask(call, "application/pdf")).Bytes.ShouldBe(first);
        (await Ask(paying, "application/pdf")).Bytes.ShouldBe(told);
        Tight(Documents.PdfText(first)).ShouldContain("Capitalcallno.1");
        (await firms.Other.Cfo.Get(call)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Cfo.Get(call[..^36] + Guid.NewGuid())).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Notices_InTheFormOfIlpasTemplate_SayTheSame_AndTieToTheUnfundedCommitment()
    {
        var life = await FundLife.Sold(firms.Firm);
        var path = $"/api/v1/reports/funds/{life.Id}/capital-calls/{life.Call}/notices/{life.Investors[1]}";
        var notice = (await Cfo.Get(path + "?format=json")).Ok()["data"]!;
        var rows = notice["rows"]!.AsArray().ToDictionary(r => r!.Text("key"), r => r!);
        decimal Of(string row, int column) => decimal.Parse(rows[row]["figures"]![column]!.Text("amount"), CultureInfo.InvariantCulture);
        rows["inside.0"].Text("label").ShouldStartWith("Call: ");
        Of("inside", 1).ShouldBe(notice["rows"]!.AsArray().Where(r => r!.Text("key").StartsWith("inside.", StringComparison.Ordinal)).Sum(r => Of(r!.Text("key"), 1)));
        Of("total", 1).ShouldBe(Of("called", 1));
        Of("unfunded.ending", 1).ShouldBe(Of("unfunded.beginning", 1) + Of("inside", 2));
        // The same rows of section A.2 of the reporting template of that quarter, in which nothing else moved.
        var template = (await Cfo.Get($"/api/v1/reports/ilpa-templates/{life.Investors[1]}?fundId={life.Id}&period=2024-Q2")).Ok()["data"]!;
        foreach (var row in new[] { "unfunded.contributions", "unfunded.ending" })
            template["rows"]!.AsArray().Single(r => r!.Text("key") == row)!["figures"]![0]!.Text("amount").ShouldBe(rows[row]["figures"]![1]!.Text("amount"), row);

        var workbook = await Ask(path + "?format=xlsx", Sheet);
        (await Ask(path + "?format=xlsx", Sheet)).Bytes.ShouldBe(workbook.Bytes);
        Documents.XlsxText(workbook.Bytes).ShouldContain("<f>SUM(C");
        (await Cfo.Get(path + "?format=doc")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Other.Cfo.Get(path + "?format=xlsx")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Get(path + "?format=json")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task Performance_OfAFund_IsWhatItsFlowsSay()
    {
        var life = await FundLife.Sold(firms.Firm);
        var report = (await Cfo.Get($"/api/v1/reports/performance/{life.Id}?asOf=2026-03-31")).Ok()["data"]!;

        var all = report["fund"]!;
        // Called and paid: 40,000,000 + 495,000 + 100,001. Nothing came back yet; the cash is the value, net of a fifth of the
        // limited partners' 99 % of the 30 million gained, which is carried interest that is due and not paid.
        const decimal value = 70_000_000m + 595_001m - 5_940_000m;
        (all.Money("paidIn"), all.Money("distributed")).ShouldBe((40_595_001m, 0m));
        all.Money("residualValue").ShouldBe(value);
        all.Decimal("rvpi").ShouldBe(Math.Round(value / 40_595_001m, 4, MidpointRounding.AwayFromZero));
        report["investors"]!.AsArray().Sum(i => i!.Money("paidIn")).ShouldBe(40_595_001m);
        report["investors"]!.AsArray().Sum(i => i!.Money("residualValue")).ShouldBe(value);
        var quarters = report["byQuarter"]!.AsArray();
        quarters.Select(q => q!.Text("asOf")).ShouldBe(["2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31"]);
        quarters[^1]!["residualValue"]!.ToJsonString().ShouldBe(report["limitedPartners"]!["residualValue"]!.ToJsonString());
    }

    private async Task<(string Fund, string Investor)> Disclosed()
    {
        var name = $"Disclosed {Guid.NewGuid():N}";
        var csv = "general_partner,fund_name,vintage_year,asset_class,sub_strategy,pension_fund_name,pension_fund_state,commitment_mm,capital_called_mm,capital_distributed_mm,remaining_value_mm,net_irr,net_multiple,as_of_date,source_document\n"
            + $"Elm Grove,{name},2018,Private Equity,Buyout,Elm County Pension,CA,100.0,80.0,30.0,90.0,0.12,1.49,2024-06-30,Annual report\n";
        var form = new MultipartFormDataContent { { new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(csv)) { Headers = { ContentType = new("text/csv") } }, "file", "positions.csv" } };
        var job = (await firms.Firm.Accountant.Post("/api/v1/data/import/positions", form)).Ok()["data"]!.Text("jobId");
        var done = await firms.Firm.Accountant.Until($"/api/v1/data/import/status/{job}", s => s["data"]!["import"]!.Text("state") is "Completed" or "Failed" or "Rejected");
        var fund = (await Cfo.All($"/api/v1/funds?search={name}")).ShouldHaveSingleItem(done.ToJsonString()).Text("id");
        return (fund, (await Cfo.All($"/api/v1/funds/{fund}/investors"))[0].Text("investorId"));
    }

    private async Task<Reply> Ask(string path, string type)
    {
        var reply = await Cfo.Get(path);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Text);
        reply.ContentHeaders.ContentType!.MediaType.ShouldBe(type);
        return reply;
    }

    /// <summary>Every number in the workbook's cells.</summary>
    private static HashSet<decimal> Numbers(byte[] xlsx)
    {
        using var zip = new ZipArchive(new MemoryStream(xlsx));
        var numbers = new HashSet<decimal>();
        foreach (var sheet in zip.Entries.Where(e => e.FullName.StartsWith("xl/worksheets/", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(sheet.Open());
            foreach (Match cell in CellValue().Matches(reader.ReadToEnd()))
                if (decimal.TryParse(cell.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) numbers.Add(Math.Round(number, 2));
        }
        return numbers;
    }

    private static string Tight(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    [GeneratedRegex("<(?:x:)?v>([^<]+)</(?:x:)?v>")]
    private static partial Regex CellValue();
}
