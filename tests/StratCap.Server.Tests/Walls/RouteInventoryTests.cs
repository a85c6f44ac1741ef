using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Web;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Walls;

/// <summary>Every route of the running server says who may use it, and keeps to it.</summary>
public sealed class RouteInventoryTests(House house)
{
    private const string OAuth = "The OAuth protocol gives this address its own rules: no key, no envelope; its transaction is IdentityTransaction.";

    /// <summary>Routes with a changing method that do not go through Writes, and why.</summary>
    private static readonly Dictionary<string, string> NotWrites = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/auth/login"] = "A token request: " + OAuth,
        ["POST /api/v1/auth/refresh"] = "A token request: " + OAuth,
        ["POST /api/v1/auth/invitations/accept"] = "The invitation's token is good once, which is its key; audited and committed by IdentityTransaction.",
        ["POST /api/v1/accounting/sync/links/{linkId}/preview"] = "Shows what an entry would post and writes nothing.",
        ["POST /api/v1/data/preview"] = "Looks into a file and writes nothing.",
        ["POST /api/v1/data/validate"] = "Checks a file and writes nothing.",
        ["POST /api/v1/funds/{fundId}/capital-calls/preview"] = "Works out what a draft would say and writes nothing.",
        ["POST /api/v1/funds/{fundId}/capital-calls/preview/explanation"] = "Tells where a preview's figures come from and writes nothing.",
        ["POST /accept-invitation"] = "A page's form with an antiforgery token; the invitation's token is good once; committed by IdentityTransaction.",
        ["POST /api/v1/funds/{fundId}/distributions/preview"] = "Works out what a draft would say and writes nothing.",
        ["POST /api/v1/funds/{fundId}/distributions/preview/explanation"] = "Tells where a preview's figures come from and writes nothing.",
        ["POST /api/v1/notifications/templates/{template}/preview"] = "Shows what a mail would say and writes nothing.",
        ["POST /api/v1/reports/custom"] = "Reads in a transaction that cannot write, and keeps nothing.",
        ["POST /api/v1/reports/ilpa-templates/check"] = "Reads the caller's file and keeps nothing of it.",
        ["POST /connect/authorize"] = OAuth,
        ["POST /connect/logout"] = OAuth,
        ["POST /connect/token"] = OAuth,
        ["POST /connect/userinfo"] = "Reads; the protocol allows both methods.",
        ["POST /reset-password"] = "A page's form with an antiforgery token; the token in it is good once; committed by IdentityTransaction.",
        ["POST /sign-in"] = "A page's form with an antiforgery token; committed by IdentityTransaction.",
        ["POST /api/v1/payments/connections/{bankConnectionId}/fetch"] = "Asks the bank outside any transaction; each file is taken in once by name and hash, in a transaction of its own.",
        ["POST /api/v1/plugins/connections/{connectionId}/check"] = "Asks the vendor, which may take a minute, outside any transaction; what it found is saved and audited in one.",
        ["POST /api/v1/plugins/oauth/complete"] = "The state is good once, which is its key; the vendor is asked outside any transaction; audited and committed by itself.",
        ["POST /hooks/{token}/{path}"] = "A vendor's delivery: stored once by its digest; there is no actor to audit.",
        ["POST /api/v1/mail/bounces"] = "A mail server's report: noted once by its content, audited as the product's own work, committed by itself.",
        ["POST /hubs/live"] = "SignalR's long polling: browsers can call nothing there.",
        ["POST /hubs/live/negotiate"] = "SignalR's handshake: changes nothing.",
    };

    /// <summary>Writes that go through without an idempotency key, and why a repeat does no harm.</summary>
    private static readonly Dictionary<string, string> KeyIsOptional = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/payments/funds/{fundId}/bank-feeds/{feedId}/read"] = "Asked for twice it is read once more at most, and no line comes twice.",
        ["POST /api/v1/accounting/sync/runs/{syncRunId}/cancel"] = "A cancelled run stays cancelled.",
        ["POST /api/v1/calculations/capital-calls"] = "A calculation posts nothing; a repeat is another run.",
        ["POST /api/v1/calculations/distributions"] = "A calculation posts nothing; a repeat is another run.",
        ["POST /api/v1/calculations/fees"] = "A calculation posts nothing; a repeat is another run.",
        ["POST /api/v1/calculations/performance"] = "A calculation posts nothing; a repeat is another run.",
        ["POST /api/v1/calculations/clawback"] = "A calculation posts nothing; a repeat is another run.",
        ["POST /api/v1/calculations/terms-amendment"] = "A calculation posts nothing; a repeat is another run.",
        ["POST /api/v1/calculations/runs/{runId}/cancel"] = "A cancelled run stays cancelled.",
        ["POST /api/v1/calculations/verification-packs"] = "A pack posts nothing; a repeat is the same pack.",
        ["POST /api/v1/calculations/waterfall"] = "A calculation posts nothing; a repeat is another run.",
        ["POST /api/v1/data/import/{jobId}/cancel"] = "A cancelled import stays cancelled.",
        ["DELETE /api/v1/users/profile/sessions/{sessionId}"] = "An ended session stays ended.",
        ["POST /api/v1/notifications/read-all"] = "What is read stays read.",
        ["POST /api/v1/notifications/{notificationId}/read"] = "What is read stays read.",
        ["POST /api/v1/plugins/connections/{connectionId}/oauth"] = "The answer holds a state that is good once and is not kept; a repeat makes another, and neither does anything before a person consents.",
        ["PUT /api/v1/plugins/connections/{connectionId}/secrets/{name}"] = "Of a body with a secret not even a hash is kept; the same secret set twice is the same secret.",
        ["POST /api/v1/users/profile/sessions/end-others"] = "An ended session stays ended.",
        ["PUT /api/v1/notifications/preferences"] = "The same choice made twice is the same choice.",
        ["PUT /api/v1/notifications/quiet-hours"] = "The same hours chosen twice are the same hours.",
        ["PUT /api/v1/users/profile/password"] = "Of a body with passwords not even a hash is kept; a repeat is refused, since the old password is not right any more.",
        ["PUT /api/v1/users/profile"] = "The same name set twice is the same name.",
    };

    private IReadOnlyList<Route> Routes => field ??= Route.Of(house);

    [Fact]
    public void EveryRoute_SaysWhoMayUseIt()
    {
        Routes.Count.ShouldBeGreaterThan(80);
        Routes.Where(r => (r.Permission is null ? 0 : 1) + (r.IsOwn ? 1 : 0) + (r.IsPublic ? 1 : 0) != 1).Select(r => r.Name).ShouldBeEmpty();
        Routes.Where(r => r.Permission is { } p && !Foundation.Security.Permissions.All.Contains(p)).Select(r => r.Name).ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryRouteThatIsNotPublic_WithoutSignIn_Answers401()
    {
        var firm = await house.Provision("Inventory");
        foreach (var caller in (Api[])[house.Anonymous(firm.Domain), house.Anonymous("127.0.0.1"), Forged(firm)])
            foreach (var route in Routes.Where(r => !r.IsPublic))
            {
                var reply = await Call(caller, route);
                reply.Status.ShouldBe(HttpStatusCode.Unauthorized, $"{route.Name}: {reply.Text}");
                reply.Code.ShouldBe("auth.required", route.Name);
            }
    }

    [Fact]
    public async Task EveryRouteWithAPermission_ForAUserWithNone_Answers403_BeforeTheBodyIsLookedAt()
    {
        var firm = await house.Provision("Inventory");
        var nobody = await firm.Hire($"nobody@{firm.Domain}.example", "Nora Nobody");
        foreach (var route in Routes.Where(r => r.Permission is not null))
            foreach (var body in (string?[])[null, "{", "{}"])
            {
                var reply = await Call(nobody, route, body);
                reply.Status.ShouldBe(HttpStatusCode.Forbidden, $"{route.Name}: {reply.Text}");
                reply.Code.ShouldBe("auth.permission_missing", route.Name);
            }
    }

    [Fact]
    public async Task ARevokedPermission_CountsWithTheNextRequest()
    {
        var firm = await house.Provision("Inventory");
        (await firm.Viewer.Get("/api/v1/funds")).Status.ShouldBe(HttpStatusCode.OK);
        var viewer = (await firm.Viewer.Get("/api/v1/users/profile")).Ok()["data"]!["id"]!.GetValue<string>();

        (await firm.Admin.Put("/api/v1/users/permissions", new { userId = viewer, grant = Array.Empty<string>(), revoke = new[] { "fund:read" } })).Ok();

        (await firm.Viewer.Get("/api/v1/funds")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    [Fact]
    public async Task TheOperatorsRoutes_ForAFirmsAdministrator_Answer403()
    {
        var firm = await house.Provision("Inventory");
        var routes = Routes.Where(r => r.Permission?.StartsWith("platform:", StringComparison.Ordinal) == true).ToList();
        routes.Count.ShouldBeGreaterThan(5);
        foreach (var route in routes) (await Call(firm.Admin, route)).Status.ShouldBe(HttpStatusCode.Forbidden, route.Name);
    }

    [Fact]
    public async Task ATokenOfOneFirm_OnAnotherFirmsDomain_Answers401()
    {
        var (here, there) = (await house.Provision("Inventory"), await house.Provision("Elsewhere"));
        var stranger = house.Anonymous(there.Domain);
        stranger.Bearer = here.Admin.Bearer;
        foreach (var route in Routes.Where(r => !r.IsPublic)) (await Call(stranger, route)).Status.ShouldBe(HttpStatusCode.Unauthorized, route.Name);
    }

    [Fact]
    public void EveryRouteThatChanges_GoesThroughWrites_OrIsListedWithAReason()
    {
        Routes.Where(r => r.Changes && r.Write is null).Select(r => r.Name).Except(NotWrites.Keys, StringComparer.Ordinal).ShouldBeEmpty();
        NotWrites.Keys.Except(Routes.Where(r => r.Write is null).Select(r => r.Name), StringComparer.Ordinal).ShouldBeEmpty("listed, and not there or a write now");
        Routes.Where(r => r.Write is { KeyRequired: false }).Select(r => r.Name).ShouldBe(KeyIsOptional.Keys.Order(StringComparer.Ordinal), ignoreOrder: true);
        Routes.Where(r => !r.Changes && r.Write is not null).Select(r => r.Name).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARouteThatSaysNothing_IsClosedToEverybody()
    {
        var builder = WebApplication.CreateBuilder(["--urls", "http://127.0.0.1:0"]);
        builder.Services.AddFoundation();
        await using var app = builder.Build();
        app.UseRouting();
        app.UsePermissions();
        app.MapGet("/forgotten", () => "open");
        app.MapGet("/public", () => "open").Public("A test's own.");
        await app.StartAsync(TestContext.Current.CancellationToken);
        var caller = new Api(new HttpClient { BaseAddress = new Uri(app.Urls.First()) });

        (await caller.Get("/forgotten")).Refused(HttpStatusCode.Forbidden, "auth.route_closed");
        (await caller.Get("/public")).Text.ShouldBe("open");
        var forgotten = new Route("GET", app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Single(e => e.RoutePattern.RawText == "/forgotten"));
        (forgotten.Permission, forgotten.IsOwn, forgotten.IsPublic, forgotten.Write).ShouldBe((null, false, false, null));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>A token that our server would sign so, with another signature.</summary>
    private Api Forged(Firm firm)
    {
        var api = house.Anonymous(firm.Domain);
        var parts = firm.Admin.Bearer!.Split('.');
        api.Bearer = $"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}";
        return api;
    }

    private static Task<Reply> Call(Api caller, Route route, string? body = "{}") => caller.Send(
        new HttpMethod(route.Method), route.Path(name => name switch { "sourceType" => "positions", "module" => "funds", _ => "0192f0c0-0000-7000-8000-0000000000aa" }), route.Changes ? body : null, null);
}
