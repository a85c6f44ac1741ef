using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Plugins;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>A bank account that its holder links at a vendor's page is one more account of his: nobody alone makes it payable, it is paid over its connection alone, and what opens it is told to nobody.</summary>
public sealed class AccountLinkTests
{
    private const string Links = "/api/v1/payments/account-links";

    [Fact]
    public async Task ALinkedAccount_IsVerifiedByItsVendor_ConfirmedByAnother_AndPaidOverItsConnectionAlone()
    {
        await using var money = await MoneyStage.Ready(new() { ["Payments:CoolingOffDays"] = "0" }, limitedPartners: 1);
        var (maker, checker) = (money.Stage.As(money.Stage.Maker), money.Stage.As(money.Stage.Checker));
        var link = await Linked(money);
        var chosen = link["accounts"]![0]!;
        (link.Text("state"), chosen.Text("mask"), chosen.Text("mandateReference")).ShouldBe(("Linked", "7742", "mandate-of-bank"));
        var entered = (await maker.Post($"{Links}/{Id(link)}/payee-account", new { linkedAccountId = chosen.Text("linkedAccountId"), bank = "Harbour Bank" })).Ok()["data"]!;
        (entered["account"]!.Text("state"), entered["account"]!.Text("mask"), entered["iban"]).ShouldBe(("Entered", "••••7742", null));
        var account = $"/api/v1/payments/payee-accounts/{entered["account"]!.Text("payeeAccountId")}";

        money.Bank.Verdict = VerdictState.Failed;
        (await maker.Post(account + "/verification", new { connectionId = money.Rail })).Ok()["data"]!["account"]!.Text("state").ShouldBe("Entered");
        (await checker.Post(account + "/decision", new { confirm = true })).Refused(HttpStatusCode.UnprocessableEntity, "payments.payee.not_verified");
        money.Bank.Verdict = VerdictState.Verified;
        (await maker.Post(account + "/verification", new { connectionId = money.Rail })).Ok()["data"]!["steps"]![1]!["nameScore"]!.GetValue<int>().ShouldBe(98);
        (await checker.Post(account + "/decision", new { confirm = true })).Ok()["data"]!["account"]!.Text("state").ShouldBe("Standing");

        var carried = (await money.Instructions()).Where(i => i.Text("investorId") == Investor(money).ToString()).Select(i => i.Text("instructionId")).ToList();
        var elsewhere = await maker.Post("/api/v1/payments/runs", new { fundId = money.Fund, connectionId = money.Files, executeOn = money.Today, instructionIds = carried });
        elsewhere.Refused(HttpStatusCode.UnprocessableEntity, "payments.run.not_payable").Text.ShouldContain("linked over another connection");
        var run = await money.Prepare(money.Rail, new { fundId = money.Fund, connectionId = money.Rail, executeOn = money.Today, instructionIds = carried });
        (await checker.Post($"/api/v1/payments/runs/{run}/release")).Ok();
        (await money.Send()).ShouldBeTrue();

        var order = money.Bank.Received.First();
        (order.Party.Account.VendorId, order.Party.Account.Iban, order.Party.Account.AccountNumber).ShouldBe(($"item_{Key(link)}/acc1", null, null));
    }

    [Fact]
    public async Task WhoOpenedOrCompletedALink_MayNotConfirmItsAccount()
    {
        await using var money = await Declared();
        var (maker, checker) = (money.Stage.As(money.Stage.Maker), money.Stage.As(money.Stage.Checker));
        var begun = (await checker.Post(Links, Body(money))).Ok()["data"]!["link"]!;
        var link = (await maker.Post($"{Links}/{Id(begun)}/completion", new { pageAnswer = "agreed" })).Ok()["data"]!;
        var account = (await maker.Post($"{Links}/{Id(link)}/payee-account", new { linkedAccountId = link["accounts"]![0]!.Text("linkedAccountId"), bank = "Harbour Bank" })).Ok()["data"]!["account"]!.Text("payeeAccountId");
        (await maker.Post($"/api/v1/payments/payee-accounts/{account}/verification", new { connectionId = money.Rail })).Ok();

        (await checker.Post($"/api/v1/payments/payee-accounts/{account}/decision", new { confirm = true })).Refused(HttpStatusCode.UnprocessableEntity, "payments.payee.own");
    }

