using System.Net;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Identity;
using StratCap.Tenancy.Tenants;

namespace StratCap.Server.Tests.Tenancy;

public sealed class TenantTests(House house)
{
    private const string Tenants = "/api/v1/platform/tenants";

    [Fact]
    public async Task Provision_TheSameKeyTwice_MakesOneFirmAndTellsTheTokenOnce()
    {
        var platform = await house.Operator();
        var (key, body) = (Guid.NewGuid().ToString("N"), Body(Domain()));

        var first = await platform.Post(Tenants, body, key);
        var second = await platform.Post(Tenants, body, key);

        first.Status.ShouldBe(HttpStatusCode.Created, first.Text);
        var (id, token) = (first.Json["data"]!["id"]!.GetValue<Guid>(), first.Json["data"]!["invitationToken"]!.GetValue<string>());
        second.Json["data"]!["id"]!.GetValue<Guid>().ShouldBe(id);
        second.Json["data"]!["invitationToken"].ShouldBeNull();
        (await Rows.Value<long>(house, "select count(*) from tenancy.idempotency where body like '%' || $1 || '%'", token)).ShouldBe(0);
        var shown = await platform.Get($"{Tenants}/{id}");
        shown.Ok()["data"]!["brandColour"]!.GetValue<string>().ShouldBe("#2f5d50");
        shown.ETag.ShouldBe("\"1\"");
        (await Rows.Value<long>(house, "select count(*) from tenancy.audit where tenant_id = '00000000-0000-0000-0000-000000000001' and action = 'tenancy.tenant.provision' and subject_id = $1", id.ToString())).ShouldBe(1);
    }

    [Fact]
    public async Task Provision_OfATakenDomain_IsRefused()
    {
        var platform = await house.Operator();
        var domain = Domain();
        (await platform.Post(Tenants, Body(domain))).Ok();

        (await platform.Post(Tenants, Body(domain))).Refused(HttpStatusCode.Conflict, "tenancy.domain_taken");
        (await platform.Post(Tenants, Body(House.PlatformHost))).Refused(HttpStatusCode.Conflict, "tenancy.domain_taken");
    }

