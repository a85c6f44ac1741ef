using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Payments;
using StratCap.Foundation.Web;
using StratCap.Payments;
using StratCap.Payments.Statements;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Payments;
using StratCap.Server.Tests.Harness;
using StratCap.Testing;

namespace StratCap.Server.Tests.Payments;

/// <summary>Bank lines become receipts and settled payments where it is sure, and questions to people where it is not; no line counts twice.</summary>
public sealed class ReconciliationTests
{
    [Fact]
    public async Task ALineThatQuotesTheReference_BecomesAReceipt_OnceHoweverOftenTheFileComes()
    {
        await using var money = await Called();
        var file = Statement([Line("1", 1_000.01m, text: "SEPA Call 1 Investor 1 thank you"), Line("2", -12.5m, text: "Account fee")]);

        var imported = (await Import(money, file)).Ok()["data"]!;

        (imported["newLines"]!.GetValue<int>(), imported["booked"]!.GetValue<int>(), imported["statements"]![0]!["addsUp"]!.GetValue<bool>()).ShouldBe((2, 1, true));
        await money.Stage.Pump();
        var told = money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem();
        (told.InvestorId, told.Amount, told.ReceivedOn).ShouldBe((money.Stage.Others.Fund.Investors[1], 1_000.01m, new DateOnly(2026, 3, 20)));
        (await Lines(money)).Single(l => l["text"]?.GetValue<string>() == "Account fee")["amount"]!.Text("amount").ShouldBe("-12.50", "as many places as the currency has");
        (await Import(money, file)).Ok()["data"]!["newLines"]!.GetValue<int>().ShouldBe(0);
        (await Import(money, Statement([Line("1", 1_000.01m, text: "SEPA Call 1 Investor 1 thank you"), Line("3", 5m)], "S2"))).Ok()["data"]!["newLines"]!.GetValue<int>().ShouldBe(1, "a line comes once on its account");
        await money.Stage.Tell(new BankReceiptAnswered(money.Fund, told.ReceiptId, true, null));
        (await Lines(money)).Select(l => l.Text("state")).Order().ShouldBe(["Matched", "Open", "Open"]);
        money.Stage.ToldOf<BankReceiptMatched>().Count.ShouldBe(1);
        (await money.Stage.As(money.Stage.Maker).All($"/api/v1/payments/funds/{money.Fund}/statements")).Count.ShouldBe(2);
    }

    [Fact]
    public async Task AStatementThatDoesNotAddUp_IsKeptAndFlagged_AndNothingOfItIsBooked()
    {
        await using var money = await Called();

        var imported = (await Import(money, Statement([Line("1", 1_000.01m, text: "Call 1 Investor 1")], difference: 0.01m, problems: ["The balances differ."]))).Ok()["data"]!;
        var silent = (await Import(money, Statement([Line("2", 1_000.01m, text: "Call 1 Investor 2")], "S2", difference: null))).Ok()["data"]!;

        (imported["booked"]!.GetValue<int>(), silent["booked"]!.GetValue<int>()).ShouldBe((0, 0));
        (imported["statements"]![0]!["addsUp"]!.GetValue<bool>(), imported["statements"]![0]!.Text("problems")).ShouldBe((false, "The balances differ."));
        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().ShouldBeEmpty();
        var line = (await Lines(money)).First(l => l["forPeople"]!.GetValue<bool>());
        var details = (await money.Stage.As(money.Stage.Maker).Get($"/api/v1/payments/bank-lines/{line.Text("lineId")}")).Ok()["data"]!;
        details["proposals"]!.AsArray().ShouldHaveSingleItem()!.Text("rule").ShouldBe("Reference");
    }

