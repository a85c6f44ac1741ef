using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>Figures that lists and drafts show open to where they come from, to the cent, and to nobody else.</summary>
public sealed class ExplanationTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task APreviewedCall_OpensToTheAmountsItShows_AndWritesNothing()
    {
        var life = await FundLife.Closed(firms.Firm);
        var path = life.Api("/capital-calls/preview");
        var preview = (await Accountant.Post(path, life.CallBody(), key: "")).Ok()["data"]!;
        var before = await Proposals();

        Value((await Accountant.Post(path + "/explanation", life.CallBody(), key: "")).Ok()["data"]!).ShouldBe(preview.Money("amount"));
        foreach (var line in preview["lines"]!.AsArray())
            Value((await Accountant.Post($"{path}/explanation?investorId={line!.Text("investorId")}", life.CallBody(), key: "")).Ok()["data"]!).ShouldBe(line!.Money("total"), line!.Text("name"));

        (await Proposals()).ShouldBe(before);
        (await Accountant.Post($"{path}/explanation?investorId={Guid.NewGuid()}", life.CallBody(), key: "")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Post(path + "/explanation", life.CallBody(), key: "")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Post(path + "/explanation", life.CallBody(), key: "")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task APreviewedDistribution_OpensTierByTierAndInvestorByInvestor()
    {
        var life = await FundLife.Sold(firms.Firm);
        var path = life.Api("/distributions/preview");
        var preview = (await Accountant.Post(path, life.DistributionBody(), key: "")).Ok()["data"]!;

        foreach (var row in preview["waterfall"]!.AsArray())
            Value((await Accountant.Post($"{path}/explanation?tier={row!.Text("tier")}", life.DistributionBody(), key: "")).Ok()["data"]!).ShouldBe(row!.Money("total"), row!.Text("tier"));
        (await Accountant.Post($"{path}/explanation?investorId={life.Investors[1]}", life.DistributionBody(), key: "")).Ok();
        (await Accountant.Post($"{path}/explanation", life.DistributionBody(0m), key: "")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Other.Accountant.Post(path + "/explanation", life.DistributionBody(), key: "")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task AnInvestment_OpensToCostFairValueAndProceeds()
    {
        var life = await FundLife.Sold(firms.Firm);
        var deal = (await firms.Firm.Cfo.All(life.Api("/investments"))).ShouldHaveSingleItem();

        var tree = (await firms.Firm.Viewer.Get(life.Api($"/investments/{life.Deal}/explanation"))).Ok()["data"]!;

        foreach (var figure in (string[])["cost", "fairValue", "proceeds"]) Value(Part(tree, figure)).ShouldBe(deal.Money(figure), figure);
        (await firms.Firm.Viewer.Get(life.Api($"/investments/{Guid.NewGuid()}/explanation"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Viewer.Get(life.Api($"/investments/{life.Deal}/explanation"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task AnInvestorsStanding_OpensAsItIs_AndAsTheCallFoundIt()
    {
        var life = await FundLife.Invested(firms.Firm);
        var id = life.Investors[1];
        var standing = (await firms.Firm.Cfo.Get(life.Api("/investors/" + id))).Ok()["data"]!;
        var line = (await firms.Firm.Cfo.All(life.Api($"/capital-calls/{life.Call}/lines"))).Single(l => l.Text("investorId") == id);

        var now = (await firms.Firm.Viewer.Get(life.Api($"/figures/explanation?investorId={id}"))).Ok()["data"]!;
        var then = (await firms.Firm.Viewer.Get(life.Api($"/capital-calls/{life.Call}/explanation?investorId={id}&standing=true"))).Ok()["data"]!;

        foreach (var figure in (string[])["called", "unfunded"]) Value(Part(now, figure)).ShouldBe(standing.Money(figure), figure);
        (Value(Part(now, "commitment")), Value(Part(now, "outstanding"))).ShouldBe((line.Money("commitment"), line.Money("outstanding")));
        (Value(Part(then, "commitment")), Value(Part(then, "unfunded")), Value(Part(then, "called"))).ShouldBe((line.Money("commitment"), line.Money("unfundedBefore"), 0m));
        (await firms.Firm.Viewer.Get(life.Api($"/figures/explanation?investorId={Guid.NewGuid()}"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Viewer.Get(life.Api($"/figures/explanation?investorId={id}"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Lists_KeepWhatTheirFiltersSay()
    {
        var life = await FundLife.Sold(firms.Firm);

        async Task<int> Count(string path) => (await firms.Firm.Admin.All(path)).Count;
        (await Count(life.Api("/positions?kind=GeneralPartner"))).ShouldBe(1);
        (await Count(life.Api("/positions?kind=LimitedPartner"))).ShouldBe(FundLife.Commitments.Length - 1);
        (await Count(life.Api("/investments?held=true")) + await Count(life.Api("/investments?held=false"))).ShouldBe(1);
        var receipts = await firms.Firm.Cfo.All(life.Api($"/capital-calls/{life.Call}/receipts"));
        (await Count(life.Api($"/capital-calls/{life.Call}/receipts?late=true"))).ShouldBe(receipts.Count(r => r["daysLate"]!.GetValue<int>() > 0));
        (await Count(life.Api($"/capital-calls/{life.Call}/receipts?late=false"))).ShouldBe(receipts.Count(r => r["daysLate"]!.GetValue<int>() == 0));
        (await firms.Firm.Admin.All("/api/v1/funds?currency=XXX")).ShouldBeEmpty();
        (await firms.Firm.Admin.All("/api/v1/users?role=accountant")).ShouldAllBe(u => u["roles"]!.AsArray().Any(r => r!.GetValue<string>() == "accountant"));
        (await firms.Firm.Admin.All("/api/v1/users?role=accountant&state=active")).ShouldNotBeEmpty();
        (await firms.Firm.Admin.All("/api/v1/users?state=disabled")).ShouldBeEmpty();
    }

    [Fact]
    public async Task AFile_SaysStatesInWords_InTheLanguageAsked()
    {
        var life = await FundLife.Invested(firms.Firm);

        var german = (await Accountant.Get(life.Api("/capital-calls?format=csv&columns=state&language=de"))).Text;
        var book = (await Accountant.Get(life.Api("/book?format=csv&columns=kind&language=de"))).Text;
        var english = (await Accountant.Get(life.Api("/capital-calls?format=csv&columns=state&language=en"))).Text;

        german.ShouldContain("Eingegangen");
        book.ShouldContain("Kapitalabruf versandt");
        english.ShouldContain("Received");
    }

    private Task<long> Proposals() => firms.House.Scalar<long>("select count(*) from funds.proposals where tenant_id = $1", firms.Firm.Id);

    private static JsonNode Part(JsonNode tree, string key) => tree["parts"]!.AsArray().Single(p => p!["key"]?.GetValue<string>() == key)!;

    private static decimal Value(JsonNode figure) => decimal.Parse(figure.Text("value"), CultureInfo.InvariantCulture);
}
