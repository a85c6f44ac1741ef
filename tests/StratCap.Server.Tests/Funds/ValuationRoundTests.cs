using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>Fair values of a fund's investments, drafted together, approved by a second person and recorded at once.</summary>
public sealed class ValuationRoundTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Day = "2024-12-31";
    private Api Accountant => firms.Firm.Accountant;
    private Api Cfo => firms.Firm.Cfo;

    private static JsonNode Line(JsonNode round, string deal) => round["lines"]!.AsArray().Single(l => l!.Text("dealId") == deal)!;

    private static IEnumerable<JsonNode> Values(IEnumerable<JsonNode> book) => book.Where(f => f.Text("kind") == "valuation_recorded");

    /// <summary>A fund that holds two investments, the second in euros.</summary>
    private async Task<(FundLife Life, string Second)> Two()
    {
        var life = await FundLife.Invested(firms.Firm);
        var second = Guid.CreateVersion7().ToString();
        foreach (var date in (string[])["2024-07-10", Day])
            (await Accountant.Post("/api/v1/fx-rates", new { correct = true, rates = new[] { new { from = "EUR", to = "USD", date, value = date == Day ? 1.2m : 1.1m, source = "test" } } })).Ok();
        (await Accountant.Post(life.Api("/investments"), new { dealId = second, name = "Rhein Pumpen", date = "2024-07-10", cost = 10_000m, currency = "EUR" })).Ok();
        return (life, second);
    }

    private static object Both(FundLife life, string second, decimal first = 52_000_000m) => new
    {
        date = Day,
        values = new[] { FundLife.ValueBody(life.Deal, first), new { dealId = second, fairValue = 15_000m, level = 2, method = "RecentTransaction", methodology = "Round B of November" } },
    };

    [Fact]
    public async Task ARound_ShowsEveryInvestment_IsApprovedByASecondPerson_AndRecordsAllValuesAtOnce()
    {
        var (life, second) = await Two();
        var open = (await Accountant.Get(life.Api($"/valuation-rounds/open?date={Day}"))).Ok()["data"]!;
        Line(open, life.Deal).ShouldSatisfyAllConditions(l => l.Money("before").ShouldBe(40_000_000m), l => l["valuedOn"].ShouldBeNull(), l => l["proposed"].ShouldBeNull());
        Line(open, second).ShouldSatisfyAllConditions(l => l.Text("currency").ShouldBe("EUR"), l => l.Money("before").ShouldBe(11_000m));

        var draft = (await Accountant.Post(life.Api("/valuation-rounds"), Both(life, second))).Ok()["data"]!;
        var round = draft.Text("id");
        (draft.Text("state"), draft.Money("fairValue"), draft.Money("change"), draft["notValued"]!.GetValue<int>()).ShouldBe(("Draft", 52_018_000m, 12_007_000m, 0));
        Line(draft, second)["proposed"]!.ShouldSatisfyAllConditions(
            p => p.Money("ownValue").ShouldBe(15_000m), p => p.Money("fairValue").ShouldBe(18_000m), p => p.Money("change").ShouldBe(7_000m), p => p.Text("methodology").ShouldBe("Round B of November"));
        decimal.Parse(Line(draft, life.Deal)["proposed"]!.Text("changePart"), CultureInfo.InvariantCulture).ShouldBe(0.3m);
        Values(await life.Book()).ShouldBeEmpty();

        var workflow = await life.Submit("valuation-rounds", new { fundId = life.Id, roundId = round });
        (await Cfo.All("/api/v1/workflows?waitingFor=me")).ShouldContain(w => w.Text("workflowId") == workflow && w.Text("kind") == "Valuation");
        (await Accountant.Put($"/api/v1/workflows/approve/{workflow}", new { decision = "approve" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Cfo.Put($"/api/v1/workflows/approve/{workflow}", new { decision = "approve", reason = "as in the committee's paper" })).Ok();
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "Completed");

        var recorded = Values(await life.Book()).ToList();
        recorded.Count.ShouldBe(2);
        recorded.Select(f => f.Text("effectiveDate")).Distinct().ShouldBe([Day]);
        recorded.ShouldAllBe(f => f["fact"]!["basis"]!["roundId"]!.GetValue<string>() == round && f.Text("cause") == $"workflow {workflow}");
        (await Accountant.Get(life.Api("/valuation-rounds/" + round))).Ok()["data"]!.Text("state").ShouldBe("Recorded");
        (await Accountant.All(life.Api("/investments"))).Sum(i => i.Money("fairValue")).ShouldBe(52_018_000m);
        (await firms.Firm.Admin.All("/api/v1/audit/funds?action=funds.valuation_round.record")).ShouldContain(a => a.Text("subjectId") == round);
        (await Accountant.Put(life.Api("/valuation-rounds/" + round), Both(life, second))).Refused(HttpStatusCode.Conflict, "funds.proposal.done");
    }

    [Fact]
    public async Task Changes_AreAgainstTheLastValues_AndAfterARejection_AgainstWhatTheApproverSaw()
    {
        var (life, second) = await Two();
        var round = (await Accountant.Post(life.Api("/valuation-rounds"), Both(life, second))).Ok()["data"]!.Text("id");
        async Task<JsonNode> Changes() => (await Cfo.Get(life.Api($"/valuation-rounds/{round}/changes"))).Ok()["data"]!;
        static JsonNode Of(JsonNode changes, string field, string detail) => changes["changes"]!.AsArray().Single(c => c!.Text("field") == field && c!["detail"]!.GetValue<string>() == detail)!;

        var first = await Changes();
        first["against"]!.Text("what").ShouldBe("LastValues");
        (Of(first, "fairValue", "Birch Works")["before"]!.Money("amount"), Of(first, "fairValue", "Birch Works")["after"]!.Money("amount")).ShouldBe((40_000_000m, 52_000_000m));
        Of(first, "methodology", "Rhein Pumpen")["after"]!.Text("text").ShouldBe("Recent transaction price: Round B of November");
        first["fund"]!.AsArray().Single(f => f!.Text("figure") == "nav")!.ShouldSatisfyAllConditions(n => (n!.Money("after") - n!.Money("before")).ShouldBe(12_007_000m));

        var workflow = await life.Submit("valuation-rounds", new { fundId = life.Id, roundId = round });
        (await Cfo.Put($"/api/v1/workflows/approve/{workflow}", new { decision = "reject", reason = "Use nine times" })).Ok();
        await Accountant.Until(life.Api("/valuation-rounds/" + round), d => d["data"]!.Text("state") == "Draft" && d["data"]!["returnedBecause"]?.GetValue<string>() == "Use nine times");
        (await Accountant.Put(life.Api("/valuation-rounds/" + round), Both(life, second, 50_000_000m))).Ok();
        var again = await Changes();
        again["against"]!.Text("what").ShouldBe("SubmittedBefore");
        again["changes"]!.AsArray().ShouldHaveSingleItem()!.ShouldSatisfyAllConditions(
            c => c!.Text("field").ShouldBe("fairValue"), c => c!["before"]!.Money("amount").ShouldBe(52_000_000m), c => c!["after"]!.Money("amount").ShouldBe(50_000_000m));
    }

    [Fact]
    public async Task Rules_OfTheLevels_AreHeld()
    {
        var life = await FundLife.Invested(firms.Firm);
        async Task Refused(object value) => (await Accountant.Post(life.Api("/valuation-rounds"), new { date = Day, values = new[] { value } })).Status.ShouldBe(HttpStatusCode.BadRequest);
        object Value(int level, string method, params object[] inputs) => new { dealId = life.Deal, fairValue = 1m, level, method, inputs };
        object multiple = new { name = "EV/EBITDA", value = 9m, low = 8m, high = 11m, unobservable = true };
        await Refused(Value(3, "MarketMultiples"));
        await Refused(Value(3, "MarketMultiples", new { name = "Closing price", value = 9m }));
        await Refused(Value(1, "MarketMultiples"));
        await Refused(Value(4, "MarketMultiples", multiple));
        await Refused(Value(2, "MarketMultiples", multiple, multiple));
        await Refused(Value(2, "MarketMultiples", new { name = "EV/EBITDA", value = 12m, low = 8m, high = 11m }));
        (await Accountant.Post(life.Api("/valuation-rounds"), new { date = Day, values = Array.Empty<object>() })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Accountant.Post(life.Api("/valuation-rounds"), new { date = "2024-06-30", values = new[] { Value(1, "QuotedPrice") } })).Refused(HttpStatusCode.UnprocessableEntity, "funds.valuation_round.not_held");
        (await Accountant.Post(life.Api("/valuation-rounds"), new { date = Day, values = new[] { Value(1, "QuotedPrice"), Value(1, "QuotedPrice") } })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Accountant.Post(life.Api("/valuation-rounds"), new { date = Day, values = new[] { Value(1, "QuotedPrice") } })).Ok();
        // One person's value keeps the same rules where it says its method.
        (await Accountant.Post(life.Api("/valuations"), new { dealId = life.Deal, date = Day, fairValue = 1m, methodology = "Comparables", level = 3, method = "MarketMultiples" })).Refused(HttpStatusCode.UnprocessableEntity, "book.valuation.level_3_observable");
    }

    [Fact]
    public async Task TheBook_ThatMovedOn_RefusesAnApprovedRound_AndItIsADraftAgain()
    {
        var life = await FundLife.Invested(firms.Firm);
        var round = await life.DraftValues();
        (await Accountant.Post(life.Api("/valuations"), new { dealId = life.Deal, date = Day, fairValue = 41_000_000m, methodology = "Market multiple", level = 3 })).Ok();
        var workflow = await life.Approve("valuation-rounds", new { fundId = life.Id, roundId = round });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "Failed");
        (await Accountant.Get(life.Api("/valuation-rounds/" + round))).Ok()["data"]!.ShouldSatisfyAllConditions(r => r.Text("state").ShouldBe("Draft"), r => r.Text("returnedBecause").ShouldContain("is carried at"));
        Values(await life.Book()).Count().ShouldBe(1);
    }

    /// <summary>An approval holds for the very bytes that were there; a document of another fund, of an investor or of another firm is none; and what approved values rest on is not destroyed.</summary>
    [Fact]
    public async Task Evidence_IsOfTheSameFund_FrozenByItsHash_AndKept()
    {
        var (life, other) = (await FundLife.Invested(firms.Firm), await FundLife.Admitted(firms.Firm));
        var (model, elsewhere, letter) = (await Document(life.Id, "Model of Birch Works"), await Document(other.Id, "Another fund's"), await Document(life.Id, "A letter", life.Investors[1]));
        object Body(params string[] documents) => new { date = Day, values = new[] { new { dealId = life.Deal, fairValue = 50_000_000m, level = 2, method = "RecentTransaction", documentIds = documents } } };
        foreach (var wrong in new[] { elsewhere, letter, Guid.CreateVersion7().ToString() })
            (await Accountant.Post(life.Api("/valuation-rounds"), Body(model, wrong))).Refused(HttpStatusCode.UnprocessableEntity, "funds.valuation_round.document_unknown");
        (await Accountant.Post(life.Api("/valuation-rounds"), Body(model, model))).Status.ShouldBe(HttpStatusCode.BadRequest);

        var draft = (await Accountant.Post(life.Api("/valuation-rounds"), Body(model))).Ok()["data"]!;
        var kept = (await Accountant.Get($"/api/v1/documents/{model}")).Ok()["data"]!;
        var evidence = Line(draft, life.Deal)["proposed"]!["evidence"]!.AsArray().ShouldHaveSingleItem()!;
        (evidence.Text("documentId"), evidence.Text("title"), evidence["version"]!.GetValue<int>()).ShouldBe((model, "Model of Birch Works", 1));
        kept.ToJsonString().ShouldContain(evidence.Text("sha256"));
        var changes = (await Cfo.Get(life.Api($"/valuation-rounds/{draft.Text("id")}/changes"))).Ok()["data"]!;
        changes["changes"]!.AsArray().Single(c => c!.Text("field") == "evidence")!["after"]!.Text("text").ShouldContain("Model of Birch Works");

        var workflow = await life.Approve("valuation-rounds", new { fundId = life.Id, roundId = draft.Text("id") });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "Completed");
        Values(await life.Book()).Single()["fact"]!["basis"]!["evidence"]!.AsArray().ShouldHaveSingleItem()!.Text("sha256").ShouldBe(evidence.Text("sha256"));
        (await firms.Firm.Admin.Delete($"/api/v1/documents/{model}?reason=old")).Refused(HttpStatusCode.Conflict, "documents.document_needed");
    }

    private async Task<string> Document(string fund, string title, string? investor = null)
    {
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes($"{title} {Guid.NewGuid()}"));
        content.Headers.ContentType = new("text/plain");
        return (await Accountant.Post($"/api/v1/documents?fundId={fund}&kind=ValuationEvidence&title={Uri.EscapeDataString(title)}&fileName=model.txt{(investor is null ? "" : "&investorId=" + investor)}", content)).Ok()["data"]!["document"]!.Text("documentId");
    }

    [Fact]
    public async Task Reversed_InAllItsValues_ItsProcessEndsAsReversed()
    {
        var (life, second) = await Two();
        var round = (await Accountant.Post(life.Api("/valuation-rounds"), Both(life, second))).Ok()["data"]!.Text("id");
        var workflow = await life.Approve("valuation-rounds", new { fundId = life.Id, roundId = round });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "Completed");
        var facts = Values(await life.Book()).Select(f => f.Text("factId")).ToList();
        (await Accountant.Post(life.Api($"/book/{facts[0]}/reverse"), new { reason = "A wrong multiple" })).Ok();
        await FundLife.LedgerCaughtUp(firms.Firm, life.Id);
        (await Accountant.Get($"/api/v1/workflows/status/{workflow}")).Ok()["data"]!["workflow"]!.Text("state").ShouldBe("Completed");
        (await Accountant.Post(life.Api($"/book/{facts[1]}/reverse"), new { reason = "A wrong price" })).Ok();
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "Reversed");
    }

    [Fact]
    public async Task TwoAtOnce_MakeTwoRounds_AndAnotherFirmSeesNone()
    {
        var life = await FundLife.Invested(firms.Firm);
        var replies = await Task.WhenAll(Enumerable.Range(0, 2).Select(i => Accountant.Post(life.Api("/valuation-rounds"), life.ValuesBody(50_000_000m + i))));
        replies.Select(r => r.Ok()["data"]!["number"]!.GetValue<int>()).ShouldBe([1, 2], ignoreOrder: true);
        var round = replies[0].Ok()["data"]!.Text("id");
        var stranger = firms.Other.Accountant;
        foreach (var path in (string[])["", "/request", "/changes", "/explanation"])
            (await stranger.Get(life.Api($"/valuation-rounds/{round}{path}"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Post(life.Api("/valuation-rounds"), life.ValuesBody(1m))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Post("/api/v1/workflows/valuation-rounds", new { fundId = life.Id, roundId = round })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Post(life.Api("/valuation-rounds"), life.ValuesBody(1m))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }
}
