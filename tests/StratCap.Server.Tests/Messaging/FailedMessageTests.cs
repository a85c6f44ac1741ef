using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.TestWorker;

namespace StratCap.Server.Tests.Messaging;

public sealed class FailedMessageTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Poison_IsPutAsideWithItsReasonAndReplayedByAnOperatorOnceMended(bool broker)
    {
        await using var bench = await Bench.Open(broker);
        var (poison, attempts, mended) = (Guid.NewGuid(), 0, false);
        var app = await bench.Start(b => b.Echo = (told, _) =>
        {
            if (told.AggregateId != poison || mended) return Task.CompletedTask;
            attempts++;
            throw new InvalidOperationException("the handler is broken; secret=s3cr3t");
        });
        using var api = Operator(app);
        await bench.Tell(poison, 1);
        await bench.Tell(Guid.NewGuid(), 2);

        var failed = await UntilState(api, "Failed");
        await bench.UntilEffects("echo", 1); // The healthy one.
        attempts.ShouldBe(3); // The first and the two retries of the bench.
        failed["module"]!.GetValue<string>().ShouldBe("echo");
        failed["eventType"]!.GetValue<string>().ShouldBe("probe.told");
        failed["tenantId"]!.GetValue<Guid>().ShouldBe(bench.Tenant);
        failed["reason"]!.GetValue<string>().ShouldBe("InvalidOperationException: the handler is broken; secret=…");
        failed["attempts"]!.GetValue<int>().ShouldBe(3);
        failed.ToJsonString().ShouldNotContain("envelope");
        failed.ToJsonString().ShouldNotContain("toldAt");
        if (broker)
        {
            // The row is written before the broker has moved the message.
            await Bench.Until(async () => (await ErrorQueue(bench, "echo")).Count == 1);
            var copy = (await ErrorQueue(bench, "echo")).ShouldHaveSingleItem();
            copy.MessageId.ShouldBe(failed["eventId"]!.GetValue<string>());
            copy.Header("MT-Fault-Message").ShouldContain("the handler is broken");
            copy.Header("MT-Fault-ExceptionType").ShouldBe("System.InvalidOperationException");
        }

        mended = true;
        var id = failed["id"]!.GetValue<string>();
        (await Replay(api, id, "the handler was mended")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var resolved = await UntilState(api, "Resolved");
        resolved["replayedBy"]!.GetValue<string>().ShouldBe("A user");
        (await bench.UntilEffects("echo", 2)).Count(e => e.AggregateId == poison).ShouldBe(1);
        (await bench.Effects("probe")).Count(e => e.AggregateId == poison).ShouldBe(1); // Sent to the one module that gave it up.
        await UntilReplaysDone(bench, 1);
        if (broker) (await ErrorQueue(bench, "echo")).ShouldBeEmpty();
        (await bench.Scalar<string>("select why from messaging.audit where action = 'messaging.failed_message.replay'")).ShouldBe("the handler was mended");

        var again = await Replay(api, id, "once more");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadFromJsonAsync<JsonNode>())!["code"]!.GetValue<string>().ShouldBe("messages.not_failed");
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Replay_StillBroken_FailsAgainInTheSameRowAndMayBeReplayedAgain(bool broker)
    {
        await using var bench = await Bench.Open(broker);
        var broken = true;
        var app = await bench.Start(b => b.Echo = (_, _) => broken ? throw new InvalidOperationException("broken") : Task.CompletedTask);
        using var api = Operator(app);
        await bench.Tell(Guid.NewGuid(), 1);
        var id = (await UntilState(api, "Failed"))["id"]!.GetValue<string>();

        (await Replay(api, id, "try it")).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await Bench.Until(async () => await bench.Scalar<long>("select count(*) from messaging.failed_messages where state = 'Failed' and attempts = 6") == 1);

        broken = false;
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Replay(api, id, "now it works"))); // Five operators at once.
        await UntilState(api, "Resolved");
        (await bench.UntilEffects("echo", 1)).Count.ShouldBe(1);
        (await bench.Scalar<long>("select count(*) from messaging.failed_messages")).ShouldBe(1);
        await Bench.Until(async () => await bench.Scalar<long>("select count(*) from messaging.outbox") == 0);
        await UntilReplaysDone(bench, await bench.Scalar<long>("select count(*) from messaging.audit"));
        if (broker) (await ErrorQueue(bench, "echo")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Replay_ManyInTheErrorQueue_RemovesOnlyItsOwnCopy()
    {
        await using var bench = await Bench.Open(broker: true);
        var broken = true;
        var app = await bench.Start(b => b.Echo = (_, _) => broken ? throw new InvalidOperationException("broken") : Task.CompletedTask);
        using var api = Operator(app);
        for (var n = 0; n < 10; n++) await bench.Tell(Guid.NewGuid(), n);
        await Bench.Until(async () => await bench.Scalar<long>("select count(*) from messaging.failed_messages") == 10);
        await Bench.Until(async () => (await ErrorQueue(bench, "echo")).Count == 10);
        broken = false;
        var (id, eventId) = (await bench.Query("select id, event_id from messaging.failed_messages order by failed_at offset 5 limit 1", r => (r.GetGuid(0), r.GetGuid(1)))).Single();

        (await Replay(api, id.ToString(), "this one first")).StatusCode.ShouldBe(HttpStatusCode.Accepted);

        await UntilReplaysDone(bench, 1);
        (await ErrorQueue(bench, "echo")).Count.ShouldBe(9);
        (await ErrorQueue(bench, "echo")).Select(m => m.MessageId).ShouldNotContain(eventId.ToString());
        (await bench.UntilEffects("echo", 1)).ShouldHaveSingleItem().EventId.ShouldBe(eventId);
    }

    [Fact]
    public async Task MessageWithoutTenant_IsRefusedIntoTheErrorQueueWithThatReason()
    {
        await using var bench = await Bench.Open(broker: true);
        var app = await bench.Start();
        using var api = Operator(app);
        await Publish(bench, new EventEnvelope
        {
            EventId = Guid.NewGuid(),
            EventType = "probe.told",
            Timestamp = DateTimeOffset.UtcNow,
            AggregateId = Guid.NewGuid(),
            Version = 1,
            TenantId = Guid.Empty,
            Data = JsonSerializer.Serialize(new Told(Guid.NewGuid(), 1, DateTimeOffset.UtcNow), ApiJson.Options),
        });

        await Bench.Until(async () => await bench.Scalar<long>("select count(*) from messaging.failed_messages") == 2); // Both modules listen.
        var failed = await UntilState(api, "Failed");
        failed["tenantId"].ShouldBeNull();
        failed["reason"]!.GetValue<string>().ShouldContain("needs a tenant in scope");
        failed["attempts"]!.GetValue<int>().ShouldBe(1);
        await Bench.Until(async () => (await ErrorQueue(bench, "echo")).Count == 1);
        (await ErrorQueue(bench, "echo"))[0].Header("MT-Fault-Message").ShouldContain("needs a tenant in scope");
        (await bench.Effects("echo")).ShouldBeEmpty();
        var replay = await Replay(api, failed["id"]!.GetValue<string>(), "try it");
        (await replay.Content.ReadFromJsonAsync<JsonNode>())!["code"]!.GetValue<string>().ShouldBe("messages.no_tenant");
    }

    [Fact]
    public async Task Garbage_EndsInTheErrorQueueAndHoldsNobodyUp()
    {
        await using var bench = await Bench.Open(broker: true);
        await bench.Start();
        await PublishBody(bench, "probe.told", "{\"this\": is no event");
        await PublishBody(bench, "probe.told", "{\"eventType\":\"probe.told\"}");
        await bench.Tell(Guid.NewGuid(), 1);

        await bench.UntilEffects("echo", 1);
        await Bench.Until(async () => (await ErrorQueue(bench, "echo")).Count == 2);
    }

    [Fact]
    public async Task FailedMessages_OfOthers_AreNotForATenantsAdminAndNotWithoutPermission()
    {
        await using var bench = await Bench.Open(broker: false);
        var app = await bench.Start(b => b.Echo = (_, _) => throw new InvalidOperationException("broken"));
        await bench.Tell(Guid.NewGuid(), 1);
        using var api = Operator(app);
        var id = (await UntilState(api, "Failed"))["id"]!.GetValue<string>();

        using var firm = Caller(app, bench.Tenant, Permissions.PlatformMessages); // Even his own firm's, and even if somebody granted him the name.
        (await firm.GetAsync("/api/v1/platform/messages/failed")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Replay(firm, id, "mine")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var other = Caller(app, PlatformTenant.Id, Permissions.PlatformTenants);
        (await other.GetAsync("/api/v1/platform/messages/failed")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Replay(other, id, "mine")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Replay(api, id, "")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Replay(api, Guid.NewGuid().ToString(), "no such")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task FailedMessages_Many_ArePaged()
    {
        await using var bench = await Bench.Open(broker: false);
        var app = await bench.Start(b => b.Echo = (_, _) => throw new InvalidOperationException("broken"));
        for (var n = 0; n < 7; n++) await bench.Tell(Guid.NewGuid(), n);
        await Bench.Until(async () => await bench.Scalar<long>("select count(*) from messaging.failed_messages") == 7);
        using var api = Operator(app);

        var (seen, next) = (new List<string>(), (string?)"/api/v1/platform/messages/failed?size=3&module=echo&tenantId=" + bench.Tenant);
        while (next is not null)
        {
            var page = (await api.GetFromJsonAsync<JsonNode>(next))!;
            seen.AddRange(page["data"]!.AsArray().Select(m => m!["id"]!.GetValue<string>()));
            next = page["links"]!["next"]?.GetValue<string>();
        }
        seen.Distinct().Count().ShouldBe(7);
        seen.Count.ShouldBe(7);
        (await api.GetFromJsonAsync<JsonNode>("/api/v1/platform/messages/failed?module=probe"))!["data"]!.AsArray().ShouldBeEmpty();
    }

    internal static HttpClient Operator(WebApplication app) => Caller(app, PlatformTenant.Id, Permissions.PlatformMessages);

    internal static HttpClient Caller(WebApplication app, Guid tenant, params string[] permissions)
    {
        var user = Guid.NewGuid();
        app.Services.GetRequiredService<WordOfMouth>().Grant(user, permissions);
        return new HttpClient { BaseAddress = new Uri(app.Urls.First()), DefaultRequestHeaders = { { "Authorization", $"Bearer {tenant}.{user}" } } };
    }

    private static async Task<HttpResponseMessage> Replay(HttpClient api, string id, string why)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/platform/messages/failed/{id}/replay") { Content = JsonContent.Create(new { why }) };
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        return await api.SendAsync(request);
    }

    private static async Task<JsonNode> UntilState(HttpClient api, string state)
    {
        JsonNode? found = null;
        await Bench.Until(async () => (found = (await api.GetFromJsonAsync<JsonNode>("/api/v1/platform/messages/failed?state=" + state))!["data"]!.AsArray().FirstOrDefault()) is not null);
        return found!;
    }

    private static Task UntilReplaysDone(Bench bench, long count) => Bench.Until(async () => await bench.Scalar<long>("select count(*) from messaging.inbox") == count);

    private static Task Publish(Bench bench, EventEnvelope envelope) => PublishBody(bench, envelope.EventType, JsonSerializer.Serialize(envelope, ApiJson.Options));

    private static async Task PublishBody(Bench bench, string type, string body)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(bench.Broker!) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        await channel.BasicPublishAsync("stratcap-events", type, mandatory: true, new BasicProperties { ContentType = "application/json", MessageId = Guid.NewGuid().ToString() }, Encoding.UTF8.GetBytes(body));
    }

    private static async Task<IReadOnlyList<Copy>> ErrorQueue(Bench bench, string module)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(bench.Broker!) }.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        var copies = new List<Copy>();
        try
        {
            while (await channel.BasicGetAsync($"stratcap-{module}_error", autoAck: false) is { } message)
                copies.Add(new Copy(message.BasicProperties.MessageId!, message.BasicProperties.Headers!.ToDictionary(h => h.Key, h => h.Value is byte[] b ? Encoding.UTF8.GetString(b) : h.Value?.ToString() ?? "")));
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException e) when (e.ShutdownReason!.ReplyCode == 404)
        {
            return []; // Nothing ever failed.
        }
        return copies; // Closing the channel puts them back.
    }

    private sealed record Copy(string MessageId, IReadOnlyDictionary<string, string> Headers)
    {
        public string Header(string name) => Headers[name];
    }
}