    [Fact]
    public async Task ThePagesToken_IsToldOnce_AndIsInNoTable()
    {
        await using var money = await Declared();
        var (maker, key) = (money.Stage.As(money.Stage.Maker), Guid.NewGuid().ToString("N"));
        var first = (await maker.Post(Links, Body(money), key)).Ok()["data"]!;
        var again = (await maker.Post(Links, Body(money), key)).Ok()["data"]!;

        (first.Text("pageToken"), again["pageToken"]).ShouldBe(("page-token-1", null));
        Id(again["link"]!).ShouldBe(Id(first["link"]!));
        (await maker.Post(Links, new { connectionId = money.Rail, purpose = "Verify", holder = "Another", investorId = Investor(money) }, key)).Status.ShouldBe(HttpStatusCode.Conflict, "the same key is of the same request");
        money.Bank.Asked.Count.ShouldBe(1);
        var opened = (await maker.Post($"{Links}/{Id(first["link"]!)}/page")).Ok()["data"]!;
        opened.Text("pageToken").ShouldBe("page-token-2");
        money.Bank.Asked.Select(a => a.Key).Distinct().ShouldHaveSingleItem("the vendor knows one link");
        foreach (var table in (string[])["account_links", "idempotency", "audit", "outbox"])
            (await money.Stage.Scalar<long>($"select count(*) from payments.{table} t where t::text like '%page-token-%'")).ShouldBe(0, table);
    }

