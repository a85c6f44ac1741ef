using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Security;
using StratCap.FundMath.Book;
using StratCap.Payments;
using StratCap.Payments.Payees;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Payments;

/// <summary>Debits collect what is due of a call: once each, never more, and what comes back is owed again.</summary>
public sealed class CollectionTests
{
    private static readonly Dictionary<string, string?> AtOnce = new() { ["Payments:UncertainWaitSeconds"] = "0" };

    [Fact]
    public async Task ACall_IsCollectedByDebits_ThatASecondPersonReleased_AndEachReceiptIsToldOnce()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var (maker, checker) = (money.Stage.As(money.Stage.Maker), money.Stage.As(money.Stage.Checker));
        var run = (await money.Gather(call, money.Rail)).Ok()["data"]!;
        (run.Text("direction"), run["count"]!.GetValue<int>(), run["amount"]!.Text("amount")).ShouldBe(("Collect", 4, "4000.04"));
        (await maker.Post($"/api/v1/payments/runs/{run.Text("runId")}/release")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await money.Stage.As(money.Stage.Checker, signedInAgo: TimeSpan.FromHours(1)).Post($"/api/v1/payments/runs/{run.Text("runId")}/release")).Refused(HttpStatusCode.Forbidden, "payments.release.step_up_needed");
        (await checker.Get($"/api/v1/payments/runs/{run.Text("runId")}/checks")).Ok().Rows().ShouldAllBe(c => c["problem"] == null);
        (await checker.Post($"/api/v1/payments/runs/{run.Text("runId")}/release")).Ok();

        await money.Send();

