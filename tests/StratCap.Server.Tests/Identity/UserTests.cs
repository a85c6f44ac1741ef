using System.Net;
using StratCap.Server.Tests.Harness;
using static StratCap.Server.Tests.Identity.SignInTests;

namespace StratCap.Server.Tests.Identity;

public sealed class UserTests(House house)
{
    private const string Users = "/api/v1/users";

    [Fact]
    public async Task Invite_TheSameKeyTwice_InvitesOnceAndTellsTheTokenOnce()
    {
        var firm = await house.Provision("Invite");
        var (key, body) = (Guid.NewGuid().ToString("N"), new { email = "ina@example.com", name = "Ina Invited", roles = new[] { "viewer" } });

        var first = await firm.Admin.Post(Users, body, key);
        var second = await firm.Admin.Post(Users, body, key);

        first.Status.ShouldBe(HttpStatusCode.Created, first.Text);
        second.Status.ShouldBe(HttpStatusCode.Created, second.Text);
        second.Json["data"]!["id"]!.GetValue<Guid>().ShouldBe(first.Json["data"]!["id"]!.GetValue<Guid>());
        first.Json["data"]!["invitationLink"]!.GetValue<string>().ShouldStartWith($"http://{firm.Domain}/accept-invitation?token=");
        second.Json["data"]!["invitationToken"].ShouldBeNull();
        var token = first.Json["data"]!["invitationToken"]!.GetValue<string>();
        (await Rows.Value<long>(house, "select count(*) from identity.idempotency where tenant_id = $1 and body like '%' || $2 || '%'", firm.Id, token)).ShouldBe(0);
        (await firm.Admin.Post(Users, new { email = "ina@example.com", name = "Someone else", roles = new[] { "viewer" } }, key)).Refused(HttpStatusCode.Conflict, "request.idempotency_key_reused");
        (await house.Accept(firm.Domain, "ina@example.com", token)).Bearer.ShouldNotBeNull();
    }

    [Fact]
    public async Task Roles_AreThoseThatTheFirmCanGive_WithWhatEachAllows()
    {
        var firm = await house.Provision("Roles");

        var roles = (await firm.Admin.Get(Users + "/roles")).Ok().Rows();

        roles.Select(r => r.Text("role")).ShouldNotContain("platform_admin");
        roles.Single(r => r.Text("role") == "investor")["permissions"]!.AsArray().Select(p => p!.GetValue<string>()).ShouldBe(["portal:read"]);
        (await firm.Viewer.Get(Users + "/roles")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task Invite_WhoHasJoined_IsRefused_AndWithoutKeyToo()
    {
        var firm = await house.Provision("Joined");

        (await firm.Admin.Post(Users, new { email = AdminOf(firm), name = "Ada", roles = new[] { "admin" } })).Refused(HttpStatusCode.Conflict, "identity.user_exists");
        (await firm.Admin.Post(Users, new { email = "x@example.com", name = "X", roles = new[] { "viewer" } }, key: "")).Refused(HttpStatusCode.BadRequest, "request.idempotency_key_required");
    }

    [Theory]
    [InlineData("not an address", "Name", "viewer", "email")]
    [InlineData("a@example.com", "", "viewer", "name")]
    [InlineData("a@example.com", "Name", "king", "roles")]
    [InlineData("a@example.com", "Name", "platform_admin", "roles")]
    public async Task Invite_WithAWrongField_IsRefusedByName(string email, string name, string role, string field)
    {
        var firm = await house.Provision("Field");

        var refused = (await firm.Admin.Post(Users, new { email, name, roles = new[] { role } })).Refused(HttpStatusCode.BadRequest, "request.invalid");

        refused.Json["errors"]![field].ShouldNotBeNull();
    }

    [Fact]
    public async Task Invitation_IsGoodOnce()
    {
        var firm = await house.Provision("Once");
        var token = await Invite(firm, "once@example.com");
        await house.Accept(firm.Domain, "once@example.com", token);

        (await Accept(firm, token, House.Password)).Refused(HttpStatusCode.UnprocessableEntity, "identity.invitation_invalid");
    }

    [Fact]
    public async Task Invitation_OfTwoAtOnce_WorksForOne()
    {
        var firm = await house.Provision("Two accept");
        var token = await Invite(firm, "race@example.com");

        var replies = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Accept(firm, token, $"{House.Password} {i}")));

        replies.Count(r => r.Status == HttpStatusCode.OK).ShouldBe(1);
        replies.Count(r => r.Code == "identity.invitation_invalid").ShouldBe(3);
    }

