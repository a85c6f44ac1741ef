using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Payments;

/// <summary>Nobody is debited without having agreed, as two people saw.</summary>
public sealed class MandateTests
{
    [Fact]
    public async Task AMandate_StandsOnceASecondPersonConfirmedIt_AndEndsForEver()
    {
        await using var money = await MoneyStage.Open();
        money.Stage.Others.Fund.Begin(2);
        await money.PayeesStand();
        var (maker, checker, investor) = (money.Stage.As(money.Stage.Maker), money.Stage.As(money.Stage.Checker), money.Stage.Others.Fund.Investors[0]);
        var account = (await maker.All($"/api/v1/payments/payee-accounts?investorId={investor}"))[0].Text("payeeAccountId");
        var path = $"/api/v1/payments/investors/{investor}/mandates";
        var body = new { reference = "M-2026/7", signedOn = "2026-02-20", evidence = "Scan in the data room", payeeAccountId = account, fundId = money.Fund };

        (await money.Stage.As(money.Stage.Viewer).Post(path, body)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await money.Stage.As(money.Stage.Maker, Guid.CreateVersion7()).Post(path, body)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await maker.Post(path, body with { reference = "M 7" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(path, body with { reference = new string('M', 36) })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(path, body with { signedOn = "2026-12-31" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(path, body with { evidence = "Seen" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(path, body with { fundId = Guid.NewGuid() })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await maker.Post($"/api/v1/payments/investors/{money.Stage.Others.Fund.Investors[1]}/mandates", body)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        var both = await Task.WhenAll(maker.Post(path, body), maker.Post(path, body));
        both.Select(r => (int)r.Status).Order().ToArray().ShouldBe([201, 409], "a reference is given once");
        var id = both.Single(r => r.Status == HttpStatusCode.Created).Json["data"]!.Text("mandateId");
        (await maker.Post(path, body)).Refused(HttpStatusCode.Conflict, "payments.mandate.reference_taken");

        var mandate = $"/api/v1/payments/mandates/{id}";
        (await maker.Get(mandate)).Ok()["data"]!.Text("state").ShouldBe("Entered");
        var own = (await checker.Post(path, body with { reference = "M-OWN" })).Ok()["data"]!.Text("mandateId");
        (await checker.Post($"/api/v1/payments/mandates/{own}/decision", new { confirm = true })).Refused(HttpStatusCode.UnprocessableEntity, "payments.mandate.own");
        (await maker.Post(mandate + "/decision", new { confirm = true })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await checker.Post(mandate + "/decision", new { confirm = false })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await checker.Post(mandate + "/decision", new { confirm = true })).Ok()["data"]!.Text("state").ShouldBe("Standing");
        (await checker.Post(mandate + "/decision", new { confirm = true })).Refused(HttpStatusCode.Conflict, "payments.mandate.decided");
        (await money.Stage.As(money.Stage.Checker, Guid.CreateVersion7()).Post(mandate + "/revocation", new { reason = "No" })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await maker.Post(mandate + "/revocation", new { reason = " " })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await maker.Post(mandate + "/revocation", new { reason = "He wrote on Monday" })).Ok()["data"]!.Text("state").ShouldBe("Revoked");
        (await maker.Post(mandate + "/revocation", new { reason = "Again" })).Refused(HttpStatusCode.Conflict, "payments.mandate.ended");
        (await maker.All($"/api/v1/payments/mandates?investorId={investor}&fundId={money.Fund}&state=Revoked")).ShouldHaveSingleItem()["accountState"]!.GetValue<string>().ShouldBe("Standing");
        (await money.Stage.As(money.Stage.Maker, Guid.CreateVersion7()).All("/api/v1/payments/mandates")).ShouldBeEmpty();
        (await money.Stage.Scalar<long>("select count(*) from payments.audit where action like 'payments.mandate.%'")).ShouldBe(4);
    }

    [Fact]
    public async Task OnlyWhoHasAStandingMandateOverAStandingAccount_IsGathered_AndTheRestIsNamed()
    {
        var (money, call) = await CollectionStage.Called();
        await using var _ = money;
        var (maker, investors) = (money.Stage.As(money.Stage.Maker), money.Stage.Others.Fund.Investors);
        var mandates = (await maker.All("/api/v1/payments/mandates")).ToDictionary(m => m.Text("investorId"), m => m.Text("mandateId"));
        (await maker.Post($"/api/v1/payments/mandates/{mandates[investors[0].ToString()]}/revocation", new { reason = "He wrote" })).Ok();
        var replaced = (await maker.Post($"/api/v1/payments/investors/{investors[1]}/accounts", new { holder = "I", bank = "B", iban = MoneyStage.Other })).Ok()["data"]!["account"]!.Text("payeeAccountId");
        (await maker.Post($"/api/v1/payments/payee-accounts/{replaced}/verification", new { evidence = "Compared with the bank's letter" })).Ok();
        (await money.Stage.As(money.Stage.Checker).Post($"/api/v1/payments/payee-accounts/{replaced}/decision", new { confirm = true })).Ok();

        var debits = await money.Debits(call);

        debits.Select(d => d["problem"]?.GetValue<string>()).ShouldBe(["no mandate stands for this fund", "its account is not the one that stands", null, null]);
        (await money.Gather(call, money.Rail, investors[0])).Refused(HttpStatusCode.UnprocessableEntity, "payments.collection.not_collectable").Text.ShouldContain("Investor 0: no mandate");
        (await money.Gather(call, money.Rail, Guid.NewGuid())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await money.Gather(Guid.NewGuid(), money.Rail)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await money.Gather(call, Guid.NewGuid())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await maker.Post("/api/v1/payments/collections", new { fundId = money.Fund, callId = call, connectionId = money.Rail, executeOn = "2026-03-30" })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await money.Stage.As(money.Stage.Maker, Guid.CreateVersion7()).Post("/api/v1/payments/collections", new { fundId = money.Fund, callId = call, connectionId = money.Rail, executeOn = CollectionStage.Due })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await money.Run((await money.Gather(call, money.Rail)).Ok()["data"]!.Text("runId")))["count"]!.GetValue<int>().ShouldBe(2);
        (await money.Gather(call, money.Rail)).Refused(HttpStatusCode.UnprocessableEntity, "payments.collection.nobody");
    }
}
