using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>A distribution in kind: approved as any other, no cash moves; what an investor declines is sold for him and paid in cash.</summary>
public sealed class InKindDistributionTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private static readonly decimal[] Closes = [14.8m, 14.9m, 15m, 15.1m, 15.2m, 14.7m, 15.3m, 15m, 14.9m, 15.1m];

    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task InKind_WithOneWhoDeclines_PaysHimWhatTheSaleBrings_AndNobodyElseCash()
    {
        var life = await FundLife.Invested(firms.Firm);
        var cash = (await Accountant.Get(life.Api())).Ok()["data"]!.Money("cash");
        var key = Guid.NewGuid().ToString();
        var draft = (await Accountant.Post(life.Api("/distributions"), Body(life), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/distributions"), Body(life), key)).Ok()["data"]!.ToJsonString().ShouldBe(draft.ToJsonString());
        (draft.Money("amount"), draft["isInKind"]!.GetValue<bool>()).ShouldBe((60_000_000m, true));
        var id = draft.Text("id");

        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = id });
        await State(workflow, "AwaitingPayments");

        (await Accountant.Get(life.Api())).Ok()["data"]!.Money("cash").ShouldBe(cash);
        (await Accountant.All($"/api/v1/payments/instructions?distributionId={id}")).ShouldBeEmpty();
        var investment = (await Accountant.Get(life.Api("/investments"))).Ok()["data"]!.AsArray().Single()!;
        (investment.Money("cost"), investment.Money("fairValue"), investment.Money("proceeds")).ShouldBe((0m, 0m, 60_000_000m));
        var held = (await Accountant.All(life.Api($"/distributions/{id}/in-kind-sales"))).ShouldHaveSingleItem();
        held["proceeds"].ShouldBeNull();
        (await firms.Firm.Cfo.Get($"/api/v1/reports/funds/{life.Id}/distributions/{id}/notices/{life.Investors[1]}")).Status.ShouldBe(HttpStatusCode.OK);
        await firms.Ties(life, life.Investors[1], "2026-Q2");

        key = Guid.NewGuid().ToString();
        var sale = (await Accountant.Post(life.Api($"/distributions/{id}/in-kind-sales"), Sale(life, held.Money("value") - 1_000.01m), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api($"/distributions/{id}/in-kind-sales"), Sale(life, held.Money("value") - 1_000.01m), key)).Ok()["data"]!.ToJsonString().ShouldBe(sale.ToJsonString());
        sale.Money("difference").ShouldBe(-1_000.01m);
        (await Accountant.Post(life.Api($"/distributions/{id}/in-kind-sales"), Sale(life, 1m))).Refused(HttpStatusCode.UnprocessableEntity, "book.in_kind.nothing_held");
        await Accountant.Until($"/api/v1/payments/instructions?distributionId={id}", i => i["data"]!.AsArray().Count == 1);
        var instruction = (await Accountant.All($"/api/v1/payments/instructions?distributionId={id}")).ShouldHaveSingleItem();
        instruction.Money("amount").ShouldBe(sale.Money("proceeds"));
        (await Accountant.Post($"/api/v1/payments/instructions/{instruction.Text("instructionId")}/settle", new { valueDate = "2026-05-04", bankReference = "WIRE-IN-KIND" })).Ok();
        await State(workflow, "Completed");
        (await Accountant.Get(life.Api($"/distributions/{id}"))).Ok()["data"]!.Text("state").ShouldBe("Paid");
        (await Accountant.Get(life.Api())).Ok()["data"]!.Money("cash").ShouldBe(cash);
        await firms.Ties(life, life.Investors[3], "2026-Q2");
    }

    [Fact]
    public async Task InKind_AtADeclaredValueThatAllAccept_EndsWithItsDeclaration()
    {
        var life = await FundLife.Invested(firms.Firm);
        var body = new { date = "2026-04-10", paymentDate = "2026-04-10", amount = 20_000_000m, dealId = life.Deal, inKind = new { cost = 10_000_000m } };
        var id = (await Accountant.Post(life.Api("/distributions"), body)).Ok()["data"]!.Text("id");
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = id });
        await State(workflow, "Completed");
        (await Accountant.All(life.Api($"/distributions/{id}/in-kind-sales"))).ShouldBeEmpty();
        await firms.Ties(life, life.Investors[1], "2026-Q2");
    }

    [Fact]
    public async Task InKind_SoldAnewAfterAReversedSale_IsPaidAtTheNewProceeds()
    {
        var life = await FundLife.Invested(firms.Firm);
        var id = (await Accountant.Post(life.Api("/distributions"), Body(life))).Ok()["data"]!.Text("id");
        await State(await life.Approve("distributions", new { fundId = life.Id, distributionId = id }), "AwaitingPayments");
        var sales = life.Api($"/distributions/{id}/in-kind-sales");
        var value = (await Accountant.All(sales)).ShouldHaveSingleItem().Money("value");
        (await Accountant.Post(sales, Sale(life, value))).Ok();
        var sold = (await life.Book("?kind=sold_for_partner")).ShouldHaveSingleItem().Text("factId");
        (await Accountant.Post(life.Api($"/book/{sold}/reverse"), new { reason = "Wrong broker's note" })).Ok();
        (await Accountant.Post(sales, Sale(life, value - 500m))).Ok();

        await Accountant.Until($"/api/v1/payments/instructions?distributionId={id}", i => i["data"]!.AsArray().Any(one => one!.Money("amount") == value - 500m));
        await Accountant.Until($"/api/v1/payments/instructions?distributionId={id}", i => i["data"]!.AsArray().Count(one => one!.Text("state") != "Cancelled") == 1);
    }

    [Fact]
    public async Task InKind_ThatCannotBe_IsRefusedByName()
    {
        var life = await FundLife.Invested(firms.Firm);
        Task<Reply> Post(object body, Api? by = null) => (by ?? Accountant).Post(life.Api("/distributions"), body);
        (await Post(Body(life, amount: 1m))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(Body(life, closes: []))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(Body(life, closes: [15m]))).Refused(HttpStatusCode.UnprocessableEntity, "book.in_kind.closes_incomplete");
        (await Post(Body(life, declined: 0))).Refused(HttpStatusCode.UnprocessableEntity, "book.in_kind.declined_by_others");
        (await Post(Body(life), firms.Other.Accountant)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var unknown = life.Api($"/distributions/{Guid.NewGuid()}/in-kind-sales");
        (await Accountant.Post(unknown, Sale(life, 1m))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Accountant.Post(unknown, Sale(life, -1m))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Firm.Viewer.Post(unknown, Sale(life, 1m))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    private Task<JsonNode> State(string workflow, string state) => Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == state);

    private static object Body(FundLife life, decimal amount = 0m, decimal[]? closes = null, int declined = 3) => new
    {
        date = "2026-04-10",
        paymentDate = "2026-04-20",
        amount,
        dealId = life.Deal,
        inKind = new { cost = 40_000_000m, quantity = 4_000_000m, closes = closes ?? Closes, declinedBy = new[] { life.Investors[declined] } },
    };

    private static object Sale(FundLife life, decimal proceeds) => new { investorId = life.Investors[3], soldOn = "2026-04-28", proceeds };
}
