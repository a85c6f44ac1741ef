using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Datasets;
using StratCap.Foundation.Tenancy;
using StratCap.Funds;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Reporting.Custom;

/// <summary>Custom reports over HTTP: their figures are those of the pages, their files hold no formula that somebody wrote, and nobody reads what is not his.</summary>
public sealed class CustomReportTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Path = "/api/v1/reports/custom";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static object Column(string column, string? aggregate = null, string? name = null) => new { column, aggregate = aggregate ?? "None", name };

    private static object Only(string fundId) => new { column = "fundId", @operator = "Equals", values = new[] { fundId } };

    [Fact]
    public async Task Positions_AsOfADay_AreThoseOfTheFund_WithTotalsAndComputedColumns_AndNothingOfAnotherFirm()
    {
        var life = await FundLife.Sold(firms.Firm);
        await FundLife.Closed(firms.Other);
        var definition = new
        {
            dataset = "positions",
            columns = new[] { Column("fundName"), Column("investorId"), Column("commitment"), Column("called"), Column("distributed"), Column("residualValue"), Column("tvpi") },
            computed = new[] { new { name = "own", expression = "(distributed + residualValue) / called", decimals = 4 }, new { name = "nothing", expression = "called / (called - called)", decimals = 2 } },
            filters = new[] { Only(life.Id) },
            sort = new[] { new { column = "own", descending = true } },
            asOf = "2025-12-31",
            totals = true,
        };

        var report = (await firms.Firm.Accountant.Post(Path, definition, key: "")).Ok()["data"]!;

        var positions = (await firms.Firm.Accountant.All(life.Api("/positions?asOf=2025-12-31"))).ToDictionary(p => p["position"]!.Text("investorId"), p => p["position"]!);
        var rows = report["rows"]!.AsArray().Select(r => r!.AsArray().Select(v => v?.GetValue<string>()).ToArray()).ToList();
        rows.Count.ShouldBe(positions.Count);
        foreach (var row in rows)
        {
            var position = positions[row[1]!];
            row[2].ShouldBe(position["commitment"]!.Text("amount"));
            row[3].ShouldBe(position["paidIn"]!.Text("amount"));
            row[5].ShouldBe(position["residualValue"]!.Text("amount"));
            Number(row[6]).ShouldBe(Number(position["tvpi"]?.GetValue<string>()));
            row[7].ShouldBe("USD");
            Number(row[8]).ShouldBe(Number(row[6]), "the paid in are the called here");
            row[9].ShouldBeNull();
        }
        rows.Select(r => Number(r[8])).ShouldBeInOrder(SortDirection.Descending);
        var total = report["totals"]!.AsArray().ShouldHaveSingleItem()!.AsArray();
        Number(total[2]!.GetValue<string>()).ShouldBe(100_000_000m);
        report.Text("asOf").ShouldBe("2025-12-31");
        (await firms.Other.Accountant.Post(Path, definition, key: "")).Ok()["data"]!["rows"]!.AsArray().ShouldBeEmpty("another firm's fund");
    }

    [Fact]
    public async Task EachDataset_SaysTheSameAsItsPages()
    {
        var life = await FundLife.Sold(firms.Firm);
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);

        var flows = await Rows(new { dataset = "cash-flows", columns = new[] { Column("kind"), Column("amount", "Sum", "amount"), Column("settled", "Sum", "settled"), Column("investorId", "Count", "lines") }, filters = new[] { Only(life.Id) } });
        flows.ShouldHaveSingleItem().ShouldBe(["CapitalCall", "40595001.00", "40595001.00", "4", "USD"]);

        var ledger = await Rows(new { dataset = "ledger-lines", columns = new[] { Column("fundName"), Column("account"), Column("accountName"), Column("amount", "Sum", "amount"), Column("debit", "Sum", "debit"), Column("credit", "Sum", "credit") }, filters = new[] { Only(life.Id) } });
        var trial = (await firms.Firm.Cfo.Get($"/api/v1/accounting/trial-balance?fundId={life.Id}")).Ok()["data"]!;
        ledger.Sum(r => Number(r[3])).ShouldBe(0);
        (Number(ledger.SingleOrDefault(r => r[1] == "1000")?[3]) ?? 0).ShouldBe(trial.Money("cash"));
        ledger.Where(r => Number(r[3]) != 0).Select(r => r[1]).Order().ShouldBe(trial["rows"]!.AsArray().Select(r => r!.Text("account")).Order());
        ledger.ShouldAllBe(r => r[0]!.StartsWith("Fund ", StringComparison.Ordinal));
        var named = await Rows(new { dataset = "ledger-lines", columns = new[] { Column("investorName"), Column("amount", "Sum", "amount") }, filters = new object[] { Only(life.Id), new { column = "investorId", @operator = "IsPresent" } } });
        named.Select(r => r[0]!).Order(StringComparer.Ordinal).ShouldAllBe(n => n.StartsWith("Investor ", StringComparison.Ordinal));

        object Investments(string? asOf) => new { dataset = "investments", columns = new[] { Column("investment"), Column("cost"), Column("fairValue"), Column("proceeds"), Column("valuedOn") }, filters = new[] { Only(life.Id) }, asOf };
        var now = await Rows(Investments(null));
        now.ShouldHaveSingleItem().ShouldBe(["Birch Works", "0.00", "0.00", "70000000.00", null, "USD"]);
        (await Rows(Investments("2030-01-01"))).ShouldHaveSingleItem().ShouldBe(now[0], "out of the book as out of the table");
        (await Rows(Investments("2025-01-01"))).ShouldHaveSingleItem()[1].ShouldBe("40000000.00");
    }

    [Fact]
    public async Task AFile_HoldsTextAsText_AndWhatIsComputedAsFormulas()
    {
        var tenant = firms.Other.Id;
        await PlantedFlows.Plant(firms.House, tenant, 7);
        var definition = new
        {
            dataset = "cash-flows",
            columns = new object[] { new { column = "investorName", heading = "=cmd|'/C calc'!A0" }, Column("amount"), Column("settled") },
            computed = new[] { new { name = "share", expression = "settled / amount - 1", heading = "@SUM(A1)", decimals = 2 } },
            filters = new[] { new { column = "investorName", @operator = "StartsWith", values = new[] { "=hyperlink(" } } },
            totals = true,
        };
        var api = firms.Other.Accountant;

        var csv = (await api.Post(Path + "?format=csv&title=Flows", definition, key: "")).Text;
        csv.ShouldContain("'=HYPERLINK(");
        csv.ShouldContain("'=cmd|");
        csv.ShouldContain("'@SUM(A1)");
        csv.Split("\r\n").ShouldAllBe(l => l.Length == 0 || !"=+-@\t".Contains(l.TrimStart('\uFEFF', '"')[0]));

        var xlsx = WebUtility.HtmlDecode(Documents.XlsxText((await api.Post(Path + "?format=xlsx", definition, key: "")).Bytes));
        xlsx.ShouldContain("IF(COUNT(C2,B2)<2,\"\",IFERROR(ROUND(((C2/B2)-1),2),\"\"))");
        xlsx.ShouldContain("SUMIF(");
        System.Text.RegularExpressions.Regex.Matches(xlsx, "<f>(.*?)</f>").Select(m => m.Groups[1].Value).ShouldAllBe(f => f.StartsWith("IF(", StringComparison.Ordinal) || f.StartsWith("SUMIF(", StringComparison.Ordinal));

        var pdf = await api.Post(Path + "?format=pdf&title=Flows", definition, key: "");
        pdf.ContentHeaders.ContentType!.MediaType.ShouldBe("application/pdf");
        Documents.PdfText(pdf.Bytes).ShouldContain("HYPERLINK");
    }

    [Theory]
    [InlineData("""{"dataset":"facts","columns":[{"column":"x"}]}""", "dataset")]
    [InlineData("""{"dataset":"cash-flows","columns":[]}""", "columns")]
    [InlineData("""{"dataset":"cash-flows","columns":[null]}""", "columns")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount; drop table funds.funds"}]}""", "columns[0].column")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"kind"},{"column":"kind","aggregate":"Sum","name":"k"}]}""", "columns[1].aggregate")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"},{"column":"settled","aggregate":"Sum"}]}""", "columns[0].aggregate")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"kind"},{"column":"kind"}]}""", "columns[1].name")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"kind","name":"a b"}]}""", "columns[0].name")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"kind"}],"filters":[{"column":"amount","operator":"Contains","values":["1"]}]}""", "filters[0].operator")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"kind"}],"filters":[{"column":"amount","operator":"AtLeast","values":["1,000"]}]}""", "filters[0].values")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"kind"}],"filters":[{"column":"amount","operator":"Between","values":["1"]}]}""", "filters[0].values")]
    [InlineData("""{"dataset":"ledger-lines","columns":[{"column":"text"}],"filters":[{"column":"investorName","operator":"Equals","values":["a"]}]}""", "filters[0].column")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"computed":[{"name":"x","expression":"amount +"}]}""", "computed[0].expression")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"computed":[{"name":"x","expression":"x + 1"}]}""", "computed[0].expression")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"computed":[{"name":"x","expression":"currency + 1"}]}""", "computed[0].expression")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"computed":[{"name":"x","expression":"pow(amount, 2)"}]}""", "computed[0].expression")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"sort":[{"column":"settled"}]}""", "sort[0].column")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"asOf":"2026-01-01"}""", "asOf")]
    [InlineData("""{"dataset":"positions","columns":[{"column":"kind"}],"asOf":"yesterday"}""", "asOf")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"filters":[{"column":"amount","of":"Report","operator":"AtLeast","values":["1"]}]}""", "filters[0].column")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"computed":[{"name":"x","expression":"amount * 2"}],"filters":[{"column":"amount","operator":"AtLeast","values":["1"]},{"column":"y","of":"Report","operator":"AtLeast","values":["1"]}]}""", "filters[1].column")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"computed":[{"name":"x","expression":"amount * 2"}],"filters":[{"column":"x","operator":"AtLeast","values":["1"]}]}""", "filters[0].column")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"computed":[{"name":"x","expression":"amount * 2"}],"filters":[{"column":"x","of":"Report","operator":"Contains","values":["1"]}]}""", "filters[0].operator")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"computed":[{"name":"x","expression":"amount * 2"}],"filters":[{"column":"x","of":"Report","operator":"AtLeast","values":["1,5"]}]}""", "filters[0].values")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"investorId","aggregate":"Count"}],"filters":[{"column":"investorId","of":"Report","operator":"Equals","values":["1.5"]}]}""", "filters[0].values")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"currency":"eur"}""", "currency")]
    [InlineData("""{"dataset":"cash-flows","columns":[{"column":"amount"}],"via":"USD"}""", "via")]
    public async Task WhatIsWrong_IsSaidWhereItStands(string definition, string place)
    {
        var reply = await firms.Firm.Accountant.Post(Path, definition, key: "");
        reply.Status.ShouldBe(HttpStatusCode.BadRequest, reply.Text);
        reply.Json["errors"]!.AsObject().ShouldContainKey(place, reply.Text);
        (await firms.Firm.Accountant.Post(Scheduled.Saved, $$"""{"name":"Wrong","definition":{{definition}}}""")).Json["errors"]!.AsObject().ShouldContainKey("definition." + place);
    }

    [Fact]
    public async Task Rights_AreAskedOfRouteAndDataset()
    {
        var flows = new { dataset = "cash-flows", columns = new[] { Column("kind") } };
        (await firms.Firm.Viewer.Post(Path, flows, key: "")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var email = $"rights-{Guid.NewGuid():N}@lp.example";
        var reader = await firms.Firm.Hire(email, "Rita Reader", "viewer");
        var id = (await reader.Get("/api/v1/users/profile")).Ok()["data"]!.Text("id");
        (await firms.Firm.Admin.Put("/api/v1/users/permissions", new { userId = id, grant = new[] { "report:generate" }, revoke = Array.Empty<string>() })).Ok();
        (await reader.Post(Path, flows, key: "")).Ok();
        (await reader.Post(Path, new { dataset = "ledger-lines", columns = new[] { Column("text") } }, key: "")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var datasets = (await reader.Get("/api/v1/reports/datasets")).Ok()["data"]!["datasets"]!.AsArray();
        datasets.ToDictionary(d => d!.Text("name"), d => d!["mayRead"]!.GetValue<bool>()).ShouldBe(new Dictionary<string, bool> { ["cash-flows"] = true, ["disclosures"] = true, ["investments"] = true, ["ledger-lines"] = false, ["positions"] = true, ["valuations"] = true }, ignoreOrder: true);
        datasets.SelectMany(d => d!["columns"]!.AsArray()).ShouldAllBe(c => c!.Text("meaning").EndsWith('.') && c!.Text("heading").Length > 0);
    }

    [Fact]
    public async Task Limits_CutAPreview_AndRefuseTheWhole_AndStopWhatTakesTooLong()
    {
        await using var house = new House(null, new Dictionary<string, string?> { ["CustomReports:MaxRows"] = "10", ["CustomReports:MaxSourceRows"] = "2" });
        await house.InitializeAsync();
        var firm = await house.Provision("Limits");
        await PlantedFlows.Plant(house, firm.Id, 3);
        object Flows(object? computed = null, object? sort = null, object? filters = null, string? currency = null) =>
            new { dataset = "cash-flows", columns = new[] { Column("fundName"), Column("amount") }, computed, sort, filters, totals = true, currency };

        var preview = (await firm.Accountant.Post(Path + "?rows=4", Flows(), key: "")).Ok()["data"]!;
        (preview["rows"]!.AsArray().Count, preview["truncated"]!.GetValue<bool>(), preview["totals"]!.AsArray().Count).ShouldBe((4, true, 0));
        (await firm.Accountant.Post(Path, Flows(), key: "")).Refused(HttpStatusCode.UnprocessableEntity, "reporting.custom.too_many_rows");
        (await firm.Accountant.Post(Path + "?rows=4", Flows(new[] { new { name = "x", expression = "amount * 2" } }, new[] { new { column = "x" } }), key: "")).Refused(HttpStatusCode.UnprocessableEntity, "reporting.custom.too_many_rows");
        // What is filtered by what is computed may leave little: all of it was looked at, or nothing is shown.
        var twice = new[] { new { name = "x", expression = "amount * 2" } };
        var few = new[] { new { column = "x", of = "Report", @operator = "LessThan", values = new[] { "0" } } };
        (await firm.Accountant.Post(Path + "?rows=4", Flows(twice, filters: few), key: "")).Refused(HttpStatusCode.UnprocessableEntity, "reporting.custom.too_many_rows");
        (await firm.Accountant.Post(Path, Flows(twice, filters: few), key: "")).Refused(HttpStatusCode.UnprocessableEntity, "reporting.custom.too_many_rows");
        (await firm.Accountant.Post(Path + "?rows=4", Flows(currency: "USD"), key: "")).Refused(HttpStatusCode.UnprocessableEntity, "reporting.custom.too_many_rows");
        (await firm.Accountant.Post(Path + "?rows=11", Flows(), key: "")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firm.Accountant.Post(Path, new { dataset = "cash-flows", columns = new[] { Column("currency"), Column("amount", "Sum") } }, key: "")).Ok();

        var life = await FundLife.Closed(firm);
        (await firm.Accountant.Post(Path, new { dataset = "positions", columns = new[] { Column("commitment", "Sum") }, filters = new[] { Only(life.Id) } }, key: "")).Refused(HttpStatusCode.UnprocessableEntity, "reporting.custom.too_many_rows");

        using var _ = house.Services.GetRequiredService<CurrentTenant>().Use(firm.Id);
        var scopes = house.Services.GetRequiredService<IServiceScopeFactory>();
        var limits = new DatasetLimits(TimeSpan.FromMilliseconds(200), 10);
        (await Should.ThrowAsync<DatasetLimitException>(() => DatasetDoor.Ask<FundsDbContext, int>(scopes, limits, (services, ct) =>
            services.GetRequiredService<FundsDbContext>().Database.ExecuteSqlAsync($"select pg_sleep(20)", ct), Stop))).TooSlow.ShouldBeTrue();
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => DatasetDoor.Ask<FundsDbContext, int>(scopes, limits with { Time = TimeSpan.FromSeconds(20) }, (services, ct) =>
            services.GetRequiredService<FundsDbContext>().Database.ExecuteSqlAsync($"delete from funds.funds", ct), Stop))).SqlState.ShouldBe(Npgsql.PostgresErrorCodes.ReadOnlySqlTransaction);

        await using var slow = new House(house.Database, new Dictionary<string, string?> { ["CustomReports:Seconds"] = "0" });
        await slow.InitializeAsync();
        var reader = await slow.SignIn(firm.Domain, $"accountant@{firm.Domain}.example");
        (await reader.Post(Path, Flows(), key: "")).Refused(HttpStatusCode.GatewayTimeout, "reporting.custom.too_slow");
    }

    private async Task<List<string?[]>> Rows(object definition) =>
        [.. (await firms.Firm.Accountant.Post(Path, definition, key: "")).Ok()["data"]!["rows"]!.AsArray().Select(r => r!.AsArray().Select(v => v?.GetValue<string>()).ToArray())];

    private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
