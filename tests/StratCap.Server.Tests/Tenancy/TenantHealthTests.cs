using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Messaging;
using StratCap.Server.Messaging;
using StratCap.Server.Platform;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Tenancy;

/// <summary>The platform's operators see how a firm does, and nothing of what is the firm's.</summary>
public sealed class TenantHealthTests(House house)
{
    [Fact]
    public async Task Health_CountsRequestsAndMessages_OfThisFirmAlone()
    {
        var (firm, quiet) = (await house.Provision("Busy"), await house.Provision("Quiet"));
        var platform = await house.Operator();
        await Keep();
        var before = await Health(platform, firm.Id);
        for (var i = 0; i < 7; i++) (await firm.Admin.Get("/api/v1/users")).Ok();
        await house.Services.GetRequiredService<FailedMessages>().Park("funds", Envelope(firm.Id), 1, new InvalidOperationException("Put aside by a test"), CancellationToken.None);
        await Keep();

        var after = await Health(platform, firm.Id);

        (after["requestsLastHour"]!.GetValue<int>() - before["requestsLastHour"]!.GetValue<int>()).ShouldBe(7);
        (after["requestsLastDay"]!.GetValue<int>() - before["requestsLastDay"]!.GetValue<int>()).ShouldBe(7);
        after["perMinute"]!.AsArray().Select(m => m!.GetValue<int>()).Sum().ShouldBe(after["requestsLastHour"]!.GetValue<int>());
        after["perMinute"]!.AsArray().Count.ShouldBe(60);
        after["lastActivityAt"]!.GetValue<DateTimeOffset>().ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddMinutes(-5));
        after["messages"]!["failed"]!.GetValue<int>().ShouldBe(1);
        (await Health(platform, quiet.Id))["messages"]!["failed"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task Health_CountsJobsThatFailed()
    {
        var firm = await house.Provision("Failing");
        var fund = (await firm.Accountant.Post("/api/v1/funds", new { name = "Empty Fund", currency = "USD", establishedOn = "2024-01-15", vintage = 2024, strategy = "Buyout" })).Ok()["data"]!.Text("id");
        var run = (await firm.Accountant.Post("/api/v1/calculations/waterfall", new { fundId = fund, asOf = "2026-12-31", amount = 1m, async = true })).Headers.Location!.ToString();
        await firm.Accountant.Until(run, r => r["data"]!.Text("state") == "Failed");

        var jobs = (await Health(await house.Operator(), firm.Id))["jobs"]!.AsArray();

        jobs.Select(j => j!.Text("module")).ShouldBe(["accounting", "calculations", "documents", "exports", "ingestion", "payments", "reporting"]);
        jobs.Select(j => j!["failed"]!.GetValue<int>()).ShouldBe([0, 1, 0, 0, 0, 0, 0]);
    }

    [Fact]
    public async Task Health_HoldsNumbersAndTimes_AndNoWordOfTheFirms()
    {
        var firm = await house.Provision("Secretive");
        (await firm.Accountant.Post("/api/v1/funds", new { name = "Canary Fund", currency = "USD", establishedOn = "2024-01-15", vintage = 2024, strategy = "Buyout" })).Ok();
        await house.Services.GetRequiredService<FailedMessages>().Park("funds", Envelope(firm.Id), 1, new InvalidOperationException("Canary reason"), CancellationToken.None);

        var health = await Health(await house.Operator(), firm.Id);

        Texts(health).Where(t => !Guid.TryParse(t, out _) && !DateTimeOffset.TryParse(t, System.Globalization.CultureInfo.InvariantCulture, out _)).ShouldBe(["accounting", "calculations", "documents", "exports", "ingestion", "payments", "reporting"], ignoreOrder: true);
    }

    [Fact]
    public async Task Health_IsForOperatorsOnly()
    {
        var firm = await house.Provision("Curious");
        var path = $"/api/v1/platform/tenants/{firm.Id}/health";

        (await firm.Admin.Get(path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await house.Anonymous(House.PlatformHost).Get(path)).Refused(HttpStatusCode.Unauthorized, "auth.required");
        (await (await house.Operator()).Get($"/api/v1/platform/tenants/{Guid.NewGuid()}/health")).Refused(HttpStatusCode.NotFound, "resource.not_found");
    }

    private Task Keep() => house.Services.GetRequiredService<TenantLoad>().Keep(TestContext.Current.CancellationToken);

    private static async Task<JsonNode> Health(Api platform, Guid tenant) => (await platform.Get($"/api/v1/platform/tenants/{tenant}/health")).Ok()["data"]!;

    private static EventEnvelope Envelope(Guid tenant) => new()
    {
        EventId = Guid.CreateVersion7(),
        EventType = "funds.facts_appended",
        Timestamp = DateTimeOffset.UtcNow,
        AggregateId = Guid.CreateVersion7(),
        Version = 1,
        TenantId = tenant,
        Data = "{}",
    };

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject it => it.SelectMany(member => Texts(member.Value)),
        JsonArray it => it.SelectMany(Texts),
        JsonValue it when it.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
