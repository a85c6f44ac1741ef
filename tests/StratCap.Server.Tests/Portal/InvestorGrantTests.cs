using System.Net;
using StratCap.Server.Tests.Funds;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Portal;

/// <summary>Who may look for which investor: given by an administrator, audited, counting with the next request.</summary>
public sealed class InvestorGrantTests(TwoFirms firms) : IClassFixture<TwoFirms>
{
    private const string Users = "/api/v1/users";

    private Api Admin => firms.Firm.Admin;

    [Fact]
    public async Task Investors_GivenAndTaken_CountWithTheNextRequest_AndAreAudited()
    {
        var life = await FundLife.Closed(firms.Firm);
        var investor = await FourPartners.Looker(firms.Firm);
        var path = $"{Users}/{await IdOf(investor)}/investors";
        var key = Guid.NewGuid().ToString("N");
        object body = new { investorIds = new[] { life.Investors[2], life.Investors[1], life.Investors[2] } };

        var before = await Admin.Get(path);
        before.Ok()["data"]!["investors"]!.AsArray().ShouldBeEmpty();
        var given = await Admin.Put(path, body, key, before.ETag);
        var again = await Admin.Put(path, body, key, before.ETag);

        given.Ok()["data"]!["investors"]!.AsArray().Select(i => (i!.Text("investorId"), i!.Text("name")))
            .ShouldBe([(life.Investors[1], $"Investor 1 {life.Id}"), (life.Investors[2], $"Investor 2 {life.Id}")]);
        again.Text.ShouldBe(given.Text);
        (await Admin.Get(path)).Ok()["data"]!.ToJsonString().ShouldBe(given.Json["data"]!.ToJsonString());
        (await investor.All("/api/v1/portal/me/funds")).Count.ShouldBe(2);
        await firms.House.SignIn(firms.Firm.Domain, (await investor.Get(Users + "/profile")).Ok()["data"]!.Text("email"));
        var overtaken = (await Admin.Put(path, new { investorIds = Array.Empty<string>() }, ifMatch: before.ETag)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        overtaken.Json.Text("detail").ShouldStartWith($"{(await Admin.Get(Users + "/profile")).Ok()["data"]!.Text("name")} changed this on ", customMessage: "who only signed in overtook nobody");
        (await Admin.Put(path, new { investorIds = new[] { life.Investors[1] } }, key)).Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await Admin.Put(path, new { investorIds = Array.Empty<string>() }, ifMatch: given.ETag)).Ok();
        (await investor.All("/api/v1/portal/me/funds")).ShouldBeEmpty();
        (await firms.House.Scalar<long>("select count(*) from identity.audit where tenant_id = $1 and action = 'identity.investors.change' and subject_id = $2", firms.Firm.Id, await IdOf(investor))).ShouldBe(2);
    }

    [Fact]
    public async Task Investors_ThatMayNotBeGiven_AreRefusedByName()
    {
        var (life, theirs) = (await FundLife.Admitted(firms.Firm), await FundLife.Admitted(firms.Other));
        var user = await IdOf(firms.Firm.Viewer);
        Task<Reply> Give(Api who, string to, params string[]? investorIds) => who.Put($"{Users}/{to}/investors", new { investorIds });

        (await Give(Admin, user, life.Investors[1], Guid.NewGuid().ToString())).Refused(HttpStatusCode.NotFound, "identity.investor_unknown");
        (await Give(Admin, user, theirs.Investors[1])).Refused(HttpStatusCode.NotFound, "identity.investor_unknown");
        (await Give(Admin, user, null)).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Give(Admin, await IdOf(Admin), life.Investors[1])).Refused(HttpStatusCode.UnprocessableEntity, "identity.own_investors");
        (await Give(Admin, await IdOf(firms.Other.Viewer), life.Investors[1])).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Give(firms.Firm.Cfo, user, life.Investors[1])).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await Admin.Put($"{Users}/{user}/investors", new { investorIds = Array.Empty<string>() }, key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");
        (await firms.Other.Admin.Get($"{Users}/{user}/investors")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await Admin.Get($"{Users}/{user}/investors")).Ok()["data"]!["investors"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Invitation_OfAnInvestor_CarriesWhomHeLooksFor()
    {
        var life = await FundLife.Admitted(firms.Firm);
        var email = $"lp-{Guid.NewGuid():N}@example.com";
        Task<Reply> Invite(string role, params string[]? investorIds) => Admin.Post(Users, new { email, name = "Ina Investor", roles = new[] { role }, investorIds });
        async Task<string[]> Held(string user) => [.. (await Admin.Get($"{Users}/{user}/investors")).Ok()["data"]!["investors"]!.AsArray().Select(i => i!.Text("investorId"))];

        (await Invite("viewer", life.Investors[1])).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!["investorIds"].ShouldNotBeNull();
        (await Invite("investor", Guid.NewGuid().ToString())).Refused(HttpStatusCode.NotFound, "identity.investor_unknown");
        var user = (await Invite("investor", life.Investors[1])).Ok()["data"]!.Text("id");
        (await Held(user)).ShouldBe([life.Investors[1]]);
        (await Invite("investor", null)).Ok();
        (await Held(user)).ShouldBe([life.Investors[1]]);
        (await Invite("investor", life.Investors[2], life.Investors[3])).Ok();
        (await Held(user)).ShouldBe([life.Investors[2], life.Investors[3]]);
    }

    [Fact]
    public async Task ADisabledUser_LooksForNobody()
    {
        var life = await FundLife.Closed(firms.Firm);
        var investor = await FourPartners.Looker(firms.Firm, life.Investors[1]);
        (await investor.All("/api/v1/portal/me/funds")).ShouldHaveSingleItem();

        (await Admin.Post($"{Users}/{await IdOf(investor)}/disable")).Ok();

        (await investor.Get("/api/v1/portal/me/funds")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    private static async Task<string> IdOf(Api person) => (await person.Get("/api/v1/users/profile")).Ok()["data"]!.Text("id");
}
