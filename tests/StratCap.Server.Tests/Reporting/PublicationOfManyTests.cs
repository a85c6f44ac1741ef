using System.Diagnostics;
using System.Security.Cryptography;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting;

/// <summary>A quarter is published for some hundred investors: in many chunks, each by all processors.</summary>
public sealed class PublicationOfManyTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const int Partners = 201, Reports = 2 * Partners;
    private const string Period = "2024-Q1";

    private Firm Firm => firms.Firm;

    [Fact]
    public async Task APublication_OfTwoHundredInvestors_Grows_HasEachOnce_AndPacksThemAll()
    {
        var fund = await Fund();
        var watch = Stopwatch.StartNew();
        var id = (await Publications.Ask(Firm.Cfo, fund, Period, null, ["InvestorStatement", "CapitalAccount"])).Ok()["data"]!.Text("publicationId");
        var seen = new List<int>();
        var ended = await Firm.Cfo.Until($"/api/v1/reports/publications/{id}", p =>
        {
            seen.Add(p["data"]!["done"]!.GetValue<int>());
            return p["data"]!["finishedAt"] is not null;
        }, seconds: 180);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Reports} reports in {watch.Elapsed.TotalSeconds:0.0} s, seen at {string.Join(", ", seen.Distinct())}");

        (ended["data"]!.Text("state"), ended["data"]!["total"]!.GetValue<int>(), seen[^1]).ShouldBe(("Completed", Reports, Reports));
        seen.ShouldBeInOrder();
        seen.ShouldContain(done => done > 0 && done < Reports);
        var reports = await Firm.Cfo.All($"/api/v1/reports/published?fundId={fund}&period={Period}&size=500");
        (reports.Count, reports.Select(r => (r.Text("kind"), r.Text("investorId"))).Distinct().Count()).ShouldBe((Reports, Reports));
        reports.ShouldAllBe(r => r["revision"]!.GetValue<int>() == 1 && r.Text("bookHash") == ended["data"]!.Text("bookHash"));
        (await Firm.Cfo.All($"/api/v1/documents?fundId={fund}&size=500")).Select(d => d.Text("documentId")).ShouldBe(reports.Select(r => r.Text("reportId")), ignoreOrder: true);

        var files = Documents.Files((await Firm.Cfo.Get($"/api/v1/reports/packages/{fund}?period={Period}")).Bytes);
        files.Select(f => Convert.ToHexStringLower(SHA256.HashData(f.Bytes))).ShouldBe(reports.Select(r => r.Text("sha256")), ignoreOrder: true);
        files.GroupBy(f => f.Name[..f.Name.IndexOf('/', StringComparison.Ordinal)]).Select(g => g.Count()).ShouldBe(Enumerable.Repeat(2, Partners));
    }

    private async Task<string> Fund()
    {
        var fund = (await Firm.Accountant.Post("/api/v1/funds", new { name = "Many Partners", currency = "USD", establishedOn = "2024-01-02", terms = await FundLife.Terms(Firm) })).Ok()["data"]!.Text("id");
        var admitted = await Firm.Accountant.Post($"/api/v1/funds/{fund}/investors/bulk", new
        {
            investors = Enumerable.Range(0, Partners).Select(i => new { name = $"Partner {i:000}", kind = i == 0 ? "GeneralPartner" : "LimitedPartner", admittedOn = "2024-01-15" }),
        });
        var ids = admitted.Ok()["data"]!["investorIds"]!.AsArray().Select(i => i!.GetValue<string>());
        (await Firm.Accountant.Post($"/api/v1/funds/{fund}/closings", new { name = "First closing", date = "2024-02-01", commitments = ids.Select((id, i) => new { investorId = id, amount = 1_000_000m + (1_000m * i) }) })).Ok();
        (await Firm.Accountant.Post($"/api/v1/funds/{fund}/expenses", new { date = "2024-03-01", category = "Audit", amount = 30_100.01m })).Ok();
        return fund;
    }
}
