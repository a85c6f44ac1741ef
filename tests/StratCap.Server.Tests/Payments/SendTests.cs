using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Security;
using StratCap.Payments;
using StratCap.Payments.Payees;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>Killed at whatever moment, cut off from whatever answer: each payment of a run is made once.</summary>
public sealed class SendTests
{
    private static readonly Dictionary<string, string?> AtOnce = new() { ["Payments:UncertainWaitSeconds"] = "0" };

    [Fact]
    public async Task ARunOfAThousand_WhoseSenderDiesAgainAndAgain_PaysEachOnce()
    {
        var dying = new Dying(seed: 20261126, oneIn: 90);
        await using var money = await MoneyStage.Ready(AtOnce, services => services.AddSingleton(dying).ConfigureDbContext<PaymentsDbContext>(o => o.AddInterceptors(dying)), limitedPartners: 998);
        var run = await money.Released(money.Rail);
        money.Bank.Moment = dying.Point;
        var deaths = 0;
        while (true)
        {
            dying.Armed = true;
            try
            {
                if (!await money.Send()) break;
            }
            catch (Died)
            {
                deaths++;
                dying.Armed = false;
                await money.LeaseRunsOut();
            }
        }
        dying.Armed = false;

        deaths.ShouldBeGreaterThan(30);
        var payments = await money.Payments(run);
        payments.Count.ShouldBe(1_000);
        payments.ShouldAllBe(p => p.Text("state") == "Sent");
        money.Bank.Received.Count.ShouldBe(1_000, "nothing is sent again that the bank has");
        money.Bank.Moved.Keys.ShouldBe(payments.Select(p => p.Text("paymentKey")), ignoreOrder: true);
        (await money.Run(run)).Text("state").ShouldBe("Sent");
    }

    [Fact]
    public async Task ASenderInItsOwnProcess_KilledByTheSystem_PaysEachOnce()
    {
        await using var money = await MoneyStage.Ready(limitedPartners: 38);
        var run = await money.Released(money.Rail);
        var bank = Path.Combine(money.Stage.Folder, "bank.txt");
        foreach (var (at, moment) in ((int, string)[])[(3, "before"), (5, "after"), (9, "before"), (1, "after")])
        {
            using var killed = await Spawn(money, bank, at, moment);
            await killed.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
            killed.ExitCode.ShouldBe(128 + 9);
        }

        using var last = await Spawn(money, bank, 0, "never");
        await money.Stage.As(money.Stage.Maker).Until($"/api/v1/payments/runs/{run}", r => r["data"]!.Text("state") == "Sent", seconds: 120);
        last.Kill();
        await last.WaitForExitAsync();

        (await File.ReadAllLinesAsync(bank)).ShouldBe((await money.Payments(run)).Select(p => p.Text("paymentKey")), "each order reached the bank once, in its place");
        (await money.Payments(run)).ShouldAllBe(p => p.Text("state") == "Sent");
    }

    [Fact]
    public async Task ALostAnswer_IsAskedAfter_BeforeAnythingIsSentAgain()
    {
        await using var money = await MoneyStage.Ready();
        var nth = 0;
        money.Bank.Behaviour = _ => ++nth switch { 1 => Does.TakesAndTimesOut, 2 => Does.TimesOutBefore, _ => Does.Accepts };
        var run = await money.Released(money.Rail);
        await money.Send();
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Uncertain", "Uncertain", "Sent", "Sent", "Sent"]);

        await money.Follow();
        (await money.Send()).ShouldBeFalse("a request may still be on its way");
        money.Stage.Clock.Advance(TimeSpan.FromSeconds(181));
        await money.Follow();
        (await money.Send()).ShouldBeTrue();

        (await money.Payments(run)).ShouldAllBe(p => p.Text("state") == "Sent");
        (await money.Payments(run)).Select(p => p["calls"]!.GetValue<int>()).ShouldBe([1, 2, 1, 1, 1]);
        money.Bank.Received.Count.ShouldBe(5);
        money.Bank.Received.Select(o => o.Key).Distinct().Count().ShouldBe(5);
    }

