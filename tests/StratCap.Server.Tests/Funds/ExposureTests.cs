using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>What the firm's money is in: the sums of the list of investments, out of rows as out of books.</summary>
public sealed class ExposureTests(House house) : IClassFixture<House>
{
    private const string Path = "/api/v1/dashboards/exposure";
    private const string Investments = "/api/v1/funds/investments?size=500";

    private static readonly string[] All = ["Fund", "Strategy", "Vintage", "Type", "Country", "Industry"];

    [Fact]
    public async Task ByEachKey_RowsAreTheSumsOfTheList_AndTodaysBooksSayTheSame()
    {
        var (firm, lives) = await Firm();
        var api = firm.Viewer;

        foreach (var by in All)
        {
            var now = await Exposure(api, $"by={by}");
            var folded = await Exposure(api, $"by={by}&asOf={DateTime.UtcNow:yyyy-MM-dd}");
            folded["currencies"]!.ToJsonString().ShouldBe(now["currencies"]!.ToJsonString(), by);
            var usd = now["currencies"]!.AsArray().ShouldHaveSingleItem()!;
            (usd["investments"]!.GetValue<int>(), usd.Money("cost"), usd.Money("fairValue")).ShouldBe((3, 80_000_000m + 1_000_000m, 92_000_000m + 1_000_000m), by);
            (usd["unfunded"] is not null).ShouldBe(by is "Fund" or "Strategy" or "Vintage", by);
            foreach (var row in usd["rows"]!.AsArray())
            {
                var parts = await api.All($"{Investments}&held=true&currency=USD&{Filter(by)}={row!["key"]?.GetValue<string>() ?? "none"}");
                (parts.Count, parts.Sum(p => p.Money("cost")), parts.Sum(p => p.Money("fairValue"))).ShouldBe((row["investments"]!.GetValue<int>(), row.Money("cost"), row.Money("fairValue")), $"{by} {row["key"]}");
                Decimal(row["share"]!).ShouldBe(Math.Round(row.Money("fairValue") / 93_000_000m, 6, MidpointRounding.AwayFromZero));
            }
        }

        var types = Rows(await Exposure(api, "by=Type"));
        types.Select(r => (r["key"]?.GetValue<string>(), r.Money("fairValue"))).ShouldBe([("CommonStock", 52_000_000m), (null, 41_000_000m)], "what nobody classified stands last");
        var unfunded = Rows(await Exposure(api, "by=Fund")).Sum(r => r.Money("unfunded"));
        var investors = 0m;
        foreach (var life in lives) investors += (await api.All(life.Api("/investors"))).Sum(i => i.Money("unfunded"));
        unfunded.ShouldBe(investors);
    }

    [Fact]
    public async Task AsOfADay_ItIsAsItWasThen_AlsoHowItWasClassified()
    {
        var firm = await house.Provision("Then");
        var life = await FundLife.Invested(firm);
        (await firm.Accountant.Put(InvestmentProfileTests.Path(life), InvestmentProfileTests.Body("PreferredStock", "DE", "HealthCare"))).Ok();
        (await firm.Accountant.Put(InvestmentProfileTests.Path(life), InvestmentProfileTests.Body("CommonStock", "DE", "HealthCare", "2025-01-01"))).Ok();
        await life.Value(52_000_000m);

        string Key(JsonNode data) => Rows(data).ShouldHaveSingleItem().Text("key");
        (Key(await Exposure(firm.Viewer, "by=Type")), Key(await Exposure(firm.Viewer, "by=Type&asOf=2025-01-01")), Key(await Exposure(firm.Viewer, "by=Type&asOf=2024-12-31"))).ShouldBe(("CommonStock", "CommonStock", "PreferredStock"));
        Rows(await Exposure(firm.Viewer, "by=Type&asOf=2024-09-30"))[0].Money("fairValue").ShouldBe(40_000_000m, "valued on the last day of the year");
        Rows(await Exposure(firm.Viewer, "by=Country&asOf=2024-06-30")).ShouldBeEmpty("bought a day later");
        (await firm.Viewer.All($"{Investments}&asOf=2024-12-31")).ShouldHaveSingleItem().Text("type").ShouldBe("PreferredStock");

        var known = FundLife.Utc(DateTimeOffset.UtcNow);
        (await firm.Accountant.Put(InvestmentProfileTests.Path(life), InvestmentProfileTests.Body("Debt", "FR", null))).Ok();
        Key(await Exposure(firm.Viewer, $"by=Type&recordedAt={known}")).ShouldBe("CommonStock");
        Key(await Exposure(firm.Viewer, "by=Type&asOf=2024-12-31")).ShouldBe("Debt", "a later version holds in place of all earlier ones from its day on");
    }

