using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>Reading: as it was known then, page by page, with the tree under each figure.</summary>
public sealed class ReadTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Answers_AsKnownThen_AreTheSameBytesAfterABackDatedCorrection()
    {
        var life = await FundLife.Sold(firms.Firm);
        (await Accountant.Post(life.Api("/expenses"), new { date = "2024-07-10", category = "Audit", amount = 250_000m })).Ok();
        var then = FundLife.Utc(await life.LastRecordedAt());
        string[] questions =
        [
            life.Api($"/positions?recordedAt={then}&explain=true"),
            life.Api($"/positions?recordedAt={then}&asOf=2024-12-31"),
            life.Api($"/book?recordedAt={then}&size=500"),
            life.Api($"/book?recordedAt={then}&asOf=2024-07-10"),
            $"/api/v1/reports/investor-statements/{life.Investors[1]}?fundId={life.Id}&period=2024-Q3&recordedAt={then}&explain=true",
            $"/api/v1/reports/performance/{life.Id}?recordedAt={then}",
        ];
        var before = await Ask(questions);
        string[] now = [life.Api("/positions"), $"/api/v1/reports/investor-statements/{life.Investors[1]}?fundId={life.Id}&period=2024-Q3"];
        var currentBefore = await Ask(now);

        var expense = (await life.Book("?kind=expense_charged")).ShouldHaveSingleItem().Text("factId");
        (await Accountant.Post(life.Api($"/book/{expense}/reverse"), new { reason = "Of another amount" })).Ok();
        (await Accountant.Post(life.Api("/expenses"), new { date = "2024-07-02", category = "Audit", amount = 100_000m })).Ok();

        (await Ask(questions)).ShouldBe(before);
        var currentAfter = await Ask(now);
        for (var i = 0; i < now.Length; i++) currentAfter[i].ShouldNotBe(currentBefore[i], now[i]);
        (await firms.Defects()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pages_OfEachList_HoldEveryRowOnceInOrder()
    {
        var life = await FundLife.Invested(firms.Firm);
        for (var i = 0; i < 3; i++) await life.DraftCall();

        (await Accountant.All(life.Api("/book?size=3"))).Select(f => f["sequence"]!.GetValue<long>()).ShouldBe(Enumerable.Range(1, (int)await life.Sequence()).Select(i => (long)i));
        (await Accountant.All(life.Api("/investors?size=3"))).Select(i => i.Text("investorId")).ShouldBe(life.Investors);
        (await Accountant.All(life.Api("/positions?size=3"))).Select(i => i["position"]!.Text("investorId")).ShouldBe(life.Investors);
        (await Accountant.All(life.Api($"/capital-calls/{life.Call}/lines?size=1"))).Select(i => i.Text("investorId")).ShouldBe(life.Investors);
        (await Accountant.All(life.Api("/capital-calls?size=1"))).Select(c => c["number"]!.GetValue<int>()).ShouldBe([4, 3, 2, 1]);
        (await Accountant.All(life.Api("/capital-calls?size=1&state=Draft"))).Count.ShouldBe(3);
        (await Accountant.All(life.Api("/investors?kind=GeneralPartner"))).ShouldHaveSingleItem();
        (await Accountant.Get(life.Api("/book?size=0"))).Ok().Rows().Count.ShouldBe(1);
        foreach (var list in (string[])["/book", "/investors", "/positions", $"/capital-calls/{life.Call}/lines", "/capital-calls", "/distributions"])
            (await Accountant.Get(life.Api(list + "?cursor=nonsense"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Funds_AreFoundByPartOfTheirName_PageByPage()
    {
        var mark = Guid.NewGuid().ToString("N")[..10];
        string[] names = [$"{mark} Alpha", $"{mark} beta", $"{mark} 100%_Gamma", $"{mark} Änger", $"{mark} Zeta"];
        foreach (var name in names) (await Accountant.Post("/api/v1/funds", new { name, currency = "USD", establishedOn = "2024-01-15" })).Ok();

        var paged = (await Accountant.All($"/api/v1/funds?search={mark.ToUpperInvariant()}&size=2")).ConvertAll(f => f.Text("name"));
        paged.Order(StringComparer.Ordinal).ShouldBe(names.Order(StringComparer.Ordinal));
        paged.ShouldBe((await Accountant.All($"/api/v1/funds?search={mark}&size=500")).ConvertAll(f => f.Text("name")));
        (await Accountant.All($"/api/v1/funds?search={Uri.EscapeDataString("%_gamma")}")).ShouldHaveSingleItem().Text("name").ShouldBe(names[2]);
        (await firms.Other.Accountant.All($"/api/v1/funds?search={mark}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Reads_OfAnotherFirmsFund_AreNotFound()
    {
        var life = await FundLife.Invested(firms.Firm);
        string[] paths =
        [
            "", "/terms", "/investors", $"/investors/{life.Investors[0]}", "/closings", "/capital-calls", $"/capital-calls/{life.Call}", $"/capital-calls/{life.Call}/lines",
            $"/capital-calls/{life.Call}/explanation", "/distributions", "/investments", "/positions", "/performance", "/book",
        ];
        foreach (var path in paths)
        {
            (await Accountant.Get(life.Api(path))).Ok();
            (await firms.Other.Accountant.Get(life.Api(path))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        }
    }

    [Fact]
    public async Task Figures_OfAFund_WithWhereTheyComeFrom_AreForWhoeverMayReadTheFund()
    {
        var life = await FundLife.Sold(firms.Firm);
        var viewer = firms.Firm.Viewer;
        (await viewer.Get($"/api/v1/reports/performance/{life.Id}")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");

        var together = (await viewer.Get(life.Api("/performance?explain=true"))).Ok()["data"]!;
        var one = (await viewer.All(life.Api($"/positions?investorId={life.Investors[2]}&explain=true"))).ShouldHaveSingleItem();

        together.ToJsonString().ShouldBe((await firms.Firm.Cfo.Get($"/api/v1/reports/performance/{life.Id}?explain=true")).Ok()["data"]!["limitedPartners"]!.ToJsonString());
        one.ToJsonString().ShouldBe((await Accountant.All(life.Api("/positions?explain=true")))[2].ToJsonString());
        one["position"]!["explanation"]!["parts"]!.AsArray().ShouldNotBeEmpty();
        (await viewer.All(life.Api($"/positions?investorId={Guid.NewGuid()}"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Explanations_NameFactsOfTheBook_AndSumsAddUp()
    {
        var life = await FundLife.Sold(firms.Firm);
        (await Accountant.Post(life.Api("/management-fees"), new { date = "2024-07-10", periodFrom = "2024-07-01", periodTo = "2024-10-01", amount = 495_000m })).Ok();
        (await Accountant.Post(life.Api("/expenses"), new { date = "2024-07-10", category = "Audit", amount = 100_001m })).Ok();
        var distribution = await life.DraftDistribution();
        var facts = (await life.Book()).Select(f => f.Text("factId")).ToHashSet();
        List<JsonNode> trees =
        [
            (await Accountant.Get(life.Api($"/capital-calls/{life.Call}/explanation"))).Ok()["data"]!,
            (await Accountant.Get(life.Api($"/distributions/{distribution}/explanation"))).Ok()["data"]!,
            .. (await Accountant.All(life.Api("/positions?explain=true"))).Select(p => p["position"]!["explanation"]!),
        ];
        foreach (var investor in life.Investors)
        {
            trees.Add((await Accountant.Get(life.Api($"/capital-calls/{life.Call}/explanation?investorId={investor}"))).Ok()["data"]!);
            trees.Add((await Accountant.Get(life.Api($"/distributions/{distribution}/explanation?investorId={investor}"))).Ok()["data"]!);
            trees.Add((await firms.Firm.Cfo.Get($"/api/v1/reports/investor-statements/{investor}?fundId={life.Id}&period=2026&explain=true")).Ok()["data"]!["explanation"]!);
        }

        var (named, sums) = (0, 0);
        foreach (var tree in trees)
        {
            Walk(tree, facts, ref named, ref sums);
            WorkOutAgain(tree.Deserialize<Explanation>(ApiJson.Options)!);
        }

        trees.Count.ShouldBe(2 + 4 * 4);
        named.ShouldBeGreaterThan(100);
        sums.ShouldBeGreaterThan(40);
    }

    [Fact]
    public async Task Call_ReadAfterItWasIssued_ShowsTheVeryFiguresOfItsDraft()
    {
        var life = await FundLife.Closed(firms.Firm);
        var call = await life.DraftCall();
        var draft = (await Accountant.All(life.Api($"/capital-calls/{call}/lines"))).ConvertAll(l => l.ToJsonString());
        var explained = (await Accountant.Get(life.Api($"/capital-calls/{call}/explanation"))).Ok()["data"]!.ToJsonString();
        var workflow = await life.Approve("capital-calls", new { fundId = life.Id, callId = call });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "AwaitingReceipts");

        (await Accountant.All(life.Api($"/capital-calls/{call}/lines"))).ConvertAll(l => l.ToJsonString()).ShouldBe(draft);
        (await Accountant.Get(life.Api($"/capital-calls/{call}/explanation"))).Ok()["data"]!.ToJsonString().ShouldBe(explained);
        // What the draft says is what the fact says.
        var fact = (await life.Book("?kind=capital_call_issued")).ShouldHaveSingleItem()["fact"]!;
        foreach (var (line, share) in (await Accountant.All(life.Api($"/capital-calls/{call}/lines"))).Zip(fact["shares"]!.AsArray()))
        {
            share!.Text("investorId").ShouldBe(line.Text("investorId"));
            share!["amounts"]!.AsArray().Sum(a => decimal.Parse(a!.GetValue<string>(), CultureInfo.InvariantCulture)).ShouldBe(line.Money("total"));
        }
    }

    private async Task<string[]> Ask(string[] questions)
    {
        var answers = new string[questions.Length];
        for (var i = 0; i < questions.Length; i++)
        {
            var answer = (await firms.Firm.Cfo.Get(questions[i])).Ok();
            answer["meta"]!.AsObject().Remove("timestamp");
            answers[i] = answer.ToJsonString();
        }
        return answers;
    }

    private static void Walk(JsonNode tree, HashSet<string> facts, ref int named, ref int sums)
    {
        tree.Text("label").ShouldNotBeEmpty();
        foreach (var fact in tree["facts"]!.AsArray())
        {
            facts.ShouldContain(fact!.GetValue<string>(), tree.ToJsonString());
            named++;
        }
        var parts = tree["parts"]!.AsArray();
        if (tree.Text("operation") == "Sum" && tree["roundedTo"] is null && parts.Count > 0)
        {
            parts.Sum(p => Number(p!)).ShouldBe(Number(tree), tree.ToJsonString());
            sums++;
        }
        foreach (var part in parts) Walk(part!, facts, ref named, ref sums);
    }

    /// <summary>What was read is a calculation: every figure that stands by itself follows from its leaves.</summary>
    private static void WorkOutAgain(Explanation figure)
    {
        if (figure.Operation != Operation.SameAs && figure.OwnKeys && figure.Amount is { } amount && figure.Operation != Operation.Heading)
            figure.Evaluate()!.Value.ShouldBe(amount, 0.000_000_000_001m, figure.Label);
        foreach (var part in figure.Parts) WorkOutAgain(part);
    }

    private static decimal Number(JsonNode tree) => decimal.Parse(tree.Text("value"), NumberStyles.Number, CultureInfo.InvariantCulture);
}
