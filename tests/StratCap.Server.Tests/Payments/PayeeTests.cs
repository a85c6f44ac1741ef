using System.Net;
using System.Text.Json.Nodes;
using StratCap.Payments.Payees;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>Nobody alone moves the account to which an investor is paid, and nothing is paid to a new one at once.</summary>
public sealed class PayeeTests
{
    [Fact]
    public async Task AnAccount_IsPaidOnlyWhenVerified_ConfirmedByAnother_AndCooledOff()
    {
        await using var money = await Declared();
        var (maker, checker) = (money.Stage.As(money.Stage.Maker), money.Stage.As(money.Stage.Checker));
        var account = await Enter(money, MoneyStage.Iban);
        account["account"]!.Text("state").ShouldBe("Entered");
        var path = Path(account);

        (await checker.Post(path + "/decision", new { confirm = true })).Refused(HttpStatusCode.UnprocessableEntity, "payments.payee.not_verified");
        (await maker.Post(path + "/verification", new { evidence = "short" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(path + "/verification", new { evidence = "Called back on the number of 2024", connectionId = money.Rail })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(path + "/verification", new { evidence = "Called back on the number of 2024" })).Ok()["data"]!["account"]!.Text("state").ShouldBe("Verified");
        (await maker.Post(path + "/decision", new { confirm = true })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var confirmed = (await checker.Post(path + "/decision", new { confirm = true })).Ok()["data"]!;

        confirmed["account"]!.Text("state").ShouldBe("CoolingOff");
        (await checker.Post(path + "/decision", new { confirm = true })).Refused(HttpStatusCode.Conflict, "payments.payee.decided");
        money.Stage.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        (await maker.Get(path)).Ok()["data"]!["account"]!.Text("state").ShouldBe("CoolingOff");
        money.Stage.Clock.Advance(TimeSpan.FromSeconds(1));
        (await maker.Get(path)).Ok()["data"]!["account"]!.Text("state").ShouldBe("Standing");
    }

    [Fact]
    public async Task WhoEnteredAnAccount_MayNotConfirmIt_WhateverHisRights()
    {
        await using var money = await Declared();
        var account = await Enter(money, MoneyStage.Iban, money.Stage.Checker);
        (await money.Stage.As(money.Stage.Maker).Post(Path(account) + "/verification", new { evidence = "Compared with the bank's letter" })).Ok();

        (await money.Stage.As(money.Stage.Checker).Post(Path(account) + "/decision", new { confirm = true })).Refused(HttpStatusCode.UnprocessableEntity, "payments.payee.own");
    }

    [Fact]
    public async Task TwoConfirmAtOnce_OneDecides()
    {
        await using var money = await Declared();
        var account = await Enter(money, MoneyStage.Iban);
        (await money.Stage.As(money.Stage.Maker).Post(Path(account) + "/verification", new { evidence = "Compared with the bank's letter" })).Ok();
        var checker = money.Stage.As(money.Stage.Checker);

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => checker.Post(Path(account) + "/decision", new { confirm = true })));

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        replies.Where(r => r.Status != HttpStatusCode.OK).ShouldAllBe(r => r.Code == "payments.payee.decided");
    }

    [Fact]
    public async Task TheSameKeyTwice_EntersOnce()
    {
        await using var money = await Declared();
        var (maker, key) = (money.Stage.As(money.Stage.Maker), Guid.NewGuid().ToString("N"));
        var path = $"/api/v1/payments/investors/{money.Stage.Others.Fund.Investors[0]}/accounts";
        var first = await maker.Post(path, Body(MoneyStage.Iban), key);
        var (told, again) = (first.Ok()["data"]!, (await maker.Post(path, Body(MoneyStage.Iban), key)).Ok()["data"]!);

        again["account"]!.ToJsonString().ShouldBe(told["account"]!.ToJsonString());
        (told.Text("iban"), again.Text("iban")).ShouldBe((MoneyStage.Iban, "••••••••••••••••••3000"));
        (await maker.All("/api/v1/payments/payee-accounts")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Numbers_LieSealed_AreMaskedInListsAndAudit_AndWholeForThoseWhoCompareThem()
    {
        await using var money = await Declared();
        var account = await Confirmed(money, MoneyStage.Iban);
        var viewer = money.Stage.As(money.Stage.Viewer);

        account.Text("iban").ShouldBe(MoneyStage.Iban);
        (await money.Stage.Scalar<long>("select count(*) from payments.idempotency where body like '%3000%'")).ShouldBe(3, "each write's answer is kept");
        (await money.Stage.Scalar<long>($"select count(*) from payments.idempotency where body like '%{MoneyStage.Iban}%'")).ShouldBe(0);
        (await viewer.Get(Path(account))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var listed = (await money.Stage.As(money.Stage.Checker).Get("/api/v1/payments/payee-accounts")).Text;
        JsonNode.Parse(listed)!["data"]![0]!.Text("mask").ShouldBe("••••••••••••••••••3000");
        listed.ShouldNotContain(MoneyStage.Iban);
        (await money.Stage.As(money.Stage.Checker).Get(Path(account))).Ok()["data"]!.Text("iban").ShouldBe(MoneyStage.Iban);
        (await money.Stage.Scalar<long>($"select count(*) from payments.payee_accounts a where a::text like '%{MoneyStage.Iban}%' or position(convert_to('{MoneyStage.Iban}', 'UTF8') in a.sealed_numbers) > 0")).ShouldBe(0);
        (await money.Stage.Scalar<long>($"select count(*) from payments.audit where (before::text || after::text) like '%{MoneyStage.Iban}%'")).ShouldBe(0);
        (await money.Stage.Scalar<long>("select count(*) from payments.audit where action = 'payments.payee_account.enter'")).ShouldBe(1);
    }

    [Fact]
    public async Task AConnection_VerifiesAnAccount_OrSaysThatItIsNotHis()
    {
        await using var money = await Declared();
        var maker = money.Stage.As(money.Stage.Maker);
        var account = await Enter(money, MoneyStage.Iban);
        var path = Path(account) + "/verification";

        money.Bank.Verdict = VerdictState.Failed;
        (await maker.Post(path, new { connectionId = money.Rail })).Ok()["data"]!["account"]!.Text("state").ShouldBe("Entered");
        money.Bank.Verdict = VerdictState.Pending;
        (await maker.Post(path, new { connectionId = money.Rail })).Ok()["data"]!["account"]!.Text("state").ShouldBe("Entered");
        money.Bank.Away = new ConnectorException(ErrorClass.Transient, "The bank does not answer.");
        (await maker.Post(path, new { connectionId = money.Rail })).Refused(HttpStatusCode.ServiceUnavailable, "connector.unavailable");
        (money.Bank.Away, money.Bank.Verdict) = (null, VerdictState.Verified);
        (await maker.Post(path, new { connectionId = money.Rail })).Ok()["data"]!["account"]!.Text("state").ShouldBe("Verified");
        (await maker.Post(path, new { connectionId = money.Files })).Refused(HttpStatusCode.NotFound, "resource.not_found");

        (await maker.Get(Path(account))).Ok()["data"]!["steps"]!.AsArray().Select(s => s!.Text("kind")).ShouldBe(["VerificationFailed", "VerificationPending", "Verified"]);
    }

    [Fact]
    public async Task AChange_LeavesTheOldAccountStanding_UntilItIsConfirmed_AndEveryVersionStays()
    {
        await using var money = await Declared();
        var (maker, checker) = (money.Stage.As(money.Stage.Maker), money.Stage.As(money.Stage.Checker));
        var first = await Confirmed(money, MoneyStage.Iban);
        money.Stage.Clock.Advance(TimeSpan.FromDays(4));
        var second = await Enter(money, MoneyStage.Other);
        (await maker.Get(Path(first))).Ok()["data"]!["account"]!.Text("state").ShouldBe("Standing");
        (await maker.Post(Path(second) + "/verification", new { evidence = "Compared with the bank's letter" })).Ok();
        (await checker.Post(Path(second) + "/decision", new { confirm = false })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await checker.Post(Path(second) + "/decision", new { confirm = false, reason = "The letter is forged" })).Ok();
        var third = await Confirmed(money, MoneyStage.Other);

        (await maker.Get(Path(first))).Ok()["data"]!["account"]!.Text("state").ShouldBe("Replaced");
        (await maker.All("/api/v1/payments/payee-accounts?sort=number")).Select(a => a.Text("state")).ShouldBe(["Replaced", "Rejected", "CoolingOff"]);
        third["account"]!["number"]!.GetValue<int>().ShouldBe(3);
        foreach (var table in (string[])["payee_accounts", "payee_steps"])
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => money.Stage.Scalar<long>($"with gone as (delete from payments.{table} returning 1) select count(*) from gone"))).Message.ShouldContain("only ever added");
    }

    [Fact]
    public async Task TheList_ByState_HoldsThoseThatTheirPageSaysItOf()
    {
        await using var money = await Declared();
        var (maker, checker) = (money.Stage.As(money.Stage.Maker), money.Stage.As(money.Stage.Checker));
        await Confirmed(money, MoneyStage.Iban);
        await Confirmed(money, MoneyStage.Other);
        await ListsByState("Replaced", "CoolingOff");
        money.Stage.Clock.Advance(TimeSpan.FromDays(4));
        await Enter(money, MoneyStage.Iban);
        var refused = await Enter(money, MoneyStage.Iban);
        (await checker.Post(Path(refused) + "/decision", new { confirm = false, reason = "The letter is forged" })).Ok();
        var open = await Enter(money, MoneyStage.Iban);
        await ListsByState("Replaced", "Standing", "Overtaken", "Rejected", "Entered");
        (await maker.Post(Path(open) + "/verification", new { evidence = "Compared with the bank's letter" })).Ok();
        await ListsByState("Replaced", "Standing", "Overtaken", "Rejected", "Verified");
        // The verifier's last word counts.
        money.Bank.Verdict = VerdictState.Failed;
        (await maker.Post(Path(open) + "/verification", new { connectionId = money.Rail })).Ok();
        await ListsByState("Replaced", "Standing", "Overtaken", "Rejected", "Entered");

        async Task ListsByState(params string[] states)
        {
            (await maker.All("/api/v1/payments/payee-accounts?sort=number")).Select(a => a.Text("state")).ShouldBe(states);
            foreach (var state in Enum.GetNames<PayeeState>())
                (await maker.All($"/api/v1/payments/payee-accounts?state={state}")).Select(a => a.Text("state")).ShouldBe(states.Where(s => s == state), state);
        }
    }

    [Fact]
    public async Task AWrongNumber_OrAnUnknownInvestor_IsRefused()
    {
        await using var money = await Declared();
        var maker = money.Stage.As(money.Stage.Maker);
        var path = $"/api/v1/payments/investors/{money.Stage.Others.Fund.Investors[0]}/accounts";

        (await maker.Post(path, Body("DE89370400440532013001"))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(path, new { holder = "I", bank = "B", iban = MoneyStage.Iban, address = new { street = "Main Street" } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post($"/api/v1/payments/investors/{Guid.NewGuid()}/accounts", Body(MoneyStage.Iban))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await money.Stage.As(money.Stage.Viewer).Post(path, Body(MoneyStage.Iban))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task AnotherFirm_FindsNoSuchAccount()
    {
        await using var money = await Declared();
        var account = await Enter(money, MoneyStage.Iban);
        var stranger = money.Stage.As(money.Stage.Checker, Guid.CreateVersion7());

        (await stranger.Get(Path(account))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Post(Path(account) + "/verification", new { evidence = "Compared with the bank's letter" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Post(Path(account) + "/decision", new { confirm = true })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.All("/api/v1/payments/payee-accounts")).ShouldBeEmpty();
    }

    private static async Task<MoneyStage> Declared()
    {
        var money = await MoneyStage.Open();
        await money.Declare();
        return money;
    }

    private static async Task<JsonNode> Enter(MoneyStage money, string iban, Guid? by = null) =>
        (await money.Stage.As(by ?? money.Stage.Maker).Post($"/api/v1/payments/investors/{money.Stage.Others.Fund.Investors[0]}/accounts", Body(iban))).Ok()["data"]!;

    private static async Task<JsonNode> Confirmed(MoneyStage money, string iban)
    {
        var account = await Enter(money, iban);
        (await money.Stage.As(money.Stage.Maker).Post(Path(account) + "/verification", new { evidence = "Compared with the bank's letter" })).Ok();
        return (await money.Stage.As(money.Stage.Checker).Post(Path(account) + "/decision", new { confirm = true })).Ok()["data"]!;
    }

    private static string Path(JsonNode details) => $"/api/v1/payments/payee-accounts/{details["account"]!.Text("payeeAccountId")}";

    private static object Body(string iban) => new { holder = "Investor 0", bank = "Harbour Bank", iban, address = new { town = "Berlin", country = "de" } };
}