    [Fact]
    public async Task PartialOverAndShort_AreToldApart_AndTooMuchWaitsForAPerson()
    {
        await using var money = await Called();
        var (maker, investors) = (money.Stage.As(money.Stage.Maker), money.Stage.Others.Fund.Investors);

        await Import(money, Statement([Line("p", 400m, text: "Call 1 Investor 0"), Line("s", 990m, text: "CALL-1-INVESTOR-1"), Line("o", 1_500m, text: "Call 1 Investor 2")]));

        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().Select(t => t.Amount).Order().ShouldBe([400m, 990m]);
        (await money.Stage.Scalar<string>("select string_agg(outcome || ' ' || rule, ', ' order by amount) from payments.line_matches")).ShouldBe("Partial Reference, ShortByFee NormalisedReference");
        var over = (await Lines(money)).Single(l => l.Text("state") == "Open");
        var path = $"/api/v1/payments/bank-lines/{over.Text("lineId")}";
        var proposal = (await maker.Get(path)).Ok()["data"]!["proposals"]!.AsArray().ShouldHaveSingleItem()!;
        (proposal.Text("outcome"), proposal["amount"]!.Text("amount")).ShouldBe(("Over", "1000.01"));
        object Part(decimal amount) => new { target = "Receipt", callId = _call, investorId = investors[2], amount };
        (await maker.Post(path + "/matches", new { parts = new[] { Part(1_500m) } })).Refused(HttpStatusCode.UnprocessableEntity, "payments.match.exceeds_due");
        (await maker.Post(path + "/matches", new { parts = new[] { Part(1_000.01m), Part(1m) } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(path + "/matches", new { parts = new object[] { Part(1_000.01m), new { target = "Other", amount = 499.99m } } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(path + "/matches", new { parts = new object[] { Part(1_000.01m), new { target = "Other", amount = 600m, reason = "To be sent back" } } })).Refused(HttpStatusCode.UnprocessableEntity, "payments.match.exceeds_line");
        var matched = (await maker.Post(path + "/matches", new { parts = new object[] { Part(1_000.01m), new { target = "Other", amount = 499.99m, reason = "To be sent back" } } })).Ok()["data"]!;
        matched["line"]!.Text("state").ShouldBe("Matched");
        (await maker.Post(path + "/matches", new { parts = new[] { Part(1m) } })).Refused(HttpStatusCode.Conflict, "payments.line.explained");
    }

    [Fact]
    public async Task Investor1_DoesNotTakeWhatInvestor10Paid_AlsoWhenInvestor10OwesNothing()
    {
        await using var money = await Called(limitedPartners: 11);
        await Import(money, Statement([Line("1", 1_000.01m, text: "Call 1 Investor 10"), Line("2", 1_000.01m, text: "call1investor10"), Line("3", 1_000.01m, text: "CALL1 INVESTOR 1")]));
        await money.Stage.Pump();

        money.Stage.ToldOf<BankReceiptMatched>().Select(t => money.Stage.Others.Fund.Investors.IndexOf(t.InvestorId)).ShouldBe([10, 1]);
    }

    [Fact]
    public async Task TheAmountFromAKnownAccount_IsBooked_AndALikeNameIsOnlyProposed()
    {
        await using var money = await Called();
        await Import(money, Statement([Line("1", 1_000.01m, account: MoneyStage.Other), Line("2", 1_000.01m, name: "Investor 0 LLC")]));
        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().ShouldBeEmpty("no investor has that account, and a name is no proof");
        var like = (await Lines(money)).Single(l => l["counterparty"]?.GetValue<string>() == "Investor 0 LLC");
        (await money.Stage.As(money.Stage.Maker).Get($"/api/v1/payments/bank-lines/{like.Text("lineId")}")).Ok()["data"]!["proposals"]!.AsArray().ShouldAllBe(p => p!.Text("rule") == "AmountAndName");
        await Account(money, money.Stage.Others.Fund.Investors[1], MoneyStage.Iban);

        await Import(money, Statement([Line("3", 1_000.01m, account: "DE89 3704 0044 0532 0130 00")], "S2"));

        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem().InvestorId.ShouldBe(money.Stage.Others.Fund.Investors[1]);
        (await money.Stage.Scalar<long>($"select count(*) from payments.bank_lines l where l::text like '%{MoneyStage.Iban}%' or l::text like '%0532 0130%'")).ShouldBe(0);
    }

    [Fact]
    public async Task WhatTheBookRefuses_AndWhatAPersonTakesBack_OpensTheLineAgain()
    {
        await using var money = await Called();
        var maker = money.Stage.As(money.Stage.Maker);
        await Import(money, Statement([Line("1", 1_000.01m, text: "Call 1 Investor 1"), Line("2", 1_000.01m, text: "Call 1 Investor 2")]));
        await money.Stage.Pump();
        var (first, second) = (money.Stage.ToldOf<BankReceiptMatched>()[0], money.Stage.ToldOf<BankReceiptMatched>()[1]);

        await money.Stage.Tell(new BankReceiptAnswered(money.Fund, first.ReceiptId, false, "The call asks nothing of this investor any more."));
        await money.Stage.Tell(new BankReceiptAnswered(money.Fund, second.ReceiptId, true, null));

        (await Lines(money)).Select(l => l.Text("state")).Order().ShouldBe(["Matched", "Open"]);
        money.Stage.ToldOf<PaymentAttentionNeeded>().ShouldHaveSingleItem().Reason.ShouldBe("The call asks nothing of this investor any more.");
        var line = (await Lines(money)).Single(l => l.Text("state") == "Matched");
        var undo = $"/api/v1/payments/bank-lines/{line.Text("lineId")}/matches/{second.ReceiptId}/undo";
        (await maker.Post(undo, new { reason = " " })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await money.Stage.As(money.Stage.Viewer).Post(undo, new { reason = "Wrong" })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await money.Stage.As(money.Stage.Maker, Guid.CreateVersion7()).Post(undo, new { reason = "Wrong" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await maker.Post(undo, new { reason = "It was for the other fund" })).Ok()["data"]!["line"]!.Text("state").ShouldBe("Matched", "the book has not answered");
        (await maker.Post(undo, new { reason = "Again" })).Refused(HttpStatusCode.Conflict, "payments.match.being_taken_back");
        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptTakenBack>().ShouldHaveSingleItem().ReceiptId.ShouldBe(second.ReceiptId);
        await money.Stage.Tell(new BankReceiptTakeBackAnswered(money.Fund, second.ReceiptId, true, null));
        (await Lines(money)).ShouldAllBe(l => l.Text("state") == "Open");
        (await maker.Post(undo, new { reason = "Again" })).Refused(HttpStatusCode.Conflict, "payments.match.ended");
        (await money.Stage.Scalar<string>("select string_agg(state || ' by ' || ended_by_name, ', ' order by id) from payments.line_matches where state = 'Undone'")).ShouldStartWith("Undone by User");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatTheBookDoesNotGiveBack_StandsAsBefore_AndPeopleAreTold(bool byTheBank)
    {
        await using var money = await Called();
        await Import(money, Statement([Line("1", 1_000.01m, text: "Call 1 Investor 1") with { BankReference = "BR-77" }]));
        await money.Stage.Pump();
        var told = money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem();
        await money.Stage.Tell(new BankReceiptAnswered(money.Fund, told.ReceiptId, true, null));
        var line = (await Lines(money)).ShouldHaveSingleItem().Text("lineId");
        if (byTheBank) await Import(money, Statement([Line("2", -1_000.01m) with { BankReference = "BR-77", IsReversal = true }], "S2"));
        else (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/bank-lines/{line}/matches/{told.ReceiptId}/undo", new { reason = "Wrong" })).Ok();
        (await Lines(money)).ShouldAllBe(l => l.Text("state") == "Matched");

        await money.Stage.Tell(new BankReceiptTakeBackAnswered(money.Fund, told.ReceiptId, false, "The transfer depends on it."));

        money.Stage.ToldOf<PaymentAttentionNeeded>().ShouldHaveSingleItem().Reason.ShouldBe("The book does not take the receipt back: The transfer depends on it.");
        var matches = (await money.Stage.As(money.Stage.Maker).Get($"/api/v1/payments/bank-lines/{line}")).Ok()["data"]!["matches"]!.AsArray();
        matches.ShouldHaveSingleItem()!.Text("state").ShouldBe("Standing");
        matches[0]!["endedAt"].ShouldBeNull();
        (await Lines(money)).Single(l => l.Text("lineId") == line).Text("state").ShouldBe("Matched");
        (await Lines(money)).Where(l => l.Text("lineId") != line).Select(l => l.Text("state")).ShouldBe(byTheBank ? ["Open"] : []);
    }

    [Fact]
    public async Task APaymentTheBookDoesNotTake_IsToldToPeople()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();
        var payment = (await money.Payments(run))[0];
        var (instruction, distribution) = (Guid.Parse(payment.Text("instructionId")), money.Distribution.Id);

        await money.Stage.Tell(new PaymentRefusedByBook(money.Fund, distribution, instruction, instruction, false, "The distribution was reversed."));
        await money.Stage.Tell(new PaymentRefusedByBook(money.Fund, distribution, instruction, instruction, true, "The transfer depends on it."));

        var told = money.Stage.ToldOf<PaymentAttentionNeeded>();
        told.Select(t => t.Reason).ShouldBe(["It is paid, and the book does not take the payment: record it. The distribution was reversed.", "It came back, and the book does not take the payment back: record it. The transfer depends on it."]);
        told.ShouldAllBe(t => t.RunId.ToString() == run);
        (await money.Stage.Scalar<long>("select count(*) from payments.audit where action = 'payments.instruction.not_in_book'")).ShouldBe(2);
    }

    [Fact]
    public async Task ALineTheBankTakesBack_TakesItsReceiptBack()
    {
        await using var money = await Called();
        await Import(money, Statement([Line("1", 1_000.01m, text: "Call 1 Investor 1") with { BankReference = "BR-77" }]));
        await money.Stage.Pump();
        var told = money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem();
        await money.Stage.Tell(new BankReceiptAnswered(money.Fund, told.ReceiptId, true, null));

        await Import(money, Statement([Line("2", -1_000.01m) with { BankReference = "BR-77", IsReversal = true }, Line("3", -5m) with { BankReference = "BR-78", IsReversal = true }], "S2"));

        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptTakenBack>().ShouldHaveSingleItem().ReceiptId.ShouldBe(told.ReceiptId);
        (await money.Stage.Scalar<string>("select string_agg(target || ' ' || state, ', ' order by id) from payments.line_matches")).ShouldBe("Receipt Told, ReceiptReversed Told");
        await money.Stage.Tell(new BankReceiptTakeBackAnswered(money.Fund, told.ReceiptId, true, null));
        (await Lines(money)).Select(l => l.Text("state")).Order().ShouldBe(["Matched", "Matched", "Open"]);
        (await money.Stage.Scalar<string>("select string_agg(target || ' ' || state, ', ' order by id) from payments.line_matches")).ShouldBe("Receipt Reversed, ReceiptReversed Standing");
    }

    [Fact]
    public async Task APaymentOnTheStatement_IsSettledByIt_AndOneThatComesBackIsToBePaidAnew()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();
        var payment = (await money.Payments(run))[0];
        var amount = payment.Money("amount");

        await Import(money, Statement([Line("1", -amount) with { EndToEndId = payment.Text("paymentKey") }]));
        await money.Stage.Pump();
        var settled = money.Stage.ToldOf<PaymentSettled>().ShouldHaveSingleItem();
        (settled.Amount, settled.ValueDate).ShouldBe((amount, new DateOnly(2026, 3, 20)));
        var line = (await Lines(money)).ShouldHaveSingleItem();
        var match = (await money.Stage.As(money.Stage.Maker).Get($"/api/v1/payments/bank-lines/{line.Text("lineId")}")).Ok()["data"]!["matches"]![0]!;
        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/bank-lines/{line.Text("lineId")}/matches/{match.Text("matchId")}/undo", new { reason = "x" })).Refused(HttpStatusCode.UnprocessableEntity, "payments.match.settled");

        await Import(money, Statement([Line("2", amount) with { EndToEndId = payment.Text("paymentKey") }], "S2"));
        await money.Stage.Pump();

        money.Stage.ToldOf<PaymentReturned>().ShouldHaveSingleItem().PaymentId.ShouldBe(settled.PaymentId!.Value);
        var instruction = (await money.Instructions()).Single(i => i.Text("instructionId") == payment.Text("instructionId"));
        (instruction.Text("state"), instruction["attempt"]!.GetValue<int>()).ShouldBe(("Prepared", 2));
    }

    [Theory]
    [InlineData("key")]
    [InlineData("run")]
    [InlineData("nothing")]
    public async Task AnAttemptThatCameBackOverTheStream_AndIsOnTheStatementLater_DoesNotSettleTheNextAttempt(string quoted)
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();
        var payment = (await money.Payments(run)).Single(p => p.Money("amount") == 75m);
        money.Bank.Tell(Returned(payment));
        await money.Follow();
        var reference = quoted == "key" ? payment.Text("paymentKey") : quoted == "run" ? (await money.Run(run)).Text("reference") : null;

        var imported = (await Import(money, Statement([
            Line("1", -75m, text: reference, name: payment.Text("payeeName"), account: MoneyStage.Iban), Line("2", 75m, text: reference, name: payment.Text("payeeName"), account: MoneyStage.Iban)]))).Ok()["data"]!;

        imported["booked"]!.GetValue<int>().ShouldBe(0);
        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentSettled>().ShouldBeEmpty();
        (await Lines(money)).ShouldAllBe(l => l.Text("state") == "Open");
        var instruction = (await money.Instructions()).Single(i => i.Text("instructionId") == payment.Text("instructionId"));
        (instruction.Text("state"), instruction["attempt"]!.GetValue<int>()).ShouldBe(("Prepared", 2));
    }

    [Fact]
    public async Task TheNextAttempt_IsSettledByItsOwnKey()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();
        money.Bank.Tell(Returned((await money.Payments(run)).Single(p => p.Money("amount") == 75m)));
        await money.Follow();
        var again = await money.Released(money.Rail);
        await money.Send();

        await Import(money, Statement([Line("1", -75m) with { EndToEndId = (await money.Payments(again)).ShouldHaveSingleItem().Text("paymentKey") }]));

        await money.Stage.Pump();
        var settled = money.Stage.ToldOf<PaymentSettled>().ShouldHaveSingleItem();
        (settled.Amount, settled.PaymentId == settled.InstructionId).ShouldBe((75m, false));
    }

    [Fact]
    public async Task APaymentThatTheBankTellsOf_WhileItsLineIsExplained_LeavesTheLineOpen()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();
        var payment = (await money.Payments(run)).First(p => p.Money("amount") == 80m);
        await Import(money, Statement([Line("1", -80m, account: MoneyStage.Iban)]));
        var line = (await Lines(money)).ShouldHaveSingleItem();
        line.Text("state").ShouldBe("Open", "two payments are of that amount");
        var (books, reconciler) = (money.Stage.Services.GetRequiredService<IFundBooks>(), money.Stage.Services.GetRequiredService<Reconciler>());
        var before = await money.Stage.In<PaymentsDbContext, Expected>(async db => (await Expected.Of(db, books, money.Fund, money.Stage.Clock.GetUtcNow(), default))!);
        before.Payments.RemoveAll(p => p.InstructionId.ToString() != payment.Text("instructionId"));
        money.Bank.Tell(Returned(payment));
        await money.Follow();

        var booked = await money.Stage.In<PaymentsDbContext, int>(async db => await reconciler.Book(db, await db.Lines.AsTracking().SingleAsync(), before, 0, default));

        booked.ShouldBe(0);
        (await Lines(money)).ShouldHaveSingleItem().Text("state").ShouldBe("Open");
        (await money.Instructions()).ShouldAllBe(i => i.Text("state") != "Settled");
    }

    [Fact]
    public async Task ARunThatTheBankBooksAsOneLine_SettlesEachOfItsPayments()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();

        await Import(money, Statement([Line("1", -395m, text: $"BATCH {(await money.Run(run)).Text("reference")}")]));

        await money.Stage.Pump();
        money.Stage.ToldOf<PaymentSettled>().Sum(s => s.Amount).ShouldBe(395m);
        (await money.Instructions()).ShouldAllBe(i => i.Text("state") == "Settled");
        (await Lines(money)).ShouldHaveSingleItem().Text("state").ShouldBe("Matched");
    }

    [Fact]
    public async Task AStatementInAnyOrder_LocksItsPaymentsAsAnswersDo()
    {
        await using var money = await MoneyStage.Ready();
        var run = await money.Released(money.Rail);
        await money.Send();
        var payments = await money.Payments(run);
        await using var answers = new Npgsql.NpgsqlConnection(money.Stage.Database);
        await answers.OpenAsync();
        await using var step = await answers.BeginTransactionAsync();
        await Lock(0);

        var imported = Import(money, Statement([.. payments.AsEnumerable().Reverse().Select((p, n) => Line(n.ToString(System.Globalization.CultureInfo.InvariantCulture), -p.Money("amount"), text: p.Text("paymentKey")))]));

        await Waiting.Until(async () => await money.Stage.Scalar<long>("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") == 1);
        for (var later = 1; later < payments.Count; later++) await Lock(later);
        await step.CommitAsync();
        (await imported).Ok()["data"]!["booked"]!.GetValue<int>().ShouldBe(payments.Count);

        async Task Lock(int place)
        {
            await using var command = new Npgsql.NpgsqlCommand($"select 1 from payments.run_payments where id = '{payments[place].Text("paymentId")}' for update", answers, step);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task TwoPersonsAtOnce_ExplainALineOnce_AndTheDatabaseWouldNotLetThem()
    {
        await using var money = await Called();
        var maker = money.Stage.As(money.Stage.Maker);
        await Import(money, Statement([Line("1", 30m)]));
        var path = $"/api/v1/payments/bank-lines/{(await Lines(money))[0].Text("lineId")}/matches";

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => maker.Post(path, new { parts = new[] { new { target = "Fee", amount = 30m, reason = "Interest" } } })));

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        replies.Where(r => r.Status != HttpStatusCode.OK).ShouldAllBe(r => r.Code == "payments.line.explained");
        (await Should.ThrowAsync<Npgsql.PostgresException>(() => money.Stage.Scalar<long>("with u as (update payments.bank_lines set explained = explained + 1 returning 1) select count(*) from u"))).Message.ShouldContain("explained_once");
    }

    [Fact]
    public async Task AnnouncedLines_AndLinesBookedByTheirParts_AreNotExplained()
    {
        await using var money = await Called();
        await Import(money, Statement([
            Line("a", 1_000.01m, text: "Call 1 Investor 0") with { Status = BankStatus.Pending }, Line("b", 2_000.02m, text: "Collected"),
            Line("b1", 1_000.01m, text: "Call 1 Investor 1") with { BatchId = "b" }, Line("b2", 1_000.01m, text: "Call 1 Investor 2") with { BatchId = "b" }]));
        await money.Stage.Pump();

        money.Stage.ToldOf<BankReceiptMatched>().Select(t => money.Stage.Others.Fund.Investors.IndexOf(t.InvestorId)).ShouldBe([1, 2]);
        (await Lines(money)).Count(l => l.Text("state") == "NotBooked").ShouldBe(2);
    }

    [Fact]
    public async Task AnAnnouncedLine_IsBookedWhenTheBankBooksIt_Once()
    {
        await using var money = await Called();
        var line = Line("a", 1_000.01m, text: "Call 1 Investor 1") with { Status = BankStatus.Pending, BookedOn = null };
        (await Import(money, Statement([line, Line("i", 5m) with { Status = BankStatus.Information }], "C52", difference: null))).Ok()["data"]!["booked"]!.GetValue<int>().ShouldBe(0);
        BankTransaction[] booked = [line with { Status = BankStatus.Booked, BookedOn = new DateOnly(2026, 3, 21), EndToEndId = "E2E" }, Line("i", 5m)];

        var imported = (await Import(money, Statement(booked))).Ok()["data"]!;
        (await Import(money, Statement([line, .. booked], "S2"))).Ok()["data"]!["booked"]!.GetValue<int>().ShouldBe(0);

        (imported["newLines"]!.GetValue<int>(), imported["booked"]!.GetValue<int>()).ShouldBe((0, 1));
        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem().InvestorId.ShouldBe(money.Stage.Others.Fund.Investors[1]);
        var lines = await Lines(money);
        lines.Select(l => l.Text("state")).Order().ShouldBe(["Matched", "Open"]);
        var receipt = lines.Single(l => l.Text("state") == "Matched");
        (receipt.Text("status"), receipt.Text("bookedOn"), receipt.Text("endToEndId"), receipt["forPeople"]!.GetValue<bool>()).ShouldBe(("Booked", "2026-03-21", "E2E", false));
        receipt.Text("statementId").ShouldBe(imported["statements"]![0]!.Text("statementId"));
    }

    [Fact]
    public async Task ALineTheInterfaceTakesBack_EndsWhenItWasAnnounced_AndIsForPeopleWhenItWasBooked()
    {
        await using var money = await Called();
        var announced = Line("a", 1_000.01m, text: "Call 1 Investor 1") with { Status = BankStatus.Pending };
        var removed = new BankTransaction("a", "FR14", BankStatus.Removed, null, null, new Amount(0m, "XXX"));
        await Import(money, Statement([announced, Line("b", 1_000.01m, text: "Call 1 Investor 2")]));
        await Import(money, Statement([removed, removed with { Id = "b" }], "S2"));
        await Import(money, Statement([announced], "S3"));
        await money.Stage.Pump();
        (await ByText(money)).Select(l => (l.Text("state"), l.Text("status"), l["amount"]!.Text("amount"))).ShouldBe([("NotBooked", "Removed", "1000.01"), ("Matched", "Booked", "1000.01")]);
        var told = money.Stage.ToldOf<PaymentAttentionNeeded>().ShouldHaveSingleItem();
        (told.State, told.PaymentId.ToString()).ShouldBe(("Removed", (await ByText(money))[1].Text("lineId")));

        (await Import(money, Statement([announced with { Status = BankStatus.Booked }], "S4"))).Ok()["data"]!["booked"]!.GetValue<int>().ShouldBe(0);

        var again = (await ByText(money))[0];
        (again.Text("state"), again["forPeople"]!.GetValue<bool>()).ShouldBe(("Open", true), "the bank said two things of it");
    }

    [Fact]
    public async Task ALineWithoutBalances_IsBookedWhenAStatementThatAddsUpRepeatsIt_UnlessAPersonExplainedIt()
    {
        await using var money = await Called();
        var maker = money.Stage.As(money.Stage.Maker);
        BankTransaction[] lines = [.. Enumerable.Range(0, 3).Select(n => Line("n" + n, 1_000.01m, text: $"Call 1 Investor {n}"))];
        await Import(money, Statement(lines, "C54", difference: null));
        var stored = (await ByText(money)).ConvertAll(l => $"/api/v1/payments/bank-lines/{l.Text("lineId")}/matches");
        foreach (var path in stored[1..]) (await maker.Post(path, new { parts = new[] { new { target = "Other", amount = 1_000m, reason = "A gift" } } })).Ok();
        var undone = (await maker.Get(stored[2][..^"/matches".Length])).Ok()["data"]!["matches"]![0]!.Text("matchId");
        (await maker.Post($"{stored[2]}/{undone}/undo", new { reason = "Not yet" })).Ok();

        var imported = (await Import(money, Statement(lines))).Ok()["data"]!;

        (imported["newLines"]!.GetValue<int>(), imported["booked"]!.GetValue<int>()).ShouldBe((0, 1));
        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().ShouldHaveSingleItem().InvestorId.ShouldBe(money.Stage.Others.Fund.Investors[0]);
        (await ByText(money)).Select(l => l.Text("state")).ShouldBe(["Matched", "Partly", "Open"]);
    }

    [Fact]
    public async Task TheParts_OfALineThatCameAlone_TakeItsPlace_UnlessItIsExplained()
    {
        await using var money = await Called();
        BankTransaction[] sums = [Line("b", 2_000.02m, text: "Collected"), Line("c", 1_000.01m, text: "Call 1 Investor 0")];
        await Import(money, Statement(sums));
        BankTransaction[] parts = [Line("b1", 1_000.01m, text: "Call 1 Investor 1") with { BatchId = "b" }, Line("b2", 1_000.01m, text: "Call 1 Investor 2") with { BatchId = "b" }, Line("c1", 1_000.01m, text: "Call 1 Investor 0 part") with { BatchId = "c" }];

        await Import(money, Statement([sums[0], parts[0], parts[1], sums[1], parts[2]], "C54", difference: null));

        (await ByText(money)).Select(l => l.Text("state")).ShouldBe(["Matched", "NotBooked", "Open", "Open", "NotBooked"]);
    }

    [Fact]
    public async Task AStrangersFund_AWrongFile_AndAnUnknownConnection_AreRefused()
    {
        await using var money = await Called();
        var file = Statement([Line("1", 1m)]);
        var path = $"/api/v1/payments/funds/{money.Fund}/statements";
        object Body(Guid connection, byte[] content, string name = "s.xml") => new { connectionId = connection, fileName = name, content };

        (await money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/funds/{Guid.NewGuid()}/statements", Body(money.Files, file))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await money.Stage.As(money.Stage.Maker).Post(path, Body(Guid.NewGuid(), file))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await money.Stage.As(money.Stage.Maker).Post(path, Body(money.Files, "nothing"u8.ToArray()))).Refused(HttpStatusCode.UnprocessableEntity, "connector.refused");
        (await money.Stage.As(money.Stage.Maker).Post(path, Body(money.Files, file, "../s.xml"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await money.Stage.As(money.Stage.Viewer).Post(path, Body(money.Files, file))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Import(money, file)).Ok();
        var line = (await Lines(money))[0].Text("lineId");
        (await money.Stage.As(money.Stage.Maker, Guid.CreateVersion7()).Get($"/api/v1/payments/bank-lines/{line}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await money.Stage.As(money.Stage.Maker, Guid.CreateVersion7()).Post($"/api/v1/payments/bank-lines/{line}/matches", new { parts = new[] { new { target = "Fee", amount = 1m } } })).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task AStatementOfAnotherAccount_IsRefused_AndSoIsAnyWhileNoAccountIsConfirmed()
    {
        await using var money = await MoneyStage.Open();
        money.Stage.Others.Fund.Begin(3);
        money.Stage.Others.Fund.Call(_call);
        BankTransaction[] lines = [Line("1", 1_000.01m, text: "Call 1 Investor 1")];
        (await Import(money, Statement(lines))).Refused(HttpStatusCode.UnprocessableEntity, "payments.statement.other_account");
        (await money.Stage.As(money.Stage.Maker).Put($"/api/v1/payments/funds/{money.Fund}/receiving-account", new { holder = "The Fund", bank = "Harbour Bank", iban = MoneyStage.OwnIban })).Ok();
        (await Import(money, Statement(lines))).Refused(HttpStatusCode.UnprocessableEntity, "payments.statement.other_account");
        await money.OwnAccount();

        var refused = (await Import(money, Statement(lines, account: MoneyStage.Iban))).Refused(HttpStatusCode.UnprocessableEntity, "payments.statement.other_account");

        refused.Text.ShouldNotContain(MoneyStage.Iban);
        (await Lines(money)).ShouldBeEmpty();
        await money.Stage.Pump();
        money.Stage.ToldOf<BankReceiptMatched>().ShouldBeEmpty();
        (await Import(money, Statement(lines, account: "FR14 2004 1010 0505 0001 3M02 606"))).Ok()["data"]!["booked"]!.GetValue<int>().ShouldBe(1);
    }

    private readonly Guid _call = Guid.CreateVersion7();

    private static PaymentUpdate Returned(JsonNode payment) => new("back", payment.Text("paymentKey"), null, PaymentState.Returned, "AC04", "Closed", new DateOnly(2026, 3, 3), null);

    /// <summary>A call of 1,000.01 from each investor stands in the book of a fund with a bank account.</summary>
    private async Task<MoneyStage> Called(int limitedPartners = 3)
    {
        var money = await MoneyStage.Open();
        money.Stage.Others.Fund.Begin(limitedPartners);
        money.Stage.Others.Fund.Call(_call);
        await money.OwnAccount();
        return money;
    }

    internal static async Task Account(MoneyStage money, Guid investor, string iban)
    {
        var (maker, checker) = (money.Stage.As(money.Stage.Maker), money.Stage.As(money.Stage.Checker));
        var id = (await maker.Post($"/api/v1/payments/investors/{investor}/accounts", new { holder = "I", bank = "B", iban })).Ok()["data"]!["account"]!.Text("payeeAccountId");
        (await maker.Post($"/api/v1/payments/payee-accounts/{id}/verification", new { evidence = "Compared with the bank's letter" })).Ok();
        (await checker.Post($"/api/v1/payments/payee-accounts/{id}/decision", new { confirm = true })).Ok();
    }

    private static Task<Reply> Import(MoneyStage money, byte[] file) =>
        money.Stage.As(money.Stage.Maker).Post($"/api/v1/payments/funds/{money.Fund}/statements", new { connectionId = money.Files, fileName = "statement.xml", content = file });

    private static Task<List<JsonNode>> Lines(MoneyStage money) => money.Stage.As(money.Stage.Maker).All($"/api/v1/payments/funds/{money.Fund}/bank-lines?sort=importedAt");

    private static async Task<List<JsonNode>> ByText(MoneyStage money) => [.. (await Lines(money)).OrderBy(l => l.Text("text"), StringComparer.Ordinal)];

    internal static BankTransaction Line(string id, decimal amount, string? text = null, string? name = null, string? account = null) =>
        new(id, "FR14", BankStatus.Booked, new DateOnly(2026, 3, 20), new DateOnly(2026, 3, 20), new Amount(amount, "USD"), Counterparty: name, CounterpartyAccount: account, Text: text);

    internal static byte[] Statement(BankTransaction[] lines, string id = "S1", decimal? difference = 0m, string[]? problems = null, string account = MoneyStage.OwnIban) => JsonSerializer.SerializeToUtf8Bytes(
        new StatementFile("camt.053.001.08", [new Statement(id, account, "USD", 0, new DateOnly(2026, 3, 19), lines.Sum(l => l.Amount.Value), new DateOnly(2026, 3, 20), lines, difference, problems ?? [])]), ApiJson.Options);
}
