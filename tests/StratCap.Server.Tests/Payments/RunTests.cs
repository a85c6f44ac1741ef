using System.Net;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Payments;

/// <summary>Money leaves in runs that one person gathers and another releases, and what the bank tells of it opens what it must.</summary>
public sealed class RunTests
{
    [Fact]
    public async Task ARun_OverARail_IsReleasedByAnother_Sent_AndSettledByTheBank()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Prepare(money.Rail);
        (await money.Run(run))["preparedBy"]!.GetValue<Guid>().ShouldBe(money.Stage.Maker);
        (await money.Instructions()).ShouldAllBe(i => i.Text("state") == "Paying");
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/instructions/{(await money.Instructions())[0].Text("instructionId")}/settle", new { valueDate = "2026-03-02", bankReference = "B" })).Refused(HttpStatusCode.Conflict, "payments.instruction.not_prepared");
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/runs/{run}/release")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/release")).Ok()["data"]!.Text("state").ShouldBe("Released");

        (await money.Send()).ShouldBeTrue();

        (await money.Run(run)).Text("state").ShouldBe("Sent");
        var sent = await money.Payments(run);
        sent.ShouldAllBe(p => p.Text("state") == "Sent" && p["calls"]!.GetValue<int>() == 1);
        money.Bank.Received.Select(o => o.Key).ShouldBe(sent.Select(p => p.Text("paymentKey")));
        money.Bank.Moved.Values.Sum(o => o.Amount.Value).ShouldBe(395m);
        money.Bank.Moved.Values.ShouldAllBe(o => o.Remittance == "Distribution 1 Fund on stage" && o.Party.Account.Iban == MoneyStage.Iban || o.Remittance!.StartsWith("Carried interest"));
        foreach (var (payment, n) in sent.Select((p, n) => (p, n))) money.Bank.Tell(Update($"e{n}", payment.Text("paymentKey"), PaymentState.Settled));
        (await money.Follow()).ShouldBe(5);
        (await money.Follow()).ShouldBe(0);
        await money.Stage.Pump();
        (await money.Instructions()).ShouldAllBe(i => i.Text("state") == "Settled");
        money.Stage.ToldOf<PaymentSettled>().Sum(s => s.Amount).ShouldBe(395m);
        money.Stage.ToldOf<PaymentSettled>().ShouldAllBe(s => s.PaymentId == s.InstructionId);
    }

    [Fact]
    public async Task Release_NeedsAFreshSignIn_AndAnotherPerson_Once()
    {
        await using var money = await MoneyStage.Ready();
        var (stage, path) = (money.Stage, $"/api/v1/payments/runs/{await money.Prepare(money.Rail)}");

        (await stage.As(stage.Checker, signedInAgo: TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1)).Post(path + "/release")).Refused(HttpStatusCode.Forbidden, "payments.release.step_up_needed");
        (await stage.As(stage.Checker, Guid.CreateVersion7()).Post(path + "/release")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var checker = stage.As(stage.Checker);
        (await checker.Post(path + "/release", ifMatch: "\"7\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => checker.Post(path + "/release")));
        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        replies.Where(r => r.Status != HttpStatusCode.OK).ShouldAllBe(r => r.Code == "payments.run.not_prepared");
        stage.Others.Grant(stage.Maker, "fund_manager");
        (await stage.As(stage.Maker).Post(path + "/release")).Refused(HttpStatusCode.Conflict, "payments.run.not_prepared");
        (await stage.Scalar<long>("select count(*) from payments.payment_sends")).ShouldBe(1);
    }

    [Fact]
    public async Task Release_ByWhoeverPreparedIt_IsRefused_AlsoByTheDatabase()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Prepare(money.Rail);
        money.Stage.Others.Grant(money.Stage.Maker, "fund_manager");

        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/runs/{run}/release")).Refused(HttpStatusCode.UnprocessableEntity, "payments.run.own");
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => money.Stage.Scalar<long>("with u as (update payments.payment_runs set released_by = prepared_by returning 1) select count(*) from u"))).Message.ShouldContain("two_persons");
    }

    [Fact]
    public async Task Prepare_WhenAPayeeMayNotBePaid_NamesHim_AndGathersNothing()
    {
        await using var money = await MoneyStage.Open();
        await money.Declare();
        var request = new { fundId = money.Fund, connectionId = money.Rail, executeOn = money.Today, distributionId = money.Distribution.Id };
        var maker = money.Stage.As(money.Stage.Maker);
        (await maker.Post("/api/v1/payments/runs", request)).Refused(HttpStatusCode.UnprocessableEntity, "payments.run.no_own_account");
        await money.OwnAccount();
        var refused = (await maker.Post("/api/v1/payments/runs", request)).Refused(HttpStatusCode.UnprocessableEntity, "payments.run.not_payable");
        refused.Text.ShouldContain("Investor 0: no confirmed account");
        (await money.Instructions()).ShouldAllBe(i => i.Text("state") == "Prepared");

        (await maker.Post("/api/v1/payments/runs", request with { connectionId = Guid.NewGuid() })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await maker.Post("/api/v1/payments/runs", request with { fundId = Guid.NewGuid() })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await maker.Post("/api/v1/payments/runs", request with { executeOn = money.Today.AddDays(-1) })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await money.Stage.As(money.Stage.Viewer).Post("/api/v1/payments/runs", request)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task AnAccountThatChanged_BetweenPreparingAndReleasing_StopsTheRelease()
    {
        await using var money = await MoneyStage.Ready(new() { ["Payments:CoolingOffDays"] = "0" });
        var (stage, run) = (money.Stage, await money.Prepare(money.Rail));
        var entered = (await stage.As(stage.Maker).Post($"/api/v1/payments/investors/{stage.Others.Fund.Investors[0]}/accounts", new { holder = "Investor 0", bank = "B", iban = MoneyStage.Other })).Ok()["data"]!["account"]!.Text("payeeAccountId");
        (await stage.As(stage.Maker).Post($"/api/v1/payments/payee-accounts/{entered}/verification", new { evidence = "Compared with the bank's letter" })).Ok();
        (await stage.As(stage.Checker).Post($"/api/v1/payments/payee-accounts/{entered}/decision", new { confirm = true })).Ok();

        (await stage.As(stage.Checker).Post($"/api/v1/payments/runs/{run}/release")).Refused(HttpStatusCode.Conflict, "payments.run.account_changed");
    }

    [Fact]
    public async Task TwoPreparersAtOnce_AndTheSameKeyTwice_GatherEachInstructionOnce()
    {
        await using var money = await MoneyStage.Ready();
        var (maker, key) = (money.Stage.As(money.Stage.Maker), Guid.NewGuid().ToString("N"));
        var request = new { fundId = money.Fund, connectionId = money.Rail, executeOn = money.Today, distributionId = money.Distribution.Id };

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => maker.Post("/api/v1/payments/runs", request)).Append(maker.Post("/api/v1/payments/runs", request, key)));
        var again = await maker.Post("/api/v1/payments/runs", request, key);

        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1);
        (again.Status, again.Code).ShouldBe((replies[^1].Status, replies[^1].Code));
        (await maker.All("/api/v1/payments/runs")).ShouldHaveSingleItem();
        (await money.Stage.Scalar<long>("select count(*) from payments.run_payments")).ShouldBe(5);
    }

    [Fact]
    public async Task ACancelledRun_LeavesItsInstructionsToBePaid_AndIsNeverSent()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Wrong day" })).Ok();

        (await money.Send()).ShouldBeFalse();

        money.Bank.Received.ShouldBeEmpty();
        (await money.Instructions()).ShouldAllBe(i => i.Text("state") == "Prepared" && i.Text("rail") == "manual");
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Again" })).Refused(HttpStatusCode.Conflict, "payments.run.sent");
        (await money.Released(money.Rail)).ShouldNotBe(run);
    }

    [Fact]
    public async Task ARejectedPayment_AndOneThatCameBack_AreToBePaidAnew_UnderAnotherKey()
    {
        await using var money = await MoneyStage.Ready();
        var refused = 0;
        money.Bank.Behaviour = _ => Interlocked.Increment(ref refused) == 1 ? Does.Rejects : Does.Accepts;
        var run = await money.Released(money.Rail);
        await money.Send();
        var payments = await money.Payments(run);
        payments.Select(p => p.Text("state")).ShouldBe(["Rejected", "Sent", "Sent", "Sent", "Sent"]);
        money.Bank.Tell(Update("s1", payments[1].Text("paymentKey"), PaymentState.Settled));
        money.Bank.Tell(Update("r1", payments[1].Text("paymentKey"), PaymentState.Returned, "AC01"));
        money.Bank.Tell(Update("r2", payments[2].Text("paymentKey"), PaymentState.Returned, "AC06"));
        await money.Follow();
        await money.Stage.Pump();

        var open = (await money.Instructions()).Where(i => i.Text("state") == "Prepared").ToList();
        open.Count.ShouldBe(3);
        open.ShouldAllBe(i => i["attempt"]!.GetValue<int>() == 2);
        var (settled, returned) = (money.Stage.ToldOf<PaymentSettled>().ShouldHaveSingleItem(), money.Stage.ToldOf<PaymentReturned>().ShouldHaveSingleItem());
        (returned.PaymentId, returned.InstructionId, returned.Amount).ShouldBe((settled.PaymentId!.Value, settled.InstructionId, settled.Amount));
        money.Stage.ToldOf<PaymentAttentionNeeded>().Count.ShouldBe(3);
        var again = await money.Released(money.Rail);
        await money.Send();
        var anew = await money.Payments(again);
        anew.Count.ShouldBe(3);
        anew.Select(p => p.Text("paymentKey")).Intersect(payments.Select(p => p.Text("paymentKey"))).ShouldBeEmpty();
        money.Bank.Tell(Update("s2", anew.Single(p => p.Text("instructionId") == settled.InstructionId.ToString()).Text("paymentKey"), PaymentState.Settled));
        await money.Follow();
        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentSettled>().Count.ShouldBe(2);
        money.Stage.ToldOf<PaymentSettled>()[1].PaymentId.ShouldNotBe(settled.PaymentId, "in the book it is another payment");
    }

    [Fact]
    public async Task AnEventThatComesAgain_OrOfAnotherAmount_OrOfNobody_ChangesNothing_AndIsKept()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();
        var payment = (await money.Payments(run))[0];
        var settled = Update("same", payment.Text("paymentKey"), PaymentState.Settled);
        money.Bank.Tell(settled);
        money.Bank.Tell(settled);
        money.Bank.Tell(Update("short", (await money.Payments(run))[1].Text("paymentKey"), PaymentState.Settled) with { Amount = new PluginSdk.Amount(1m, "USD") });
        money.Bank.Tell(Update("whose", "SPunknown", PaymentState.Settled));
        (await money.Follow()).ShouldBe(3);
        await money.Stage.Pump();

        money.Stage.ToldOf<PaymentSettled>().ShouldHaveSingleItem();
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Settled", "Sent", "Sent", "Sent", "Sent"]);
        (await money.Stage.As(money.Stage.Maker).All("/api/v1/payments/events?problems=true")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task AChangeNotice_StopsFurtherPaymentsToTheAccount_UntilAnotherIsConfirmed()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();
        var payment = (await money.Payments(run))[0];
        money.Bank.Tell(Update("noc", payment.Text("paymentKey"), PaymentState.ChangeAsked, "C01") with { Corrected = new PluginSdk.Banks.PartyAccount(AccountNumber: "123456789") });
        money.Bank.Tell(Update("ret", payment.Text("paymentKey"), PaymentState.Returned, "R03"));
        await money.Follow();

        var refused = await money.Stage.As(money.Stage.Maker).Post("/api/v1/payments/runs", new { fundId = money.Fund, connectionId = money.Rail, executeOn = money.Today, distributionId = money.Distribution.Id });

        refused.Refused(HttpStatusCode.UnprocessableEntity, "payments.run.not_payable").Text.ShouldContain("asks for other account details");
        refused.Text.ShouldNotContain("123456789");
        (await money.Stage.Scalar<long>("select count(*) from payments.payee_steps where text like '%123456789%'")).ShouldBe(0);
    }

    [Fact]
    public async Task AFile_IsTheSameBytesEachTime_IsSentWhenHandedOver_AndItsAnswersAreReadOnce()
    {
        await using var money = await MoneyStage.Ready();
        var (checker, run) = (money.Stage.As(money.Stage.Checker), await money.Released(money.Files));
        (await checker.Get($"/api/v1/payments/runs/{run}/file")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        money.Bank.Moment = () => throw new Died();
        await Should.ThrowAsync<Died>(money.Send);
        await money.LeaseRunsOut();
        money.Bank.Moment = () => { };
        await money.Send();
        (await money.Run(run)).Text("state").ShouldBe("Written");
        (await checker.Post($"/api/v1/payments/runs/{run}/delivery", new { bankReference = "EB1" })).Refused(HttpStatusCode.UnprocessableEntity, "payments.run.not_fetched");
        (await money.Stage.As(money.Stage.Maker).Get($"/api/v1/payments/runs/{run}/file")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");

        var (first, second) = (await checker.Get($"/api/v1/payments/runs/{run}/file"), await checker.Get($"/api/v1/payments/runs/{run}/file"));

        first.Bytes.ShouldBe(second.Bytes);
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(first.Bytes)).ShouldBe((await money.Run(run)).Text("fileHash"));
        first.Text.ShouldContain(";1;FR1420041010050500013M02606;");
        var kept = Directory.GetFiles(Path.Combine(money.Stage.Folder, "blobs"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(kept)).ShouldNotContain(MoneyStage.Iban);
        (await money.Payments(run)).Select(p => p["traceNumber"]!.GetValue<int>()).ShouldBe([1, 2, 3, 4, 5]);
        (await checker.Post($"/api/v1/payments/runs/{run}/delivery", new { bankReference = "EB1" })).Ok()["data"]!.Text("state").ShouldBe("Sent");
        (await checker.Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Late" })).Refused(HttpStatusCode.Conflict, "payments.run.sent");

        var payments = await money.Payments(run);
        var answers = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(payments.Select((p, n) => Update("a" + n, p.Text("paymentKey"), n == 0 ? PaymentState.Failed : PaymentState.Settled, n == 0 ? "AC04" : null)), Foundation.Web.ApiJson.Options);
        var path = $"/api/v1/payments/connections/{money.Files}/answers";
        var maker = money.Stage.As(money.Stage.Maker);
        (await maker.Post(path, new { fileName = "x.xml", content = "bm90aGluZw==" })).Refused(HttpStatusCode.UnprocessableEntity, "connector.refused");
        (await maker.Post(path, new { fileName = "pain002.xml", content = answers })).Ok()["data"]!["new"]!.GetValue<int>().ShouldBe(5);
        (await maker.Post(path, new { fileName = "pain002-again.xml", content = answers })).Ok()["data"]!["new"]!.GetValue<int>().ShouldBe(0);
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Rejected", "Settled", "Settled", "Settled", "Settled"]);
        var second2 = await money.Released(money.Files);
        (await money.Payments(second2)).Single()["traceNumber"]!.GetValue<int>().ShouldBe(6, "a trace number is never given twice");
        (await money.Stage.Scalar<int>("select sequence_of_day from payments.payment_runs order by id desc limit 1")).ShouldBe(2);
        (await money.Stage.Scalar<long>("select count(*) from payments.audit where action = 'payments.run.fetch'")).ShouldBe(2);
    }

    [Fact]
    public async Task ABatchThatTheBankRefusesWhole_IsRefusedForEachPaymentWithoutAnAnswerOfItsOwn()
    {
        await using var money = await MoneyStage.Ready();
        var (checker, maker, run) = (money.Stage.As(money.Stage.Checker), money.Stage.As(money.Stage.Maker), await money.Released(money.Files));
        await money.Send();
        await checker.Get($"/api/v1/payments/runs/{run}/file");
        (await checker.Post($"/api/v1/payments/runs/{run}/delivery", new { bankReference = "EB1" })).Ok();
        var paid = (await money.Payments(run))[1].Text("paymentKey");
        var batch = await money.Stage.Scalar<string>("select reference from payments.payment_runs order by id desc limit 1");
        var whole = new PaymentUpdate("whole", null, null, PaymentState.Failed, "AM05", "Duplicate", new DateOnly(2026, 3, 3), null, BatchId: batch);
        var answers = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new[] { whole, Update("own", paid, PaymentState.Settled), whole with { EventId = "other", BatchId = "SRnobody" } }, Foundation.Web.ApiJson.Options);
        var path = $"/api/v1/payments/connections/{money.Files}/answers";

        var first = (await maker.Post(path, new { fileName = "pain002.xml", content = answers })).Ok()["data"]!;

        (first["new"]!.GetValue<int>(), first["unknown"]!.GetValue<int>()).ShouldBe((6, 1));
        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Rejected", "Settled", "Rejected", "Rejected", "Rejected"]);
        (await maker.Post(path, new { fileName = "pain002-again.xml", content = answers })).Ok()["data"]!["new"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task AFile_HoldsWhatIsStillReleasedWhenItIsKept_AndNothingReversedMeanwhile()
    {
        await using var money = await MoneyStage.Ready();
        var facts = new Queue<FundMath.Book.RecordedFact>([await money.DeclareOne(), await money.DeclareOne()]);
        var instructions = await money.Stage.As(money.Stage.Maker).All("/api/v1/payments/instructions?size=500");
        var run = await money.Prepare(money.Files, new { fundId = money.Fund, connectionId = money.Files, executeOn = money.Today, instructionIds = instructions.Select(i => i.Text("instructionId")) });
        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/release")).Ok();
        await money.Reverse(facts.Dequeue());
        // The other one is reversed while its file is written.
        money.Bank.Moment = () => { if (facts.TryDequeue(out var fact)) money.Reverse(fact).GetAwaiter().GetResult(); };

        (await money.Send()).ShouldBeTrue();

        (await money.Run(run)).Text("state").ShouldBe("Written");
        var payments = (await money.Payments(run)).ToLookup(p => p.Text("state"));
        (payments["Sending"].Count(), payments["Cancelled"].Count()).ShouldBe((5, 10));
        var file = (await money.Stage.As(money.Stage.Checker).Get($"/api/v1/payments/runs/{run}/file")).Text;
        file.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(l => l.Split(';')[0]).ShouldBe(payments["Sending"].Select(p => p.Text("paymentKey")));
        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/delivery", new { bankReference = "EB1" })).Ok();
        (await money.Payments(run)).Count(p => p.Text("state") == "Sent").ShouldBe(5);
    }

    [Fact]
    public async Task AFileRun_OfWhichNothingIsLeft_IsCancelled()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Files);
        await money.Reverse(money.Stage.Others.Fund.Facts[^1]);

        (await money.Send()).ShouldBeTrue();

        (await money.Run(run)).Text("state").ShouldBe("Cancelled");
        (await money.Send()).ShouldBeFalse();
        (await money.Stage.As(money.Stage.Checker).Get($"/api/v1/payments/runs/{run}/file")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task AFileThatWasNotHandedOver_IsTakenBackByWhoeverMayRelease()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Files);
        await money.Send();
        var path = $"/api/v1/payments/runs/{run}/cancel";
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/instructions/{(await money.Instructions())[0].Text("instructionId")}/settle", new { valueDate = money.Today, bankReference = "B" })).Refused(HttpStatusCode.Conflict, "payments.instruction.not_prepared");

        (await money.Stage.As(money.Stage.Maker).Post(path, new { reason = "Not sent" })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await money.Stage.As(money.Stage.Checker, signedInAgo: TimeSpan.FromMinutes(6)).Post(path, new { reason = "Not sent" })).Refused(HttpStatusCode.Forbidden, "payments.release.step_up_needed");
        (await money.Stage.As(money.Stage.Checker).Get($"/api/v1/payments/runs/{run}/file")).Status.ShouldBe(HttpStatusCode.OK);
        (await money.Stage.As(money.Stage.Checker).Post(path, new { reason = "Not sent" })).Ok();
        (await money.Instructions()).ShouldAllBe(i => i.Text("state") == "Prepared");
        (await money.Stage.As(money.Stage.Checker).Get($"/api/v1/payments/runs/{run}/file")).Refused(HttpStatusCode.Conflict, "payments.run.not_written");
    }

    [Fact]
    public async Task AFileThatTheBankAnsweredOn_IsNotTakenBack()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Files);
        await money.Send();
        var refused = Update("own", (await money.Payments(run))[0].Text("paymentKey"), PaymentState.Failed, "AC04");
        var answers = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new[] { refused }, Foundation.Web.ApiJson.Options);
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/connections/{money.Files}/answers", new { fileName = $"pain002_{MoneyStage.Iban}.xml", content = answers })).Ok()["data"]!["new"]!.GetValue<int>().ShouldBe(1);
        (await money.Stage.Scalar<string>("select after::text from payments.audit where action = 'payments.answers.read'")).ShouldNotContain(MoneyStage.Iban);

        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/cancel", new { reason = "Not sent" })).Refused(HttpStatusCode.Conflict, "payments.run.answered");
        (await money.Stage.As(money.Stage.Checker).Get($"/api/v1/payments/runs/{run}/file")).Refused(HttpStatusCode.Conflict, "payments.run.answered");

        (await money.Payments(run)).Select(p => p.Text("state")).ShouldBe(["Rejected", "Sending", "Sending", "Sending", "Sending"]);
        (await money.Instructions()).Count(i => i.Text("state") == "Paying").ShouldBe(4);
    }

    [Fact]
    public async Task AFileToBeHandedOver_IsCheckedAgainWhenItIsFetched_AsOneThatTheHouseDelivers()
    {
        await using var money = await MoneyStage.Ready();
        var (checker, declared) = (money.Stage.As(money.Stage.Checker), money.Stage.Others.Fund.Facts[^1]);
        var (first, path) = (await money.Released(money.Files), "/api/v1/payments/runs/");
        await money.Send();
        (await checker.Get($"{path}{first}/file")).Status.ShouldBe(HttpStatusCode.OK);
        await money.Reverse(declared);
        (await checker.Get($"{path}{first}/file")).Refused(HttpStatusCode.Conflict, "payments.instruction.withdrawn");
        (await money.Run(first))["fetchedAt"].ShouldNotBeNull();
        (await checker.Post($"{path}{first}/cancel", new { reason = "Reversed" })).Ok();

        await money.DeclareOne();
        var second = await money.Released(money.Files);
        await money.Send();
        money.Stage.Clock.Advance(TimeSpan.FromDays(1));
        (await money.Stage.As(money.Stage.Checker).Get($"{path}{second}/file")).Refused(HttpStatusCode.UnprocessableEntity, "payments.run.day_passed");
        (await money.Run(second))["fetchedAt"].ShouldBeNull();
        (await money.Stage.Scalar<long>("select count(*) from payments.audit where action = 'payments.run.fetch'")).ShouldBe(1);
    }

    [Theory]
    [InlineData("cancel", "Released")]
    [InlineData("resume", "Stopped")]
    public async Task WhoStopsOrStartsASender_LocksItsSendingBeforeTheRun_AsTheSenderDoes(string what, string state)
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Stage.Scalar<long>($"with u as (update payments.payment_runs set state = '{state}' returning 1) select count(*) from u");
        await using var sender = new Npgsql.NpgsqlConnection(money.Stage.Database);
        await sender.OpenAsync();
        await using var step = await sender.BeginTransactionAsync();
        await Run("select 1 from payments.payment_sends for update");

        var reply = money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/runs/{run}/{what}", new { reason = "Wrong day" });

        await Waiting.Until(async () => await money.Stage.Scalar<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 1);
        await Run("select 1 from payments.payment_runs for update nowait");
        await step.CommitAsync();
        (await reply).Ok();

        async Task Run(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, sender, step);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task AReversedDistribution_IsNotPaid_AndWhatIsOutIsNotPaidAnewWhenItComesBack()
    {
        await using var money = await MoneyStage.Ready();
        var sent = 0;
        money.Bank.Behaviour = _ => Does.Accepts;
        money.Bank.Moment = () => { if (++sent > 3) throw new Died(); };
        var run = await money.Released(money.Rail);
        await Should.ThrowAsync<Died>(money.Send);
        money.Bank.Moment = () => { };
        var out1 = (await money.Payments(run)).Where(p => p.Text("state") is "Sent" or "Sending").ToList();
        out1.ShouldNotBeEmpty();
        await money.Reverse(money.Stage.Others.Fund.Facts[^1]);
        await money.LeaseRunsOut();
        await money.Send();

        money.Bank.Moved.Count.ShouldBeLessThanOrEqualTo(out1.Count);
        (await money.Payments(run)).Count(p => p.Text("state") == "Cancelled").ShouldBe(5 - out1.Count);
        money.Bank.Tell(Update("back", out1[0].Text("paymentKey"), PaymentState.Returned, "AC04"));
        await money.Follow();
        (await money.Instructions()).Single(i => i.Text("instructionId") == out1[0].Text("instructionId")).Text("state").ShouldBe("Cancelled");
    }

    private static PaymentUpdate Update(string id, string key, PaymentState state, string? code = null) => new(id, key, null, state, code, code is null ? null : "The bank says so.", new DateOnly(2026, 3, 3), null);
}

/// <summary>The process is gone.</summary>
internal sealed class Died() : Exception("The process is gone.");
