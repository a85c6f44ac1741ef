using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using StratCap.Server.Tests.Harness;
using static StratCap.Server.Tests.Identity.SignInTests;

namespace StratCap.Server.Tests.Identity;

public sealed class ConnectTests(House house)
{
    [Fact]
    public async Task CodeFlow_OverTheSignInPage_GivesTokens()
    {
        var firm = await house.Provision("Code flow");
        var (browser, proof) = (new Browser(house, firm.Domain), ProofKey.New());

        var code = await browser.Authorize(AuthorizePath(firm, proof), AdminOf(firm));
        var (status, tokens) = await Exchange(browser, firm, code, proof.Verifier);

        status.ShouldBe(HttpStatusCode.OK, tokens.ToJsonString());
        tokens["token_type"]!.GetValue<string>().ShouldBe("Bearer");
        var access = Claims(tokens["access_token"]!.GetValue<string>(), out var header);
        header["alg"]!.GetValue<string>().ShouldBe("RS256");
        access["tenant"]!.GetValue<Guid>().ShouldBe(firm.Id);
        access["name"]!.GetValue<string>().ShouldBe("Ada Admin");
        access["aud"]!.GetValue<string>().ShouldBe("stratcap-api");
        access["iss"]!.GetValue<string>().ShouldBe($"http://{firm.Domain}/");
        (access["exp"]!.GetValue<long>() - access["iat"]!.GetValue<long>()).ShouldBe(900);
        var id = Claims(tokens["id_token"]!.GetValue<string>(), out _);
        id["nonce"]!.GetValue<string>().ShouldBe("n-1");
        id["email"]!.GetValue<string>().ShouldBe(AdminOf(firm));
        id["auth_time"]!.GetValue<long>().ShouldBeInRange(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 300, DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        var api = house.Anonymous(firm.Domain);
        api.Bearer = tokens["access_token"]!.GetValue<string>();
        (await api.Get("/api/v1/users")).Ok()["data"]!.AsArray().Count.ShouldBe(4);
        (await api.Get("/connect/userinfo")).Ok()["sub"]!.GetValue<string>().ShouldBe(access["sub"]!.GetValue<string>());
    }

    [Fact]
    public async Task CodeFlow_ASecondTimeInTheSameBrowser_NeedsNoPassword()
    {
        var firm = await house.Provision("Signed in");
        var (browser, proof) = (new Browser(house, firm.Domain), ProofKey.New());
        await browser.Authorize(AuthorizePath(firm, proof), AdminOf(firm));

        var (silent, _) = await browser.Send(HttpMethod.Get, AuthorizePath(firm, proof) + "&prompt=none");

        silent.Headers.Location!.AbsolutePath.ShouldBe("/console/callback");
        QueryHelpers.ParseQuery(silent.Headers.Location.Query).ShouldContainKey("code");
        (await browser.Send(HttpMethod.Get, AuthorizePath(firm, proof) + "&prompt=login")).Response.Headers.Location!.ToString().ShouldStartWith("/sign-in?");
        await browser.Send(HttpMethod.Get, "/connect/logout");
        var (after, _) = await browser.Send(HttpMethod.Get, AuthorizePath(firm, proof) + "&prompt=none");
        QueryHelpers.ParseQuery(after.Headers.Location!.Query)["error"].ToString().ShouldBe("login_required");
    }

    [Fact]
    public async Task Cookie_OnAnotherFirmsDomain_SignsNobodyIn()
    {
        var (one, two) = (await house.Provision("Cookie one"), await house.Provision("Cookie two"));
        var (browser, proof) = (new Browser(house, one.Domain), ProofKey.New());
        await browser.Authorize(AuthorizePath(one, proof), AdminOf(one));
        using var request = new HttpRequestMessage(HttpMethod.Get, AuthorizePath(two, proof) + "&prompt=none");
        request.Headers.Add("Cookie", string.Join("; ", browser.Cookies.Select(c => $"{c.Key}={c.Value}")));

        using var response = await house.Anonymous(two.Domain).Http.SendAsync(request);

        QueryHelpers.ParseQuery(response.Headers.Location!.Query)["error"].ToString().ShouldBe("login_required");
    }

    [Fact]
    public async Task Code_ShownTwice_RevokesWhatCameOfIt()
    {
        var firm = await house.Provision("Replay");
        var (browser, proof) = (new Browser(house, firm.Domain), ProofKey.New());
        var code = await browser.Authorize(AuthorizePath(firm, proof), AdminOf(firm));
        var (_, tokens) = await Exchange(browser, firm, code, proof.Verifier);

        var (status, refused) = await Exchange(browser, firm, code, proof.Verifier);

        status.ShouldBe(HttpStatusCode.BadRequest);
        refused["error"]!.GetValue<string>().ShouldBe("invalid_grant");
        var (after, _) = await browser.Token(("grant_type", "refresh_token"), ("client_id", "console"), ("refresh_token", tokens["refresh_token"]!.GetValue<string>()));
        after.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Code_WithAWrongVerifier_IsRefused()
    {
        var firm = await house.Provision("Verifier");
        var browser = new Browser(house, firm.Domain);
        var code = await browser.Authorize(AuthorizePath(firm, ProofKey.New()), AdminOf(firm));

        var (status, refused) = await Exchange(browser, firm, code, ProofKey.New().Verifier);

        status.ShouldBe(HttpStatusCode.BadRequest);
        refused["error"]!.GetValue<string>().ShouldBe("invalid_grant");
    }

    [Theory]
    [InlineData("&code_challenge=abcdefghijklmnopqrstuvwxyz0123456789abcdefg&code_challenge_method=plain")]
    [InlineData("&code_challenge=abcdefghijklmnopqrstuvwxyz0123456789abcdefg")]
    [InlineData("")]
    public async Task Authorize_WithoutAHashedProofKey_IsRefused(string proof)
    {
        var firm = await house.Provision("Plain");
        var browser = new Browser(house, firm.Domain);

        var (response, body) = await browser.Send(HttpMethod.Get, BasePath(firm) + proof);

        var error = response.StatusCode == HttpStatusCode.Redirect ? QueryHelpers.ParseQuery(response.Headers.Location!.Query)["error"].ToString() : body;
        error.ShouldContain("invalid_request");
        response.Headers.Location?.ToString().ShouldNotStartWith("/sign-in");
    }

    [Theory]
    [InlineData("http://evil.example/console/callback")]
    [InlineData("https://evil.example/console/callback")]
    [InlineData("http://{domain}/console/callback?x=1")]
    [InlineData("http://{domain}/console/../evil")]
    [InlineData("http://{domain}/portal/callback")]
    [InlineData("http://{domain}.evil.example/console/callback")]
    [InlineData("http://user@{domain}/console/callback")]
    public async Task Authorize_BackToAForeignAddress_IsRefusedWithoutGoingThere(string address)
    {
        var firm = await house.Provision("Redirect");
        var browser = new Browser(house, firm.Domain);
        var path = AuthorizePath(firm, ProofKey.New(), address.Replace("{domain}", firm.Domain, StringComparison.Ordinal));

        var (response, body) = await browser.Send(HttpMethod.Get, path);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        body.ShouldContain("invalid_request");
    }

    [Fact]
    public async Task Discovery_NamesTheDomainAsIssuer_AndOnlyHashedProofKeys()
    {
        var firm = await house.Provision("Discovery");

        var document = (await house.Anonymous(firm.Domain).Get("/.well-known/openid-configuration")).Ok();

        document["issuer"]!.GetValue<string>().ShouldBe($"http://{firm.Domain}/");
        document["code_challenge_methods_supported"]!.AsArray().Select(m => m!.GetValue<string>()).ShouldBe(["S256"]);
        document["token_endpoint"]!.GetValue<string>().ShouldBe($"http://{firm.Domain}/connect/token");
        document["grant_types_supported"]!.AsArray().Select(m => m!.GetValue<string>()).ShouldNotContain("password");
    }

    [Theory]
    [InlineData("password")]
    [InlineData("urn:stratcap:grant:sign-in")]
    public async Task Token_ByPasswordInAForm_IsNotSupported(string grant)
    {
        var firm = await house.Provision("Grant");

        var (status, refused) = await new Browser(house, firm.Domain).Token(("grant_type", grant), ("client_id", "console"), ("username", AdminOf(firm)), ("password", House.Password));

        status.ShouldBe(HttpStatusCode.BadRequest);
        refused["error"]!.GetValue<string>().ShouldBe("unsupported_grant_type");
    }

    [Fact]
    public async Task Client_OfAPartner_HoldsItsOwnPermissionsInItsFirmAlone()
    {
        var (one, two) = (await house.Provision("Partner one"), await house.Provision("Partner two"));
        var key = Guid.NewGuid().ToString("N");
        var made = (await one.Admin.Post("/api/v1/clients", new { name = "Bank feed", permissions = new[] { "user:read" } }, key)).Refused(HttpStatusCode.BadRequest, "request.invalid");
        made.Json["errors"]!["permissions"].ShouldNotBeNull();
        // A system made by the first person would be no second one.
        foreach (var ofPeople in (string[])["capital_call:approve", "account:confirm", "payment:release", "user:manage", "plugin:manage"])
            (await one.Admin.Post("/api/v1/clients", new { name = "Bank feed", permissions = new[] { ofPeople } })).Refused(HttpStatusCode.BadRequest, "request.invalid").Text.ShouldContain("takes a person");
        var client = (await one.Admin.Post("/api/v1/clients", new { name = "Bank feed", permissions = new[] { "fund:read" } }, key)).Ok()["data"]!;
        var (id, secret) = (client["clientId"]!.GetValue<string>(), client["clientSecret"]!.GetValue<string>());
        (await one.Admin.Post("/api/v1/clients", new { name = "Bank feed", permissions = new[] { "fund:read" } }, key)).Ok()["data"]!["clientSecret"].ShouldBeNull();

        var (status, tokens) = await new Browser(house, one.Domain).Token(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret));

        status.ShouldBe(HttpStatusCode.OK, tokens.ToJsonString());
        var api = house.Anonymous(one.Domain);
        api.Bearer = tokens["access_token"]!.GetValue<string>();
        (await api.Get("/api/v1/funds")).Ok();
        (await api.Get("/api/v1/users")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await new Browser(house, one.Domain).Token(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret + "x"))).Json["error"]!.GetValue<string>().ShouldBe("invalid_client");
        (await new Browser(house, two.Domain).Token(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret))).Json["error"]!.GetValue<string>().ShouldBe("invalid_client");

