using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>Stored exchange rates, and what is read in a currency of the investor's own.</summary>
public sealed class FxRateTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Rates_Recorded_AreKeptByVersion_AndReadAsKnownThen()
    {
        var key = Guid.NewGuid().ToString();
        var first = (await Accountant.Post("/api/v1/fx-rates", Rates(("GBP", "USD", "2024-03-28", 1.2623m)), key)).Ok()["data"]!;
        first["recorded"]!.GetValue<int>().ShouldBe(1);
        (await Accountant.Post("/api/v1/fx-rates", Rates(("GBP", "USD", "2024-03-28", 1.2623m)), key)).Ok()["data"]!.ToJsonString().ShouldBe(first.ToJsonString());
        (await Accountant.Post("/api/v1/fx-rates", Rates(("GBP", "USD", "2024-03-28", 1.2623m)))).Ok()["data"]!["alreadyThere"]!.GetValue<int>().ShouldBe(1);
        (await Accountant.Post("/api/v1/fx-rates", Rates(("GBP", "USD", "2024-03-28", 1.2632m)))).Refused(HttpStatusCode.Conflict, "fx.rate_exists");
        var known = first["rates"]![0]!["recordedAt"]!.GetValue<DateTimeOffset>();
        (await Accountant.Post("/api/v1/fx-rates", Rates(true, ("GBP", "USD", "2024-03-28", 1.2632m)))).Ok()["data"]!["corrected"]!.GetValue<int>().ShouldBe(1);

        (await Read("?from=GBP&until=2024-03-28")).ShouldBe([1.2632m]);
        (await Read("?from=GBP&until=2024-03-28&history=true")).ShouldBe([1.2623m, 1.2632m]);
        (await Read($"?from=GBP&until=2024-03-28&recordedAt={FundLife.Utc(known)}")).ShouldBe([1.2623m]);
        (await firms.Other.Accountant.All("/api/v1/fx-rates")).ShouldBeEmpty();
        (await firms.Firm.Viewer.Post("/api/v1/fx-rates", Rates(("GBP", "USD", "2024-03-28", 1m)))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        // Nobody changes or removes a rate, not even past the application.
        await Should.ThrowAsync<Npgsql.PostgresException>(() => firms.House.Scalar<int>("update funds.fx_rates set rate = 2 where from_currency = 'GBP' returning 1"));
    }

    [Fact]
    public async Task Rates_AsText_AreReadLineByLine_AndPaged()
    {
        var lines = new StringBuilder("from,to,date,rate,source\n");
        for (var day = 1; day <= 25; day++) lines.Append(CultureInfo.InvariantCulture, $"CHF,USD,2024-01-{day:00},1.{day:00},\"Bank, noon\"\n");
        (await Text(lines.ToString())).Ok()["data"]!["recorded"]!.GetValue<int>().ShouldBe(25);
        (await Text(lines.ToString())).Ok()["data"]!["alreadyThere"]!.GetValue<int>().ShouldBe(25);
        (await Read("?from=CHF&size=7")).ShouldBe(Enumerable.Range(1, 25).Select(d => 1m + (d / 100m)));
        (await Text("from,to,rate\n")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Text("from,to,date,rate,source\nCHF,USD,28.3.2024,1.1,Bank\n")).Refused(HttpStatusCode.BadRequest, "request.invalid").Text.ShouldContain("Line 2");
        (await Text("from,to,date,rate,source\n\nCHF,USD,2023-03-28,1.1,Bank\n\nCHF,USD,28.3.2024,1.1,Bank\n")).Refused(HttpStatusCode.BadRequest, "request.invalid").Text.ShouldContain("Line 5");
        (await Text("from,to,date,rate,source\nCHF,USD,2024-03-28,\"1,1\",Bank\n")).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Theory]
    [InlineData("usd", "EUR", "2024-03-28", 1)]
    [InlineData("USD", "USD", "2024-03-28", 1)]
    [InlineData("USD", "EUR", "2099-03-28", 1)]
    [InlineData("USD", "EUR", "2024-03-28", 0)]
    [InlineData("USD", "EUR", "2024-03-28", 0.0000000000001)]
    public async Task Rates_ThatCannotBe_AreRefused(string from, string to, string date, double rate) =>
        (await Accountant.Post("/api/v1/fx-rates", Rates((from, to, date, (decimal)rate)))).Refused(HttpStatusCode.BadRequest, "request.invalid");

    /// <summary>At one rate throughout, every ratio is the fund's own; the correction of a later day changes it, and as known before it does not.</summary>
    [Fact]
    public async Task Statement_OfAnInvestorWithACurrencyOfHisOwn_IsInBoth_AndSaysWhichRateIsMissing()
    {
        var life = await FundLife.Admitted(firms.Firm);
        var name = (await Accountant.All(life.Api("/investors")))[1].Text("name");
        // He is in another fund of the firm, too: there he says in which currency he reads.
        var other = await FundLife.Admitted(firms.Firm);
        (await Accountant.Post(other.Api("/investors"), new { name, kind = "LimitedPartner", admittedOn = "2024-01-15", reportingCurrency = "euro" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(other.Api("/investors"), new { name, kind = "LimitedPartner", admittedOn = "2024-01-15", reportingCurrency = "EUR" })).Ok()["data"]!.Text("investorId").ShouldBe(life.Investors[1]);
        (await Accountant.Post(life.Api("/closings"), life.ClosingBody())).Ok();
        await life.Issue();
        await life.ReceiveAll("2024-06-20");
        var path = $"/api/v1/reports/investor-statements/{life.Investors[1]}?fundId={life.Id}&period=2024-Q2";

        (await Accountant.Get(path + "&currency=EUR")).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing").Text.ShouldContain("USD/EUR for 2024-06-20");
        var unconverted = (await Accountant.Get(path)).Ok()["data"]!;
        (unconverted["inCurrency"], unconverted.Text("investorId")).ShouldBe((null, life.Investors[1]));
        unconverted.Text("notInCurrency").ShouldContain("USD/EUR for 2024-06-20");
        Tight(Documents.PdfText((await Accountant.Get(path + "&format=pdf")).Bytes)).ShouldContain(Tight("Not in EUR: There is no rate USD/EUR for 2024-06-20"));
        (await Accountant.Get(path + "&format=xlsx&currency=EUR")).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing");
        (await Accountant.Get(path + "&currency=USD")).Ok()["data"]!["inCurrency"].ShouldBeNull();
        (await Accountant.Post("/api/v1/fx-rates", Rates(("EUR", "USD", "2024-06-20", 1.25m), ("EUR", "USD", "2024-06-30", 1.25m)))).Ok();

        var statement = (await Accountant.Get(path + "&explain=true")).Ok()["data"]!;
        var (own, with) = (statement["inCurrency"]!, statement["performance"]!);
        own.Text("currency").ShouldBe("EUR");
        statement["notInCurrency"].ShouldBeNull();
        own["performance"]!.Money("paidIn").ShouldBe(with.Money("paidIn") * 0.8m);
        foreach (var ratio in (string[])["dpi", "rvpi", "tvpi"]) own["performance"]!.Decimal(ratio).ShouldBe(with.Decimal(ratio));
        own["period"]!.Money("currencyEffect").ShouldBe(0m);
        own["period"]!.Money("closing").ShouldBe(own["period"]!["movements"]!.AsArray().Sum(m => m!.Money("amount")));
        own["explanation"]!["parts"]![0]!.Text("formula").ShouldContain("÷ 1.25 (EUR/USD) of 2024-06-20");
        statement["unfunded"]!["closing"]!.Text("currency").ShouldBe("USD");
        var known = (await Accountant.All("/api/v1/fx-rates?from=EUR&since=2024-06-20&until=2024-06-30")).Max(r => r["recordedAt"]!.GetValue<DateTimeOffset>());

        (await Accountant.Post("/api/v1/fx-rates", Rates(true, ("EUR", "USD", "2024-06-30", 1m)))).Ok();
        var corrected = (await Accountant.Get(path)).Ok()["data"]!["inCurrency"]!;
        corrected["period"]!.Money("currencyEffect").ShouldBe(own["period"]!.Money("closing") * 0.25m);
        await InEachForm(path, corrected);
        (await Accountant.Get(path + "&recordedAt=" + FundLife.Utc(known))).Ok()["data"]!["inCurrency"]!["period"]!.ToJsonString().ShouldBe(own["period"]!.ToJsonString());

        var performance = (await Accountant.Get($"/api/v1/reports/performance/{life.Id}?asOf=2024-06-30&currency=EUR")).Ok()["data"]!;
        performance["inCurrency"]!["investors"]![1]!["performance"]!.Money("residualValue").ShouldBe(corrected["performance"]!.Money("residualValue"));
        (await Accountant.Get($"/api/v1/reports/performance/{life.Id}?asOf=2024-06-30&currency=GBP&via=EUR")).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing");
        (await Accountant.Get($"/api/v1/reports/performance/{life.Id}?currency=euro")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Other.Accountant.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        await firms.Ties(life, life.Investors[2], "2024-Q2");
    }

    /// <summary>By hand, as in the kernel's tests: 1.10, 1.20 and 1.15 dollars for a euro; the last one through the pound.</summary>
    [Fact]
    public async Task Investment_InEuro_IsConvertedAtStoredRates_AndItsGainSplit()
    {
        var life = await FundLife.Closed(firms.Firm);
        await life.Issue();
        await life.ReceiveAll("2024-06-20");
        object Buy(string date) => new { dealId = life.Deal, name = "Birkenwerk AG", date, cost = 1_000_000m, currency = "EUR" };
        (await Accountant.Post(life.Api("/investments"), Buy("2024-07-01"))).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing").Text.ShouldContain("EUR/USD for 2024-07-01");
        (await Accountant.Post("/api/v1/fx-rates", Rates(("EUR", "USD", "2024-07-01", 1.10m), ("EUR", "USD", "2024-09-30", 1.20m), ("EUR", "GBP", "2024-11-05", 0.92m), ("GBP", "USD", "2024-11-05", 1.25m)))).Ok();
        var key = Guid.NewGuid().ToString();
        var bought = (await Accountant.Post(life.Api("/investments"), Buy("2024-07-01"), key)).Ok()["data"]!;
        bought.Money("cost").ShouldBe(1_100_000m);
        (await Accountant.Post(life.Api("/investments"), Buy("2024-07-01"), key)).Ok()["data"]!.ToJsonString().ShouldBe(bought.ToJsonString());
        (await Accountant.Post(life.Api("/valuations"), new { dealId = life.Deal, date = "2024-09-30", fairValue = 1m, methodology = "Cost", level = 3 })).Refused(HttpStatusCode.UnprocessableEntity, "book.deal.currency_differs");
        (await Accountant.Post(life.Api("/valuations"), new { dealId = life.Deal, date = "2024-09-30", fairValue = 1_200_000m, methodology = "Market multiple", level = 3, currency = "EUR" })).Ok();
        object Sell(string? via) => new { dealId = life.Deal, date = "2024-11-05", kind = "Realisation", amount = 650_000m, cost = 500_000m, currency = "EUR", via };
        (await Accountant.Post(life.Api("/proceeds"), Sell(null))).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing");
        (await firms.Other.Accountant.Post(life.Api("/proceeds"), Sell("GBP"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Accountant.Post(life.Api("/proceeds"), Sell("GBP"))).Ok()["data"]!.Money("proceeds").ShouldBe(747_500m);

        var gain = (await Accountant.All(life.Api("/investments/gains?explain=true"))).Single();
        gain["costHeld"]!["currency"]!.GetValue<string>().ShouldBe("EUR");
        (gain["realised"]!.Money("total"), gain["realised"]!.Money("price"), gain["realised"]!.Money("currency")).ShouldBe((197_500m, 172_500m, 25_000m));
        (gain["unrealised"]!.Money("total"), gain["unrealised"]!.Money("price"), gain["unrealised"]!.Money("currency")).ShouldBe((170_000m, 120_000m, 50_000m));
        var valued = (await Accountant.All(life.Api("/investments/gains?asOf=2024-09-30"))).Single();
        (valued["unrealised"]!.Money("price"), valued["unrealised"]!.Money("currency")).ShouldBe((240_000m, 100_000m));
        (await firms.Other.Accountant.Get(life.Api("/investments/gains"))).Refused(HttpStatusCode.NotFound, "resource.not_found");

        // A correction of a rate changes no fact: it names the rate that it was converted by, and verify knows that one.
        (await Accountant.Post("/api/v1/fx-rates", Rates(true, ("EUR", "USD", "2024-09-30", 1.21m)))).Ok();
        (await Accountant.All(life.Api("/investments/gains?asOf=2024-09-30"))).Single().ToJsonString().ShouldBe(valued.ToJsonString());
        await firms.Ties(life, life.Investors[1], "2024-Q4");
    }

    /// <summary>PDF and workbook say what the JSON says, rate by rate, and what the fund's own currency says beside it.</summary>
    private async Task InEachForm(string path, JsonNode own)
    {
        var pdf = Documents.PdfText((await Accountant.Get(path + "&format=pdf")).Bytes);
        var (closing, effect) = (own["period"]!.Money("closing"), own["period"]!.Money("currencyEffect"));
        foreach (var text in new[] { "Capital account in EUR", "Translated from USD at stored rates", "÷ 1.25 (EUR/USD) of 2024-06-20", "÷ 1 (EUR/USD) of 2024-06-30", "Tied to the fund's book in EUR", closing.ToString("N2", CultureInfo.InvariantCulture), effect.ToString("N2", CultureInfo.InvariantCulture) })
            Tight(pdf).ShouldContain(Tight(text));
        var rates = own["rates"]!.AsArray();
        rates.Select(r => (r!.Text("date"), r!.Decimal("rate"), r!.Text("source"))).ShouldBe([("2024-06-20", 1.25m, "Bank"), ("2024-06-30", 1m, "Bank")]);
        foreach (var rate in rates) pdf.ShouldContain(rate!.Text("rateId").Replace("-", "", StringComparison.Ordinal)[^12..]);
        var sheets = Documents.Sheets((await Accountant.Get(path + "&format=xlsx")).Bytes);
        sheets.Keys.ShouldBe(["Statement", "Transactions", "In EUR", "Transactions in EUR", "Exchange rates"]);
        sheets["In EUR"].Single(row => row.Length > 0 && row[0].StartsWith("Closing capital account before", StringComparison.Ordinal))[1..].ShouldAllBe(cell => decimal.Parse(cell, CultureInfo.InvariantCulture) == closing);
        sheets["Exchange rates"].Skip(1).Select(row => row[^1]).ShouldBe(rates.Select(r => r!.Text("rateId")));
        Documents.Sheets((await Accountant.Get(path + "&format=xlsx&currency=USD")).Bytes).Keys.ShouldBe(["Statement", "Transactions"]);
        (await Accountant.Get(path + "&format=pdf&currency=GBP")).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing");
        (await Accountant.Get(path + "&format=pdf&currency=euro")).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    private static string Tight(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c)));

    private static object Rates(params (string From, string To, string Date, decimal Rate)[] rates) => Rates(false, rates);

    private static object Rates(bool correct, params (string From, string To, string Date, decimal Rate)[] rates) =>
        new { rates = rates.Select(r => new { from = r.From, to = r.To, date = r.Date, value = r.Rate, source = "Bank" }), correct };

    private Task<Reply> Text(string csv) => Accountant.Post("/api/v1/fx-rates/csv", new StringContent(csv, Encoding.UTF8, "text/csv"));

    private async Task<List<decimal>> Read(string query) => [.. (await Accountant.All("/api/v1/fx-rates" + query)).Select(r => r.Decimal("value"))];
}
