using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>A management fee becomes smaller by waiver, rebate and offset, partner by partner; what cannot be set off yet is carried forward.</summary>
public sealed class FeeReductionTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Day = "2024-07-10";

    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Waiver_PreviewedThenRecorded_ThenRebated_LeavesNothingToPay()
    {
        var (life, fee) = await Charged();
        var (cash, facts) = (await Cash(life), (await life.Book()).Count);
        object Waiver(bool preview) => new { chargeId = fee, date = Day, kind = "Waiver", part = 0.5m, investorIds = new[] { life.Investors[1] }, preview };

        var preview = (await Accountant.Post(life.Api("/fee-reductions"), Waiver(true))).Ok()["data"]!;
        preview["recorded"]!.GetValue<bool>().ShouldBeFalse();
        (await life.Book()).Count.ShouldBe(facts);
        var key = Guid.NewGuid().ToString();
        var done = (await Accountant.Post(life.Api("/fee-reductions"), Waiver(false), key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/fee-reductions"), Waiver(false), key)).Ok()["data"]!.ToJsonString().ShouldBe(done.ToJsonString());
        (await life.Book()).Count.ShouldBe(facts + 1);
        done["lines"]!.ToJsonString().ShouldBe(preview["lines"]!.ToJsonString());
        var line = done["lines"]!.AsArray().ShouldHaveSingleItem()!;
        (line.Money("charged"), line.Money("reduced"), line.Money("net")).ShouldBe((300_000m, 150_000m, 150_000m));

        var rebate = (await Accountant.Post(life.Api("/fee-reductions"), new { chargeId = fee, date = Day, kind = "Rebate", part = 1m })).Ok()["data"]!;

        rebate["lines"]!.AsArray().Select(l => l!.Money("reduced")).ShouldBe([150_000m, 150_000m, 45_000m]);
        rebate["lines"]!.AsArray().ShouldAllBe(l => l!.Money("net") == 0);
        var listed = (await Accountant.Get(life.Api("/management-fees"))).Ok().Rows().ShouldHaveSingleItem();
        (listed.Money("charged"), listed.Money("waived"), listed.Money("rebated"), listed.Money("offset"), listed.Money("net")).ShouldBe((495_000m, 150_000m, 345_000m, 0m, 0m));
        (await Cash(life)).ShouldBe(cash + 495_000m);
        await firms.Ties(life, life.Investors[1], "2024-Q3");
    }

    [Fact]
    public async Task Offsets_RecognisedThenApplied_AreSetOffUpToTheFee_AndTheRestIsCarriedForward()
    {
        var (life, fee) = await Charged();
        var (cash, facts) = (await Cash(life), (await life.Book()).Count);
        object Fees(bool preview) => new { date = Day, category = "Monitoring", received = 1_000_000m, part = 0.8m, preview };
        (await Accountant.Post(life.Api("/fee-offsets"), Fees(true))).Ok()["data"]!.Money("amount").ShouldBe(800_000m);
        (await life.Book()).Count.ShouldBe(facts);
        var recognised = (await Accountant.Post(life.Api("/fee-offsets"), Fees(false))).Ok()["data"]!;
        recognised["lines"]!.AsArray().Sum(l => l!.Money("waiting")).ShouldBe(800_000m);
        (await Cash(life)).ShouldBe(cash, "recognising moves no money");

        var preview = (await Accountant.Post(life.Api("/fee-offsets/applications"), new { chargeId = fee, date = Day, preview = true })).Ok()["data"]!;
        var key = Guid.NewGuid().ToString();
        var applied = (await Accountant.Post(life.Api("/fee-offsets/applications"), new { chargeId = fee, date = Day }, key)).Ok()["data"]!;
        (await Accountant.Post(life.Api("/fee-offsets/applications"), new { chargeId = fee, date = Day }, key)).Ok()["data"]!.ToJsonString().ShouldBe(applied.ToJsonString());

        (await life.Book()).Count.ShouldBe(facts + 2);
        applied["lines"]!.ToJsonString().ShouldBe(preview["lines"]!.ToJsonString());
        applied["lines"]!.AsArray().Select(l => l!.Money("reduced")).ShouldBe([300_000m, 150_000m, 45_000m]);
        var waiting = await Accountant.All(life.Api("/fee-offsets?size=2"));
        waiting.Select(w => w.Text("investorId")).ShouldBe(life.Investors.Skip(1));
        waiting.ShouldAllBe(w => w.Money("recognised") - w.Money("applied") == w.Money("waiting"));
        waiting.Sum(w => w.Money("waiting")).ShouldBe(305_000m);
        (await Accountant.Get(life.Api("/fee-offsets?asOf=2024-07-09"))).Ok().Rows().ShouldBeEmpty();
        (await Cash(life)).ShouldBe(cash + 495_000m);
        await firms.Ties(life, life.Investors[1], "2024-Q3");
    }

    [Fact]
    public async Task OrganisationExpenses_AboveTheirCap_AreRecognisedOnce()
    {
        var (life, _) = await Charged();
        (await Accountant.Post(life.Api("/expenses"), new { date = "2024-07-05", category = "Organisation", amount = 150_000m })).Ok();
        object Cap(string date = Day, decimal ofCommitments = 0.001m) => new { date, ofCommitments, atMost = 1_000_000m };

        var recognised = (await Accountant.Post(life.Api("/fee-offsets/organisation"), Cap())).Ok()["data"]!;

        // 0.1 % of 100 million is 100,000: the limited partners share what is above it.
        recognised.Money("amount").ShouldBe(50_000m);
        (await Accountant.Post(life.Api("/fee-offsets/organisation"), Cap())).Refused(HttpStatusCode.UnprocessableEntity, "offset.within_cap");
        (await Accountant.Post(life.Api("/fee-offsets/organisation"), Cap("2024-07-06"))).Refused(HttpStatusCode.UnprocessableEntity, "funds.fee_offset.recognised_later");
        (await Accountant.Post(life.Api("/fee-offsets/organisation"), Cap(ofCommitments: 5m))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Other.Accountant.Post(life.Api("/fee-offsets/organisation"), Cap())).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Reduction_ThatCannotBe_IsRefusedByName_AndLeavesNothingBehind()
    {
        var (life, fee) = await Charged();
        var facts = (await life.Book()).Count;
        object Body(string? charge = null, string kind = "Waiver", decimal part = 1m, string? investor = null, string date = Day) =>
            new { chargeId = charge ?? fee, date, kind, part, investorIds = new[] { investor ?? life.Investors[1] } };
        async Task Refused(string path, object body, HttpStatusCode status, string code) => (await Accountant.Post(life.Api(path), body)).Refused(status, code);
        foreach (var wrong in (object[])[Body(kind: "Offset"), Body(kind: "7"), Body(part: 0), Body(part: 1.1m), new { chargeId = fee, date = Day, kind = "Waiver", part = 1m, investorIds = Array.Empty<string>() }])
            await Refused("/fee-reductions", wrong, HttpStatusCode.BadRequest, "request.invalid");
        await Refused("/fee-reductions", Body(charge: Guid.NewGuid().ToString()), HttpStatusCode.UnprocessableEntity, "book.fee.unknown");
        await Refused("/fee-reductions", Body(date: "2024-07-09"), HttpStatusCode.UnprocessableEntity, "book.fee.unknown");
        await Refused("/fee-reductions", Body(investor: Guid.NewGuid().ToString()), HttpStatusCode.UnprocessableEntity, "book.investor.unknown");
        await Refused("/fee-reductions", Body(investor: life.Investors[0]), HttpStatusCode.UnprocessableEntity, "offset.nothing_to_apply");
        await Refused("/fee-offsets/applications", new { chargeId = fee, date = Day }, HttpStatusCode.UnprocessableEntity, "offset.nothing_to_apply");
        foreach (var wrong in (object[])[new { date = Day, category = " ", received = 1m }, new { date = Day, category = "Monitoring", received = -1m }, new { date = Day, category = "Monitoring", received = decimal.MaxValue }, new { date = Day, category = "Monitoring", received = 1m, part = 2m }])
            await Refused("/fee-offsets", wrong, HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Other.Accountant.Post(life.Api("/fee-reductions"), Body())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Get(life.Api("/fee-offsets"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Post(life.Api("/fee-reductions"), Body())).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.Firm.Viewer.Post(life.Api("/fee-offsets/applications"), new { chargeId = fee, date = Day })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await life.Book()).Count.ShouldBe(facts);
    }

    /// <summary>A quarter's fee of 495,000: 300,000, 150,000 and 45,000, and none for the general partner.</summary>
    private async Task<(FundLife Life, string Fee)> Charged()
    {
        var life = await FundLife.Invested(firms.Firm);
        var fee = (await Accountant.Post(life.Api("/management-fees"), new { date = Day, periodFrom = "2024-07-01", periodTo = "2024-10-01", amount = 495_000m })).Ok()["data"]!;
        return (life, fee.Text("chargeId"));
    }

    private async Task<decimal> Cash(FundLife life) => (await Accountant.Get(life.Api())).Ok()["data"]!.Money("cash");
}