    [Fact]
    public async Task Invitation_RenewedOrExpiredOrOfAnotherFirm_IsNotGood()
    {
        var (firm, other) = (await house.Provision("Renewed"), await house.Provision("Other"));
        var old = await Invite(firm, "new@example.com");
        var renewed = await Invite(firm, "new@example.com");

        (await Accept(firm, old, House.Password)).Refused(HttpStatusCode.UnprocessableEntity, "identity.invitation_invalid");
        (await Accept(other, renewed, House.Password)).Refused(HttpStatusCode.UnprocessableEntity, "identity.invitation_invalid");
        (await Rows.Change(house, "update identity.invitations set expires_at = expires_at - interval '7 days' where tenant_id = $1 and closed_at is null", firm.Id)).ShouldBe(1);
        (await Accept(firm, renewed, House.Password)).Refused(HttpStatusCode.UnprocessableEntity, "identity.invitation_invalid");
    }

    [Theory]
    [InlineData("short but good")]
    [InlineData("passwordpassword")]
    [InlineData("aaaaaaaaaaaaaaaaaaaa")]
    [InlineData("correct horse battery staple")]
    public async Task Invitation_WithAPasswordThatIsEasyToGuess_StaysOpen(string password)
    {
        var firm = await house.Provision("Weak");
        var token = await Invite(firm, "weak@example.com");

        var refused = (await Accept(firm, token, password)).Refused(HttpStatusCode.BadRequest, "identity.password_refused");

        refused.Json["errors"]!["password"].ShouldNotBeNull();
        await house.Accept(firm.Domain, "weak@example.com", token);
    }

    [Fact]
    public async Task Permission_Revoked_CountsWithTheNextRequest()
    {
        var firm = await house.Provision("Revoke");
        var viewer = await IdOf(firm.Viewer);
        (await firm.Viewer.Get("/api/v1/funds")).Ok();

        var changed = (await firm.Admin.Put(Users + "/permissions", new { userId = viewer, grant = Array.Empty<string>(), revoke = new[] { "fund:read" } })).Ok();

        changed["data"]!["inForce"]!.AsArray().ShouldBeEmpty();
        (await firm.Viewer.Get("/api/v1/funds")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await firm.Admin.Put(Users + "/permissions", new { userId = viewer, grant = new[] { "fund:read", "audit:read" }, revoke = Array.Empty<string>() })).Ok();
        (await firm.Viewer.Get("/api/v1/funds")).Ok();
        var rights = (await firm.Admin.Get($"{Users}/permissions?userId={viewer}")).Ok()["data"]!;
        rights["granted"]!.AsArray().Select(p => p!.GetValue<string>()).ShouldBe(["audit:read", "fund:read"]);
        rights["revoked"]!.AsArray().ShouldBeEmpty();
        (await Rows.Value<long>(house, "select count(*) from identity.audit where tenant_id = $1 and action = 'identity.permissions.change' and subject_id = $2", firm.Id, viewer.ToString())).ShouldBe(2);
    }

    [Fact]
    public async Task Roles_Set_ReplaceTheOldOnes()
    {
        var firm = await house.Provision("Roles");
        var viewer = await IdOf(firm.Viewer);

        var changed = (await firm.Admin.Put(Users + "/permissions", new { userId = viewer, grant = Array.Empty<string>(), revoke = Array.Empty<string>(), roles = new[] { "accountant", "investor" } })).Ok();

        changed["data"]!["roles"]!.AsArray().Select(r => r!.GetValue<string>()).ShouldBe(["accountant", "investor"]);
        (await firm.Viewer.Get(Users + "/profile")).Ok()["data"]!["permissions"]!.AsArray().Select(p => p!.GetValue<string>()).ShouldContain("portal:read");
    }