        (await one.Admin.Post($"/api/v1/clients/{client["id"]!.GetValue<Guid>()}/disable")).Ok();
        (await api.Get("/api/v1/funds")).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await new Browser(house, one.Domain).Token(("grant_type", "client_credentials"), ("client_id", id), ("client_secret", secret))).Json["error"]!.GetValue<string>().ShouldBe("invalid_client");
        (await one.Admin.Get("/api/v1/clients")).Ok()["data"]!.AsArray().Single()!["disabledAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Token_OnAnotherFirmsDomain_IsRefused()
    {
        var (one, two) = (await house.Provision("Domain one"), await house.Provision("Domain two"));
        var api = house.Anonymous(two.Domain);
        api.Bearer = one.Admin.Bearer;

        (await api.Get("/api/v1/users")).Refused(HttpStatusCode.Unauthorized, "auth.wrong_domain");
        (await api.Get("/connect/userinfo")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Token_ThatWasTamperedWith_OpensNothing()
    {
        var firm = await house.Provision("Tampered");
        var parts = firm.Admin.Bearer!.Split('.');
        var claims = Claims(firm.Admin.Bearer, out _);
        claims["tenant"] = Guid.NewGuid().ToString();
        var api = house.Anonymous(firm.Domain);
        api.Bearer = $"{parts[0]}.{WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";

        (await api.Get("/api/v1/users")).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Fact]
    public async Task Keys_AreTheSameInAnotherCopyOfTheServer()
    {
        var firm = await house.Provision("Restart");
        await using var another = new House(house.Database, []);
        await another.InitializeAsync();

        var (here, there) = (await house.Anonymous(firm.Domain).Get("/.well-known/jwks"), await another.Anonymous(firm.Domain).Get("/.well-known/jwks"));

        there.Ok().ToJsonString().ShouldBe(here.Ok().ToJsonString());
        here.Json["keys"]!.AsArray().ShouldAllBe(k => k!["kty"]!.GetValue<string>() == "RSA" && k["d"] == null);
        var api = another.Anonymous(firm.Domain);
        api.Bearer = firm.Admin.Bearer;
        (await api.Get("/api/v1/users/profile")).Ok();
        var refreshed = RefreshTokenOf((await house.Anonymous(firm.Domain).Post("/api/v1/auth/login", new { email = AdminOf(firm), password = House.Password })).Ok());
        (await another.Anonymous(firm.Domain).Post("/api/v1/auth/refresh", new { refreshToken = refreshed })).Ok();
    }

    [Fact]
    public async Task Keys_UnderAnotherSecret_StopTheStartWithASentence()
    {
        await using var another = new House(house.Database, new() { ["Identity:KeySecret"] = "another secret than the one they were sealed under" });

        var error = await Should.ThrowAsync<InvalidOperationException>(async () => await another.InitializeAsync());

        error.Message.ShouldContain("Identity:KeySecret");
    }

    internal static string AuthorizePath(Firm firm, ProofKey proof, string? redirect = null) =>
        BasePath(firm, redirect) + $"&code_challenge={proof.Challenge}&code_challenge_method=S256";

    private static string BasePath(Firm firm, string? redirect = null) => QueryHelpers.AddQueryString("/connect/authorize", new Dictionary<string, string?>
    {
        ["client_id"] = "console",
        ["response_type"] = "code",
        ["redirect_uri"] = redirect ?? $"http://{firm.Domain}/console/callback",
        ["scope"] = "openid profile email roles offline_access",
        ["state"] = "s-1",
        ["nonce"] = "n-1",
    });

    internal static Task<(HttpStatusCode Status, JsonNode Json)> Exchange(Browser browser, Firm firm, string code, string verifier) => browser.Token(
        ("grant_type", "authorization_code"), ("client_id", "console"), ("code", code), ("code_verifier", verifier), ("redirect_uri", $"http://{firm.Domain}/console/callback"));

    private static JsonObject Claims(string token, out JsonNode header)
    {
        var parts = token.Split('.');
        header = JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[0]))!;
        return JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[1]))!.AsObject();
    }
}