    [Fact]
    public async Task WhatABankTellsByItsOwnId_BeforeThatIsKnown_IsTakenWhenItIsLearnt()
    {
        await using var money = await MoneyStage.Ready();
        money.Bank.NamesOwnIdAlone = true;
        var keys = new List<string>();
        money.Bank.Behaviour = order =>
        {
            keys.Add(order.Key);
            // The bank tells of the second before it has answered.
            if (keys.Count == 2) Hear(money, Update(keys[1], PaymentState.Settled), Update(keys[1], PaymentState.Returned));
            return keys.Count == 1 ? Does.TakesAndTimesOut : Does.Accepts;
        };
        var run = await money.Released(money.Rail);
        await money.Send();
        Hear(money, Update(keys[0], PaymentState.Settled));
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Uncertain", "Returned", "Sent", "Sent", "Sent"]);

        money.Stage.Clock.Advance(TimeSpan.FromSeconds(181));
        (await money.Follow()).ShouldBe(0);
        await money.Send();

        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Settled", "Returned", "Sent", "Sent", "Sent"]);
        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentSettled>().Count.ShouldBe(2);
        money.Stage.ToldOf<PaymentReturned>().ShouldHaveSingleItem();
        (await money.Stage.As(money.Stage.Maker).All("/api/v1/payments/events?problems=true")).ShouldBeEmpty();
        Hear(money, Update(keys[2], PaymentState.Settled));
        (await money.Payments(run))[2].Text("state").ShouldBe("Settled");
    }

    [Fact]
    public async Task WhatABankTellsWhileItsIdIsLearnt_IsTakenWhicheverIsSavedFirst()
    {
        await using var money = await MoneyStage.Ready();
        money.Bank.NamesOwnIdAlone = true;
        var followed = new List<Task<int>>();
        money.Bank.Behaviour = order =>
        {
            money.Bank.Tell(Update(order.Key, PaymentState.Settled));
            followed.Add(Task.Run(money.Follow));
            return Does.Accepts;
        };
        var run = await money.Released(money.Rail);

        await money.Send();
        await Task.WhenAll(followed);
        await money.Follow();

        (await money.Payments(run)).ShouldAllBe(p => p.Text("state") == "Settled");
    }

    [Fact]
    public async Task ARejection_StandsByItself_AndTheOthersGoOn()
    {
        await using var money = await MoneyStage.Ready();
        var nth = 0;
        money.Bank.Behaviour = _ => ++nth == 3 ? Does.Rejects : Does.Accepts;
        var run = await money.Released(money.Rail);

        await money.Send();

        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Sent", "Sent", "Rejected", "Sent", "Sent"]);
        (await money.Payments(run))[2].Text("code").ShouldBe("AC04");
        money.Bank.Moved.Count.ShouldBe(4);
    }

    [Fact]
    public async Task AnExpiredSignInAtTheBank_StopsTheRun_AndAPersonResumesIt()
    {
        await using var money = await MoneyStage.Ready(AtOnce);
        money.Bank.Away = new ConnectorException(ErrorClass.Auth, "The connection must be signed in again.");
        var run = await money.Released(money.Rail);
        await money.Send();
        var stopped = await money.Run(run);
        (stopped.Text("state"), stopped.Text("reason")).ShouldBe(("Stopped", "The connection must be signed in again."));
        (await money.Send()).ShouldBeFalse();

        money.Bank.Away = null;
        (await money.Stage.As(money.Stage.Checker, signedInAgo: TimeSpan.FromHours(1)).Post($"/api/v1/payments/runs/{run}/resume")).Refused(System.Net.HttpStatusCode.Forbidden, "payments.release.step_up_needed");
        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/resume")).Ok();
        await money.Send();

        (await money.Payments(run)).ShouldAllBe(p => p.Text("state") == "Sent");
        money.Bank.Received.Count.ShouldBe(5);
    }

