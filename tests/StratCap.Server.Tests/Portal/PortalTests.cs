using System.Net;
using System.Text.Json.Nodes;
using StratCap.FundMath.Verification;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Portal;

/// <summary>The investor portal over HTTP: each use case, what is not issued yet, and what is not his.</summary>
public sealed class PortalTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Me = "/api/v1/portal/me";

    private Firm Firm => firms.Firm;

    [Fact]
    public async Task Interests_AreTheFiguresThatTheFirmSees_AndTheInvestorsOwnAlone()
    {
        var fund = await FourPartners.Distributed(Firm);
        var (life, id) = (fund.Life, fund.Life.Investors[1]);
        var investor = await FourPartners.Looker(Firm, id);

        var interest = (await investor.All(Me + "/funds")).ShouldHaveSingleItem();

        (interest.Text("fundId"), interest.Text("investorId"), interest.Text("investorName")).ShouldBe((life.Id, id, $"Investor 1 {life.Id}"));
        var position = (await Firm.Cfo.All(life.Api("/positions"))).Single(p => p["position"]!.Text("investorId") == id)["position"]!;
        foreach (var (own, theirs) in ((string, string)[])[("paidIn", "paidIn"), ("distributed", "distributed"), ("nav", "residualValue"), ("commitment", "commitment"), ("accruedCarriedInterest", "accruedCarriedInterest")])
            interest.Money(own).ShouldBe(position.Money(theirs), own);
        foreach (var figure in (string[])["dpi", "rvpi", "tvpi", "irr"]) interest.Decimal(figure).ShouldBe(position.Decimal(figure), figure);
        interest.Text("asOf").ShouldBe(position.Text("asOf"));
        var standing = (await Firm.Cfo.Get(life.Api("/investors/" + id))).Ok()["data"]!;
        (interest.Money("called"), interest.Money("unfunded"), interest.Money("outstanding")).ShouldBe((standing.Money("called"), standing.Money("unfunded"), 0m));
        interest.Money("commitment").ShouldBe(FourPartners.Commitments[1]);

        var detail = (await investor.Get($"{Me}/funds/{life.Id}")).Ok()["data"]!;
        var his = detail["interests"]!.AsArray().ShouldHaveSingleItem()!;
        his["standing"]!.ToJsonString().ShouldBe(interest.ToJsonString());
        his["flows"]!.AsArray().ShouldHaveSingleItem()!.Money("amount").ShouldBe(-interest.Money("paidIn"));
        // From the second quarter of 2024, when he paid, to the first of 2026, and the day of the distribution.
        var quarters = await investor.All($"{Me}/funds/{life.Id}/quarters?investorId={id}&size=4");
        quarters.Reverse();
        quarters.Select(q => q.Text("asOf")).ShouldBe(["2024-06-30", "2024-09-30", "2024-12-31", "2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-04-10"]);
        quarters.ShouldAllBe(q => q.Money("contributed") == interest.Money("paidIn"));
        (quarters[^2].Money("distributed"), quarters[^1].Money("distributed")).ShouldBe((0m, interest.Money("distributed")));
        quarters[^1].Money("nav").ShouldBe(interest.Money("nav"));
        var tree = (await investor.Get($"{Me}/funds/{life.Id}/explanation?investorId={id}")).Ok()["data"]!;
        tree["parts"]!.AsArray().Select(p => p!.Text("label")).ShouldBe(["DPI", "RVPI", "TVPI", "PIC", "IRR"]);
    }

    [Fact]
    public async Task HisFigures_OpenToTheLineOfTheStatementAndOfTheCall_AndNobodyElsesDo()
    {
        var fund = await FourPartners.Distributed(Firm);
        var (life, id) = (fund.Life, fund.Life.Investors[1]);
        var investor = await FourPartners.Looker(Firm, id);
        decimal Told(JsonNode tree, params string[] keys) => decimal.Parse(keys.Aggregate(tree, (at, key) => at["parts"]!.AsArray().Single(p => p!["key"]?.GetValue<string>() == key)!).Text("value"), System.Globalization.CultureInfo.InvariantCulture);
        var interest = (await investor.All(Me + "/funds")).ShouldHaveSingleItem();

        var standing = (await investor.Get($"{Me}/funds/{life.Id}/figures/explanation?investorId={id}")).Ok()["data"]!;
        foreach (var figure in (string[])["commitment", "called", "outstanding", "unfunded"]) Told(standing, figure).ShouldBe(interest.Money(figure), figure);
        var part = (await investor.Get($"{Me}/capital-calls/{life.Call}")).Ok()["data"]!["parts"]!.AsArray().ShouldHaveSingleItem()!;
        var call = (await investor.Get($"{Me}/capital-calls/{life.Call}/explanation?investorId={id}&standing=true")).Ok()["data"]!;
        (Told(call, "received"), Told(call, "outstanding")).ShouldBe((part.Money("received"), part.Money("outstanding")));
        var statement = (await investor.Get($"{Me}/statements/{id}?fundId={life.Id}&period=2024-Q2&explain=true")).Ok()["data"]!;
        foreach (var line in statement["lines"]!.AsArray())
            foreach (var column in (string[])["period", "yearToDate", "sinceInception"])
                Told(statement["linesExplained"]!, column, line!.Text("key")).ShouldBe(line!.Money(column), $"{column} {line!.Text("key")}");

        var theirs = life.Investors[2];
        (await investor.Get($"{Me}/funds/{life.Id}/figures/explanation?investorId={theirs}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await investor.Get($"{Me}/capital-calls/{life.Call}/explanation?investorId={theirs}&standing=true")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Admin.Get($"{Me}/funds/{life.Id}/figures/explanation?investorId={id}")).Status.ShouldBeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Call_ShowsOnceItIsIssued_WithPurposesAndWhatIsPaid()
    {
        var life = await FundLife.Closed(Firm);
        var id = life.Investors[1];
        var investor = await FourPartners.Looker(Firm, id);
        var draft = await life.DraftCall();
        async Task Hidden()
        {
            (await investor.All(Me + "/capital-calls")).ShouldBeEmpty();
            foreach (var path in (string[])["", $"/explanation?investorId={id}", $"/notice?investorId={id}"]) (await investor.Get($"{Me}/capital-calls/{draft}{path}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        }
        await Hidden();
        var workflow = await life.Submit("capital-calls", new { fundId = life.Id, callId = draft });
        await Hidden();
        (await Firm.Cfo.Put($"/api/v1/workflows/approve/{workflow}", new { decision = "approve", reason = "checked" })).Ok();
        await Firm.Cfo.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "AwaitingReceipts");
        (await Firm.Accountant.Post(life.Api($"/capital-calls/{draft}/receipts"), new { receipts = new[] { new { investorId = id, amount = 1_000_000.25m, receivedOn = "2024-06-20" } } })).Ok();

        var row = (await investor.All($"{Me}/capital-calls?fundId={life.Id}")).ShouldHaveSingleItem();
        var call = (await investor.Get($"{Me}/capital-calls/{draft}")).Ok()["data"]!;

        var line = (await Firm.Cfo.All(life.Api($"/capital-calls/{draft}/lines"))).Single(l => l.Text("investorId") == id);
        (row.Text("id"), row.Text("state"), row.Text("dueDate")).ShouldBe((draft, "PartlyReceived", "2024-06-20"));
        (row.Money("total"), row.Money("received"), row.Money("outstanding")).ShouldBe((line.Money("total"), 1_000_000.25m, line.Money("total") - 1_000_000.25m));
        call["purposes"]!.AsArray().Select(p => (p!.Text("description"), p!.Text("sharedBy"), p!.Money("amount"))).ShouldBe(
        [
            ("Acquisition of Birch Works", "remaining commitments", 40_000_000m), ("Management fee, third quarter 2024", "each limited partner's own fee", 495_000m), ("Organisation expenses", "commitments", 100_001m),
        ]);
        var part = call["parts"]!.AsArray().ShouldHaveSingleItem()!;
        part["amounts"]!.AsArray().Select(Answers.Amount).ShouldBe(line["amounts"]!.AsArray().Select(Answers.Amount));
        (part.Money("total"), part.Money("received"), part.Money("outstanding")).ShouldBe((row.Money("total"), row.Money("received"), row.Money("outstanding")));
        (await investor.Get($"{Me}/capital-calls/{draft}/explanation?investorId={id}")).Ok()["data"]!.Decimal("value").ShouldBe(part.Money("total"));
        var notice = await investor.Get($"{Me}/capital-calls/{draft}/notice?investorId={id}");
        notice.Status.ShouldBe(HttpStatusCode.OK);
        string Own(string format) => $"{Me}/capital-calls/{draft}/notice?investorId={id}&format={format}";
        string Firms(string format) => $"/api/v1/reports/funds/{life.Id}/capital-calls/{draft}/notices/{id}?format={format}";
        foreach (var format in (string[])["pdf", "xlsx"]) Convert.ToHexString((await investor.Get(Own(format))).Bytes).ShouldBe(Convert.ToHexString((await Firm.Cfo.Get(Firms(format))).Bytes), format);
        (await investor.Get(Own("json"))).Ok()["data"]!.ToJsonString().ShouldBe((await Firm.Cfo.Get(Firms("json"))).Ok()["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Distribution_ShowsOnceItIsDeclared_TierByTier_WithItsNoticeAndPack()
    {
        var life = await FundLife.Sold(Firm);
        var id = life.Investors[1];
        var investor = await FourPartners.Looker(Firm, id);
        var distribution = await life.DraftDistribution();
        string[] below = ["", $"/explanation?investorId={id}", $"/notice?investorId={id}", $"/verification-pack?investorId={id}"];
        (await investor.All(Me + "/distributions")).ShouldBeEmpty();
        foreach (var path in below) (await investor.Get($"{Me}/distributions/{distribution}{path}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        await Firm.Cfo.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") is "AwaitingPayments" or "Completed");

        var row = (await investor.All(Me + "/distributions")).ShouldHaveSingleItem();
        var declared = (await investor.Get($"{Me}/distributions/{distribution}")).Ok()["data"]!;

        var line = (await Firm.Cfo.All(life.Api($"/distributions/{distribution}/lines"))).Single(l => l.Text("investorId") == id);
        (row.Text("state"), row.Money("payable"), row.Money("paid")).ShouldBe(("Declared", line.Money("payable"), 0m));
        (declared.Text("source"), declared.Money("amount")).ShouldBe(("Birch Works", 60_000_000m));
        var part = declared["parts"]!.AsArray().ShouldHaveSingleItem()!;
        string[] tiers = ["returnOfCapital", "preferredReturn", "catchUp", "residualSplit", "carriedInterest"];
        foreach (var tier in tiers) part.Money(tier).ShouldBe(line.Money(tier), tier);
        tiers.Sum(part.Money).ShouldBe(part.Money("apportioned"));
        (await investor.Get($"{Me}/distributions/{distribution}/explanation?investorId={id}")).Ok()["data"]!.Decimal("value").ShouldBe(part.Money("apportioned"));
        foreach (var tier in tiers)
        {
            var tree = (await investor.Get($"{Me}/distributions/{distribution}/explanation?investorId={id}&tier={char.ToUpperInvariant(tier[0])}{tier[1..]}")).Ok()["data"]!;
            tree.Decimal("value").ShouldBe(part.Money(tier), tier);
            tree["parts"]!.AsArray().Count.ShouldNotBe(part.Money(tier) == 0 ? 1 : 0, tier);
        }
        (await investor.Get($"{Me}/distributions/{distribution}/notice?investorId={id}")).Bytes
            .ShouldBe((await Firm.Cfo.Get($"/api/v1/reports/funds/{life.Id}/distributions/{distribution}/notices/{id}")).Bytes);
        // A pack is signed by the firm's key, which its first pack makes: here the investor's own.
        var pack = (await investor.Get($"{Me}/distributions/{distribution}/verification-pack?investorId={id}")).Ok()["data"]!;
        var key = (await investor.Get(Me + "/verification-key")).Ok()["data"]!.Text("publicKey");
        SealedPack.Verify(pack.ToJsonString(), key).Findings.ShouldBeEmpty();
        pack["pack"]!["result"]!.Decimal("carriedInterest").ShouldBe(part.Money("carriedInterest"));
        (await firms.House.Scalar<long>("select count(*) from calculations.audit where tenant_id = $1 and action = 'calculations.verification_pack' and subject_id = $2", Firm.Id, distribution)).ShouldBe(1);
    }

    [Fact]
    public async Task Statements_AreOneForEachQuarterThatIsOver_InEachForm()
    {
        var fund = await FourPartners.Distributed(Firm);
        var (life, id) = (fund.Life, fund.Life.Investors[2]);
        var investor = await FourPartners.Looker(Firm, id);

        var listed = await investor.All($"{Me}/statements?fundId={life.Id}&size=3");

        // The closing in the first quarter of 2024 moves nothing; the call in the second does.
        (listed[^1].Text("period"), listed[^1].Text("from"), listed[^1].Text("to")).ShouldBe(("2024-Q2", "2024-04-01", "2024-06-30"));
        listed.Select(l => l.Text("to")).ShouldBeInOrder(SortDirection.Descending);
        DateOnly.Parse(listed[0].Text("to"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeLessThan(DateOnly.FromDateTime(DateTime.UtcNow));
        string Own(string period, string format) => $"{Me}/statements/{id}?fundId={life.Id}&period={period}&format={format}";
        string Firms(string period, string format) => $"/api/v1/reports/investor-statements/{id}?fundId={life.Id}&period={period}&format={format}";
        (await investor.Get(Own("2025-Q4", "json"))).Ok()["data"]!.ToJsonString().ShouldBe((await Firm.Cfo.Get(Firms("2025-Q4", "json"))).Ok()["data"]!.ToJsonString());
        foreach (var format in (string[])["pdf", "xlsx"])
        {
            var statement = await investor.Get(Own("2025-Q4", format));
            statement.Status.ShouldBe(HttpStatusCode.OK, statement.Text);
            Documents.Text(statement).ShouldContain("Investor 2");
        }
        // In a currency of his choice: in each form what the firm sees, and no name of another in it.
        (await investor.Get(Own("2025-Q4", "json") + "&currency=DKK")).Refused(HttpStatusCode.UnprocessableEntity, "fx.rate_missing");
        var days = Enumerable.Range(0, 1096).Select(new DateOnly(2023, 1, 1).AddDays).Select(day => new { from = "USD", to = "DKK", date = day.ToString("O", System.Globalization.CultureInfo.InvariantCulture), value = 6m + (day.DayNumber % 83 / 100m), source = "test" });
        (await Firm.Accountant.Post("/api/v1/fx-rates", new { rates = days })).Ok();
        var own = (await investor.Get(Own("2025-Q4", "json") + "&currency=DKK")).Ok()["data"]!;
        own["inCurrency"]!.ToJsonString().ShouldBe((await Firm.Cfo.Get(Firms("2025-Q4", "json") + "&currency=DKK")).Ok()["data"]!["inCurrency"]!.ToJsonString());
        foreach (var format in (string[])["pdf", "xlsx"])
        {
            var text = Documents.Text(await investor.Get(Own("2025-Q4", format) + "&currency=DKK"));
            text.ShouldContain("in DKK");
            foreach (var other in (string[])["Investor 1", "Investor 3", "Investor 4"]) text.ShouldNotContain(other);
        }
        (await investor.Get(Own("2025-Q4", "json") + "&explain=true")).Ok()["data"]!["explanation"]!.Text("label").ShouldContain("Investor 2");
        foreach (var unlisted in (string[])["2024-Q1", "2025", "2025-11", "2025-10-01..2025-10-15", "2999-Q1", "soon"])
            (await investor.Get(Own(unlisted, "json"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await investor.Get(Own("2025-Q4", "doc"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task AMovementThatWasTakenOutLater_KeepsTheStatementsOfTheQuartersInWhichItCounted()
    {
        async Task<List<string>> ListedAfterReversal(string? from)
        {
            var life = (await FourPartners.Called(Firm)).Life;
            var fact = (await life.Book("?kind=capital_call_issued")).ShouldHaveSingleItem().Text("factId");
            (await Firm.Accountant.Post(life.Api($"/book/{fact}/reverse"), new { reason = "The purchase fell through", effectiveDate = from })).Ok();
            var investor = await FourPartners.Looker(Firm, life.Investors[1]);
            var listed = await investor.All($"{Me}/statements?fundId={life.Id}");
            foreach (var line in listed.TakeLast(1)) (await investor.Get($"{Me}/statements/{life.Investors[1]}?fundId={life.Id}&period={line.Text("period")}")).Ok();
            return listed.ConvertAll(l => l.Text("period"));
        }

        (await ListedAfterReversal(from: "2024-08-01"))[^1].ShouldBe("2024-Q2");
        (await ListedAfterReversal(from: null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task APersonWhoLooksForTwo_SeesBoth_AndOneWhoLooksForNobody_Nothing()
    {
        var fund = await FourPartners.Distributed(Firm);
        var life = fund.Life;
        var both = await FourPartners.Looker(Firm, life.Investors[2], life.Investors[3]);
        var nobody = await FourPartners.Looker(Firm);

        (await both.All(Me + "/funds?size=1")).Select(i => i.Text("investorId")).ShouldBe([life.Investors[2], life.Investors[3]]);
        (await both.Get($"{Me}/funds/{life.Id}")).Ok()["data"]!["interests"]!.AsArray().Count.ShouldBe(2);
        (await both.Get($"{Me}/capital-calls/{life.Call}")).Ok()["data"]!["parts"]!.AsArray().Count.ShouldBe(2);
        (await both.All($"{Me}/capital-calls?size=1")).Count.ShouldBe(2);
        (await both.All($"{Me}/statements?size=3")).Take(2).Select(l => l.Text("investorId")).ShouldBe([life.Investors[2], life.Investors[3]]);
        foreach (var list in (string[])["funds", "capital-calls", "distributions", "statements"]) (await nobody.All($"{Me}/{list}")).ShouldBeEmpty(list);
        (await nobody.Get($"{Me}/funds/{life.Id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Firm.Cfo.Get(Me + "/funds")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task Portfolio_AddsUpByCurrency_AndNeverAcross()
    {
        var fund = await FourPartners.Distributed(Firm);
        var life = fund.Life;
        var euros = (await Firm.Accountant.Post("/api/v1/funds", new { name = $"Euro Fund {Guid.NewGuid():N}", currency = "EUR", establishedOn = "2024-01-15", vintage = 2024, strategy = "Buyout" })).Ok()["data"]!.Text("id");
        var his = (await Firm.Accountant.Post($"/api/v1/funds/{euros}/investors", new { name = "Euro Investor", kind = "LimitedPartner", admittedOn = "2024-01-15" })).Ok()["data"]!.Text("investorId");
        (await Firm.Accountant.Put($"/api/v1/funds/{euros}/terms", new { effectiveFrom = "2024-01-15", terms = (await Firm.Accountant.Get("/api/v1/funds/terms/templates")).Ok()["data"]![0]!["terms"] })).Ok();
        (await Firm.Accountant.Post($"/api/v1/funds/{euros}/closings", new { name = "First closing", date = "2024-02-01", commitments = new[] { new { investorId = his, amount = 7_000_000m } } })).Ok();
        var investor = await FourPartners.Looker(Firm, life.Investors[2], life.Investors[3], his);

        var portfolio = (await investor.Get(Me + "/portfolio")).Ok().Rows();

        portfolio.Select(c => c.Text("currency")).ShouldBe(["EUR", "USD"]);
        var (eur, usd) = (portfolio[0], portfolio[1]);
        (eur["total"]!.Money("commitment"), eur["dpi"]).ShouldBe((7_000_000m, null));
        var interests = (await investor.All($"{Me}/funds")).Where(i => i.Text("fundId") == life.Id).ToList();
        interests.Count.ShouldBe(2);
        foreach (var figure in (string[])["commitment", "unfunded", "paidIn", "distributed", "nav"]) usd["total"]!.Money(figure).ShouldBe(interests.Sum(i => i.Money(figure)), figure);
        usd.Decimal("dpi").ShouldBe(Math.Round(interests.Sum(i => i.Money("distributed")) / interests.Sum(i => i.Money("paidIn")), 4, MidpointRounding.AwayFromZero));
        usd.Decimal("tvpi").ShouldBe(Math.Round(interests.Sum(i => i.Money("distributed") + i.Money("nav")) / interests.Sum(i => i.Money("paidIn")), 4, MidpointRounding.AwayFromZero));
        usd["interests"]!.AsArray().Select(i => i!.Text("investorId")).ShouldBe([life.Investors[2], life.Investors[3]]);
        (await (await FourPartners.Looker(Firm)).Get(Me + "/portfolio")).Ok().Rows().ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatIsReversed_IsGoneFromThePortal()
    {
        var fund = await FourPartners.Called(Firm);
        var life = fund.Life;
        var investor = await FourPartners.Looker(Firm, life.Investors[1]);
        (await investor.Get($"{Me}/capital-calls/{life.Call}")).Ok();
        var fact = (await life.Book("?kind=capital_call_issued")).ShouldHaveSingleItem().Text("factId");

        (await Firm.Accountant.Post(life.Api($"/book/{fact}/reverse"), new { reason = "Issued by mistake" })).Ok();

        (await investor.All(Me + "/capital-calls")).ShouldBeEmpty();
        foreach (var path in (string[])["", $"/explanation?investorId={life.Investors[1]}", $"/notice?investorId={life.Investors[1]}"])
            (await investor.Get($"{Me}/capital-calls/{life.Call}{path}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task AFundKnownByDisclosuresAlone_ShowsTheDisclosedPosition_AndHasNoStatement()
    {
        var name = $"Disclosed Fund {Guid.NewGuid():N}";
        await Disclosed.Import(Firm, name, "80.0", "30.0", "90.0");
        var fund = (await Firm.Cfo.All("/api/v1/funds?search=" + name[15..])).ShouldHaveSingleItem().Text("id");
        var plan = (await Firm.Cfo.All($"/api/v1/funds/{fund}/investors")).ShouldHaveSingleItem().Text("investorId");
        var investor = await FourPartners.Looker(Firm, plan);

        var interest = (await investor.All(Me + "/funds")).ShouldHaveSingleItem();

        // 30 of 80 paid in came back and 90 remain: 0.375, 1.125, 1.5.
        (interest.Text("basis"), interest.Decimal("dpi"), interest.Decimal("rvpi"), interest.Decimal("tvpi")).ShouldBe(("Disclosed", 0.375m, 1.125m, 1.5m));
        interest["irr"].ShouldBeNull();
        (await investor.All($"{Me}/funds/{fund}/quarters?investorId={plan}"))[0].Money("nav").ShouldBe(90_000_000m);
        (await investor.All(Me + "/statements")).ShouldBeEmpty();
    }
}
