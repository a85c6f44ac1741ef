using System.Net;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using StratCap.Foundation.Security;
using StratCap.PluginHost.Packages;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;
using V1 = StratCap.PluginSdk.Wire.V1;

namespace StratCap.Plugins.Tests.Runtime;

/// <summary>The host's side of a plugin's requests, without a worker.</summary>
public sealed class EgressTests
{
    [Theory]
    [InlineData("GET", "https://vendor.example/a", null)]
    [InlineData("POST", "https://vendor.example/a", EgressCodes.Undeclared)]
    [InlineData("GET", "https://sub.vendor.example/a", EgressCodes.Undeclared)]
    [InlineData("GET", "https://vendor.example.evil.example/a", EgressCodes.Undeclared)]
    [InlineData("GET", "https://vendor.example:8443/a", EgressCodes.Undeclared)]
    [InlineData("GET", "http://vendor.example/a", EgressRefusal.Form)]
    [InlineData("GET", "https://user@vendor.example/a", EgressRefusal.Form)]
    [InlineData("GET", "https://127.0.0.1/a", EgressRefusal.Form)]
    [InlineData("GET", "https://[::1]/a", EgressRefusal.Form)]
    [InlineData("GET", "file:///etc/passwd", EgressRefusal.Form)]
    [InlineData("GET", "/a", EgressRefusal.Form)]
    [InlineData("GET", "https://own.example:8443/a", null)]
    [InlineData("GET", "https://own.example/a", EgressCodes.Undeclared)]
    public async Task Request_GoesToDeclaredHostsAlone(string method, string url, string? refused)
    {
        await using var bench = await Bench.Start();
        var code = await bench.Code(new V1.EgressRequest { Method = method, Url = url });
        code.ShouldBe(refused);
        bench.Vendor.Asked.Count.ShouldBe(refused is null ? 1 : 0);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    [InlineData("2001::1")]
    public void Address_OfNoPublicMachine_IsNotPublic(string address) => PublicAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    public void Address_OfAPublicMachine_IsPublic(string address) => PublicAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeTrue();

    [Fact]
    public async Task Name_ThatLeadsToThisMachine_IsRefusedBeforeAnythingIsSent()
    {
        await using var bench = await Bench.Start(routes: new PublicRoutes(), own: "localhost");
        using var egress = new Egress(new PublicRoutes());
        var error = await Should.ThrowAsync<ConnectorException>(() => egress.Send(bench.Call(), new V1.EgressRequest { Method = "GET", Url = "https://localhost/" }, default));
        error.VendorCode.ShouldBe(EgressRefusal.Address);
    }

    [Fact]
    public async Task Placeholders_AreFilledAndEscapedForWhereTheyStand()
    {
        await using var bench = await Bench.Start();
        bench.Scope.Others["pin"] = "a b&c\"d<e";
        bench.Scope.Others["user"] = "u";
        await bench.Send(new V1.EgressRequest { Method = "PUT", Url = "https://vendor.example/q?x=1%262&pin=%7B%7Bsecret:pin%7D%7D", Headers = { Header("Authorization", "Basic {{basic:user,pin}}") } });
        await bench.Send(Body("application/json; charset=utf-8", """{"pin":"{{secret:pin}}"}"""));
        await bench.Send(Body("application/x-www-form-urlencoded", "pin={{secret:pin}}&n=1%262&memo=%7B%7Bsecret%3Apin%7D%7D"));
        await bench.Send(Body("application/xml", "<p>{{secret:pin}}</p>"));
        await bench.Send(Body("application/octet-stream", "{{secret:pin}}"));
        var asked = bench.Vendor.Asked.ToList();
        asked[0].ShouldContain("/q?x=1%262&pin=%7B%7Bsecret:pin%7D%7D", Case.Sensitive, "what a person searches for opens no secret");
        asked[0].ShouldContain("Authorization: Basic " + Convert.ToBase64String("u:a b&c\"d<e"u8));
        JsonDocument.Parse(asked[1].Split("\n\n")[1]).RootElement.GetProperty("pin").GetString().ShouldBe("a b&c\"d<e");
        asked[2].ShouldEndWith("pin=a%20b%26c%22d%3Ce&n=1%262&memo=%7B%7Bsecret%3Apin%7D%7D", Case.Sensitive, "what a person typed opens no secret");
        asked[3].ShouldEndWith("<p>a b&amp;c&quot;d&lt;e</p>");
        asked[4].ShouldEndWith("{{secret:pin}}", Case.Sensitive, "a body of another type is sent as it is");
    }

    [Theory]
    [InlineData("text/plain", "", "Basic {{basic:user,pin}}")]
    [InlineData("text/plain", "", "Bearer {{secret:pin}}")]
    [InlineData("application/json", "{{secret:pin}}", "")]
    [InlineData("application/xml", "{{secret:pin}}", "")]
    [InlineData("application/x-www-form-urlencoded", "{{secret:pin}}", "")]
    public async Task Secret_ThatTheVendorRepeatsAsItWasSent_IsMasked(string type, string body, string authorization)
    {
        await using var bench = await Bench.Start(async (context, sent) =>
        {
            var said = sent + context.Request.Headers.Authorization.ToString().Split(' ')[^1];
            context.Response.Headers["X-Echo"] = said;
            await context.Response.WriteAsync(said + "|a+b&c\"d<e4711");
        });
        bench.Scope.Others["pin"] = "a+b&c\"d<e4711";
        bench.Scope.Others["user"] = "u";
        var (call, request) = (bench.Call(), Body(type, body));
        if (authorization.Length > 0) request.Headers.Add(Header("Authorization", authorization));

        var answer = await bench.Egress.Send(call, request, default);

        answer.Body.ToStringUtf8().ShouldBe("***|***");
        answer.Headers.Single(h => h.Name == "X-Echo").Values.ShouldBe(["***"]);
        call.Say(Microsoft.Extensions.Logging.LogLevel.Information, "It said " + bench.Vendor.Asked.Single().Split("\n\n")[1]);
        bench.Scope.Said.ShouldHaveSingleItem().ShouldBe(body.Length == 0 ? "It said " : "It said ***");
    }

    [Fact]
    public async Task Secret_ThatIsNotSet_StopsTheRequest()
    {
        await using var bench = await Bench.Start();
        var error = await Should.ThrowAsync<ConnectorException>(() => bench.Send(new V1.EgressRequest { Method = "GET", Url = "https://vendor.example/", Headers = { Header("X", "{{secret:pin}}") } }));
        error.Class.ShouldBe(ErrorClass.Auth);
        bench.Vendor.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Secret_ThatTheManifestDoesNotName_IsNotGivenOut()
    {
        await using var bench = await Bench.Start();
        bench.Scope.Others["refresh_token"] = "the-host's-alone";
        (await bench.Code(new V1.EgressRequest { Method = "GET", Url = "https://vendor.example/", Headers = { Header("X", "{{secret:refresh_token}}") } })).ShouldBe(EgressRefusal.Secret);
        bench.Vendor.Asked.ShouldBeEmpty();
    }

    private const string Linked = "item_0123456789abcdef";

    [Theory]
    [InlineData("vendor.example", "application/json", "", null)]
    [InlineData("other.example", "application/json", "", EgressRefusal.Secret)]
    [InlineData("own.example:8443", "application/json", "", EgressRefusal.Secret)]
    [InlineData("vendor.example", "application/x-www-form-urlencoded", "", EgressRefusal.Secret)]
    [InlineData("vendor.example", "text/plain", "Bearer {{secret:" + Linked + "}}", EgressRefusal.Secret)]
    [InlineData("vendor.example", "application/json", "{{basic:user," + Linked + "}}", EgressRefusal.Secret)]
    public async Task SecretOfALink_GoesToItsHostsAndStandsInItsPlacesAlone(string host, string type, string header, string? refused)
    {
        await using var bench = await Bench.Start();
        (bench.Scope.Others[Linked], bench.Scope.Others["user"]) = ("access-party-1", "u");
        var request = Body(type, $$$"""{"access_token":"{{secret:{{{Linked}}}}}"}""");
        request.Url = $"https://{host}/";
        if (header.Length > 0) request.Headers.Add(Header("Authorization", header));
        (await bench.Code(request)).ShouldBe(refused);
        bench.Vendor.Asked.Count(a => a.Contains("access-party-1", StringComparison.Ordinal)).ShouldBe(refused is null ? 1 : 0);
    }

    [Theory]
    [InlineData("item_")]
    [InlineData("item_short")]
    [InlineData("item_0123456789abcde_")]
    [InlineData("item_0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("items_0123456789abcdef")]
    [InlineData("refresh_token")]
    public async Task SecretOutsideTheFamilyOfLinks_IsNotGivenOut(string name)
    {
        await using var bench = await Bench.Start();
        bench.Scope.Others[name] = "another's-secret";
        (await bench.Code(Body("application/json", "{{secret:" + name + "}}"))).ShouldBe(EgressRefusal.Secret);
        bench.Vendor.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task SecretOfALink_IsComparedAndSignedWithByNoPlugin()
    {
        await using var bench = await Bench.Start();
        bench.Scope.Others[Linked] = "access-party-1";
        (await Should.ThrowAsync<ConnectorException>(() => bench.Call().Secret(Linked, default))).VendorCode.ShouldBe(EgressRefusal.Secret);
    }

    [Fact]
    public async Task Answer401_ToAnAccessToken_IsRefreshedOnce()
    {
        await using var bench = await Bench.Start((context, _) =>
        {
            context.Response.StatusCode = context.Request.Headers.Authorization == "Bearer new-token-2" ? 200 : 401;
            return Task.CompletedTask;
        });
        bench.Scope.Others["access_token"] = "old-token-1";
        bench.Scope.Renewed = "new-token-2";
        (await bench.Send(Token())).Status.ShouldBe(200);
        bench.Scope.Refreshed.ShouldBe(1);
        bench.Scope.Others["access_token"] = bench.Scope.Renewed = "wrong-token-3";
        (await bench.Send(Token())).Status.ShouldBe(401, "a second 401 is the vendor's word");
        (bench.Scope.Refreshed, bench.Vendor.Asked.Count).ShouldBe((2, 4));
    }

    [Fact]
    public async Task Answer401_ToAnotherSecret_IsThePluginsAffair()
    {
        await using var bench = await Bench.Start((context, _) =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        bench.Scope.Renewed = "new";
        (await bench.Send(new V1.EgressRequest { Method = "GET", Url = "https://vendor.example/" })).Status.ShouldBe(401);
        bench.Scope.Refreshed.ShouldBe(0);
    }

    [Fact]
    public async Task Redirect_IsShownAndNotFollowed()
    {
        await using var bench = await Bench.Start((context, _) =>
        {
            context.Response.Redirect("https://evil.example/");
            return Task.CompletedTask;
        });
        var answer = await bench.Send(new V1.EgressRequest { Method = "GET", Url = "https://vendor.example/" });
        (answer.Status, bench.Vendor.Asked.Count).ShouldBe((302, 1));
        answer.Headers.Single(h => h.Name == "Location").Values.ShouldBe(["https://evil.example/"]);
    }

    [Fact]
    public async Task Answer_LongerThanTheLimit_IsCutOff()
    {
        await using var bench = await Bench.Start(async (context, _) =>
        {
            for (var i = 0; i < 64; i++) await context.Response.Body.WriteAsync(new byte[64 << 10]);
        });
        (await bench.Code(new V1.EgressRequest { Method = "GET", Url = "https://vendor.example/" })).ShouldBe(EgressCodes.TooLarge);
    }

    [Fact]
    public async Task Vendor_ThatStalls_IsLeftBeforeTheCallEndsAndTheWriteCountsAsLeft()
    {
        await using var bench = await Bench.Start((context, _) => Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted));
        var call = bench.Call();
        var error = await Should.ThrowAsync<ConnectorException>(() => bench.Egress.Send(call, new V1.EgressRequest { Method = "PUT", Url = "https://vendor.example/" }, default));
        (error.Class, error.VendorCode, call.WriteLeft).ShouldBe((ErrorClass.Transient, EgressCodes.TimeOut, true));
    }

    [Fact]
    public async Task Vendor_ThatBreaksOff_MayHaveIt()
    {
        await using var bench = await Bench.Start((context, _) =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        var call = bench.Call();
        var error = await Should.ThrowAsync<ConnectorException>(() => bench.Egress.Send(call, new V1.EgressRequest { Method = "PUT", Url = "https://vendor.example/" }, default));
        (error.Class, error.VendorCode, call.WriteLeft).ShouldBe((ErrorClass.Transient, EgressCodes.Broken, true));
    }

    [Fact]
    public async Task Vendor_ThatCannotBeReached_GotNothing()
    {
        await using var bench = await Bench.Start();
        using var egress = new Egress(new Nowhere());
        var call = bench.Call();
        var error = await Should.ThrowAsync<ConnectorException>(() => egress.Send(call, new V1.EgressRequest { Method = "PUT", Url = "https://vendor.example/" }, default));
        (error.Class, error.VendorCode, call.WriteLeft).ShouldBe((ErrorClass.Transient, EgressCodes.Unreachable, false));
    }

    [Fact]
    public async Task Requests_AreHeldToTheManifestsRate()
    {
        await using var bench = await Bench.Start();
        var began = TimeProvider.System.GetTimestamp();
        // 600 a minute: 60 at once, then ten a second.
        await Task.WhenAll(Enumerable.Range(0, 75).Select(_ => bench.Send(new V1.EgressRequest { Method = "GET", Url = "https://vendor.example/" })));
        TimeProvider.System.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(1.2));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(100)]
    [InlineData(500)]
    [InlineData(100_000)]
    public void Rate_IsTheManifests_WhetherItDividesTheMinuteOrNot(int perMinute)
    {
        var rate = EgressLimits.Rate(new(perMinute, 1, 1, 1));
        (rate.TokensPerPeriod * (TimeSpan.FromMinutes(1) / rate.ReplenishmentPeriod)).ShouldBe(perMinute, perMinute * 0.001);
    }

    [Fact]
    public async Task Note_OfARequest_HasNoQueryAndNoAccountNumber()
    {
        await using var bench = await Bench.Start((context, _) => context.Response.WriteAsync("twelve bytes"));
        await bench.Send(new V1.EgressRequest { Method = "PUT", Url = "https://vendor.example/accounts/12345678/x?key=1", Body = ByteString.CopyFromUtf8("four") });
        var note = bench.Scope.Requests.ShouldHaveSingleItem();
        (note.Method, note.Host, note.Path, note.Status, note.BytesOut, note.BytesIn, note.Refused).ShouldBe(("PUT", "vendor.example", "/accounts/******/x", (int?)200, 4L, 12L, (string?)null));
    }

    private static V1.EgressRequest Token() => new() { Method = "GET", Url = "https://vendor.example/", Headers = { Header("Authorization", "Bearer {{secret:access_token}}") } };

    private static V1.EgressRequest Body(string type, string body) =>
        new() { Method = "PUT", Url = "https://vendor.example/", Body = ByteString.CopyFromUtf8(body), ContentHeaders = { Header("Content-Type", type) } };

    private static V1.Header Header(string name, string value) => new() { Name = name, Values = { value } };

    /// <summary>An egress to a stand-in and one call's scope.</summary>
    private sealed class Bench(Vendor vendor, Egress egress, string own) : IAsyncDisposable
    {
        private static readonly PluginManifest Manifest = new(
            "tests.egress", "Egress", "Nobody", "1.0.0", "gl", new(1, 0), "0.1.0", "X.dll", ["pullJournal"], new(600, 20, 1, 3), "schema.json", "nobody",
            [new("vendor.example", ["GET", "PUT"]), new("other.example", ["PUT"]), new("{{setting:own}}", ["GET", "PUT"])], [new("pin", "PIN", true), new("user", "User", true)],
            new("https://vendor.example/authorize", "https://vendor.example/token", [], "basic", true), Links: new(["item_*"], ["vendor.example"], ["json"]));

        private readonly ActiveCalls calls = new();

        internal Vendor Vendor => vendor;

        internal Egress Egress => egress;

        internal RuntimeBench.Scope Scope { get; } = new("x", new { own }, null, null);

        internal static async Task<Bench> Start(Func<HttpContext, string, Task>? answer = null, IEgressRoutes? routes = null, string own = "own.example:8443")
        {
            var vendor = await Vendor.Start(answer ?? ((_, _) => Task.CompletedTask));
            return new Bench(vendor, new Egress(routes ?? vendor), own);
        }

        internal ActiveCall Call() => calls.Enter(Scope.Call, new PluginPackage("x", "/", Manifest, TrustLevel.Core, "x", "{}"));

        internal Task<V1.EgressAnswer> Send(V1.EgressRequest request) => egress.Send(Call(), request, default);

        internal async Task<string?> Code(V1.EgressRequest request)
        {
            try
            {
                await Send(request);
                return null;
            }
            catch (ConnectorException error)
            {
                return error.VendorCode;
            }
        }

        public async ValueTask DisposeAsync()
        {
            egress.Dispose();
            await vendor.DisposeAsync();
        }
    }

    private sealed class Nowhere : IEgressRoutes
    {
        public Task<IReadOnlyList<IPEndPoint>> Resolve(string host, int port, CancellationToken ct) => Task.FromResult<IReadOnlyList<IPEndPoint>>([new(IPAddress.Loopback, 1)]);

        public bool IsPlain(string host) => true;
    }
}
