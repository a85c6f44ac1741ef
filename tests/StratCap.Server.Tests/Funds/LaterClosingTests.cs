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
