using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>A distribution seen before it is drafted: the draft's own figures, and nothing left behind.</summary>
public sealed class DistributionPreviewTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Preview_HasTheFiguresOfTheDraft()
    {
        var life = await FundLife.Sold(firms.Firm);
        var body = new { date = "2026-04-10", paymentDate = "2026-04-20", amount = 60_000_000m, dealId = life.Deal, withholding = new Dictionary<string, decimal> { [life.Investors[1]] = 1_000.01m }, recallable = new Dictionary<string, decimal> { [life.Investors[2]] = 500m } };

        var preview = (await Accountant.Post(life.Api("/distributions/preview"), body, key: "")).Ok()["data"]!;

        var draft = (await Accountant.Post(life.Api("/distributions"), body)).Ok()["data"]!;
        foreach (var (name, figure) in preview.AsObject()) figure!.ToJsonString().ShouldBe(draft[name]!.ToJsonString(), name);
        preview["lines"]!.AsArray().Count.ShouldBe(FundLife.Commitments.Length);
        preview["tiers"]!.Money("withholding").ShouldBe(1_000.01m);
    }

    [Fact]
    public async Task Waterfall_AddsUpToTheDistribution_AndEachRowOpensToAllItsPartners()
    {
        var life = await FundLife.Sold(firms.Firm);
        var draft = (await Accountant.Post(life.Api("/distributions"), life.DistributionBody())).Ok()["data"]!;

        var rows = draft["waterfall"]!.AsArray();
        rows.Sum(r => r!.Money("total")).ShouldBe(60_000_000m);
        rows.ShouldAllBe(r => r!.Money("limitedPartners") + r!.Money("generalPartner") == r!.Money("total"));
        rows.Single(r => r!.Text("tier") == "CarriedInterest")!.Money("limitedPartners").ShouldBe(0m);
        foreach (var row in rows)
        {
            var told = (await Accountant.Get(life.Api($"/distributions/{draft.Text("id")}/explanation?tier={row!.Text("tier")}"))).Ok()["data"]!;
            decimal.Parse(told.Text("value"), System.Globalization.CultureInfo.InvariantCulture).ShouldBe(row!.Money("total"), row!.Text("tier"));
            told["parts"]!.AsArray().Sum(p => decimal.Parse(p!.Text("value"), System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(row!.Money("total"));
        }
    }

    [Fact]
    public async Task Preview_LeavesNothingBehind()
    {
        var life = await FundLife.Sold(firms.Firm);
        string[] left = ["funds.proposals", "funds.facts", "funds.audit", "funds.idempotency"];
        async Task<List<long>> Counted()
        {
            var counts = new List<long>();
            foreach (var table in left) counts.Add(await firms.House.Scalar<long>($"select count(*) from {table} where tenant_id = $1", firms.Firm.Id));
            return counts;
        }
        var before = await Counted();

        for (var i = 0; i < 3; i++) (await Accountant.Post(life.Api("/distributions/preview"), life.DistributionBody(50_000_000m + i))).Ok();

        (await Counted()).ShouldBe(before);
    }

    [Fact]
    public async Task Preview_IsRefused_AsItsDraftWouldBe()
    {
        var life = await FundLife.Sold(firms.Firm);
        var path = life.Api("/distributions/preview");

        (await firms.Firm.Viewer.Post(path, life.DistributionBody())).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.Other.Accountant.Post(path, life.DistributionBody())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Accountant.Post(path, life.DistributionBody(0m))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(path, life.DistributionBody(500_000_000m))).Refused(HttpStatusCode.UnprocessableEntity, "funds.distribution.exceeds_cash");
    }

    [Fact]
    public async Task WhatADraftWasMadeFrom_IsReadBack_WithTheVersionThatItsChangeMustName()
    {
        var life = await FundLife.Sold(firms.Firm);
        var id = await life.DraftDistribution();

        var asked = await Accountant.Get(life.Api($"/distributions/{id}/request"));

        var body = asked.Ok()["data"]!;
        body["amount"]!.ToJsonString().Trim('"').ShouldStartWith("60000000");
        body.Text("dealId").ShouldBe(life.Deal);
        var tag = asked.Headers.ETag!.ToString();
        (await Accountant.Put(life.Api($"/distributions/{id}"), life.DistributionBody(50_000_000m), ifMatch: tag)).Ok()["data"]!.Money("amount").ShouldBe(50_000_000m);
        (await Accountant.Put(life.Api($"/distributions/{id}"), life.DistributionBody(40_000_000m), ifMatch: tag)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await firms.Other.Accountant.Get(life.Api($"/distributions/{id}/request"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }
}