        money.Bank.Received.Select(o => (o.Purpose, o.Amount.Value, o.Party.MandateId, o.Party.MandateSignedOn)).ShouldBe(
            [.. Enumerable.Range(0, 4).Select(n => (PaymentPurpose.CapitalCall, 1_000.01m, (string?)$"M-{n}", (DateOnly?)new DateOnly(2026, 1, 10)))]);
        var debits = await money.Payments(run.Text("runId"));
        await money.Hears(debits[0], PaymentState.Settled);
        await money.Hears(debits[0], PaymentState.Settled);
        var told = money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem();
        (told.CallId, told.InvestorId, told.Amount, told.ReceivedOn, told.ReceiptId.ToString()).ShouldBe((call, money.Stage.Others.Fund.Investors[0], 1_000.01m, CollectionStage.Due, debits[0].Text("instructionId")));
        money.Stage.ToldOf<PaymentSettled>().ShouldBeEmpty();
        (await money.Debits(call)).ShouldAllBe(d => d["due"]!.Text("amount") == "0.00");
        await money.Booked(told);
        (await money.Debits(call)).Select(d => d["problem"]!.GetValue<string>()).ShouldBe(["nothing is due", .. Enumerable.Repeat("a debit of it has not ended", 3)]);
        (await maker.All($"/api/v1/payments/instructions?callId={call}")).Select(i => i.Text("kind") + " " + i.Text("state")).ShouldBe(["Collection Settled", .. Enumerable.Repeat("Collection Paying", 3)], ignoreOrder: true);
        (await money.Stage.As(money.Stage.Maker).All($"/api/v1/payments/funds/{money.Fund}/expected")).Count(l => l["isDebit"]!.GetValue<bool>()).ShouldBe(4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20261127)]
    public async Task ASenderThatDiesAgainAndAgain_CollectsEachOnce(int seed)
    {
        var dying = new Dying(seed, oneIn: 20);
        var (money, call) = await CollectionStage.Called(28, AtOnce, services => services.AddSingleton(dying).ConfigureDbContext<PaymentsDbContext>(o => o.AddInterceptors(dying)));
        await using var _ = money;
        var run = await money.Collecting(call, money.Rail);
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

        deaths.ShouldBeGreaterThan(5);
        var debits = await money.Payments(run);
        debits.ShouldAllBe(p => p.Text("state") == "Sent");
        money.Bank.Received.Count.ShouldBe(29, "nothing is sent again that the bank has");
        money.Bank.Moved.Keys.ShouldBe(debits.Select(p => p.Text("paymentKey")), ignoreOrder: true);
    }

    [Fact]
    public async Task AReceiptByHandInBetween_ReducesOrEndsTheDebit_BeforeTheReleaseAndBeforeItLeaves()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var (checker, investors) = (money.Stage.As(money.Stage.Checker), money.Stage.Others.Fund.Investors);
        var run = (await money.Gather(call, money.Rail)).Ok()["data"]!.Text("runId");
        await money.Pays(call, investors[0], 400m, told: false);
        (await checker.Post($"/api/v1/payments/runs/{run}/release")).Refused(HttpStatusCode.UnprocessableEntity, "payments.collection.not_collectable").Text.ShouldContain("Investor 0: 600.01 is still due");
        await money.Pays(call, investors[1], 1_000.01m);

        (await money.Run(run))["amount"]!.Text("amount").ShouldBe("2600.03");
        (await money.Payments(run)).Select(p => (p.Text("state"), p["amount"]!.Text("amount"))).ShouldBe([("Prepared", "600.01"), ("Cancelled", "1000.01"), ("Prepared", "1000.01"), ("Prepared", "1000.01")]);
        (await checker.Post($"/api/v1/payments/runs/{run}/release")).Ok();
        await money.Pays(call, investors[2], 0.01m, told: false);
        await money.Pays(call, investors[3], 1_000.01m, told: false);
        await money.Send();

        money.Bank.Received.Select(o => o.Amount.Value).ShouldBe([600.01m, 1_000.00m]);
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Sent", "Cancelled", "Sent", "Cancelled"]);
        (await money.Run(run))["amount"]!.Text("amount").ShouldBe("1600.01");
        await money.Hears((await money.Payments(run))[2], PaymentState.Settled);
        money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem().Amount.ShouldBe(1_000.00m);
    }

    [Fact]
    public async Task WhatIsNotDueAnyMore_IsNotSentAgain_WhenTheBankNeverGotIt()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        money.Bank.Behaviour = _ => Does.TimesOutBefore;
        var run = await money.Collecting(call, money.Rail, money.Stage.Others.Fund.Investors[0]);
        await money.Send();
        await money.Pays(call, money.Stage.Others.Fund.Investors[0], 0.01m);
        (await money.Payments(run))[0].Text("state").ShouldBe("Uncertain", "the bank may have it");
        money.Stage.Clock.Advance(TimeSpan.FromSeconds(181));
        await money.Follow();

        await money.Send();

        (await money.Payments(run))[0].Text("state").ShouldBe("Cancelled", "under its key another amount would be another order");
        money.Bank.Received.ShouldBeEmpty();
        (await money.Debits(call))[0]["due"]!.Text("amount").ShouldBe("1000.00");
    }

    [Fact]
    public async Task AMandateRevokedAfterTheRelease_AndAnAccountThatIsFlagged_AreNotDebited()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var (maker, investors) = (money.Stage.As(money.Stage.Maker), money.Stage.Others.Fund.Investors);
        var mandate = (await maker.All($"/api/v1/payments/mandates?investorId={investors[1]}"))[0].Text("mandateId");
        var (run, file) = (await money.Collecting(call, money.Rail, investors[0], investors[1], investors[2]), await money.Collecting(call, money.Files, investors[3]));
        (await maker.Post($"/api/v1/payments/mandates/{mandate}/revocation", new { reason = "He wrote on Monday" })).Ok();
        await money.Stage.In<PaymentsDbContext, int>(async db =>
        {
            foreach (var account in await db.PayeeAccounts.Where(a => a.InvestorId == investors[2] || a.InvestorId == investors[3]).ToListAsync())
                db.PayeeSteps.Add(VerifyPayee.Step(account.Id, PayeeStepKind.Flagged, "C01", new Actor(money.Stage.Checker, "Bank"), money.Stage.Clock.GetUtcNow()));
            return await db.SaveChangesAsync();
        });

        await money.Send();
        await money.Send();

        money.Bank.Received.ShouldHaveSingleItem().Party.MandateId.ShouldBe("M-0");
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Sent", "Cancelled", "Cancelled"]);
        (await money.Payments(run))[1].Text("text").ShouldBe("Not debited: the mandate M-1 is Revoked.");
        (await money.Run(file)).Text("state").ShouldBe("Cancelled", "nothing of it is left to write");
        (await money.Gather(call, money.Rail, investors[1])).Refused(HttpStatusCode.UnprocessableEntity, "payments.collection.not_collectable");
    }

    [Fact]
    public async Task ADebitThatComesBack_IsOwedAgain_AndPresentedAgainTwiceAtMost()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var investor = money.Stage.Others.Fund.Investors[0];
        for (var presentation = 1; presentation <= 3; presentation++)
        {
            var run = await money.Collecting(call, money.Rail, investor);
            await money.Send();
            var debit = (await money.Payments(run)).ShouldHaveSingleItem();
            debit["attempt"]!.GetValue<int>().ShouldBe(presentation);
            await money.Hears(debit, PaymentState.Settled);
            await money.Booked(money.Stage.ToldOf<BankReceiptMatched>()[presentation - 1]);
            (await money.Debits(call))[0].Text("problem").ShouldBe("nothing is due");
            money.Stage.Clock.Advance(TimeSpan.FromDays(1));
            await money.Hears(debit, PaymentState.Returned, "R01", mayRetry: true);
            money.Stage.ToldOf<BankReceiptTakenBack>().Count.ShouldBe(presentation);
            money.Stage.ToldOf<BankReceiptTakenBack>()[^1].ReceiptId.ToString().ShouldBe(debit.Text("instructionId"));
            await money.Unbooked(money.Stage.ToldOf<BankReceiptTakenBack>()[^1]);
            (await money.Debits(call))[0]["due"]!.Text("amount").ShouldBe("1000.01");
        }

        (await money.Debits(call))[0].Text("problem").ShouldBe("it was presented again twice, which is the most");
        (await money.Gather(call, money.Rail, investor)).Refused(HttpStatusCode.UnprocessableEntity, "payments.collection.not_collectable");
        money.Stage.ToldOf<PaymentAttentionNeeded>().Count(a => a.State == "Returned").ShouldBe(3);
        money.Bank.Received.Select(o => o.Key).Distinct().Count().ShouldBe(3, "each presentation is another order");
    }

    [Fact]
    public async Task AReturnThatForbidsMore_EndsTheMandate_AndOneThatMayNotBeRepeatedIsForPeople()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var (maker, investors) = (money.Stage.As(money.Stage.Maker), money.Stage.Others.Fund.Investors);
        var run = await money.Collecting(call, money.Rail);
        await money.Send();
        var debits = await money.Payments(run);
        await money.Hears(debits[0], PaymentState.Returned, "R10", stop: true);
        await money.Hears(debits[1], PaymentState.Returned, "R03");
        await money.Hears(debits[2], PaymentState.Failed, "AM04");
        await money.Hears(debits[3], PaymentState.ChangeAsked, "C01");

        (await maker.All($"/api/v1/payments/mandates?investorId={investors[0]}"))[0].Text("state").ShouldBe("Stopped");
        (await money.Debits(call)).Select(d => d["problem"]?.GetValue<string>()).ShouldBe(
            ["no mandate stands for this fund", "a debit of it came back from this account and may not be presented again", null, "a debit of it has not ended"]);
        money.Stage.ToldOf<BankReceiptTakenBack>().ShouldBeEmpty("nothing was settled");
        (await maker.All($"/api/v1/payments/payee-accounts?investorId={investors[0]}"))[0].Text("state").ShouldBe("Standing", "it may be paid to");
        (await maker.All($"/api/v1/payments/payee-accounts?investorId={investors[3]}"))[0].Text("state").ShouldBe("Flagged");
        (await money.Gather(call, money.Rail, investors[2])).Ok();
    }

    [Fact]
    public async Task TwoAtOnce_GatherWhatIsDueOnce()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;

        var both = await Task.WhenAll(money.Gather(call, money.Rail), money.Gather(call, money.Files));

        both.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        both.Single(r => r.Status != HttpStatusCode.Created).Refused(HttpStatusCode.UnprocessableEntity, "payments.collection.nobody");
        (await money.Stage.Scalar<long>("select count(*) from payments.run_payments")).ShouldBe(4);
        var again = await Should.ThrowAsync<Npgsql.PostgresException>(() => money.Stage.Scalar<long>(
            "with i as (insert into payments.payment_instructions select (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'reference', 'again'))).* from payments.payment_instructions i limit 1 returning 1) select count(*) from i"));
        again.ConstraintName.ShouldBe("ux_payment_instructions_one_debit");
    }

    [Fact]
    public async Task TheBanksLineForADebit_IsItsOwn_AndNoSecondReceipt()
    {
        var (money, call) = await CollectionStage.Called(4);
        await using var _ = money;
        var investors = money.Stage.Others.Fund.Investors;
        var run = await money.Collecting(call, money.Rail, investors[0], investors[1], investors[2]);
        await money.Send();
        var debits = await money.Payments(run);
        await money.Hears(debits[0], PaymentState.Settled);
        await money.Booked(money.Stage.ToldOf<BankReceiptMatched>()[0]);

        (await Import(money, ReconciliationTests.Line("1", 1_000.01m) with { EndToEndId = debits[0].Text("paymentKey") }, ReconciliationTests.Line("2", 1_000.01m) with { EndToEndId = debits[1].Text("paymentKey") },
            ReconciliationTests.Line("3", 1_000.01m, text: "Call 1 Investor 2"), ReconciliationTests.Line("4", 1_000.01m, text: "Call 1 Investor 3"))).ShouldBe(3);
        await money.Stage.Pump();

        money.Stage.ToldOf<BankReceiptMatched>().Select(t => investors.IndexOf(t.InvestorId)).ShouldBe([0, 1, 3], "what is debited and quotes the call alone is for people");
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Settled", "Settled", "Sent"]);
        var open = (await money.Stage.As(money.Stage.Maker).All($"/api/v1/payments/funds/{money.Fund}/bank-lines?state=Open")).ShouldHaveSingleItem();
        var proposal = (await money.Stage.As(money.Stage.Maker).Get($"/api/v1/payments/bank-lines/{open.Text("lineId")}")).Ok()["data"]!["proposals"]!.AsArray().ShouldHaveSingleItem()!;
        (proposal.Text("target"), proposal.Text("instructionId")).ShouldBe(("Payment", debits[2].Text("instructionId")));
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/bank-lines/{open.Text("lineId")}/matches", new { parts = new[] { new { target = "Payment", instructionId = debits[2].Text("instructionId") } } })).Ok();
        (await money.Payments(run))[2].Text("state").ShouldBe("Settled");
        (await Import(money, ReconciliationTests.Line("5", -1_000.01m) with { EndToEndId = debits[1].Text("paymentKey") })).ShouldBe(1);
        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptTakenBack>().ShouldHaveSingleItem().ReceiptId.ToString().ShouldBe(debits[1].Text("instructionId"));
        (await money.Payments(run))[1].Text("state").ShouldBe("Returned");
    }

    [Fact]
    public async Task ALateLineOfADebitThatCameBack_IsNoReceiptByItself_UntilTheDebitIsSeen()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var (investor, maker) = (money.Stage.Others.Fund.Investors[0], money.Stage.As(money.Stage.Maker));
        var run = await money.Collecting(call, money.Rail, investor);
        await money.Send();
        var debit = (await money.Payments(run)).ShouldHaveSingleItem();
        await money.Hears(debit, PaymentState.Settled);
        await money.Booked(money.Stage.ToldOf<BankReceiptMatched>()[0]);
        await money.Hears(debit, PaymentState.Returned, "R01", mayRetry: true);
        await money.Unbooked(money.Stage.ToldOf<BankReceiptTakenBack>()[0]);

        // An account that is his alone.
        await ReconciliationTests.Account(money, investor, MoneyStage.Other);

        (await Import(money, ReconciliationTests.Line("late", 1_000.01m, account: MoneyStage.Other))).ShouldBe(0);

        var open = (await maker.All($"/api/v1/payments/funds/{money.Fund}/bank-lines?state=Open")).ShouldHaveSingleItem();
        var proposal = (await maker.Get($"/api/v1/payments/bank-lines/{open.Text("lineId")}")).Ok()["data"]!["proposals"]!.AsArray().ShouldHaveSingleItem()!;
        proposal.Text("target").ShouldBe("Receipt");
        (await Import(money, ReconciliationTests.Line("quoted", 1_000.01m, "Call 1 Investor 0", account: MoneyStage.Other))).ShouldBe(1, "what the investor says himself is his");
    }

    [Fact]
    public async Task AnswersOnSeveralDebits_LockThemBeforeTheMandates_AsASenderDoes()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var run = await money.Collecting(call, money.Files);
        await money.Send();
        var debits = await money.Payments(run);
        await using var sender = new Npgsql.NpgsqlConnection(money.Stage.Database);
        await sender.OpenAsync();
        await using var step = await sender.BeginTransactionAsync();
        await Run($"select 1 from payments.run_payments where id = '{debits[1].Text("paymentId")}' for update");
        PaymentUpdate Back(int n) => new("back" + n, debits[n].Text("paymentKey"), null, PaymentState.Returned, "R10", "Not agreed to", CollectionStage.Due, null, StopAccount: true);
        var answers = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new[] { Back(2), Back(0), Back(1) }, Foundation.Web.ApiJson.Options);

        var reply = money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/connections/{money.Files}/answers", new { fileName = "returns.ach", content = answers });

        await Waiting.Until(async () => await money.Stage.Scalar<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 1);
        await Run($"select 1 from payments.run_payments where id = '{debits[2].Text("paymentId")}' for update nowait");
        await Run("select 1 from payments.mandates for share nowait");
        await step.CommitAsync();
        (await reply).Ok();
        (await money.Stage.Scalar<long>("select count(*) from payments.mandates where state = 'Stopped'")).ShouldBe(3);

        async Task Run(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, sender, step);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task ABatchAsOneLine_IsTheRunsDebits_AndNoReceiptMoreWhenTheyAreToldToo()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var (run, reference) = (await money.Collecting(call, money.Rail), await money.Stage.Scalar<string>("select reference from payments.payment_runs"));
        await money.Send();

        (await Import(money, ReconciliationTests.Line("1", 4_000.04m, text: "BATCH " + reference))).ShouldBe(4);

        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().Count.ShouldBe(4);
        (await money.Payments(run)).ShouldAllBe(p => p.Text("state") == "Settled");
        foreach (var debit in await money.Payments(run)) await money.Hears(debit, PaymentState.Settled);
        money.Stage.ToldOf<BankReceiptMatched>().Count.ShouldBe(4);
    }

    [Fact]
    public async Task ABankLineThatPaysBeforeTheDebitLeaves_EndsIt()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var run = await money.Collecting(call, money.Rail, money.Stage.Others.Fund.Investors[1]);

        (await Import(money, ReconciliationTests.Line("1", 1_000.01m, text: "Call 1 Investor 1"))).ShouldBe(1);
        await money.Send();

        money.Bank.Received.ShouldBeEmpty();
        (await money.Payments(run)).ShouldHaveSingleItem().Text("state").ShouldBe("Cancelled");
        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WhatTheBookDoesNotTake_IsToldToPeople_AndNotCollectedAgain()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var run = await money.Collecting(call, money.Rail, money.Stage.Others.Fund.Investors[0]);
        await money.Send();
        await money.Hears((await money.Payments(run))[0], PaymentState.Settled);
        var told = money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem();

        await money.Stage.Tell(new BankReceiptAnswered(money.Fund, told.ReceiptId, false, "The period is closed."));

        money.Stage.ToldOf<PaymentAttentionNeeded>().ShouldHaveSingleItem().Reason.ShouldBe("It was collected, and the book does not take the receipt: record it. The period is closed.");
        (await money.Debits(call))[0].Text("problem").ShouldBe("nothing is due");
        await money.Hears((await money.Payments(run))[0], PaymentState.Returned, "R01", mayRetry: true);
        await money.Stage.Tell(new BankReceiptTakeBackAnswered(money.Fund, told.ReceiptId, false, "It depends on it."));
        money.Stage.ToldOf<PaymentAttentionNeeded>()[^1].Reason.ShouldStartWith("It went back, and the book does not take the receipt back");
    }

    /// <summary>Whatever is recorded, gathered, sent, settled and returned in whatever order: what an investor has paid and what may still be debited are never more than was called.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    public async Task WhateverHappensInWhateverOrder_NoMoreIsCollectedThanIsDue(int seed)
    {
        var (money, call) = await CollectionStage.Called(2);
        await using var _ = money;
        var (random, investors, runs) = (new Random(seed), money.Stage.Others.Fund.Investors, new List<string>());
        var (booked, unbooked) = (0, 0);
        for (var step = 0; step < 24; step++)
        {
            var investor = investors[random.Next(investors.Count)];
            switch (random.Next(5))
            {
                case 0:
                    if (await money.Gather(call, money.Rail) is { Status: HttpStatusCode.Created } gathered) runs.Add(gathered.Json["data"]!.Text("runId"));
                    break;
                case 1 when runs.Count > 0:
                    await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{runs[^1]}/release");
                    break;
                case 2:
                    var due = FundBook.Fold(money.Stage.Others.Fund.Facts).FindCall(call)!.LineOf(investor)!.Outstanding - Out(money, investor, call);
                    if (due > 0) await money.Pays(call, investor, random.Next(3) == 0 ? due : Math.Min(due, 100.01m), told: random.Next(2) == 0);
                    break;
                case 3:
                    await money.Send();
                    break;
                default:
                    foreach (var run in runs)
                        foreach (var debit in (await money.Payments(run)).Where(p => p.Text("state") is "Sent" or "Settled" && random.Next(2) == 0))
                            await money.Hears(debit, debit.Text("state") == "Sent" && random.Next(3) > 0 ? PaymentState.Settled : PaymentState.Returned, "R01", mayRetry: true);
                    break;
            }
            await money.Stage.Pump();
            for (; booked < money.Stage.ToldOf<BankReceiptMatched>().Count; booked++) await money.Booked(money.Stage.ToldOf<BankReceiptMatched>()[booked]);
            for (; unbooked < money.Stage.ToldOf<BankReceiptTakenBack>().Count; unbooked++) await money.Unbooked(money.Stage.ToldOf<BankReceiptTakenBack>()[unbooked]);
            foreach (var line in FundBook.Fold(money.Stage.Others.Fund.Facts).FindCall(call)!.Lines)
                (line.ReceivedTotal + Out(money, line.InvestorId, call)).ShouldBeLessThanOrEqualTo(line.Total);
        }
        money.Bank.Moved.ShouldNotBeEmpty();
    }

    /// <summary>What the bank has of an investor's debits and has neither settled nor returned.</summary>
    private static decimal Out(MoneyStage money, Guid investor, Guid call)
    {
        var open = money.Stage.In<PaymentsDbContext, List<string>>(db => db.RunPayments.Where(p => p.InvestorId == investor && (p.State == StratCap.Payments.Runs.RunPaymentState.Sent || p.State == StratCap.Payments.Runs.RunPaymentState.Sending)).Select(p => p.Key).ToListAsync()).GetAwaiter().GetResult();
        return money.Bank.Moved.Where(m => open.Contains(m.Key)).Sum(m => m.Value.Amount.Value);
    }

    private static async Task<int> Import(MoneyStage money, params PluginSdk.Banks.BankTransaction[] lines) => (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/funds/{money.Fund}/statements", new
    {
        connectionId = money.Files,
        fileName = "statement.xml",
        content = ReconciliationTests.Statement(lines, "S" + lines[0].Id),
    })).Ok()["data"]!["booked"]!.GetValue<int>();
}