    [Fact]
    public async Task UnlikeCurrencies_AreNotAdded()
    {
        var firm = await house.Provision("Currencies");
        var life = await FundLife.Invested(firm);
        var yen = (await firm.Accountant.Post("/api/v1/funds", new { name = "Yen Fund", currency = "JPY", establishedOn = "2024-01-15", terms = await FundLife.Terms(firm) })).Ok()["data"]!.Text("id");
        var investor = (await firm.Accountant.Post($"/api/v1/funds/{yen}/investors", new { name = "Kyoto Trust", kind = "LimitedPartner", admittedOn = "2024-01-15" })).Ok()["data"]!.Text("investorId");
        (await firm.Accountant.Post($"/api/v1/funds/{yen}/closings", new { name = "First closing", date = "2024-02-01", commitments = new[] { new { investorId = investor, amount = 500_000m } } })).Ok();

        var currencies = (await Exposure(firm.Viewer, "by=Fund"))["currencies"]!.AsArray();

        currencies.Select(c => c!.Text("currency")).ShouldBe(["JPY", "USD"]);
        var first = currencies[0]!["rows"]!.AsArray().ShouldHaveSingleItem()!;
        (first.Money("unfunded"), first.Money("fairValue"), first["share"], first["investments"]!.GetValue<int>()).ShouldBe((500_000m, 0m, null, 0), "it may call, and holds nothing");
        (await Exposure(firm.Viewer, "by=Strategy&currency=USD"))["currencies"]!.AsArray().ShouldHaveSingleItem()!.Text("currency").ShouldBe("USD");
        Rows(await Exposure(firm.Viewer, $"by=Fund&fundId={life.Id}")).ShouldHaveSingleItem().Text("key").ShouldBe(life.Id);
    }

    [Fact]
    public async Task AnotherFirmsFund_AndWhatIsNoQuestion_AreRefused()
    {
        var (mine, other) = (await house.Provision("Asked"), await house.Provision("Asking"));
        var life = await FundLife.Invested(mine);
        (await other.Viewer.Get($"{Path}?fundId={life.Id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        Rows(await Exposure(other.Viewer, "by=Fund")).ShouldBeEmpty();
        (await other.Viewer.All($"{Investments}&fundId={life.Id}")).ShouldBeEmpty();
        (await house.Anonymous(mine.Domain).Get(Path)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        foreach (var wrong in new[] { "by=Colour", "type=Shares", "industry=Oil", "vintage=old", "asOf=1700-01-01" })
            (await mine.Viewer.Get($"{Path}?{wrong}")).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    /// <summary>Two funds of one strategy: one with a classified and valued investment, the other with one that nobody classified and one that another fund's newest version must not touch.</summary>
    private async Task<(Firm Firm, FundLife[] Lives)> Firm()
    {
        var firm = await house.Provision("Portfolio");
        FundLife[] lives = [await FundLife.Invested(firm), await FundLife.Invested(firm)];
        (await firm.Accountant.Put(InvestmentProfileTests.Path(lives[0]), InvestmentProfileTests.Body("Debt", "FR", "Energy"))).Ok();
        (await firm.Accountant.Put(InvestmentProfileTests.Path(lives[0]), InvestmentProfileTests.Body("CommonStock", "DE", "HealthCare"))).Ok();
        await lives[0].Value(52_000_000m);
        (await firm.Accountant.Post(lives[1].Api("/expenses"), new { date = "2024-08-01", amount = 1m, category = "Audit" })).Ok();
        (await firm.Accountant.Post(lives[1].Api("/subscription-line/draws"), new { date = "2024-08-01", amount = 2_000_000m })).Ok();
        (await firm.Accountant.Post(lives[1].Api("/investments"), new { dealId = Guid.CreateVersion7(), name = "Cedar Mill", date = "2024-08-02", cost = 1_000_000m })).Ok();
        return (firm, lives);
    }

    private static async Task<JsonNode> Exposure(Api api, string query) => (await api.Get($"{Path}?{query}")).Ok()["data"]!;

    private static List<JsonNode> Rows(JsonNode data) => [.. data["currencies"]!.AsArray().SelectMany(c => c!["rows"]!.AsArray()).Select(r => r!)];

    private static string Filter(string by) => by == "Fund" ? "fundId" : by.ToLowerInvariant();

    private static decimal Decimal(JsonNode value) => decimal.Parse(value.GetValue<string>(), CultureInfo.InvariantCulture);
}