    [Fact]
    public async Task Provision_OfOneDomainByFourAtOnce_MakesOneFirm()
    {
        var platform = await house.Operator();
        var domain = Domain();

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => platform.Post(Tenants, Body(domain))));

        replies.Count(r => r.Status == HttpStatusCode.Created).ShouldBe(1, string.Join('\n', replies.Select(r => r.Text)));
        replies.Count(r => r.Code == "tenancy.domain_taken").ShouldBe(3);
        (await Rows.Value<long>(house, "select count(*) from tenancy.tenants t join tenancy.tenant_domains d using (tenant_id) where d.host = $1", domain)).ShouldBe(1);
    }

    [Theory]
    [InlineData("Funds.Example.com")]
    [InlineData("funds.example.com:8443")]
    [InlineData("https://funds.example.com")]
    [InlineData("localhost")]
    [InlineData("10.0.0.1")]
    [InlineData("-funds.example.com")]
    [InlineData("funds..example.com")]
    [InlineData("fünds.example.com")]
    [InlineData("")]
    public async Task Provision_OfSomethingThatIsNoHostName_IsRefused(string domain)
    {
        var refused = (await (await house.Operator()).Post(Tenants, Body(domain))).Refused(HttpStatusCode.BadRequest, "request.invalid");

        refused.Json["errors"]!["domain"].ShouldNotBeNull();
    }

    [Theory]
    [InlineData("red")]
    [InlineData("#12345")]
    [InlineData("#12345g")]
    [InlineData("#123456;}")]
    public async Task Provision_OfSomethingThatIsNoColour_IsRefused(string colour) =>
        (await (await house.Operator()).Post(Tenants, Body(Domain(), colour))).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!["brandColour"].ShouldNotBeNull();

    [Fact]
    public async Task Provision_ByAFirmsAdministrator_IsRefused()
    {
        var firm = await house.Provision("Climber");

        (await firm.Admin.Post(Tenants, Body(Domain()))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firm.Admin.Get(Tenants)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await house.Anonymous(House.PlatformHost).Get(Tenants)).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Permission_ThatAFirmsUserHoldsByARowAgainstTheRules_OpensNothing()
    {
        var firm = await house.Provision("Smuggler");
        var admin = await SignInTests.IdOf(firm.Admin);
        await Rows.Change(house, "insert into identity.user_permissions (tenant_id, user_id, permission, granted) values ($1, $2, 'platform:tenants', true)", firm.Id, admin);

        (await firm.Admin.Get(Tenants)).Refused(HttpStatusCode.Forbidden, "auth.platform_only");
    }

    [Fact]
    public async Task Suspend_ShutsTheFirmOut_UntilItIsRestored()
    {
        var (firm, other) = (await house.Provision("Suspended"), await house.Provision("Not suspended"));
        var platform = await house.Operator();

        var suspended = await platform.Post($"{Tenants}/{firm.Id}/suspend", new { reason = "Fees are not paid." }, ifMatch: "\"1\"");

        suspended.Ok()["data"]!["suspendedReason"]!.GetValue<string>().ShouldBe("Fees are not paid.");
        suspended.ETag.ShouldBe("\"2\"");
        (await firm.Admin.Get("/api/v1/users")).Refused(HttpStatusCode.Forbidden, "tenant.suspended");
        (await house.Anonymous(firm.Domain).Post("/api/v1/auth/login", new { email = SignInTests.AdminOf(firm), password = House.Password })).Refused(HttpStatusCode.Forbidden, "tenant.suspended");
        (await house.Anonymous(firm.Domain).Get("/sign-in")).Refused(HttpStatusCode.Forbidden, "tenant.suspended");
        (await other.Admin.Get("/api/v1/users")).Ok();
        (await platform.Post($"{Tenants}/{firm.Id}/suspend", new { reason = "Again." })).Refused(HttpStatusCode.UnprocessableEntity, "tenancy.already_suspended");
        (await platform.Post($"{Tenants}/{firm.Id}/restore", ifMatch: "\"1\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await platform.Post($"{Tenants}/{firm.Id}/restore")).Ok()["data"]!["suspendedAt"].ShouldBeNull();
        (await firm.Admin.Get("/api/v1/users")).Ok();
        (await platform.Post($"{Tenants}/{firm.Id}/restore")).Refused(HttpStatusCode.UnprocessableEntity, "tenancy.not_suspended");
        (await platform.Post($"{Tenants}/{Guid.NewGuid()}/restore")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Suspend_ByAnotherCopyOfTheServer_CountsWithinSeconds()
    {
        var firm = await house.Provision("Elsewhere suspended");
        await using var another = new House(house.Database, []);
        await another.InitializeAsync();
        (await firm.Admin.Get("/api/v1/users")).Ok();

        (await (await another.Operator()).Post($"{Tenants}/{firm.Id}/suspend", new { reason = "Asked for." })).Ok();
        await Task.Delay(TenantDirectory.Lifetime);

        (await firm.Admin.Get("/api/v1/users")).Refused(HttpStatusCode.Forbidden, "tenant.suspended");
    }

    [Fact]
    public async Task List_SearchesAndPages()
    {
        var platform = await house.Operator();
        var mark = "mark" + Guid.NewGuid().ToString("N")[..8];
        foreach (var name in (string[])["Gamma", "Alpha", "Beta"])
            (await platform.Post(Tenants, new { name = $"{name} {mark}", domain = Domain(), firstAdmin = new { email = "a@example.com", name = "A" } })).Ok();
        var seen = new List<string>();

        for (string? next = $"{Tenants}?search={mark.ToUpperInvariant()}&size=2"; next is not null;)
        {
            var page = (await platform.Get(next)).Ok();
            seen.AddRange(page["data"]!.AsArray().Select(t => t!["name"]!.GetValue<string>().Split(' ')[0]));
            next = page["links"]!["next"]?.GetValue<string>();
        }

        seen.ShouldBe(["Alpha", "Beta", "Gamma"]);
        (await platform.Get($"{Tenants}?search={mark}&suspended=true")).Ok()["data"]!.AsArray().ShouldBeEmpty();
        (await platform.Get($"{Tenants}?cursor=nonsense")).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task Invitation_ThatWasLost_IsMadeAgain_UntilTheAdministratorJoined()
    {
        var platform = await house.Operator();
        var domain = Domain();
        var id = (await platform.Post(Tenants, Body(domain))).Ok()["data"]!["id"]!.GetValue<Guid>();
        var person = new { email = "first@example.com", name = "First Admin" };

        var again = (await platform.Post($"{Tenants}/{id}/invitations", person)).Ok()["data"]!;
        await house.Accept(domain, "first@example.com", again["invitationToken"]!.GetValue<string>());

        (await platform.Post($"{Tenants}/{id}/invitations", person)).Refused(HttpStatusCode.UnprocessableEntity, "tenancy.admin_signed_in");
        (await platform.Post($"{Tenants}/{Guid.NewGuid()}/invitations", person)).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Brand_IsShownByDomainBeforeSignIn()
    {
        var platform = await house.Operator();
        var domain = Domain();
        (await platform.Post(Tenants, Body(domain))).Ok();

        var brand = (await house.Anonymous(domain).Get("/api/v1/tenant/brand")).Ok()["data"]!;

        brand["colour"]!.GetValue<string>().ShouldBe("#2f5d50");
        brand["contactLine"]!.GetValue<string>().ShouldBe("ir@example.com");
        (await house.Anonymous(House.PlatformHost).Get("/api/v1/tenant/brand")).Ok()["data"]!["name"]!.GetValue<string>().ShouldBe("StratCap");
        (await house.Anonymous("nobody-here.localhost").Get("/api/v1/tenant/brand")).Refused(HttpStatusCode.NotFound, "tenant.unknown_domain");
    }

    private static string Domain() => $"t-{Guid.NewGuid():N}.localhost";

    private static object Body(string domain, string colour = "#2F5D50") =>
        new { name = "Cedar " + domain, domain, brandColour = colour, contactLine = "ir@example.com", firstAdmin = new { email = "first@example.com", name = "First Admin" } };
}
