using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>Many writers on one fund at once.</summary>
public sealed class ConcurrencyTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    [Fact]
    public async Task Writers_ManyAtOnceOnOneFund_LeaveAChainWithoutGaps()
    {
        var life = await FundLife.Closed(firms.Firm);
        var before = await life.Sequence();

        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => i % 4 == 3
            ? firms.Firm.Accountant.Post(life.Api("/investors"), new { name = $"Joiner {i} {life.Id}", kind = "LimitedPartner", admittedOn = "2024-01-15" })
            : firms.Firm.Accountant.Post(life.Api("/expenses"), new { date = "2024-07-10", category = "Audit", amount = 10.01m + i })));

        var done = replies.Count(r => (int)r.Status is 200 or 201);
        done.ShouldBeGreaterThan(0);
        foreach (var reply in replies.Where(r => (int)r.Status is not (200 or 201))) ((int)reply.Status).ShouldBeInRange(409, 412, reply.Text);
        var facts = await life.Book("?size=7");
        facts.Count.ShouldBe((int)before + done);
        facts.Select(f => f["sequence"]!.GetValue<long>()).ShouldBe(Enumerable.Range(1, facts.Count).Select(i => (long)i));
        for (var i = 1; i < facts.Count; i++) facts[i].Text("previousHash").ShouldBe(facts[i - 1].Text("hash"));
        (await firms.Defects()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Key_UsedByManyAtOnce_DoesItOnce()
    {
        var life = await FundLife.Closed(firms.Firm);
        var before = await life.Sequence();
        var key = Guid.NewGuid().ToString();
        object body = new { date = "2024-07-10", category = "Audit", amount = 77.77m };

        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => firms.Firm.Accountant.Post(life.Api("/expenses"), body, key)));

        foreach (var reply in replies.Where(r => r.Status != HttpStatusCode.OK)) reply.Refused(HttpStatusCode.Conflict, "request.in_progress");
        replies.Where(r => r.Status == HttpStatusCode.OK).Select(r => r.Text).Distinct().ShouldHaveSingleItem();
        (await life.Sequence()).ShouldBe(before + 1);
    }

    [Fact]
    public async Task Funds_OfOneNameByManyAtOnce_AreMadeOnce()
    {
        var name = $"Contested {Guid.NewGuid():N}";

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => firms.Firm.Accountant.Post("/api/v1/funds", new { name, currency = "USD", establishedOn = "2024-01-15" })));

        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        replies.Count(r => r.Status == HttpStatusCode.Conflict).ShouldBe(7);
    }

    [Fact]
    public async Task Drafts_ManyAtOnce_GetNumbersOfTheirOwn()
    {
        var life = await FundLife.Closed(firms.Firm);

        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => firms.Firm.Accountant.Post(life.Api("/capital-calls"), life.CallBody(1_000_000m))));

        replies.Select(r => r.Ok()["data"]!["number"]!.GetValue<int>()).Order().ShouldBe(Enumerable.Range(1, 8));
    }
}
