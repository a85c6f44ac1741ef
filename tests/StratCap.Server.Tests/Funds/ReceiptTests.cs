using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>Money for a call: one by one, or all that is due at once, with what the bank statement says.</summary>
public sealed class ReceiptTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    private async Task<(FundLife Life, string Path)> Issued()
    {
        var life = await FundLife.Closed(firms.Firm);
        await life.Issue();
        return (life, life.Api($"/capital-calls/{life.Call}/receipts"));
    }

    [Fact]
    public async Task AllThatIsDue_IsRecordedToTheCent_AfterAPartCameBefore()
    {
        var (life, path) = await Issued();
        (await Accountant.Post(path, new { receipts = new[] { new { investorId = life.Investors[1], amount = 1_000.01m, receivedOn = "2024-06-18", reference = " WIRE 77 " } } })).Ok();
        var due = (await life.Due()).Sum(d => d.Due);

        var reply = (await Accountant.Post(path, new { allOutstanding = new { receivedOn = "2024-06-25", reference = "Statement 6" } })).Ok()["data"]!;

        reply.Money("outstanding").ShouldBe(0m);
        reply["receipts"]!.AsArray().Sum(r => r!.Money("amount")).ShouldBe(due);
        reply["receipts"]!.AsArray().ShouldAllBe(r => r!["daysLate"]!.GetValue<int>() == 5);
        var listed = await Accountant.All(path);
        listed.Count.ShouldBe(FundLife.Commitments.Length + 1);
        listed[^1].Text("reference").ShouldBe("WIRE 77");
        listed[0].Text("reference").ShouldBe("Statement 6");
        (await Accountant.Post(path, new { allOutstanding = new { receivedOn = "2024-06-26" } })).Refused(HttpStatusCode.UnprocessableEntity, "funds.receipt.nothing_due");
        (await firms.Defects()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AReversedReceipt_IsNotListed_AndIsDueAgain()
    {
        var (life, path) = await Issued();
        (await Accountant.Post(path, new { receipts = new[] { new { investorId = life.Investors[1], amount = 1_000.01m, receivedOn = "2024-06-18" } } })).Ok();
        var fact = (await Accountant.All(path)).ShouldHaveSingleItem().Text("factId");

        (await Accountant.Post(life.Api($"/book/{fact}/reverse"), new { reason = "Transfer bounced" })).Ok();

        (await Accountant.All(path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Receipts_ThatSayTwoThings_OrTooMuch_AreRefused()
    {
        var (life, path) = await Issued();
        object One(string? reference = null) => new { investorId = life.Investors[1], amount = 1m, receivedOn = "2024-06-18", reference };

        (await Accountant.Post(path, new { receipts = new[] { One() }, allOutstanding = new { receivedOn = "2024-06-18" } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(path, new { })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(path, new { receipts = new[] { One(new string('x', 141)) } })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firms.Firm.Viewer.Post(path, new { allOutstanding = new { receivedOn = "2024-06-18" } })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firms.Other.Accountant.Post(path, new { allOutstanding = new { receivedOn = "2024-06-18" } })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Other.Accountant.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task AllThatIsDue_WithTheSameKeyTwice_IsRecordedOnce()
    {
        var (_, path) = await Issued();
        var body = new { allOutstanding = new { receivedOn = "2024-06-20" } };

        var first = await Accountant.Post(path, body, key: "all-at-once");
        var second = await Accountant.Post(path, body, key: "all-at-once");

        second.Text.ShouldBe(first.Text);
        (await Accountant.All(path)).Count.ShouldBe(FundLife.Commitments.Length);
    }
}
