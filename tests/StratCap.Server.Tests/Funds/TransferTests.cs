using System.Net;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Funds;

/// <summary>An interest passes on with its history: the fund stays as it is, the two partners share what was one's.</summary>
public sealed class TransferTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private Api Accountant => firms.Firm.Accountant;

    [Theory]
    [InlineData(1)]
    [InlineData(0.25)]
    public async Task Transfer_PreviewedThenRecorded_MovesTheInterestAndNothingElse(double part)
    {
        var life = await FundLife.Invested(firms.Firm);
        var to = await Admit(life);
        var (fund, facts) = ((await Accountant.Get(life.Api())).Ok()["data"]!, (await life.Book()).Count);
        var body = new { fromInvestorId = life.Investors[1], toInvestorId = to, date = "2024-09-30", fraction = (decimal)part, consent = "Consent letter of 2024-09-15" };

        var preview = (await Accountant.Post(life.Api("/transfers"), new { body.fromInvestorId, body.toInvestorId, body.date, body.fraction, body.consent, preview = true })).Ok()["data"]!;
        preview["recorded"]!.GetValue<bool>().ShouldBeFalse();
        (await life.Book()).Count.ShouldBe(facts);
        var key = Guid.NewGuid().ToString();
        var done = (await Accountant.Post(life.Api("/transfers"), body, key)).Ok()["data"]!;
        var again = (await Accountant.Post(life.Api("/transfers"), body, key)).Ok()["data"]!;

        again.ToJsonString().ShouldBe(done.ToJsonString());
        (await life.Book()).Count.ShouldBe(facts + 1);
        done.Money("capitalAccount").ShouldBe(preview.Money("capitalAccount"));
        done.Money("commitment").ShouldBe(60_000_000m * (decimal)part);
        done["to"]!.Money("commitment").ShouldBe(done.Money("commitment"));
        done["from"]!.Money("commitment").ShouldBe(60_000_000m - done.Money("commitment"));
        var after = (await Accountant.Get(life.Api())).Ok()["data"]!;
        after.Money("cash").ShouldBe(fund.Money("cash"));
        await firms.Ties(life, to, "2024-Q3");
    }

    [Fact]
    public async Task Transfer_ThatCannotBe_IsRefusedByName_AndLeavesNothingBehind()
    {
        var life = await FundLife.Invested(firms.Firm);
        var to = await Admit(life);
        var facts = (await life.Book()).Count;
        object Body(string from, string target, decimal? fraction = 1m, decimal? commitment = null, string consent = "letter") => new { fromInvestorId = from, toInvestorId = target, date = "2024-09-30", fraction, commitment, consent };
        (await Accountant.Post(life.Api("/transfers"), Body(life.Investors[1], to, 1m, 1m))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(life.Api("/transfers"), Body(life.Investors[1], to, consent: " "))).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Accountant.Post(life.Api("/transfers"), Body(life.Investors[1], to, 1.5m))).Refused(HttpStatusCode.UnprocessableEntity, "book.transfer.part_out_of_range");
        (await Accountant.Post(life.Api("/transfers"), Body(life.Investors[1], Guid.NewGuid().ToString()))).Refused(HttpStatusCode.UnprocessableEntity, "book.investor.unknown");
        (await firms.Other.Accountant.Post(life.Api("/transfers"), Body(life.Investors[1], to))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firms.Firm.Viewer.Post(life.Api("/transfers"), Body(life.Investors[1], to))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await life.Book()).Count.ShouldBe(facts);
    }

    private async Task<string> Admit(FundLife life) =>
        (await Accountant.Post(life.Api("/investors"), new { name = $"Transferee {life.Id}", kind = "LimitedPartner", admittedOn = "2024-08-15" })).Ok()["data"]!.Text("investorId");
}
