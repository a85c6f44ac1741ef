using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.Foundation.Web;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>What holds of every write of the module: who may, once, in the firm's own books, with an audit row and told to the others.</summary>
public sealed class WriteTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    public static TheoryData<string> Cases => [.. WriteCase.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Write_OfEachUseCase_HoldsWhatEveryWriteMust(string name)
    {
        var which = WriteCase.All[name];
        var (life, right, other) = await which.Prepare(firms.Firm);
        var before = await Left(life);

        await Refusals(name, right);
        (await Left(life)).ShouldBe(before, "what is refused leaves nothing");

        var key = Guid.NewGuid().ToString("N");
        var first = await right.Send(firms.Firm.Accountant, key);
        var data = first.Ok()["data"]!;
        var after = await Left(life, data);
        if (life is not null) after.ShouldBe(before with { Facts = before.Facts + which.Facts, Proposals = after.Proposals, Audit = before.Audit + 1 });

        await Repeats(which, right, other, key, first);
        (await Left(life, data)).ShouldBe(after, "a repeat adds nothing");
        await Audited(which, first);
        if (which.Facts > 0) await FundLife.LedgerCaughtUp(firms.Firm, life?.Id ?? data.Text("id"));
    }

    [Fact]
    public async Task Verify_AfterAllOfThem_IsClean() => (await firms.Defects()).ShouldBeEmpty();

    private async Task Refusals(string name, Write right)
    {
        (await right.Send(firms.House.Anonymous(firms.Firm.Domain))).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await right.Send(firms.Firm.Viewer)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await right.Send(firms.Firm.Accountant, key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");
        if (name != "create fund") (await right.Send(firms.Other.Accountant)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        if (right.Body is null) return;
        var surprised = JsonSerializer.SerializeToNode(right.Body, ApiJson.Options)!.AsObject();
        surprised["surprise"] = 1;
        (await (right with { Body = surprised.ToJsonString() }).Send(firms.Firm.Accountant)).Refused(HttpStatusCode.BadRequest, "request.invalid").Text.ShouldContain("surprise");
    }

    private async Task Repeats(WriteCase which, Write right, Write other, string key, Reply first)
    {
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        var again = await right.Send(firms.Firm.Accountant, key);
        (again.Status, again.Text, again.ETag).ShouldBe((first.Status, first.Text, first.ETag), which.Action);
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await other.Send(firms.Firm.Accountant, key)).Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
    }

    private async Task Audited(WriteCase which, Reply first)
    {
        var accountant = (await firms.Firm.Accountant.Get("/api/v1/users/profile")).Ok()["data"]!;
        var row = (await firms.House.Rows("select * from funds.audit where tenant_id = $1 order by at desc, id desc limit 1", firms.Firm.Id)).ShouldHaveSingleItem();
        row["action"].ShouldBe(which.Action, first.Text);
        row["actor_id"].ShouldBe(Guid.Parse(accountant.Text("id")));
        row["actor_name"].ShouldBe(accountant.Text("name"));
        (row["before"] is not null).ShouldBe(which.HasBefore, $"before: {row["before"]}");
        (row["after"] is not null).ShouldBe(!which.Action.EndsWith(".discard", StringComparison.Ordinal), $"after: {row["after"]}");
        ((string)row["subject_id"]!).Length.ShouldBe(36);
        ((string)row["address"]!).ShouldContain("127.0.0.1");
        (row["trace_id"] as string).ShouldNotBeNullOrEmpty();
        if (which.Action == "funds.fact.reverse") row["why"].ShouldBe("Billed to another fund");
    }

    /// <summary>What stands in the tables, counted behind the API.</summary>
    private async Task<Counts> Left(FundLife? life, JsonNode? made = null)
    {
        var fund = life is not null ? Guid.Parse(life.Id) : made is not null ? made.Id("id") : Guid.Empty;
        return new(
            await firms.House.Scalar<long>("select count(*) from funds.facts where fund_id = $1", fund),
            await firms.House.Scalar<long>("select count(*) from funds.proposals where fund_id = $1", fund),
            await firms.House.Scalar<long>("select count(*) from funds.audit where tenant_id = $1", firms.Firm.Id),
            await firms.House.Scalar<long>("select count(*) from funds.funds where tenant_id = $1 or tenant_id = $2", firms.Firm.Id, firms.Other.Id));
    }

    private sealed record Counts(long Facts, long Proposals, long Audit, long Funds);
}
