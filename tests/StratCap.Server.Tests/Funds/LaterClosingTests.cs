using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>A closing after capital was called: later partners pay as if they had joined first, earlier ones are refunded, and the book, the tables and the ledger agree.</summary>
public sealed class LaterClosingTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task LaterClosing_PreviewedThenHeld_LeavesEverybodyAsIfAllHadJoinedFirst()
    {
        var life = await FundLife.Invested(firms.Firm);
        var late = await Admit(life);
        var before = (await life.Book()).Count;

        var preview = (await Accountant.Post(life.Api("/closings"), Body(late, preview: true))).Ok()["data"]!;
        preview["recorded"]!.GetValue<bool>().ShouldBeFalse();
        (await life.Book()).Count.ShouldBe(before);
        var held = (await Accountant.Post(life.Api("/closings"), Body(late, preview: false))).Ok()["data"]!;

        held["recorded"]!.GetValue<bool>().ShouldBeTrue();
        Figures(held).ShouldBe(Figures(preview));
        var lines = held["equalisation"]!.AsArray();
        var newcomer = lines.Single(l => l!.Text("investorId") == late)!;
        // A fifth of the investment and of the expenses, now that 25 of 125 million are his, and a fee of his own on 25 million for the quarter.
        newcomer.Money("capital").ShouldBe(8_000_000m + 20_000.20m + 125_000m, 0.01m);
        newcomer.Money("interest").ShouldBeGreaterThan(0);
        newcomer["explanation"]!["parts"]!.AsArray().Count.ShouldBe(2);
        lines.Sum(l => l!.Money("interest")).ShouldBe(0m);
        lines.Sum(l => l!.Money("capital")).ShouldBe(125_000m);
        (await life.Book()).Count.ShouldBe(before + 3);
        await firms.Ties(life, late, "2024-Q3");
    }

    [Fact]
    public async Task LaterClosing_SettledBeforeItIsHeldOrAtAnImpossibleRate_IsRefused()
    {
        var life = await FundLife.Invested(firms.Firm);
        var late = await Admit(life);
        (await Accountant.Post(life.Api("/closings"), Body(late, false, settledOn: "2024-08-30"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(life.Api("/closings"), Body(late, false, rate: 8m))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Other.Accountant.Post(life.Api("/closings"), Body(late, false))).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task LaterClosing_WhileACallIsOpen_IsRefused_AndLeavesNothingBehind()
    {
        var life = await FundLife.Closed(firms.Firm);
        await life.Issue();
        var late = await Admit(life);
        var before = (await life.Book()).Count;
        (await Accountant.Post(life.Api("/closings"), Body(late, false))).Refused(HttpStatusCode.UnprocessableEntity, "book.equalisation.call_open");
        (await life.Book()).Count.ShouldBe(before);
    }

    /// <summary>
    /// The one investment was sold for 70 and distributed before. Sharing in that, the newcomer pays his fifth of everything and is due a fifth of the 60 distributed before carried
    /// interest; else he is excused from the investment and pays his part of the expenses and his own fee.
    /// </summary>
    [Theory]
    [InlineData("ShareInDistributions", 8_145_000.20)]
    [InlineData(null, 145_000.20)]
    public async Task LaterClosing_AfterADistribution_SettlesItAsTheTermsSay(string? agreed, double capital)
    {
        var life = await FundLife.Invested(firms.Firm);
        if (agreed is not null)
        {
            var terms = await FundLife.Terms(firms.Firm);
            terms["laterPartners"] = new JsonObject { ["value"] = agreed, ["clause"] = "test" };
            (await Accountant.Put(life.Api("/terms"), new { effectiveFrom = "2024-07-02", terms })).Ok();
        }
        (await Accountant.Post(life.Api("/proceeds"), new { dealId = life.Deal, date = "2024-07-20", kind = "Realisation", amount = 70_000_000m, cost = 40_000_000m })).Ok();
        var late = await Admit(life);
        await Distribute(life);
        var before = (await life.Book()).Count;

        var preview = (await Accountant.Post(life.Api("/closings"), Body(late, preview: true))).Ok()["data"]!;
        (await life.Book()).Count.ShouldBe(before);
        var held = (await Accountant.Post(life.Api("/closings"), Body(late, preview: false))).Ok()["data"]!;
        Figures(held).ShouldBe(Figures(preview));
        var lines = held["equalisation"]!.AsArray();
        var newcomer = lines.Single(l => l!.Text("investorId") == late)!;
        newcomer.Money("capital").ShouldBe((decimal)capital, 0.02m);
        newcomer.Money("distributed").ShouldBeInRange(agreed is null ? 0m : 9_000_000m, agreed is null ? 0m : 12_000_000m);
        newcomer.Money("total").ShouldBe(newcomer.Money("capital") - newcomer.Money("distributed") + newcomer.Money("interest"));
        lines.Sum(l => l!.Money("distributed")).ShouldBe(0m);
        lines.Sum(l => l!.Money("interest")).ShouldBe(0m);
        foreach (var investor in (string[])[late, life.Investors[0], life.Investors[1]]) await firms.Ties(life, investor, "2024-Q3");
    }

    /// <summary>60 million of the sale, declared, approved and paid to everybody.</summary>
    private async Task Distribute(FundLife life)
    {
        var distribution = (await Accountant.Post(life.Api("/distributions"), new { date = "2024-07-25", paymentDate = "2024-07-26", amount = 60_000_000m, dealId = life.Deal })).Ok()["data"]!.Text("id");
        await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        var path = $"/api/v1/payments/instructions?distributionId={distribution}&size=100";
        var prepared = (await Accountant.Until(path, i => i["data"]!.AsArray().Count > 0))["data"]!.AsArray();
        foreach (var id in prepared.Select(i => i!.Text("instructionId")))
            (await Accountant.Post($"/api/v1/payments/instructions/{id}/settle", new { valueDate = "2024-07-26", bankReference = $"B{id[..8]}" })).Ok();
        await Accountant.Until(life.Api($"/distributions/{distribution}"), d => d["data"]!.Money("paid") == 60_000_000m);
    }

    private async Task<string> Admit(FundLife life) =>
        (await Accountant.Post(life.Api("/investors"), new { name = $"Late {life.Id}", kind = "LimitedPartner", admittedOn = "2024-08-15" })).Ok()["data"]!.Text("investorId");

    private static object Body(string investor, bool preview, string settledOn = "2024-09-30", decimal rate = 0.08m) => new
    {
        name = "Second closing",
        date = "2024-09-01",
        commitments = new[] { new { investorId = investor, amount = 25_000_000m } },
        equalisation = new { settledOn, interestRateAnnual = rate },
        preview,
    };

    private static List<(string, decimal)> Figures(JsonNode closing) => [.. closing["equalisation"]!.AsArray().Select(l => (l!.Text("investorId"), l!.Money("total")))];
}
