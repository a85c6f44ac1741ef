using System.Text.Json.Nodes;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Description;

public sealed class OpenApiTests(House house)
{
    [Fact]
    public async Task CommittedDescription_IsTheServers()
    {
        var served = (await house.Anonymous(House.PlatformHost).Get("/openapi/v1.json")).Ok();
        var file = Path.Combine(Root(), "angular", "openapi.json");
        if (Environment.GetEnvironmentVariable("STRATCAP_WRITE_OPENAPI") == "1") await File.WriteAllTextAsync(file, Text(served));
        File.Exists(file).ShouldBeTrue("angular/openapi.json is missing");
        Text(JsonNode.Parse(await File.ReadAllTextAsync(file))!).ShouldBe(Text(served), "angular/openapi.json is stale: run STRATCAP_WRITE_OPENAPI=1 ./stratcap test Server and look at the difference");
    }

    [Fact]
    public async Task Description_IsOpenApi31WithSchemasThatDoNotCollide()
    {
        var served = (await house.Anonymous(House.PlatformHost).Get("/openapi/v1.json")).Ok();
        served["openapi"]!.GetValue<string>().ShouldStartWith("3.1");
        var schemas = served["components"]!["schemas"]!.AsObject().Select(s => s.Key).ToList();
        schemas.ShouldContain("DraftCapitalCallRequest");
        schemas.ShouldContain("DraftDistributionRequest");
        schemas.Where(s => s is "Request" or "Response" or "Line" or "Request2" or "Response2").ShouldBeEmpty("two use cases' records would merge without a word");
        schemas.Where(s => s.Length > 1 && char.IsDigit(s[^1]) && schemas.Contains(s[..^1])).ShouldBeEmpty("a schema was renamed because two types share its id");
    }

    [Fact]
    public async Task Documentation_IsServedWithoutSignIn()
    {
        var page = await house.Anonymous(House.PlatformHost).Get("/docs");
        ((int)page.Status).ShouldBeInRange(200, 399);
    }

    /// <summary>That it works under it, the journeys see in a browser.</summary>
    [Fact]
    public async Task Documentation_RunsNoScriptButByTheNonceOfItsAnswer()
    {
        var api = house.Anonymous(House.PlatformHost);
        var (page, other) = (await api.Get("/docs/"), await api.Get("/docs/"));
        var policy = Policy(page);
        policy.ShouldStartWith("default-src 'none'; script-src 'nonce-");
        var nonce = policy.Split("'nonce-")[1].Split('\'')[0];
        System.Text.RegularExpressions.Regex.Matches(page.Text, "<script[^>]*>").ShouldAllBe(m => m.Value.Contains($"nonce=\"{nonce}\"", StringComparison.Ordinal));
        policy.ShouldNotBe(Policy(other));

        static string Policy(Reply reply) => reply.Headers.GetValues("Content-Security-Policy").Single();
    }

    private static string Text(JsonNode node) => node.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }) + "\n";

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StratCap.sln"))) return folder.FullName;
        throw new InvalidOperationException("Run the tests from inside the repository.");
    }
}