    [Fact]
    public async Task AStoppedRun_GivesBackWhatHasNotLeft_AndWhatIsOutStays()
    {
        await using var money = await MoneyStage.Ready(AtOnce);
        var (run, maker) = (await Stopped(money), money.Stage.As(money.Stage.Maker));

        (await maker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Another bank" })).Ok()["data"]!.Text("state").ShouldBe("Stopped", "a payment must be asked after");

        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Sent", "Sending", "Cancelled", "Cancelled", "Cancelled"]);
        (await money.Instructions()).Select(i => i.Text("state")).Order().ShouldBe(["Paying", "Paying", "Prepared", "Prepared", "Prepared"]);
        (await maker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Again" })).Refused(System.Net.HttpStatusCode.Conflict, "payments.run.sent");
        (await money.Run(await money.Prepare(money.Rail)))["count"]!.GetValue<int>().ShouldBe(3);
        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/resume")).Ok();
        await money.Send();
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Sent", "Sent", "Cancelled", "Cancelled", "Cancelled"]);
        money.Bank.Received.Count.ShouldBe(2);
        (await money.Run(run)).Text("state").ShouldBe("Sent");
    }

    [Fact]
    public async Task APaymentOverWhichARunStopped_IsSettledByHand_AndTheRestTakenBack()
    {
        await using var money = await MoneyStage.Ready(AtOnce);
        var (run, maker) = (await Stopped(money), money.Stage.As(money.Stage.Maker));
        var left = (await money.Payments(run))[1];

        (await maker.Post($"/api/v1/payments/instructions/{left.Text("instructionId")}/settle", new { valueDate = money.Today, bankReference = "By telephone" })).Ok()["data"]!.Text("state").ShouldBe("Settled");
        (await maker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Another bank" })).Ok()["data"]!.Text("state").ShouldBe("Sent");

        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Sent", "Settled", "Cancelled", "Cancelled", "Cancelled"]);
        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentSettled>().ShouldHaveSingleItem().InstructionId.ToString().ShouldBe(left.Text("instructionId"));
        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/resume")).Refused(System.Net.HttpStatusCode.Conflict, "payments.run.not_stopped");
        (await money.Send()).ShouldBeFalse();
        money.Bank.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AStoppedRun_IsNotResumed_WhenAnUnsentPaymentMayNotLeaveAnyMore()
    {
        await using var money = await MoneyStage.Ready(AtOnce);
        var run = await Stopped(money);
        var payments = await money.Payments(run);
        var (checker, resume) = (money.Stage.As(money.Stage.Checker), $"/api/v1/payments/runs/{run}/resume");
        await money.Stage.In<PaymentsDbContext, int>(async db =>
        {
            var account = await db.RunPayments.Where(p => p.Id == Guid.Parse(payments[2].Text("paymentId"))).Select(p => p.PayeeAccountId).SingleAsync();
            db.PayeeSteps.Add(VerifyPayee.Step(account, PayeeStepKind.Flagged, "C01", new Actor(money.Stage.Checker, "Bank"), money.Stage.Clock.GetUtcNow()));
            return await db.SaveChangesAsync();
        });

        (await checker.All("/api/v1/payments/payee-accounts?state=Flagged")).ShouldHaveSingleItem().Text("state").ShouldBe("Flagged");
        (await checker.Post(resume)).Refused(System.Net.HttpStatusCode.UnprocessableEntity, "payments.run.not_payable").Text.ShouldContain("asks for other account details");
        money.Stage.Clock.Advance(TimeSpan.FromDays(1));
        (await money.Stage.As(money.Stage.Checker).Post(resume)).Refused(System.Net.HttpStatusCode.UnprocessableEntity, "payments.run.day_passed");

        (await money.Send()).ShouldBeFalse();
        money.Bank.Received.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ASenderThatLostItsLease_SavesNothing()
    {
        await using var money = await MoneyStage.Ready(AtOnce);
        var run = await money.Released(money.Rail);
        var moments = 0;
        money.Bank.Moment = () => { if (++moments == 5) money.LeaseRunsOut().GetAwaiter().GetResult(); };
        var first = money.Stage.Services.GetRequiredService<StratCap.Payments.Runs.SendLeases>();
        var (send, lease) = (money.Stage.Services.GetRequiredService<StratCap.Payments.Runs.SendRun>(), (await first.Take(CancellationToken.None))!);
        var second = (Foundation.Jobs.JobLease?)null;
        money.Bank.Behaviour = _ =>
        {
            if (moments < 5 || second is not null) return Does.Accepts;
            second = first.Take(CancellationToken.None).GetAwaiter().GetResult();
            return Does.Accepts;
        };

        await Should.ThrowAsync<Foundation.Jobs.LeaseLostException>(() => send.Run(lease, CancellationToken.None));
        await send.Run(second!, CancellationToken.None);

        (await money.Payments(run)).ShouldAllBe(p => p.Text("state") == "Sent");
        money.Bank.Received.Count.ShouldBe(5);
    }

    /// <summary>A run that stopped over its second payment; the bank would take it by now.</summary>
    private static async Task<string> Stopped(MoneyStage money)
    {
        var nth = 0;
        money.Bank.Behaviour = _ => ++nth == 2 ? throw new ConnectorException(ErrorClass.Auth, "The connection must be signed in again.") : Does.Accepts;
        var run = await money.Released(money.Rail);
        await money.Send();
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Sent", "Sending", "Released", "Released", "Released"]);
        return run;
    }

    private static void Hear(MoneyStage money, params PaymentUpdate[] updates)
    {
        foreach (var update in updates) money.Bank.Tell(update);
        money.Follow().GetAwaiter().GetResult();
    }

    private static PaymentUpdate Update(string key, PaymentState state) => new($"{key}:{state}", key, null, state, null, null, new DateOnly(2026, 3, 3), null);

    private static async Task<Process> Spawn(MoneyStage money, string bank, int diesAt, string moment)
    {
        var worker = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(TestWorker.Worker).Assembly.Location, "pay", money.Stage.Database, bank, diesAt.ToString(System.Globalization.CultureInfo.InvariantCulture), moment])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        (await worker.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(120))).ShouldBe("ready");
        return worker;
    }
}
