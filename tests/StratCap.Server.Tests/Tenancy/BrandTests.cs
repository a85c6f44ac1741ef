using System.Net;
using System.Text;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Tenancy;

/// <summary>A firm shows itself as it likes, and nothing of what it writes or draws can run.</summary>
public sealed class BrandTests(House house)
{
    private const string Brand = "/api/v1/tenant/brand";
    private const string Logo = Brand + "/logo";
    private static readonly byte[] Drawing = Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\"><path fill=\"#123456\" d=\"M0 0h10v10z\"/></svg>");

    [Fact]
    public async Task Change_ShowsAtOnce_OnTheSignInPageToo_AndIsAudited()
    {
        var firm = await house.Provision("Brand");
        var etag = (await firm.Admin.Get(Brand)).ETag;

        var changed = await firm.Admin.Put(Brand, Body("Acme & Söhne"), ifMatch: etag);

        changed.Ok();
        var shown = (await house.Anonymous(firm.Domain).Get(Brand)).Ok()["data"]!;
        (shown.Text("name"), shown.Text("colour"), shown.Text("accent"), shown.Text("greeting"), shown.Text("footer")).ShouldBe(("Acme & Söhne", "#102030", "#ff9900", "Welcome", "Line one\nLine two"));
        var page = (await house.Anonymous(firm.Domain).Get("/sign-in")).Text;
        page.ShouldContain("Acme &amp; S");
        page.ShouldContain("border-bottom: 4px solid #ff9900");
        page.ShouldContain("Line one");
        (await firm.Admin.Put(Brand, Body("Late"), ifMatch: etag)).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await house.Scalar<long>("select count(*) from tenancy.audit where tenant_id = $1 and action = 'tenancy.brand.change'", firm.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task Change_TheSameKeyTwice_ChangesOnce()
    {
        var (firm, key) = (await house.Provision("Brand"), Guid.NewGuid().ToString("N"));

        var first = await firm.Admin.Put(Brand, Body("Twice"), key);
        var second = await firm.Admin.Put(Brand, Body("Twice"), key);

        second.Text.ShouldBe(first.Text);
        (await firm.Admin.Get(Brand)).ETag.ShouldBe("\"2\"");
    }

    [Fact]
    public async Task Change_OfAnotherFirm_OrByWhoMayNot_IsNotPossible()
    {
        var (firm, other) = (await house.Provision("Brand"), await house.Provision("Other"));
        var before = (await house.Anonymous(other.Domain).Get(Brand)).Text[..80];

        (await firm.Admin.Put(Brand, Body("Mine"))).Ok();

        (await house.Anonymous(other.Domain).Get(Brand)).Text[..80].ShouldBe(before);
        foreach (var person in (Api[])[firm.Cfo, firm.Accountant, firm.Viewer])
        {
            (await person.Put(Brand, Body("Theirs"))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
            (await person.Put(Logo, new { content = Drawing })).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        }
        (await firm.Admin.Put($"/api/v1/platform/tenants/{other.Id}/brand", Body("Theirs"))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await house.Anonymous(firm.Domain).Put(Brand, Body("Nobody's"))).Refused(HttpStatusCode.Unauthorized, "auth.required");
    }

    [Theory]
    [InlineData("colour", "red;}body{display:none")]
    [InlineData("colour", "#12345")]
    [InlineData("accent", "#123456;}")]
    [InlineData("accent", "url(https://evil.example)")]
    [InlineData("greeting", "two\nlines")]
    [InlineData("contactLine", "a\u0000b")]
    [InlineData("footer", "a\u001bb")]
    [InlineData("name", " ")]
    public async Task Change_ToWhatIsNone_IsRefusedByField(string field, string value)
    {
        var firm = await house.Provision("Brand");
        var body = new Dictionary<string, string> { ["name"] = "Acme", ["colour"] = "#102030", [field] = value };

        (await firm.Admin.Put(Brand, body)).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]![field].ShouldNotBeNull();
    }

    [Fact]
    public async Task Texts_WithMarkup_AreShownAsTheyWereWritten()
    {
        var firm = await house.Provision("Brand");
        const string markup = "<script>alert(1)</script><img src=x onerror=alert(1)>";

        (await firm.Admin.Put(Brand, new { name = markup, colour = "#102030", contactLine = markup, footer = markup })).Ok();

        var page = (await house.Anonymous(firm.Domain).Get("/sign-in")).Text;
        page.ShouldNotContain("<script");
        page.ShouldNotContain("<img");
        page.ShouldContain("&lt;script&gt;");
    }

    [Fact]
    public async Task Logo_IsServedForEver_UnderAPolicyThatLetsNothingRun_OnItsOwnHostOnly()
    {
        var (firm, other) = (await house.Provision("Brand"), await house.Provision("Other"));

        var address = (await firm.Admin.Put(Logo, new { content = Drawing })).Ok()["data"]!.Text("logo");

        var logo = await house.Anonymous(firm.Domain).Get(address);
        logo.Status.ShouldBe(HttpStatusCode.OK);
        logo.ContentHeaders.ContentType!.ToString().ShouldBe("image/svg+xml");
        logo.Headers.GetValues("Content-Security-Policy").ShouldBe(["default-src 'none'; sandbox"]);
        logo.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        logo.Headers.CacheControl!.ToString().ShouldContain("immutable");
        logo.ETag.ShouldBe($"\"{address.Split('/')[^1]}\"");
        (await house.Anonymous(firm.Domain).Get("/sign-in")).Text.ShouldContain($"<img src=\"{address}\"");
        (await house.Anonymous(other.Domain).Get(address)).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await firm.Admin.Delete(Logo)).Ok()["data"]!["logo"].ShouldBeNull();
        (await house.Anonymous(firm.Domain).Get(address)).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task Logo_ThatCouldRun_IsRefused_AndTheOldOneStays()
    {
        var firm = await house.Provision("Brand");
        var address = (await firm.Admin.Put(Logo, new { content = LogoTests.Png(1, 1, [0, 1, 2, 3]) })).Ok()["data"]!.Text("logo");

        (await firm.Admin.Put(Logo, new { content = Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>") })).Refused(HttpStatusCode.BadRequest, "tenancy.brand.logo_refused");

        (await house.Anonymous(firm.Domain).Get(address)).ContentHeaders.ContentType!.ToString().ShouldBe("image/png");
        (await house.Anonymous(firm.Domain).Get(Logo + "/..%2f..%2fimports")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    [Fact]
    public async Task AnOperator_GivesAFirmItsBrandAndPlan()
    {
        var operators = await house.Operator();
        var domain = $"t-{Guid.NewGuid():N}.localhost";
        var made = (await operators.Post("/api/v1/platform/tenants", new { name = "New", domain, firstAdmin = new { email = "a@example.com", name = "A" }, plan = new { name = "Growth", funds = 10 } })).Ok()["data"]!;
        var tenant = $"/api/v1/platform/tenants/{made.Text("id")}";

        (await operators.Put(tenant + "/brand", Body("Newer"), ifMatch: "\"1\"")).ETag.ShouldBe("\"2\"");
        var address = (await operators.Put(tenant + "/brand/logo", new { content = Drawing }, ifMatch: "\"2\"")).Ok()["data"]!.Text("logo");

        (await house.Anonymous(domain).Get(Brand)).Ok()["data"]!.Text("name").ShouldBe("Newer");
        (await house.Anonymous(domain).Get(address)).Status.ShouldBe(HttpStatusCode.OK);
        (await operators.Get(tenant)).Ok()["data"]!["plan"]!.ToJsonString().ShouldBe("""{"name":"Growth","funds":10,"users":null}""");
        (await operators.Put($"/api/v1/platform/tenants/{Guid.NewGuid()}/brand", Body("Nobody's"))).Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await operators.Put(Brand, Body("The platform's"))).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
    }

    private static object Body(string name) => new { name, colour = "#102030", accent = "#FF9900", contactLine = "ir@acme.example", greeting = "Welcome", footer = "Line one\nLine two" };
}
