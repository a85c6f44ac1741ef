using System.Net;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Portal;

namespace StratCap.Server.Tests.Payments;

/// <summary>Nobody alone moves the account into which investors pay, and each investor can see for himself that it is the one.</summary>
public sealed class ReceivingAccountTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string First = "DE89370400440532013000";
    private const string Second = "GB29NWBK60161331926819";

    private Firm Firm => firms.Firm;

    [Fact]
    public async Task Entered_ItStandsOnlyWhenAnotherPersonConfirmedIt()
    {
        var life = await FundLife.Closed(Firm);
        var path = $"/api/v1/payments/funds/{life.Id}/receiving-account";
        (await Firm.Accountant.Get(path)).Ok()["data"]!["standing"].ShouldBeNull();

        var entered = await Firm.Cfo.Put(path, Body(First), ifMatch: "\"0\"");

        var waiting = entered.Ok()["data"]!["waiting"]!;
        entered.Json["data"]!["standing"].ShouldBeNull();
        var decision = $"{path}/{waiting.Text("accountId")}/decision";
        (await Firm.Cfo.Post(decision, new { confirm = true })).Refused(HttpStatusCode.UnprocessableEntity, "payments.account.own");
        (await Firm.Accountant.Post(decision, new { confirm = true })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Firm.Admin.Post(decision, new { confirm = false })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        var standing = (await Firm.Admin.Post(decision, new { confirm = true }, ifMatch: entered.ETag)).Ok()["data"]!;
        (standing["standing"]!.Text("iban"), standing["standing"]!.Text("state"), standing["waiting"]).ShouldBe((First, "Standing", null));
        (await Firm.Admin.Post(decision, new { confirm = true })).Refused(HttpStatusCode.Conflict, "payments.account.decided");
        (await Firm.Cfo.Put(path, Body(Second), ifMatch: entered.ETag)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await Firm.Viewer.Put(path, Body(Second))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.House.Scalar<long>("select count(*) from payments.audit where tenant_id = $1 and subject_id = $2 and action like 'payments.receiving_account.%'", Firm.Id, life.Id)).ShouldBe(2);
        (await firms.House.Scalar<long>("select count(*) from payments.audit where tenant_id = $1 and (before::text || after::text) like '%' || $2 || '%'", Firm.Id, First)).ShouldBe(0);
    }

    [Fact]
    public async Task TheSameKeyTwice_EntersOnce_AndConfirmsOnce()
    {
        var life = await FundLife.Closed(Firm);
        var (path, key) = ($"/api/v1/payments/funds/{life.Id}/receiving-account", Guid.NewGuid().ToString("N"));
        var entered = await Firm.Accountant.Put(path, Body(First), key);
        (await Firm.Accountant.Put(path, Body(First), key)).Text.ShouldBe(entered.Text);
        var decision = $"{path}/{entered.Json["data"]!["waiting"]!.Text("accountId")}/decision";
        (await Firm.Cfo.Post(decision, new { confirm = true }, key)).Ok();
        (await Firm.Cfo.Post(decision, new { confirm = true }, key)).Ok();

        (await Firm.Cfo.All(path + "/history")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task History_KeepsEveryVersion_AndNobodyCanChangeOne()
    {
        var life = await FundLife.Closed(Firm);
        await Stand(life, First);
        var rejected = await Enter(life, Second);
        (await Firm.Cfo.Post(rejected, new { confirm = false, reason = "Not the bank's letter" })).Ok()["data"]!["standing"]!.Text("iban").ShouldBe(First);
        var overtaken = await Enter(life, Second);
        await Stand(life, Second);
        (await Firm.Cfo.Post(overtaken, new { confirm = true })).Refused(HttpStatusCode.Conflict, "payments.account.overtaken");

        var history = await Firm.Cfo.All($"/api/v1/payments/funds/{life.Id}/receiving-account/history?size=1");

        history.Select(h => h.Text("state")).ShouldBe(["Standing", "Overtaken", "Rejected", "Replaced"]);
        history[2].Text("reason").ShouldBe("Not the bank's letter");
        var kept = await Firm.Cfo.All($"/api/v1/payments/funds/{life.Id}/receiving-account/history?state=Rejected&q=letter");
        kept.ShouldHaveSingleItem().Text("state").ShouldBe("Rejected");
        foreach (var table in (string[])["receiving_accounts", "account_decisions"])
            (await Should.ThrowAsync<Npgsql.PostgresException>(() => firms.House.Rows($"delete from payments.{table}"))).Message.ShouldContain("only ever added");
    }

    [Fact]
    public async Task Numbers_AreWholeForThoseWhoMayEnterOrConfirm_AndMaskedForOthers()
    {
        var life = await FundLife.Closed(Firm);
        await Stand(life, First);
        var path = $"/api/v1/payments/funds/{life.Id}/receiving-account";

        foreach (var person in (Api[])[Firm.Accountant, Firm.Cfo]) (await person.Get(path)).Ok()["data"]!["standing"]!.Text("iban").ShouldBe(First);
        foreach (var address in (string[])[path, path + "/history"])
        {
            var seen = (await Firm.Viewer.Get(address)).Text;
            seen.ShouldNotContain(First);
            seen.ShouldContain("\"masked\":true");
        }
        (await Firm.Viewer.Get(path)).Json["data"]!["standing"]!.Text("iban").ShouldBe("••••••••••••••••••3000");
    }

    [Fact]
    public async Task AnotherFirm_FindsNoSuchFund()
    {
        var life = await FundLife.Closed(Firm);
        var decision = await Enter(life, First);
        var path = $"/api/v1/payments/funds/{life.Id}/receiving-account";

        foreach (var reply in (Reply[])[await firms.Other.Cfo.Get(path), await firms.Other.Cfo.Get(path + "/history"), await firms.Other.Cfo.Put(path, Body(Second)), await firms.Other.Cfo.Post(decision, new { confirm = true })])
            reply.Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task TheInvestor_SeesTheAccountWhole_WithTheCodeOfHisNotice()
    {
        var life = await FundLife.Closed(Firm);
        await Stand(life, First);
        await life.Issue();
        var id = life.Investors[1];
        var investor = await FourPartners.Looker(Firm, id);

        var payment = (await investor.Get($"/api/v1/portal/me/capital-calls/{life.Call}/payment?investorId={id}")).Ok()["data"]!;

        var account = payment["account"]!;
        (account.Text("iban"), account.Text("holder"), payment["changedSinceNotice"]!.GetValue<bool>(), payment["daysStanding"]!.GetValue<int>()).ShouldBe((First, "The Fund", false, 0));
        account.Text("checkCode").ShouldBe(payment.Text("noticeCode"));
        account.Text("checkCode").ShouldMatch("^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$");
        var notice = Documents.Text(await investor.Get($"/api/v1/portal/me/capital-calls/{life.Call}/notice?investorId={id}"));
        notice.ShouldContain("DE89 3704 0044 0532 0130 00");
        notice.ShouldContain(account.Text("checkCode"));
        notice.ShouldContain("Call 1 Investor 1");
        var another = (await (await FourPartners.Looker(Firm, life.Investors[2])).Get($"/api/v1/portal/me/capital-calls/{life.Call}/payment?investorId={life.Investors[2]}")).Ok()["data"]!;
        another.Text("noticeCode").ShouldNotBe(payment.Text("noticeCode"), "a code is for one investor");
        (await investor.Get($"/api/v1/portal/me/capital-calls/{life.Call}/payment?investorId={life.Investors[2]}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await (await FourPartners.Looker(Firm)).Get($"/api/v1/portal/me/capital-calls/{life.Call}/payment?investorId={id}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await investor.Get($"/api/v1/payments/funds/{life.Id}/receiving-account")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task AnAccountThatChangedAfterTheNotice_IsToldAsChanged_AndTheNoticeStaysAsItWas()
    {
        var life = await FundLife.Closed(Firm);
        await life.Issue();
        var id = life.Investors[1];
        var investor = await FourPartners.Looker(Firm, id);
        var (payment, notice) = ($"/api/v1/portal/me/capital-calls/{life.Call}/payment?investorId={id}", $"/api/v1/portal/me/capital-calls/{life.Call}/notice?investorId={id}");
        (await investor.Get(payment)).Ok()["data"]!["account"].ShouldBeNull();
        var before = (await investor.Get(notice)).Bytes;
        Documents.PdfText(before).ShouldContain("gives no bank details");

        await Enter(life, Second);
        (await investor.Get(payment)).Ok()["data"]!["account"].ShouldBeNull("what one person entered is nobody's business yet");
        await Stand(life, Second);

        var told = (await investor.Get(payment)).Ok()["data"]!;
        (told["changedSinceNotice"]!.GetValue<bool>(), told["noticeCode"], told["account"]!.Text("iban")).ShouldBe((true, null, Second));
        (await investor.Get(notice)).Bytes.ShouldBe(before);
    }

    [Fact]
    public async Task AChangeThatStands_IsToldToWhoeverLooksForAnInvestorOfTheFund_AndToNobodyElse()
    {
        var (life, elsewhere) = (await FundLife.Closed(Firm), await FundLife.Closed(Firm));
        var (investor, stranger) = (await FourPartners.Looker(Firm, life.Investors[1]), await FourPartners.Looker(Firm, elsewhere.Investors[1]));
        await Stand(life, First);
        (await Enter(life, Second)).ShouldNotBeEmpty();
        await Stand(life, Second);

        var told = await investor.Until("/api/v1/notifications", reply => reply["data"]!.AsArray().Count > 0);

        var only = told["data"]!.AsArray().ShouldHaveSingleItem("an account's first, and one that waits, are no change")!;
        (only.Text("kind"), only["target"]!.Text("kind"), only["target"]!.Text("id")).ShouldBe(("AccountChanged", "Fund", life.Id));
        told.ToJsonString().ShouldNotContain(Second);
        (await stranger.All("/api/v1/notifications")).ShouldBeEmpty();
        (await firms.House.Scalar<string>("select string_agg(distinct subject, ';') from notifications.user_emails where tenant_id = $1 and kind = 'AccountChanged'", Firm.Id)).ShouldContain("the bank account for calls has changed");
    }

    /// <summary>Enters an account; the address of the decision on it.</summary>
    private async Task<string> Enter(FundLife life, string iban)
    {
        var path = $"/api/v1/payments/funds/{life.Id}/receiving-account";
        return $"{path}/{(await Firm.Accountant.Put(path, Body(iban))).Ok()["data"]!["waiting"]!.Text("accountId")}/decision";
    }

    private async Task Stand(FundLife life, string iban) => (await Firm.Cfo.Post(await Enter(life, iban), new { confirm = true })).Ok();

    private static object Body(string iban) => new { holder = "The Fund", bank = "Harbour Bank", iban, bic = "DEUTDEFF" };
}
