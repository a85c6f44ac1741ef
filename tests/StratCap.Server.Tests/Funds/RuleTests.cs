using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>What the book and the use cases refuse, by name, and that nothing of it stays.</summary>
public sealed class RuleTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Fact]
    public async Task Call_AboveTheUnfundedCommitment_IsRefused()
    {
        var life = await FundLife.Closed(firms.Firm);

        (await Accountant.Post(life.Api("/capital-calls"), life.CallBody(100_000_000m))).Refused(HttpStatusCode.UnprocessableEntity, "call.exceeds_unfunded");
        (await Accountant.All(life.Api("/capital-calls"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Call_ThatNeverFitted_IsRefusedWhileAnotherIsDraftedBeside()
    {
        var life = await FundLife.Closed(firms.Firm);
        await life.DraftCall();
        var second = await life.DraftCall();
        life = await IssueFirstOf(life, second);

        // Both drafts were within the commitment alone; once one stands in the book the rest must still fit.
        (await Accountant.Post(life.Api("/capital-calls"), life.CallBody(80_000_000m))).Refused(HttpStatusCode.UnprocessableEntity, "call.exceeds_unfunded");
    }

    [Fact]
    public async Task Receipt_AboveWhatIsDue_OrOfWhoIsNotCalled_OrOfNothing_IsRefused()
    {
        var life = await FundLife.Closed(firms.Firm);
        await life.Issue();
        var before = await life.Sequence();
        var due = (await life.Due())[1];
        Task<Reply> Receive(params (string Investor, decimal Amount)[] receipts) =>
            Accountant.Post(life.Api($"/capital-calls/{life.Call}/receipts"), new { receipts = receipts.Select(r => new { investorId = r.Investor, amount = r.Amount, receivedOn = "2024-06-20" }) });

        (await Receive((due.Investor, due.Due + 0.01m))).Refused(HttpStatusCode.UnprocessableEntity, "funds.receipt.exceeds_due");
        (await Receive((due.Investor, due.Due), (due.Investor, 0.01m))).Refused(HttpStatusCode.UnprocessableEntity, "funds.receipt.exceeds_due");
        (await Receive((Guid.NewGuid().ToString(), 1m))).Refused(HttpStatusCode.UnprocessableEntity, "funds.receipt.not_called");
        (await Receive((due.Investor, 0m))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Receive((due.Investor, 0.001m))).Refused(HttpStatusCode.UnprocessableEntity, "book.amount.not_payable");
        (await life.Sequence()).ShouldBe(before);
    }

    [Fact]
    public async Task Receipts_OfOneInvestorTwiceInOneRequest_SumToThePurposesExactly()
    {
        var life = await FundLife.Closed(firms.Firm);
        await life.Issue();
        var due = (await life.Due())[1];

        (await Accountant.Post(life.Api($"/capital-calls/{life.Call}/receipts"), new
        {
            receipts = new[] { new { investorId = due.Investor, amount = 0.01m, receivedOn = "2024-06-20" }, new { investorId = due.Investor, amount = due.Due - 0.01m, receivedOn = "2024-07-20" } },
        })).Ok()["data"]!["receipts"]![1]!["daysLate"]!.GetValue<int>().ShouldBe(30);

        (await life.Due())[1].Due.ShouldBe(0);
    }

    [Theory]
    [InlineData("2024-07-01")]
    [InlineData("2024-02-15")]
    public async Task Closing_OnceCapitalWasCalled_IsRefusedWithoutItsEqualisation_AlsoWhenDatedBack(string date)
    {
        var life = await FundLife.Closed(firms.Firm);
        await life.Issue();

        (await Accountant.Post(life.Api("/closings"), life.ClosingBody(date, "Late closing"))).Refused(HttpStatusCode.UnprocessableEntity, "funds.closing.equalisation_needed");
    }

    [Fact]
    public async Task Distribution_AboveTheCash_IsRefused()
    {
        var life = await FundLife.Sold(firms.Firm);
        var cash = (await Accountant.Get(life.Api())).Ok()["data"]!.Money("cash");

        (await Accountant.Post(life.Api("/distributions"), life.DistributionBody(cash + 0.01m))).Refused(HttpStatusCode.UnprocessableEntity, "funds.distribution.exceeds_cash");
        (await Accountant.Post(life.Api("/distributions"), life.DistributionBody(cash))).Ok();
    }

    [Fact]
    public async Task Draft_ThatIsSubmitted_CanNeitherBeChangedNorDiscarded()
    {
        var life = await FundLife.Closed(firms.Firm);
        var call = await life.DraftCall();
        await life.Submit("capital-calls", new { fundId = life.Id, callId = call });
        await Accountant.Until(life.Api("/capital-calls/" + call), c => c["data"]!.Text("state") == "Submitted");

        (await Accountant.Delete(life.Api("/capital-calls/" + call))).Refused(HttpStatusCode.Conflict, "funds.proposal.submitted");
        (await Accountant.Put(life.Api("/capital-calls/" + call), life.CallBody(1_000_000m))).Refused(HttpStatusCode.Conflict, "funds.proposal.submitted");
    }

    [Fact]
    public async Task Draft_ThatIsIssued_CanNeitherBeChangedNorDiscarded()
    {
        var life = await FundLife.Closed(firms.Firm);
        await life.Issue();

        (await Accountant.Delete(life.Api("/capital-calls/" + life.Call))).Refused(HttpStatusCode.Conflict, "funds.proposal.done");
        (await Accountant.Put(life.Api("/capital-calls/" + life.Call), life.CallBody(1_000_000m))).Refused(HttpStatusCode.Conflict, "funds.proposal.done");
    }

    [Fact]
    public async Task Reversal_OfWhatOthersDependOn_IsRefused_AndOnceMoreOfTheSameToo()
    {
        var life = await FundLife.Invested(firms.Firm);
        var facts = await life.Book();
        string FactOf(string kind) => facts.First(f => f["fact"]!.Text("kind") == kind).Text("factId");
        Task<Reply> Reverse(string fact) => Accountant.Post(life.Api($"/book/{fact}/reverse"), new { reason = "It was wrong" });

        (await Reverse(FactOf("capital_call_issued"))).Refused(HttpStatusCode.UnprocessableEntity, "book.reversal.has_dependents");
        (await Reverse(FactOf("commitment_accepted"))).Refused(HttpStatusCode.UnprocessableEntity, "book.reversal.has_dependents");
        (await Reverse(FactOf("fund_established"))).Refused(HttpStatusCode.UnprocessableEntity, "book.reversal.of_establishment");
        (await Reverse(Guid.NewGuid().ToString())).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Reverse(FactOf("investment_made"))).Ok();
        (await Reverse(FactOf("investment_made"))).Refused(HttpStatusCode.UnprocessableEntity, "book.reversal.already_reversed");
    }

    [Fact]
    public async Task IfMatch_OfAnOlderVersion_IsRefused_AndOfTheCurrentOneTaken()
    {
        var life = await FundLife.Closed(firms.Firm);
        var terms = await FundLife.Terms(firms.Firm);
        var stale = (await Accountant.Get(life.Api())).ETag;
        (await Accountant.Post(life.Api("/expenses"), new { date = "2024-07-10", category = "Audit", amount = 100m })).Ok();
        object Body() => new { effectiveFrom = "2025-01-01", terms = terms.DeepClone() };

        (await Accountant.Put(life.Api("/terms"), Body(), ifMatch: stale)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await Accountant.Put(life.Api("/terms"), Body(), ifMatch: (await Accountant.Get(life.Api())).ETag)).Ok();

        var draft = await Accountant.Post(life.Api("/capital-calls"), life.CallBody());
        var path = life.Api("/capital-calls/" + draft.Ok()["data"]!.Text("id"));
        var changed = await Accountant.Put(path, life.CallBody(5_000_000m), ifMatch: draft.ETag);
        changed.Ok();
        // Who changed the fund since did not change the draft.
        (await firms.Firm.Cfo.Put(life.Api("/terms"), new { effectiveFrom = "2026-01-01", terms = terms.DeepClone() })).Ok();
        (await Accountant.Put(path, life.CallBody(6_000_000m), ifMatch: draft.ETag)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await Accountant.Delete(path, ifMatch: draft.ETag)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed").Json.Text("detail").ShouldStartWith("Alan Accountant changed this on ");
        (await Accountant.Delete(path, ifMatch: changed.ETag)).Ok();
        (await Accountant.Get(path)).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Name_OfAFundThatIsThere_IsRefused()
    {
        var life = await FundLife.Admitted(firms.Firm);
        var name = (await Accountant.Get(life.Api())).Ok()["data"]!.Text("name");

        (await Accountant.Post("/api/v1/funds", new { name, currency = "USD", establishedOn = "2024-01-15" })).Refused(HttpStatusCode.Conflict, "funds.fund.name_taken");
        // Another firm may have a fund of that name.
        (await firms.Other.Accountant.Post("/api/v1/funds", new { name, currency = "USD", establishedOn = "2024-01-15" })).Ok();
    }

    [Fact]
    public async Task Admission_DatedBackOrReversed_LeavesTheListsInStepWithTheBook()
    {
        var life = await FundLife.Admitted(firms.Firm);
        (await Accountant.Post(life.Api("/investors"), new { name = "Earlier " + life.Id, kind = "LimitedPartner", admittedOn = "2024-01-15" })).Ok();
        (await Accountant.Post(life.Api("/investors"), new { name = "Later " + life.Id, kind = "LimitedPartner", admittedOn = "2024-01-31" })).Ok();
        // Dated before the one above, recorded after it: it moves up.
        (await Accountant.Post(life.Api("/investors"), new { name = "Between " + life.Id, kind = "LimitedPartner", admittedOn = "2024-01-20" })).Ok();
        var first = (await life.Book("?kind=investor_admitted")).First(f => f["fact"]!.Text("investorId") == life.Investors[1]).Text("factId");
        (await Accountant.Post(life.Api($"/book/{first}/reverse"), new { reason = "Never signed" })).Ok();

        var names = (await Accountant.All(life.Api("/investors?size=2"))).ConvertAll(i => i.Text("name").Split(' ')[0]);
        names.ShouldBe(["Investor", "Investor", "Investor", "Earlier", "Between", "Later"]);
        (await firms.Defects()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/closings", """{"name":"First","date":"2024-02-01","commitments":[null]}""")]
    [InlineData("/investors/bulk", """{"investors":[null]}""")]
    [InlineData("/investors/bulk", """{"investors":[]}""")]
    [InlineData("/investors/bulk", """{"investors":[{"name":"","kind":"LimitedPartner","admittedOn":"2024-01-15"}]}""")]
    [InlineData("/capital-calls", """{"noticeDate":"2024-06-03","dueDate":"2024-06-20","purposes":[null]}""")]
    [InlineData("/capital-calls", """{"noticeDate":"2024-06-03","dueDate":"2024-06-20"}""")]
    public async Task Body_WithNothingWhereSomethingBelongs_IsRefused(string path, string body)
    {
        var life = await FundLife.Admitted(firms.Firm);

        (await Accountant.Post(life.Api(path), body)).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Admissions_InBulk_AreAllOrNone_AndKeepTheIdsOfWhoIsKnown()
    {
        var (one, two) = (await FundLife.Admitted(firms.Firm), await FundLife.Admitted(firms.Firm));
        object Bulk(params string[] names) => new { investors = names.Select(n => new { name = n, kind = "LimitedPartner", admittedOn = "2024-01-20", email = "desk@lp.example" }) };
        var known = "  investor   1 " + one.Id.ToUpperInvariant();

        (await Accountant.Post(two.Api("/investors/bulk"), Bulk("Fresh " + two.Id, "Investor 2 " + two.Id))).Refused(HttpStatusCode.UnprocessableEntity, "book.investor.already_admitted");
        (await Accountant.All(two.Api("/investors"))).Count.ShouldBe(4);
        var ids = (await Accountant.Post(two.Api("/investors/bulk"), Bulk("Fresh " + two.Id, known))).Ok()["data"]!["investorIds"]!.AsArray().Select(i => i!.GetValue<string>()).ToList();

        ids[1].ShouldBe(one.Investors[1]);
        (await Accountant.All(two.Api("/investors"))).Skip(4).Select(i => i.Text("investorId")).ShouldBe(ids);
    }

    private async Task<FundLife> IssueFirstOf(FundLife life, string call)
    {
        var workflow = await life.Approve("capital-calls", new { fundId = life.Id, callId = call });
        await Accountant.Until($"/api/v1/workflows/status/{workflow}", w => w["data"]!["workflow"]!.Text("state") == "AwaitingReceipts");
        return life;
    }
}