    [Fact]
    public async Task Permissions_ThatMayNotBeGiven_AreRefused()
    {
        var firm = await house.Provision("Not given");
        var (admin, viewer) = (await IdOf(firm.Admin), await IdOf(firm.Viewer));
        Task<Reply> Change(Guid userId, string[] grant, string[] revoke) => firm.Admin.Put(Users + "/permissions", new { userId, grant, revoke });

        (await Change(viewer, ["no:such"], [])).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Change(viewer, ["platform:tenants"], [])).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Change(viewer, ["fund:read"], ["fund:read"])).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await Change(admin, ["portal:read"], [])).Refused(HttpStatusCode.UnprocessableEntity, "identity.own_permissions");
        (await firm.Cfo.Put(Users + "/permissions", new { userId = viewer, grant = new[] { "fund:read" }, revoke = Array.Empty<string>() })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task User_OfAnotherFirm_IsNotFound()
    {
        var (one, two) = (await house.Provision("Mine"), await house.Provision("Theirs"));
        var theirs = await IdOf(two.Viewer);

        (await one.Admin.Get($"{Users}/permissions?userId={theirs}")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await one.Admin.Put(Users + "/permissions", new { userId = theirs, grant = new[] { "fund:read" }, revoke = Array.Empty<string>() })).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await one.Admin.Post($"{Users}/{theirs}/disable")).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await one.Admin.Get(Users + "?search=" + two.Domain)).Ok()["data"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task User_Disabled_IsOutAtOnce_AndBackWithHisRights()
    {
        var firm = await house.Provision("Disable");
        var id = await IdOf(firm.Accountant);
        var email = "accountant@" + firm.Domain + ".example";
        var refreshToken = RefreshTokenOf((await house.Anonymous(firm.Domain).Post("/api/v1/auth/login", new { email, password = House.Password })).Ok());

        (await firm.Admin.Post($"{Users}/{id}/disable")).Ok()["data"]!["state"]!.GetValue<string>().ShouldBe("disabled");

        (await firm.Accountant.Get("/api/v1/funds")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await house.Anonymous(firm.Domain).Post("/api/v1/auth/refresh", new { refreshToken })).Refused(HttpStatusCode.Unauthorized, "identity.refresh_refused");
        (await house.Anonymous(firm.Domain).Post("/api/v1/auth/login", new { email, password = House.Password })).Refused(HttpStatusCode.Unauthorized, "identity.sign_in_failed");
        (await firm.Admin.Post($"{Users}/{id}/disable")).Refused(HttpStatusCode.UnprocessableEntity, "identity.already_disabled");
        (await firm.Admin.Post($"{Users}/{await IdOf(firm.Admin)}/disable")).Refused(HttpStatusCode.UnprocessableEntity, "identity.own_account");
        (await firm.Admin.Post($"{Users}/{id}/enable")).Ok();
        (await house.Anonymous(firm.Domain).Post("/api/v1/auth/refresh", new { refreshToken })).Refused(HttpStatusCode.Unauthorized, "identity.refresh_refused");
        (await (await house.SignIn(firm.Domain, email)).Get("/api/v1/funds")).Ok();
    }

    [Fact]
    public async Task Profile_Renamed_AnswersStaleToAnOldVersion()
    {
        var firm = await house.Provision("Profile");
        var before = await firm.Viewer.Get(Users + "/profile");

        var renamed = await firm.Viewer.Put(Users + "/profile", new { name = "Vera Newname" }, ifMatch: before.ETag);

        renamed.Ok()["data"]!["name"]!.GetValue<string>().ShouldBe("Vera Newname");
        renamed.ETag.ShouldNotBe(before.ETag);
        (await firm.Viewer.Put(Users + "/profile", new { name = "Too late" }, ifMatch: before.ETag)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await house.Anonymous(firm.Domain).Get(Users + "/profile")).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task List_IsReadPageByPage()
    {
        var firm = await house.Provision("List");
        var seen = new List<string>();

        for (string? next = Users + "?size=3"; next is not null;)
        {
            var page = (await firm.Admin.Get(next)).Ok();
            seen.AddRange(page["data"]!.AsArray().Select(u => u!["email"]!.GetValue<string>()));
            next = page["links"]!["next"]?.GetValue<string>();
        }

        seen.Count.ShouldBe(4);
        seen.ShouldBe(seen.Order(StringComparer.OrdinalIgnoreCase));
        (await firm.Admin.Get(Users + "?search=" + Uri.EscapeDataString("clara"))).Ok()["data"]!.AsArray().Single()!["roles"]!.AsArray().Single()!.GetValue<string>().ShouldBe("fund_manager");
        (await firm.Admin.Get(Users + "?search=" + Uri.EscapeDataString("%"))).Ok()["data"]!.AsArray().ShouldBeEmpty();
        (await firm.Admin.Get(Users + "?cursor=nonsense")).Refused(HttpStatusCode.BadRequest, "request.invalid");
        (await firm.Viewer.Get(Users)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    private static async Task<string> Invite(Firm firm, string email) =>
        (await firm.Admin.Post(Users, new { email, name = "Somebody", roles = new[] { "viewer" } })).Ok()["data"]!["invitationToken"]!.GetValue<string>();

    private Task<Reply> Accept(Firm firm, string token, string password) => house.Anonymous(firm.Domain).Post("/api/v1/auth/invitations/accept", new { token, password });
}
