using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Calculations;
using StratCap.Calculations.Runs;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Calculations;

/// <summary>Runs in the background: accepted, watched, stopped, taken over from a dead worker; and never posting anything.</summary>
public sealed class LongRunTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Waterfall = "/api/v1/calculations/waterfall";

    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Async_IsAccepted_AndEndsWithWhatTheSameRunAnswersAtOnce()
    {
        var life = await FundLife.Invested(firms.Firm);
        var other = await FundLife.Invested(firms.Firm);
        var facts = await life.Sequence();

        var accepted = await Accountant.Post(Waterfall, new { fundId = life.Id, asOf = "2026-12-31", amount = 90_000_000m, async = true });
        accepted.Status.ShouldBe(HttpStatusCode.Accepted);
        var run = accepted.Ok()["data"]!;
        var path = "/api/v1/calculations/runs/" + run.Text("runId");
        accepted.Headers.Location!.ToString().ShouldBe(path);
        (run.Text("state"), run["result"]).ShouldBe(("Ready", null));

        var done = (await Ended(Accountant, path))["data"]!;
        (done.Text("state"), done.Decimal("progress"), done.Text("inputsHash")).ShouldBe(("Completed", 1m, run.Text("inputsHash")));
        // The same asked again, now at once: what was worked out is the answer, so the two hashes cannot differ; of the twin fund they are worked out anew.
        var again = await Accountant.Post(Waterfall, new { fundId = life.Id, asOf = "2026-12-31", amount = 90_000_000m });
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Ok()["data"]!.Text("resultHash").ShouldBe(done.Text("resultHash"));
        var twin = (await Accountant.Post(Waterfall, new { fundId = other.Id, asOf = "2026-12-31", amount = 90_000_000m })).Ok()["data"]!;
        twin["result"]!["totals"]!.ToJsonString().ShouldBe(done["result"]!["totals"]!.ToJsonString());
        (await Accountant.Get(path + "/rerun")).Ok()["data"]!["same"]!.GetValue<bool>().ShouldBeTrue();
        (await Accountant.Get(path + "/explanation")).Ok()["data"]!["parts"]!.AsArray().ShouldNotBeEmpty();
        (await life.Sequence()).ShouldBe(facts);
        (await firms.House.Scalar<long>("select count(*) from calculations.runs where id = $1", Guid.Parse(run.Text("runId")))).ShouldBe(1);
        (await firms.House.Scalar<long>("select count(*) from calculations.audit where subject_id = $1", run.Text("runId"))).ShouldBe(2);
        (await firms.Defects()).ShouldBeEmpty();
    }

    [Fact]
    public async Task LargeRun_IsAcceptedByItsSize_TellsItsProgress_AndIsStoppedInTheMiddle()
    {
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(firms.House.Address, "/hubs/live"), options =>
        {
            options.Headers["Host"] = firms.Firm.Domain;
            options.AccessTokenProvider = () => Task.FromResult(Accountant.Bearer);
        }).Build();
        var pushed = new ConcurrentQueue<JsonObject>();
        hub.On<string, JsonObject>("changed", (what, data) => { if (what == "calculation.progress") pushed.Enqueue(data); });
        await hub.StartAsync(TestContext.Current.CancellationToken);

        var path = await Begin(firms.Firm, Big(values: 10_000, seed: 1));
        var seen = new List<decimal>();
        await Accountant.Until(path, r =>
        {
            seen.Add(r["data"]!.Decimal("progress"));
            return seen.Distinct().Count(p => p is > 0 and < 1) >= 3 || r["data"]!.Text("state") is not ("Ready" or "Running");
        });
        seen.ShouldBe(seen.Order());
        seen.Distinct().Count(p => p is > 0 and < 1).ShouldBeGreaterThanOrEqualTo(3, "the run was over before it could be watched");
        (await Accountant.Get(path)).Ok()["data"]!.Text("doing").ShouldContain("liquidation");
        foreach (var rest in (string[])["/explanation", "/rerun"]) (await Accountant.Get(path + rest)).Refused(HttpStatusCode.Conflict, "calculations.run.not_completed");
        (await firms.Other.Accountant.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Post(path + "/cancel")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Post(path + "/cancel")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");

        var key = Guid.NewGuid().ToString("N");
        var first = (await Accountant.Post(path + "/cancel", key: key)).Ok();
        (await Accountant.Post(path + "/cancel", key: key)).Ok().ToJsonString().ShouldBe(first.ToJsonString());
        var ended = (await Ended(Accountant, path))["data"]!;

        (ended.Text("state"), ended["resultHash"]).ShouldBe(("Cancelled", null));
        ended.Decimal("progress").ShouldBeLessThan(1m);
        (await firms.House.Scalar<long>("select count(*) from calculations.runs where id = $1", Guid.Parse(ended.Text("runId")))).ShouldBe(0);
        (await Accountant.Post(path + "/cancel")).Refused(HttpStatusCode.Conflict, "calculations.run.finished");
        var told = pushed.Where(p => p["runId"]!.GetValue<string>() == ended.Text("runId")).ToList();
        told[^1]["state"]!.GetValue<string>().ShouldBe("Cancelled");
        told.Count(p => p["state"]!.GetValue<string>() == "Running").ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task SameRun_AskedForByTwoAtOnce_IsDoneOnce()
    {
        var body = Big(values: 9_000, seed: 2);
        var replies = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Accountant.Post(Waterfall, body)));

        replies.ShouldAllBe(r => r.Status == HttpStatusCode.Accepted);
        replies[0].Headers.Location.ShouldBe(replies[1].Headers.Location);
        var path = replies[0].Headers.Location!.ToString();
        (await Ended(Accountant, path))["data"]!.Text("state").ShouldBe("Completed");
        (await Accountant.Post(Waterfall, body)).Status.ShouldBe(HttpStatusCode.Created);
        // Small ones at once: the second waits for the first and is answered with what it worked out.
        var small = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Accountant.Post(Waterfall, Big(values: 1, seed: 2, partners: 3))));
        small.Select(r => r.Ok()["data"]!.Text("resultHash")).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task RefusedRun_EndsFailedWithTheNamedError_AndStandsInTheHistory()
    {
        var life = await FundLife.Admitted(firms.Firm);
        var request = new { fundId = life.Id, asOf = "2026-12-31", amount = 1m };
        (await Accountant.Post(Waterfall, request)).Refused(HttpStatusCode.UnprocessableEntity, "scenario.nothing_to_liquidate");
        var path = (await Accountant.Post(Waterfall, new { request.fundId, request.asOf, request.amount, async = true })).Headers.Location!.ToString();

        var failed = (await Ended(Accountant, path))["data"]!;

        (failed.Text("state"), failed.Text("failureCode")).ShouldBe(("Failed", "scenario.nothing_to_liquidate"));
        failed.Text("failureReason").ShouldContain("movements");
        var line = (await Accountant.Get($"/api/v1/calculations/history/{life.Id}")).Ok()["data"]!.AsArray().Single()!;
        (line.Text("runId"), line.Text("state"), line.Text("failureCode")).ShouldBe((failed.Text("runId"), "Failed", "scenario.nothing_to_liquidate"));
        // What failed is not an answer: it may be asked for again.
        (await Accountant.Post(Waterfall, new { request.fundId, request.asOf, request.amount, async = true })).Headers.Location!.ToString().ShouldNotBe(path);
    }

    [Fact]
    public async Task History_GoesOnOverRunsOfAllStates_PageByPage()
    {
        var life = await FundLife.Invested(firms.Firm);
        var ids = new List<string>();
        foreach (var inBackground in (bool[])[true, false, true, false, true])
        {
            var run = (await Accountant.Post(Waterfall, new { fundId = life.Id, asOf = "2026-12-31", amount = 1_000m + ids.Count, async = inBackground })).Ok()["data"]!;
            ids.Add(run.Text("runId"));
        }
        foreach (var id in ids) await Ended(Accountant, "/api/v1/calculations/runs/" + id);

        var lines = await Accountant.All($"/api/v1/calculations/history/{life.Id}?size=2");
        lines.Select(r => r.Text("runId")).ShouldBe(ids.AsEnumerable().Reverse());
        lines.ShouldAllBe(r => r.Text("state") == "Completed");
    }

    [Fact]
    public async Task Server_StoppedOrKilledInTheMiddle_TheRunIsBegunAgainByAnother()
    {
        var database = await House.FreshDatabase();
        string path, waiting;
        Firm firm;
        await using (var first = new House(database, []))
        {
            await first.InitializeAsync();
            firm = await first.Provision("Stopped");
            path = await Begin(firm, Big(values: 9_000, seed: 3));
            await firm.Accountant.Until(path, r => r["data"]!.Decimal("progress") > 0);
            waiting = await Begin(firm, Big(values: 1, seed: 4, partners: 3, inBackground: true));
        }
        // Stopped, it gives its job back at once. Now one that is killed: it took the job, and nothing is heard of it again.
        await using (var second = new House(database, new() { ["Calculations:Workers"] = "0", ["Calculations:LeaseSeconds"] = "1" }))
        {
            await second.InitializeAsync();
            (await second.Services.GetRequiredService<CalculationLeases>().Take(CancellationToken.None))!.JobId.ToString().ShouldBe(path[^36..]);
        }
        await using var third = new House(database, []);
        await third.InitializeAsync();
        var accountant = await third.SignIn(firm.Domain, $"accountant@{firm.Domain}.example");

        (await Ended(accountant, path))["data"]!.Text("state").ShouldBe("Completed");
        (await Ended(accountant, waiting))["data"]!.Text("state").ShouldBe("Completed");
        (await accountant.Get(path + "/rerun")).Ok()["data"]!["same"]!.GetValue<bool>().ShouldBeTrue();
        (await third.Scalar<int>("select attempts from calculations.jobs where id = $1", Guid.Parse(path[^36..]))).ShouldBe(3);
        (await third.Scalar<long>("select count(*) from calculations.runs where id = $1", Guid.Parse(path[^36..]))).ShouldBe(1);
    }

    [Fact]
    public async Task Run_ThatEndsItsWorkerEachTime_IsGivenUpWithANamedError()
    {
        await using var house = new House(await House.FreshDatabase(), new() { ["Calculations:MaxAttempts"] = "2", ["Calculations:Workers"] = "0" });
        await house.InitializeAsync();
        var firm = await house.Provision("Given Up");
        var path = await Begin(firm, Big(values: 1, seed: 5, partners: 3, inBackground: true));
        var leases = house.Services.GetRequiredService<CalculationLeases>();
        foreach (var attempt in (int[])[1, 2])
        {
            (await leases.Take(CancellationToken.None))!.Attempt.ShouldBe(attempt);
            await Behind.ExpireLeases(house.Services, "calculations", "jobs");
        }
        using var runner = ActivatorUtilities.CreateInstance<CalculationRunner>(house.Services, new CalculationsOptions { MaxAttempts = 2, PollMilliseconds = 20 });
        await runner.StartAsync(CancellationToken.None);

        var failed = (await Ended(firm.Accountant, path))["data"]!;
        await runner.StopAsync(CancellationToken.None);

        (failed.Text("state"), failed.Text("failureCode")).ShouldBe(("Failed", "calculations.run.gave_up"));
    }

    [Fact]
    public async Task Run_ThatEndsWhileItIsRead_IsAnsweredWithItsResult()
    {
        await using var house = new House(await House.FreshDatabase(), new() { ["Calculations:Workers"] = "0" });
        await house.InitializeAsync();
        var firm = await house.Provision("Between");
        var ended = (await firm.Accountant.Post(Waterfall, Big(values: 1, seed: 6, partners: 3))).Ok()["data"]!.Text("runId");
        var path = await Begin(firm, Big(values: 1, seed: 7, partners: 3, inBackground: true));
        await using var worker = new NpgsqlConnection(house.Database);
        await worker.OpenAsync(TestContext.Current.CancellationToken);
        await using var ending = await worker.BeginTransactionAsync(TestContext.Current.CancellationToken);
        foreach (var step in (string[])
        [
            "lock table calculations.jobs in access exclusive mode",
            $"insert into calculations.runs select (jsonb_populate_record(r, jsonb_build_object('id', '{path[^36..]}'))).* from calculations.runs r where id = '{ended}'",
            $"update calculations.jobs set state = 'Completed', progress = 1 where id = '{path[^36..]}'",
        ])
        {
            await using var command = new NpgsqlCommand(step, worker, ending);
            (await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)).ShouldBeOneOf(-1, 1);
        }

        var reading = firm.Accountant.Get(path);
        while (await house.Scalar<long>("select count(*) from pg_locks where relation = 'calculations.jobs'::regclass and not granted") == 0) reading.IsCompleted.ShouldBeFalse();
        await ending.CommitAsync(TestContext.Current.CancellationToken);

        var read = (await reading).Ok()["data"]!;
        read.Text("state").ShouldBe("Completed");
        read["result"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Run_WhoseTellingFails_HasStopped()
    {
        using var stop = new CancellationTokenSource();
        var running = new TaskCompletionSource();
        var stopped = false;
        int Work()
        {
            running.SetResult();
            stop.Token.WaitHandle.WaitOne(TimeSpan.FromMinutes(1)).ShouldBeTrue("nobody stopped it");
            stopped = true;
            throw new OperationCanceledException(stop.Token);
        }

        await Should.ThrowAsync<InvalidOperationException>(CalculationWork.WhileTold(Work, async _ =>
        {
            await running.Task;
            throw new InvalidOperationException("The database is away.");
        }, stop));

        stopped.ShouldBeTrue();
    }

    private static async Task<string> Begin(Firm firm, object body)
    {
        var accepted = await firm.Accountant.Post(Waterfall, body);
        accepted.Status.ShouldBe(HttpStatusCode.Accepted, accepted.Text);
        return accepted.Headers.Location!.ToString();
    }

    private static Task<JsonNode> Ended(Api api, string path) => api.Until(path, r => r["data"]!.Text("state") is not ("Ready" or "Running"), seconds: 120);

    /// <summary>A liquidation of a fund in the request's body at many values: partners × values tiers to run.</summary>
    private static object Big(int values, int seed, int partners = 300, bool inBackground = false)
    {
        static Guid Id(int n) => new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 9]);
        static object Fact(string date, Fact fact) => new { effectiveDate = date, fact = JsonNode.Parse(FundJson.Serialize(fact)) };
        var call = Id(100_000);
        List<object> facts = [Fact("2020-01-01", new FundEstablished($"Fund {seed}", "USD", 2020, null)), Fact("2020-01-01", new TermsSet(IlpaTerms.WholeOfFund()))];
        for (var p = 0; p < partners; p++)
        {
            facts.Add(Fact("2020-01-01", new InvestorAdmitted(Id(p), $"Investor {p}", p == 0 ? PartnerKind.GeneralPartner : PartnerKind.LimitedPartner)));
            facts.Add(Fact("2020-01-01", new CommitmentAccepted(Id(p), null, 1_000_000m)));
        }
        facts.Add(Fact("2020-06-01", new CapitalCallIssued(
            call, 1, new DateOnly(2020, 6, 15), [new(CallPurposeKind.Expenses, AllocationBase.Commitments, partners * 500_000m, null, "Costs")],
            [.. Enumerable.Range(0, partners).Select(p => new CallShare(Id(p), [500_000m]))])));
        for (var p = 0; p < partners; p++) facts.Add(Fact("2020-06-15", new ReceiptRecorded(Id(200_000 + p), call, Id(p), [500_000m])));
        return new { facts, asOf = "2026-12-31", values = Enumerable.Range(1, values).Select(v => v * 100_000m), @async = inBackground };
    }
}
