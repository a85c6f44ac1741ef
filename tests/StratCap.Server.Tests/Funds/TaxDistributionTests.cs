using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>A tax distribution goes the way of every distribution: drafted, approved by a second person, declared, paid; then it is taken off the next.</summary>
public sealed class TaxDistributionTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task TaxDistribution_ApprovedAndDeclared_IsAnAdvanceThatTheNextDistributionTakesOff()
    {
        var life = await FundLife.Sold(firms.Firm);
        var key = Guid.NewGuid().ToString();
        var draft = (await Accountant.Post(life.Api("/distributions"), Body(life), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/distributions"), Body(life), key)).Ok()["data"]!.ToJsonString().ShouldBe(draft.ToJsonString());
        draft["isTax"]!.GetValue<bool>().ShouldBeTrue();
        // 40 % of 5 million, and of 2 million as carried interest: below the limit of 10 million.
        draft.Money("amount").ShouldBe(2_800_000m);
        draft["tiers"]!.Money("carriedInterest").ShouldBe(800_000m);
        (await Accountant.Get(life.Api($"/distributions/{draft.Text("id")}/explanation"))).Ok()["data"]!["parts"]!.AsArray().Count.ShouldBe(3);
        await Declare(life, draft.Text("id"));

        var open = await Accountant.All(life.Api("/advances"));
        open.Sum(l => l.Money("carryAdvance")).ShouldBe(800_000m);
        open.Single(l => l.Money("advance") != 0).Money("advance").ShouldBe(2_000_000m);
        (await firms.Other.Accountant.Get(life.Api("/advances"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var paid = (await Accountant.Get($"/api/v1/payments/instructions?distributionId={draft.Text("id")}")).Ok()["data"]!.AsArray();
        paid.Sum(i => i!.Money("amount")).ShouldBe(2_800_000m);
        (await Accountant.Get(life.Api($"/distributions/{draft.Text("id")}"))).Ok()["data"]!["isTax"]!.GetValue<bool>().ShouldBeTrue();

        var next = (await Accountant.Post(life.Api("/distributions"), life.DistributionBody())).Ok()["data"]!;
        next["lines"]!.AsArray().Sum(l => l!.Money("advance")).ShouldBe(-2_000_000m);
        next["lines"]!.AsArray().Sum(l => l!.Money("carryAdvance")).ShouldBe(-800_000m);
        await Declare(life, next.Text("id"));
        (await Accountant.All(life.Api("/advances"))).ShouldBeEmpty();
        await firms.Ties(life, life.Investors[1], "2026-Q2");
    }

    [Fact]
    public async Task TaxDistribution_ThatCannotBe_IsRefusedByName()
    {
        var life = await FundLife.Sold(firms.Firm);
        Task<Reply> Post(object body, Api? by = null) => (by ?? Accountant).Post(life.Api("/distributions"), body);
        (await Post(Body(life, dealId: life.Deal))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Post(Body(life, rate: 1.5m))).Refused(HttpStatusCode.UnprocessableEntity, "tax.rate_out_of_range");
        (await Post(Body(life, income: 0m, carry: 0m))).Refused(HttpStatusCode.UnprocessableEntity, "tax.nothing_due");
        (await Post(Body(life, income: 500_000_000m, limit: 150_000_000m))).Refused(HttpStatusCode.UnprocessableEntity, "funds.distribution.exceeds_cash");
        (await Post(Body(life), firms.Other.Accountant)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Post(Body(life), firms.Firm.Viewer)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    private async Task Declare(FundLife life, string distribution)
    {
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") is "AwaitingPayments" or "Completed");
    }

    private static object Body(FundLife life, decimal rate = 0.4m, decimal income = 5_000_000m, decimal carry = 2_000_000m, decimal limit = 10_000_000m, string? dealId = null) => new
    {
        date = "2026-04-02",
        paymentDate = "2026-04-12",
        amount = limit,
        dealId,
        tax = new { assumedRate = rate, income = new Dictionary<string, decimal> { [life.Investors[1]] = income }, carriedInterestIncome = carry },
    };
}
