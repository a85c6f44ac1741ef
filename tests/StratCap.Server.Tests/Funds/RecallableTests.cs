using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>What was distributed and may be called again is shown under its cap, expires on its day, and unfunded commitment can be released.</summary>
public sealed class RecallableTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Recallables_OfADistribution_AreShownUnderTheirCap_AndExpire()
    {
        var life = await FundLife.Sold(firms.Firm);
        var distribution = (await Accountant.Post(life.Api("/distributions"), new { date = "2026-04-10", paymentDate = "2026-04-20", amount = 60_000_000m, dealId = life.Deal, recallable = new Dictionary<string, decimal> { [life.Investors[1]] = 5_000_000m } })).Ok()["data"]!.Text("id");
        await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        await Accountant.Until(life.Api("/recallables"), r => r.Rows()[1].Money("recallable") == 5_000_000m);

        var open = (await Accountant.Get(life.Api("/recallables?cap=1.1&until=2026-12-31&asOf=2026-04-10"))).Ok().Rows()[1];
        // 110 % of 60 million is 6 million above the commitment, of which 5 are used.
        (open.Money("open"), open.Money("room")).ShouldBe((5_000_000m, 1_000_000m));
        (await Accountant.Get(life.Api("/recallables?cap=1.1&until=2026-04-09&asOf=2026-04-10"))).Ok().Rows()[1].Money("room").ShouldBe(0m);
        (await Accountant.Get(life.Api("/recallables?cap=0.5"))).Refused(HttpStatusCode.BadRequest, "request.invalid");

        var facts = (await life.Book()).Count;
        object Expiry(bool preview) => new { date = "2026-12-31", reason = "End of the investment period", preview };
        var preview = (await Accountant.Post(life.Api("/recallables/expiry"), Expiry(true))).Ok()["data"]!;
        (await life.Book()).Count.ShouldBe(facts);
        var expired = (await Accountant.Post(life.Api("/recallables/expiry"), Expiry(false))).Ok()["data"]!;

        expired["lines"]!.ToJsonString().ShouldBe(preview["lines"]!.ToJsonString());
        expired.Money("amount").ShouldBe(5_000_000m);
        expired["lines"]!.AsArray().ShouldHaveSingleItem()!.Money("unfunded").ShouldBe(open.Money("unfunded") - 5_000_000m);
        (await Accountant.Post(life.Api("/recallables/expiry"), Expiry(false))).Refused(HttpStatusCode.UnprocessableEntity, "recallable.nothing_open");
        await firms.Ties(life, life.Investors[1], "2026-Q4");
    }

    [Fact]
    public async Task Release_PreviewedThenRecorded_LowersTheUnfundedCommitmentOnce()
    {
        var life = await FundLife.Invested(firms.Firm);
        var (before, facts) = (await Unfunded(life), (await life.Book()).Count);
        object Body(bool preview) => new { date = "2024-09-30", reason = "Side letter of 2024-09-01", releases = new[] { new { investorId = life.Investors[1], amount = 2_000_000m } }, preview };

        (await Accountant.Post(life.Api("/unfunded-releases"), Body(true))).Ok()["data"]!["recorded"]!.GetValue<bool>().ShouldBeFalse();
        (await life.Book()).Count.ShouldBe(facts);
        var key = Guid.NewGuid().ToString();
        var done = (await Accountant.Post(life.Api("/unfunded-releases"), Body(false), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/unfunded-releases"), Body(false), key)).Ok()["data"]!.ToJsonString().ShouldBe(done.ToJsonString());

        (await life.Book()).Count.ShouldBe(facts + 1);
        done["lines"]![0]!.Money("unfunded").ShouldBe(before - 2_000_000m);
        (await Unfunded(life)).ShouldBe(before - 2_000_000m);
        await firms.Ties(life, life.Investors[1], "2024-Q3");
    }

    [Fact]
    public async Task Release_ThatCannotBe_IsRefusedByName_AndLeavesNothingBehind()
    {
        var life = await FundLife.Invested(firms.Firm);
        var facts = (await life.Book()).Count;
        object Body(decimal amount = 1m, string? investor = null, string reason = "Side letter", int times = 1) =>
            new { date = "2024-09-30", reason, releases = Enumerable.Repeat(new { investorId = investor ?? life.Investors[1], amount }, times) };
        foreach (var wrong in (object[])[Body(0), Body(-1m), Body(decimal.MaxValue), Body(reason: " "), Body(reason: new string('x', 501)), Body(times: 0)])
            (await Accountant.Post(life.Api("/unfunded-releases"), wrong)).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(life.Api("/unfunded-releases"), Body(60_000_000m))).Refused(HttpStatusCode.UnprocessableEntity, "book.release.exceeds_unfunded");
        (await Accountant.Post(life.Api("/unfunded-releases"), Body(times: 2))).Refused(HttpStatusCode.UnprocessableEntity, "book.shares.repeated_investor");
        (await Accountant.Post(life.Api("/unfunded-releases"), Body(investor: Guid.NewGuid().ToString()))).Refused(HttpStatusCode.UnprocessableEntity, "book.investor.unknown");
        (await Accountant.Post(life.Api("/recallables/expiry"), new { date = "2024-09-30", reason = "End" })).Refused(HttpStatusCode.UnprocessableEntity, "recallable.nothing_open");
        (await firms.Other.Accountant.Post(life.Api("/unfunded-releases"), Body())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Get(life.Api("/recallables"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Post(life.Api("/unfunded-releases"), Body())).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.Firm.Viewer.Post(life.Api("/recallables/expiry"), new { date = "2024-09-30", reason = "End" })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await life.Book()).Count.ShouldBe(facts);
    }

    private async Task<decimal> Unfunded(FundLife life) => (await Accountant.All(life.Api("/investors"))).Single(i => i.Text("investorId") == life.Investors[1]).Money("unfunded");
}
