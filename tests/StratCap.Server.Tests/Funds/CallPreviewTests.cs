using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>A capital call seen before it is drafted: the draft's own figures, and nothing left behind.</summary>
public sealed class CallPreviewTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Preview_HasTheFiguresOfTheDraft()
    {
        var life = await FundLife.Closed(firms.Firm);

        var preview = (await Accountant.Post(life.Api("/capital-calls/preview"), life.CallBody(), key: "")).Ok()["data"]!;

        var draft = (await Accountant.Post(life.Api("/capital-calls"), life.CallBody())).Ok()["data"]!;
        foreach (var (name, figure) in preview.AsObject()) figure!.ToJsonString().ShouldBe(draft[name]!.ToJsonString(), name);
        preview["lines"]!.AsArray().Count.ShouldBe(FundLife.Commitments.Length);
        preview.Money("amount").ShouldBe(40_595_001m);
    }

    [Fact]
    public async Task Preview_LeavesNothingBehind()
    {
        var life = await FundLife.Closed(firms.Firm);
        string[] left = ["funds.proposals", "funds.facts", "funds.audit", "funds.idempotency", "calculations.runs", "calculations.jobs", "calculations.audit"];
        async Task<List<long>> Counted()
        {
            var counts = new List<long>();
            foreach (var table in left) counts.Add(await firms.House.Scalar<long>($"select count(*) from {table} where tenant_id = $1", firms.Firm.Id));
            return counts;
        }
        var before = await Counted();

        for (var i = 0; i < 3; i++) (await Accountant.Post(life.Api("/capital-calls/preview"), life.CallBody(40_000_000m + i))).Ok();

        (await Counted()).ShouldBe(before);
    }

    [Fact]
    public async Task Preview_IsRefused_AsItsDraftWouldBe()
    {
        var life = await FundLife.Closed(firms.Firm);
        var path = life.Api("/capital-calls/preview");
        object Call(decimal amount, string due = "2024-06-20") => new { noticeDate = "2024-06-03", dueDate = due, purposes = new[] { new { kind = "Expenses", amount, description = "Costs" } } };

        (await firms.Firm.Viewer.Post(path, Call(1m))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.Other.Accountant.Post(path, Call(1m))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        foreach (var wrong in (object[])[Call(0m), Call(1m, due: "2024-06-01"), new { noticeDate = "2024-06-03", dueDate = "2024-06-20" }])
            (await Accountant.Post(path, wrong)).Refused(HttpStatusCode.BadRequest, "request.invalid");
        var tooMuch = await Accountant.Post(life.Api("/capital-calls"), Call(200_000_000m));
        (await Accountant.Post(path, Call(200_000_000m))).Refused(HttpStatusCode.UnprocessableEntity, tooMuch.Code!);
    }
}