    [Fact]
    public async Task TwoCompleteAtOnce_OneDoes()
    {
        await using var money = await Declared();
        var maker = money.Stage.As(money.Stage.Maker);
        var link = Id((await maker.Post(Links, Body(money))).Ok()["data"]!["link"]!);

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => maker.Post($"{Links}/{link}/completion", new { pageAnswer = "agreed" })));

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        replies.Where(r => r.Status != HttpStatusCode.OK).ShouldAllBe(r => r.Code == "payments.link.stands");
        money.Bank.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnAnswerThatIsNone_OrAVendorThatIsAway_LeavesTheLinkAsItWas_AndWhatRanOutIsOpenedAnew()
    {
        await using var money = await Declared();
        var maker = money.Stage.As(money.Stage.Maker);
        money.Bank.PageExpiresAt = money.Stage.Clock.GetUtcNow().AddHours(4);
        var path = $"{Links}/{Id((await maker.Post(Links, Body(money))).Ok()["data"]!["link"]!)}";
        (await maker.Post(path + "/completion", new { pageAnswer = "forged" })).Refused(HttpStatusCode.UnprocessableEntity, "connector.refused");
        money.Bank.Away = new ConnectorException(ErrorClass.Transient, "The vendor does not answer.");
        (await maker.Post(path + "/completion", new { pageAnswer = "agreed" })).Refused(HttpStatusCode.ServiceUnavailable, "connector.unavailable");
        money.Bank.Away = null;
        (await maker.Get(path)).Ok()["data"]!.Text("state").ShouldBe("Open");

        money.Stage.Clock.Advance(TimeSpan.FromHours(5));
        (await maker.Get(path)).Ok()["data"]!.Text("state").ShouldBe("Expired");
        (await maker.All(Links + "?state=Expired")).ShouldHaveSingleItem();
        (await maker.Post(path + "/completion", new { pageAnswer = "agreed" })).Refused(HttpStatusCode.UnprocessableEntity, "payments.link.expired");
        money.Bank.PageExpiresAt = money.Stage.Clock.GetUtcNow().AddHours(4);
        (await maker.Post(path + "/page")).Ok()["data"]!["link"]!.Text("state").ShouldBe("Open");
        (await maker.Post(path + "/completion", new { pageAnswer = "agreed" })).Ok()["data"]!.Text("state").ShouldBe("Linked");
        (await maker.Post(path + "/completion", new { pageAnswer = "agreed" })).Refused(HttpStatusCode.Conflict, "payments.link.stands");
    }

    [Fact]
    public async Task ALinkThatWaits_StandsByTheHoldersProof_AndOneThatFailsIsOver()
    {
        await using var money = await Declared();
        var maker = money.Stage.As(money.Stage.Maker);
        money.Bank.Agreed = VerdictState.Pending;
        var path = $"{Links}/{Id((await maker.Post(Links, Body(money))).Ok()["data"]!["link"]!)}";
        var waits = (await maker.Post(path + "/completion", new { pageAnswer = "agreed" })).Ok()["data"]!;
        (waits.Text("state"), waits.Text("text")).ShouldBe(("Waiting", "The bank sent micro-deposits."));
        (await maker.Post(path + "/payee-account", new { linkedAccountId = Guid.NewGuid(), bank = "B" })).Refused(HttpStatusCode.UnprocessableEntity, "payments.link.not_linked");
        money.Bank.Agreed = VerdictState.Verified;
        (await maker.Post(path + "/completion", new { proof = "32,45" })).Ok()["data"]!.Text("state").ShouldBe("Linked");

        money.Bank.Agreed = VerdictState.Failed;
        var failed = $"{Links}/{Id((await maker.Post(Links, Body(money))).Ok()["data"]!["link"]!)}";
        (await maker.Post(failed + "/completion", new { pageAnswer = "agreed" })).Ok()["data"]!.Text("state").ShouldBe("Failed");
        (await maker.Post(failed + "/page")).Refused(HttpStatusCode.Conflict, "payments.link.over");
        (await maker.Post(failed + "/completion", new { pageAnswer = "agreed" })).Refused(HttpStatusCode.Conflict, "payments.link.over");
    }

    [Fact]
    public async Task AVendorThatAsksForRenewedConsent_IsAskedUnderTheOldSecret_AndTheAccountsStay()
    {
        await using var money = await Declared();
        var maker = money.Stage.As(money.Stage.Maker);
        var link = await Linked(money);
        var (path, before) = ($"{Links}/{Id(link)}", link["accounts"]!.ToJsonString());
        await money.Stage.Tell(new ConnectorEvent(money.Rail, null, "test.rail", "evt-1", "item-of-" + Key(link), "reconnect_needed", null, money.Stage.Clock.GetUtcNow()));
        await money.Stage.Tell(new ConnectorEvent(money.Rail, null, "test.rail", "evt-2", "another", "reconnect_needed", null, money.Stage.Clock.GetUtcNow()));
        (await maker.All(Links + "?state=ConsentNeeded")).Select(Id).ShouldBe([Id(link)]);

        var opened = (await maker.Post(path + "/page")).Ok()["data"]!["link"]!;
        (opened.Text("state"), opened["isRenewing"]!.GetValue<bool>()).ShouldBe(("ConsentNeeded", true));
        money.Bank.Asked.Last().RepairOf.ShouldBe("item_" + Key(link));
        money.Bank.Agreed = VerdictState.Failed;
        (await maker.Post(path + "/completion", new { })).Ok()["data"]!.Text("state").ShouldBe("ConsentNeeded", "it is as usable as it was");
        money.Bank.Agreed = VerdictState.Verified;
        var renewed = (await maker.Post(path + "/completion", new { })).Ok()["data"]!;
        (renewed.Text("state"), renewed["isRenewing"]!.GetValue<bool>(), renewed["accounts"]!.ToJsonString()).ShouldBe(("Linked", false, before));
    }

    [Fact]
    public async Task AnEndedLink_LeavesNoSecret_AndNothingIsPaidToItsAccount()
    {
        await using var money = await Declared();
        var (maker, checker) = (money.Stage.As(money.Stage.Maker), money.Stage.As(money.Stage.Checker));
        var link = await Linked(money);
        var account = (await maker.Post($"{Links}/{Id(link)}/payee-account", new { linkedAccountId = link["accounts"]![0]!.Text("linkedAccountId"), bank = "Harbour Bank" })).Ok()["data"]!["account"]!.Text("payeeAccountId");
        (await maker.Post($"/api/v1/payments/payee-accounts/{account}/verification", new { connectionId = money.Rail })).Ok();
        (await checker.Post($"/api/v1/payments/payee-accounts/{account}/decision", new { confirm = true })).Ok();
        money.Bank.LinkSecrets.ShouldNotBeEmpty();
        (await maker.Post($"{Links}/{Id(link)}/end", new { reason = "" })).Refused(HttpStatusCode.BadRequest, "request.invalid");

        (await maker.Post($"{Links}/{Id(link)}/end", new { reason = "The investor asked for it" })).Ok()["data"]!.Text("state").ShouldBe("Ended");

        money.Bank.LinkSecrets.ShouldBeEmpty();
        (await maker.Get($"/api/v1/payments/payee-accounts/{account}")).Ok()["data"]!["account"]!.Text("state").ShouldBe("Flagged");
        (await maker.Post($"{Links}/{Id(link)}/end", new { reason = "Again" })).Refused(HttpStatusCode.Conflict, "payments.link.over");
        (await money.Stage.Scalar<long>("select count(*) from payments.audit where action like 'payments.link.%'")).ShouldBe(3);
    }

    [Fact]
    public async Task AFundsOwnBank_IsLinkedForStatements_ButNotInPlaceOfOneThatFeedsAFund()
    {
        await using var money = await MoneyStage.Ready(limitedPartners: 1);
        var maker = money.Stage.As(money.Stage.Maker);
        object Own(Guid? fund) => new { connectionId = money.Rail, purpose = "Statements", holder = "The Fund", fundId = fund };
        var first = Id((await maker.Post(Links, Own(money.Fund))).Ok()["data"]!["link"]!);
        (await maker.Post($"{Links}/{first}/completion", new { pageAnswer = "agreed" })).Ok();
        var second = Id((await maker.Post(Links, Own(money.Fund))).Ok()["data"]!["link"]!);
        (await maker.Post($"{Links}/{second}/completion", new { pageAnswer = "agreed" })).Ok();
        (await maker.Get($"{Links}/{first}")).Ok()["data"]!.Text("state").ShouldBe("Ended", "a connection has one bank of the firm's own");
        (await maker.Post($"{Links}/{second}/payee-account", new { linkedAccountId = Guid.NewGuid(), bank = "B" })).Refused(HttpStatusCode.UnprocessableEntity, "payments.link.own");
        var waiting = Id((await maker.Post(Links, Own(money.Fund))).Ok()["data"]!["link"]!);
        (await maker.Post($"/api/v1/payments/funds/{money.Fund}/bank-feeds", new { connectionId = money.Rail, accountId = "acc-1", from = money.Today })).Ok();

        (await maker.Post(Links, Own(money.Fund))).Refused(HttpStatusCode.Conflict, "payments.link.fed");
        (await maker.Post($"{Links}/{waiting}/completion", new { pageAnswer = "agreed" })).Refused(HttpStatusCode.Conflict, "payments.link.fed");
        (await maker.Post($"{Links}/{second}/end", new { reason = "Another bank" })).Refused(HttpStatusCode.Conflict, "payments.link.fed");
        (await maker.Post($"{Links}/{second}/page")).Ok();
        (await maker.Post($"{Links}/{second}/completion", new { })).Ok()["data"]!.Text("state").ShouldBe("Linked", "renewed consent is to the same bank");
    }

    [Fact]
    public async Task WhatCannotBeLinked_IsRefused_AndAnotherFirmFindsNoLink()
    {
        await using var money = await Declared();
        var maker = money.Stage.As(money.Stage.Maker);
        (await maker.Post(Links, new { connectionId = money.Rail, purpose = "Statements", holder = "H", investorId = Investor(money) })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(Links, new { connectionId = money.Rail, purpose = "Verify", holder = " ", investorId = Investor(money) })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(Links, new { connectionId = money.Rail, purpose = "Verify", holder = "H", investorId = Investor(money), email = "no address" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(Links, new { connectionId = money.Files, purpose = "Verify", holder = "H", investorId = Investor(money) })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await maker.Post(Links, new { connectionId = money.Rail, purpose = "Verify", holder = "H", investorId = Guid.NewGuid() })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await money.Stage.As(money.Stage.Viewer).Post(Links, Body(money))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        var path = $"{Links}/{Id((await maker.Post(Links, Body(money))).Ok()["data"]!["link"]!)}";

        var stranger = money.Stage.As(money.Stage.Checker, Guid.CreateVersion7());
        (await stranger.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Post(path + "/page")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Post(path + "/completion", new { pageAnswer = "agreed" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.Post(path + "/end", new { reason = "A stranger's" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await stranger.All(Links)).ShouldBeEmpty();
    }

    private static async Task<MoneyStage> Declared()
    {
        var money = await MoneyStage.Open();
        await money.Declare(1);
        return money;
    }

    private static async Task<JsonNode> Linked(MoneyStage money)
    {
        var maker = money.Stage.As(money.Stage.Maker);
        var begun = (await maker.Post(Links, Body(money))).Ok()["data"]!["link"]!;
        return (await maker.Post($"{Links}/{Id(begun)}/completion", new { pageAnswer = "agreed" })).Ok()["data"]!;
    }

    private static object Body(MoneyStage money) => new { connectionId = money.Rail, purpose = "Payments", holder = "Investor 0", investorId = Investor(money), email = "investor@oak.example" };

    private static Guid Investor(MoneyStage money) => money.Stage.Others.Fund.Investors[0];

    private static string Id(JsonNode link) => link.Text("accountLinkId");

    private static string Key(JsonNode link) => Guid.Parse(Id(link)).ToString("N");
}
