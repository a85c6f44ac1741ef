using System.Net;
using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>Carried interest among its holders: planned, shared out with each distribution and clawback, vested, forfeited; and seen by nobody whom it does not concern.</summary>
public sealed class CarryTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Plan_ThenADistribution_SharesCarriedInterestOutExactly()
    {
        var life = await FundLife.Sold(firms.Firm);
        var key = Guid.NewGuid().ToString();
        var plan = (await Accountant.Post(life.Api("/carry/plans"), Plan(), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/carry/plans"), Plan(), key)).Ok()["data"]!.ToJsonString().ShouldBe(plan.ToJsonString());
        plan["holders"]!.AsArray().Single(h => h!["isHouse"]!.GetValue<bool>())!["points"]!.ToString().ShouldBe("0.2");

        var (distribution, carry) = await Distribute(life);

        var allocation = (await Accountant.All(life.Api("/carry/allocations"))).ShouldHaveSingleItem();
        allocation.Text("sourceId").ShouldBe(distribution);
        allocation.Money("amount").ShouldBe(carry);
        allocation["shares"]!.AsArray().Sum(s => s!.Money("amount")).ShouldBe(carry);
        var holders = await Accountant.All(life.Api("/carry?asOf=2026-04-10"));
        holders.Sum(h => h.Money("allocated")).ShouldBe(carry);
        // Two of four years by whole months: half of Ada's part is vested, and the other half is held.
        var ada = holders.Single(h => h.Text("name") == "Ada Quill");
        Math.Abs(ada.Money("allocated") - (carry / 2)).ShouldBeLessThan(0.01m);
        ada.Money("held").ShouldBe(ada.Money("unvested"));
        Math.Abs(ada.Money("vested") - (ada.Money("allocated") / 2)).ShouldBeLessThan(0.01m);
        ada["explanation"]!["parts"]!.AsArray().Count.ShouldBe(2);
        await firms.Ties(life, life.Investors[1], "2026-Q2");
    }

    [Fact]
    public async Task Plan_DatedBack_SharesOutWhatWasPaidSince_AndAReversalTakesBoth()
    {
        var life = await FundLife.Sold(firms.Firm);
        var (distribution, carry) = await Distribute(life);
        var facts = (await life.Book()).Count;
        (await Accountant.Post(life.Api("/carry/plans"), Plan())).Ok();
        (await life.Book()).Count.ShouldBe(facts + 2);
        (await Accountant.All(life.Api("/carry"))).Sum(h => h.Money("allocated")).ShouldBe(carry);

        await firms.Firm.Cfo.Until($"/api/v1/payments/instructions?distributionId={distribution}", i => i["data"]!.AsArray().Count > 0);
        var declared = (await life.Book("?kind=distribution_declared")).ShouldHaveSingleItem().Text("factId");
        (await Accountant.Post(life.Api($"/book/{declared}/reverse"), new { reason = "Declared in error" })).Ok();

        (await Accountant.All(life.Api("/carry/allocations"))).ShouldBeEmpty();
        (await Accountant.All(life.Api("/carry"))).ShouldAllBe(h => h.Money("allocated") == 0);
        await firms.Ties(life, life.Investors[1], "2026-Q2");
    }

    [Fact]
    public async Task Leaver_PreviewedThenRecorded_ForfeitsWhatIsNotVested()
    {
        var (life, holder) = await Planned();
        await Distribute(life);
        var facts = (await life.Book()).Count;
        object Body(bool preview, string date = "2026-04-30", string reason = "Resigned") => new { holderId = holder, date, reason, preview };

        var preview = (await Accountant.Post(life.Api("/carry/leavers"), Body(true))).Ok()["data"]!;
        (await life.Book()).Count.ShouldBe(facts);
        var key = Guid.NewGuid().ToString();
        var left = (await Accountant.Post(life.Api("/carry/leavers"), Body(false), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/carry/leavers"), Body(false), key)).Ok()["data"]!.ToJsonString().ShouldBe(left.ToJsonString());

        (await life.Book()).Count.ShouldBe(facts + 1);
        left.Money("forfeited").ShouldBe(preview.Money("forfeited"));
        left.Money("forfeited").ShouldBeGreaterThan(0m);
        var holders = await Accountant.All(life.Api("/carry"));
        holders.Single(h => h.Text("holderId") == holder).Money("unvested").ShouldBe(0m);
        holders.Sum(h => h.Money("fromLeavers")).ShouldBe(left.Money("forfeited"));
        holders.Sum(h => h.Money("vested") + h.Money("unvested")).ShouldBe((await Accountant.All(life.Api("/carry/allocations"))).Sum(a => a.Money("amount")));
        (await Accountant.Post(life.Api("/carry/leavers"), Body(false))).Refused(HttpStatusCode.UnprocessableEntity, "book.carry.already_left");
        await firms.Ties(life, life.Investors[1], "2026-Q2");
    }

    [Fact]
    public async Task Leaver_WhileASharingIsReversed_GetsHisShareFirst_AndLosesWhatIsNotVestedOfIt()
    {
        var (life, holder) = await Planned();
        await Distribute(life);
        object Body(bool preview) => new { holderId = holder, date = "2026-04-30", reason = "Resigned", preview };
        var expected = (await Accountant.Post(life.Api("/carry/leavers"), Body(true))).Ok()["data"]!.Money("forfeited");
        var allocated = (await life.Book("?kind=carry_allocated")).ShouldHaveSingleItem().Text("factId");
        (await Accountant.Post(life.Api($"/book/{allocated}/reverse"), new { reason = "Shared out in error" })).Ok();

        (await Accountant.Post(life.Api("/carry/leavers"), Body(false))).Ok()["data"]!.Money("forfeited").ShouldBe(expected);
        (await Accountant.All(life.Api("/carry/allocations"))).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Acceleration_VestsInFull_OnceAndByName()
    {
        var (life, holder) = await Planned();
        object Body(string reason = "Sale of the manager") => new { holderId = holder, date = "2026-04-30", reason };
        (await Accountant.Post(life.Api("/carry/accelerations"), Body(" "))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        var key = Guid.NewGuid().ToString();
        var done = (await Accountant.Post(life.Api("/carry/accelerations"), Body(), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/carry/accelerations"), Body(), key)).Ok()["data"]!.ToJsonString().ShouldBe(done.ToJsonString());
        done["holders"]!.AsArray().Single(h => h!.Text("holderId") == holder)!.Decimal("vestedPart").ShouldBe(1m);
        (await Accountant.Post(life.Api("/carry/accelerations"), Body())).Refused(HttpStatusCode.UnprocessableEntity, "book.carry.already_vested");
    }

    [Fact]
    public async Task Carry_IsSeenByThoseOnlyWhomItConcerns()
    {
        var (life, holder) = await Planned();
        foreach (var path in (string[])["/carry", "/carry/plans", "/carry/allocations"])
        {
            (await firms.Firm.Viewer.Get(life.Api(path))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
            (await firms.Other.Accountant.Get(life.Api(path))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        }
        // Who may read the book sees that there is such a fact, and not what it says; its chain can still be followed.
        var (seen, whole) = (await firms.Firm.Viewer.Get(life.Api("/book?size=500")), await Accountant.Get(life.Api("/book?size=500")));
        whole.Text.ShouldContain("Ada Quill");
        seen.Text.ShouldNotContain("Ada Quill");
        seen.Ok()["data"]!.AsArray().Select(f => f!.Text("hash")).ShouldBe(whole.Ok()["data"]!.AsArray().Select(f => f!.Text("hash")));
        (await firms.Other.Accountant.Post(life.Api("/carry/plans"), Plan())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Post(life.Api("/carry/leavers"), new { holderId = holder, date = "2026-04-30", reason = "theirs" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Post(life.Api("/carry/plans"), Plan())).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task Plan_ThatCannotBe_IsRefusedByName_AndLeavesNothingBehind()
    {
        var (life, _) = await Planned();
        var facts = (await life.Book()).Count;
        (await Accountant.Post(life.Api("/carry/plans"), Plan())).Refused(HttpStatusCode.UnprocessableEntity, "book.carry.date_taken");
        (await Accountant.Post(life.Api("/carry/plans"), Plan("2025-01-01", ada: 0.8m))).Refused(HttpStatusCode.UnprocessableEntity, "book.carry.points_sum");
        (await Accountant.Post(life.Api("/carry/plans"), Plan("2025-01-01", name: new string('x', 201)))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        object?[] incomplete =
        [
            null, new { points = 0.5m, vesting = new { kind = "full" } }, new { name = "Ada Quill", points = 0.5m }, new { name = "Ada Quill", points = 0.5m, vesting = new { kind = "listed" } },
        ];
        foreach (var one in incomplete)
            (await Accountant.Post(life.Api("/carry/plans"), new { effectiveFrom = "2025-01-01", unvested = "Withheld", forfeited = "ByPoints", holders = new[] { one } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(life.Api("/carry/plans"), new { effectiveFrom = "2025-01-01", unvested = "Withheld", forfeited = "ByPoints" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(life.Api("/carry/leavers"), new { holderId = Guid.NewGuid(), date = "2026-04-30", reason = "Resigned" })).Refused(HttpStatusCode.UnprocessableEntity, "book.carry.holder_unknown");
        (await life.Book()).Count.ShouldBe(facts);
    }

    private async Task<(FundLife Life, string Holder)> Planned()
    {
        var life = await FundLife.Sold(firms.Firm);
        var plan = (await Accountant.Post(life.Api("/carry/plans"), Plan())).Ok()["data"]!;
        return (life, plan["holders"]![0]!.Text("holderId"));
    }

    private async Task<(string Distribution, decimal Carry)> Distribute(FundLife life)
    {
        var distribution = await life.DraftDistribution();
        var workflow = await life.Approve("distributions", new { fundId = life.Id, distributionId = distribution });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") is "AwaitingPayments" or "Completed");
        var lines = (await life.Book("?kind=distribution_declared")).ShouldHaveSingleItem()["fact"]!["lines"]!.AsArray();
        return (distribution, lines.Sum(l => decimal.Parse(l!.Text("carriedInterest"), System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static object Plan(string from = "2024-02-01", decimal ada = 0.5m, string name = "Ada Quill") => new
    {
        effectiveFrom = from,
        unvested = "Withheld",
        forfeited = "ByPoints",
        house = new { name = "Meridian Carry, LLC" },
        holders = new object[]
        {
            new { name, points = ada, vesting = new { kind = "over_time", from = "2024-04-01", months = 48, step = "Monthly", cliff = "2025-04-01" } },
            new { name = "Bob Larsen", points = 0.3m, vesting = new { kind = "full" } },
        },
    };
}
