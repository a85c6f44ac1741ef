using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Funds;
using StratCap.Contracts.Identity;
using StratCap.Contracts.Ingestion;
using StratCap.Notifications.People;
using StratCap.Notifications.Webhooks;
using StratCap.Server.Tests.Harness;
using StratCap.Server.Tests.Workflows;

namespace StratCap.Server.Tests.Notifications;

public sealed class WebhookTests
{
    private const string Path = "/api/v1/notifications/webhooks";
    private static readonly Guid Admins = Guid.CreateVersion7();

    [Fact]
    public async Task WhatHappens_IsSentSignedOnce_ToWhoeverWantsIt()
    {
        await using var stage = await Stage();
        await using var hook = await HookCatcher.Start();
        var (_, secret) = await Made(stage, hook.Url, "capital_call.issued");
        await using var other = await HookCatcher.Start();
        await Made(stage, other.Url, "import.finished");
        var (callId, eventId) = await Issued(stage);

        (await Send(stage)).ShouldBe(1);
        (await Send(stage)).ShouldBe(0);

        var caught = hook.All.ShouldHaveSingleItem();
        other.All.ShouldBeEmpty();
        caught.Id.ShouldBe($"msg_{eventId:N}");
        caught.Timestamp.ShouldBe(stage.Clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        caught.Signature.ShouldBe(Signed(secret, caught));
        var body = JsonNode.Parse(caught.Body)!;
        (body.Text("id"), body.Text("kind"), body.Id("tenant")).ShouldBe((caught.Id, "capital_call.issued", stage.Tenant));
        (body["data"]!.Id("callId"), body["data"]!["amount"]!.Text("amount"), body["data"]!["amount"]!.Text("currency")).ShouldBe((callId, "4000.04", "USD"));
        caught.Body.ShouldNotContain("Fund on stage", Case.Sensitive, "ids and amounts, no names");
        caught.Agent.ShouldBe("StratCap-Webhooks/1");
        caught.Body.Length.ShouldBeLessThan(20_000);
    }

    /// <summary>The example of Svix's documentation, which the Standard Webhooks specification took over.</summary>
    [Fact]
    public void TheSignature_IsThatOfTheSpecification() =>
        WebhookSecret.Sign(Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}")
            .ShouldBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    [Fact]
    public async Task AnEventThatComesAgain_IsOneDelivery()
    {
        await using var stage = await Stage();
        await using var hook = await HookCatcher.Start();
        var (id, _) = await Made(stage, hook.Url, "import.finished");
        var (what, eventId) = (Import(), Guid.CreateVersion7());

        await stage.Tell(what, eventId);
        await stage.Tell(what, eventId);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Send(stage))));

        hook.All.ShouldHaveSingleItem();
        (await Deliveries(stage, id)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AFailure_IsTriedAgainLater_WithTheSameIdAndANewTime_AndEndsAfterThreeDays()
    {
        await using var stage = await Stage(new() { ["Webhooks:StopAfterDays"] = "30" });
        await using var hook = await HookCatcher.Start();
        var (id, secret) = await Made(stage, hook.Url, "import.finished");
        hook.AnswersWith(500);
        await stage.Tell(Import());

        (await Send(stage)).ShouldBe(0);
        (await Send(stage)).ShouldBe(0);
        hook.All.Count.ShouldBe(1, "it waits first");
        stage.Clock.Advance(TimeSpan.FromSeconds(7));
        await Send(stage);
        hook.All.Count.ShouldBe(2);
        hook.All.Select(c => c.Id).Distinct().ShouldHaveSingleItem();
        hook.All.Select(c => c.Timestamp).Distinct().Count().ShouldBe(2);
        hook.All.ShouldAllBe(c => c.Signature == Signed(secret, c));
        var queued = (await Deliveries(stage, id)).Single();
        (queued.Text("state"), queued["attempts"]!.GetValue<int>(), queued["lastStatus"]!.GetValue<int>(), queued.Text("lastError")).ShouldBe(("Queued", 2, 500, "It answered 500."));
        queued["lastMilliseconds"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(0);

        for (var i = 0; i < 12; i++)
        {
            stage.Clock.Advance(TimeSpan.FromHours(30));
            await Send(stage);
        }
        hook.All.Count.ShouldBe(10);
        (await Deliveries(stage, id)).Single().Text("state").ShouldBe("Failed");
    }

    [Fact]
    public async Task WhatIsAskedForByRetryAfter_IsHeeded()
    {
        await using var stage = await Stage();
        await using var hook = await HookCatcher.Start();
        await Made(stage, hook.Url, "import.finished");
        hook.Answer = http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (429, "3600");
            return Task.CompletedTask;
        };
        await stage.Tell(Import());
        await Send(stage);

        stage.Clock.Advance(TimeSpan.FromMinutes(59));
        await Send(stage);
        hook.All.Count.ShouldBe(1);
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        await Send(stage);
        hook.All.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AWebhookThatFailsForDays_IsStopped_TheAdministratorsAreTold_AndNothingIsLost()
    {
        await using var stage = await Stage();
        stage.Others.Known.Add(new Person(Admins, "Ada", "ada@firm.example", null));
        await using var hook = await HookCatcher.Start();
        var (id, _) = await Made(stage, hook.Url, "import.finished");
        hook.AnswersWith(503);
        var since = stage.Clock.GetUtcNow();
        for (var day = 0; day < 7; day++)
        {
            await stage.Tell(Import());
            await Send(stage);
            stage.Clock.Advance(TimeSpan.FromDays(1));
        }

        var stopped = (await Admin(stage).Get($"{Path}/{id}")).Ok()["data"]!;
        stopped.Text("state").ShouldBe("Stopped");
        stopped.Text("stoppedReason").ShouldBe("It has failed since 2026-03-02 09:00 UTC. It answered 503.");
        var news = (await Admin(stage).Get("/api/v1/notifications")).Ok().Rows().ShouldHaveSingleItem();
        (news.Text("kind"), news["target"]!.Id("id")).ShouldBe(("WebhookStopped", id));
        news["parameters"]!.Text("url").ShouldEndWith("/…");
        (await stage.Scalar<long>("select count(*) from notifications.user_emails where kind = 'WebhookStopped'")).ShouldBe(1);
        (await stage.Scalar<long>("select count(*) from notifications.audit where action = 'notifications.webhook.stop'")).ShouldBe(1);
        (await Admin(stage).Post($"{Path}/{id}/replay", new { since })).Refused(HttpStatusCode.Conflict, "notifications.webhook.not_active");

        hook.AnswersWith(200);
        var before = hook.All.Count;
        (await Admin(stage).Put($"{Path}/{id}", new { url = hook.Url, kinds = new[] { "import.finished" }, active = true })).Ok()["data"]!["failingSince"].ShouldBeNull();
        (await Admin(stage).Post($"{Path}/{id}/replay", new { since })).Ok();
        await Send(stage);
        hook.All.Skip(before).Select(c => c.Id).Distinct().Count().ShouldBe(7, "all of them, each under its own id");
        (await Deliveries(stage, id)).ShouldAllBe(d => d.Text("state") == "Delivered");
    }

    [Fact]
    public async Task AWebhookThatIsGone_IsStoppedAtOnce()
    {
        await using var stage = await Stage();
        await using var hook = await HookCatcher.Start();
        var (id, _) = await Made(stage, hook.Url, "import.finished");
        hook.AnswersWith(410);
        await stage.Tell(Import());
        await stage.Tell(Import());

        await Send(stage);

        (await Admin(stage).Get($"{Path}/{id}")).Ok()["data"]!.Text("state").ShouldBe("Stopped");
        (await Deliveries(stage, id)).ShouldAllBe(d => d.Text("state") == "Held");
        (await stage.Scalar<long>("select count(*) from notifications.webhook_queue")).ShouldBe(0);
    }

    [Fact]
    public async Task WhileItRests_WhatHappensIsKept_AndSentWhenAPersonSaysSo()
    {
        await using var stage = await Stage();
        await using var hook = await HookCatcher.Start();
        var (id, _) = await Made(stage, hook.Url, "import.finished");
        await stage.Tell(Import());
        await Send(stage);
        (await Admin(stage).Put($"{Path}/{id}", new { url = hook.Url, kinds = new[] { "import.finished" }, active = false })).Ok()["data"]!.Text("state").ShouldBe("Paused");
        stage.Clock.Advance(TimeSpan.FromMinutes(1));
        var since = stage.Clock.GetUtcNow();
        await stage.Tell(Import());
        await Send(stage);
        hook.All.Count.ShouldBe(1);

        (await Admin(stage).Put($"{Path}/{id}", new { url = hook.Url, kinds = new[] { "import.finished" }, active = true })).Ok();
        (await Admin(stage).Post($"{Path}/{id}/replay", new { since = since.AddDays(-1) })).Ok()["data"]!["queued"]!.GetValue<int>().ShouldBe(1, "the other one arrived");
        await Send(stage);
        hook.All.Count.ShouldBe(2);

        (await Admin(stage).Post($"{Path}/{id}/replay", new { since, all = true })).Ok()["data"]!["queued"]!.GetValue<int>().ShouldBe(1);
        var one = (await Deliveries(stage, id)).First();
        (await Admin(stage).Post($"{Path}/{id}/deliveries/{one.Id("deliveryId")}/replay")).Refused(HttpStatusCode.Conflict, "notifications.webhook.queued");
        await Send(stage);
        (await Admin(stage).Post($"{Path}/{id}/deliveries/{one.Id("deliveryId")}/replay", key: "again")).Ok();
        (await Admin(stage).Post($"{Path}/{id}/deliveries/{one.Id("deliveryId")}/replay", key: "again")).Ok();
        await Send(stage);
        hook.All.Count.ShouldBe(4);
        hook.All.Select(c => c.Id).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task AfterARotation_BothSecretsAreGoodForATime()
    {
        await using var stage = await Stage();
        await using var hook = await HookCatcher.Start();
        var (id, first) = await Made(stage, hook.Url, "import.finished");
        var second = (await Admin(stage).Post($"{Path}/{id}/rotate", new { overlapHours = 2 })).Ok()["data"]!.Text("secret");
        second.ShouldNotBe(first);

        (await Admin(stage).Post($"{Path}/{id}/ping")).Ok()["data"]!.Text("kind").ShouldBe("webhook.ping");
        await Send(stage);
        stage.Clock.Advance(TimeSpan.FromHours(2));
        (await Admin(stage).Post($"{Path}/{id}/ping")).Ok();
        await Send(stage);

        var (both, one) = (hook.All.First(), hook.All.Last());
        both.Signature.ShouldBe($"{Signed(second, both)} {Signed(first, both)}");
        one.Signature.ShouldBe(Signed(second, one));
        (await Admin(stage).Post($"{Path}/{id}/rotate", new { overlapHours = 169 })).Refused(HttpStatusCode.BadRequest, "request.invalid");
    }

    [Fact]
    public async Task TheSecret_IsShownOnce_AndLiesNowhereToBeRead()
    {
        await using var stage = await Stage();
        var body = new { url = "https://hooks.firm.example/in", kinds = new[] { "import.finished" } };
        var first = (await Admin(stage).Post("/api/v1/notifications/subscribe", body, key: "once")).Ok()["data"]!;
        var repeat = (await Admin(stage).Post("/api/v1/notifications/subscribe", body, key: "once")).Ok()["data"]!;

        first.Text("secret").ShouldStartWith("whsec_");
        repeat["secret"].ShouldBeNull();
        repeat["webhook"]!.Id("webhookId").ShouldBe(first["webhook"]!.Id("webhookId"));
        var secret = first.Text("secret")["whsec_".Length..];
        foreach (var table in (string[])["webhooks", "audit", "idempotency", "outbox"])
            (await stage.Scalar<string>($"select coalesce(string_agg(row_to_json(t)::text, ' '), '') from notifications.{table} t")).ShouldNotContain(secret);
        (await stage.Scalar<string>("select encode(secret, 'base64') from notifications.webhooks")).ShouldNotContain(secret);
        (await Admin(stage).Get(Path)).Text.ShouldNotContain("whsec_");
    }

    [Theory]
    [InlineData("http://hooks.firm.example/in")]
    [InlineData("https://user:word@hooks.firm.example/in")]
    [InlineData("https://10.0.0.7/in")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://127.0.0.1/in")]
    [InlineData("https://[::1]/in")]
    [InlineData("https://[::ffff:10.0.0.1]/in")]
    [InlineData("https://2130706433/in")]
    [InlineData("https://localhost/in")]
    [InlineData("https://intranet/in")]
    [InlineData("ftp://hooks.firm.example/in")]
    [InlineData("hooks.firm.example")]
    [InlineData("")]
    public async Task AnAddressInside_OrWithoutTls_IsRefused(string url)
    {
        await using var stage = await Stage(new() { ["Webhooks:AllowLoopback"] = "false" });

        (await Admin(stage).Post("/api/v1/notifications/subscribe", new { url, kinds = new[] { "import.finished" } })).Refused(HttpStatusCode.BadRequest, "request.invalid").Json["errors"]!["url"].ShouldNotBeNull();
    }

    [Fact]
    public async Task ANameThatLeadsInside_IsFoundOutWhenItIsConnectedTo()
    {
        await using var stage = await Stage(new() { ["Webhooks:AllowLoopback"] = "false" });
        using var client = new WebhookClient(Microsoft.Extensions.Options.Options.Create(new WebhookOptions()));

        var answer = await client.Send("https://localhost/in", "msg_1", stage.Clock.GetUtcNow(), "v1,x", "{}", CancellationToken.None);

        answer.Status.ShouldBeNull();
        answer.Error!.ShouldContain("not public");
    }

    [Fact]
    public async Task ARedirect_ALongAnswer_AndSilence_AreFailures_AndNothingFollowsThem()
    {
        await using var stage = await Stage(new() { ["Webhooks:TimeoutSeconds"] = "1" });
        await using var hook = await HookCatcher.Start();
        var (id, _) = await Made(stage, hook.Url, "import.finished");
        hook.Answer = http =>
        {
            (http.Response.StatusCode, http.Response.Headers.Location) = (302, "/elsewhere");
            return Task.CompletedTask;
        };
        await stage.Tell(Import());
        await Send(stage);
        hook.All.ShouldAllBe(c => c.Path == "/in");
        (await Deliveries(stage, id))[0].Text("lastError").ShouldBe("It answered 302.");

        hook.Answer = http => Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        await stage.Tell(Import());
        await Send(stage);
        (await Deliveries(stage, id))[0].Text("lastError").ShouldBe("It did not answer within 1 seconds.");

        // The status counts; what follows it is not read, however long it is.
        hook.Answer = async http =>
        {
            http.Response.StatusCode = 200;
            await http.Response.StartAsync();
            try
            {
                while (true) await http.Response.Body.WriteAsync(new byte[65_536], http.RequestAborted);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                return;
            }
        };
        await stage.Tell(Import());
        await Send(stage);
        (await Deliveries(stage, id))[0].Text("state").ShouldBe("Delivered");
    }

    [Fact]
    public async Task AnotherFirmsWebhook_Is404_AndOnlyWhoMayManagesThem()
    {
        await using var stage = await Stage();
        var (id, _) = await Made(stage, "https://hooks.firm.example/in", "import.finished");
        await stage.Tell(Import());
        var delivery = (await Deliveries(stage, id)).Single().Id("deliveryId");
        var other = stage.As(Admins, Guid.CreateVersion7());

        foreach (var reply in (Reply[])
                 [
                     await other.Get($"{Path}/{id}"), await other.Get($"{Path}/{id}/deliveries"), await other.Get($"{Path}/{id}/deliveries/{delivery}"), await other.Post($"{Path}/{id}/ping"),
                     await other.Post($"{Path}/{id}/rotate", new { }), await other.Post($"{Path}/{id}/replay", new { since = "2026-01-01T00:00:00Z" }), await other.Post($"{Path}/{id}/deliveries/{delivery}/replay"),
                     await other.Put($"{Path}/{id}", new { url = "https://hooks.firm.example/in", kinds = new[] { "import.finished" }, active = true }), await other.Delete($"{Path}/{id}"),
                 ])
            reply.Refused(HttpStatusCode.NotFound, "resource.not_found");
        (await other.Get(Path)).Ok().Rows().ShouldBeEmpty();
        (await stage.As(stage.Checker).Get(Path)).Refused(HttpStatusCode.Forbidden, "auth.permission_missing");
        (await stage.Scalar<long>("select count(*) from notifications.webhook_deliveries")).ShouldBe(1);
    }

    [Fact]
    public async Task ADeletedWebhook_TakesWhatWaitsWithIt_AndAStaleChangeIsRefused()
    {
        await using var stage = await Stage();
        await using var hook = await HookCatcher.Start();
        var (id, _) = await Made(stage, hook.Url, "import.finished");
        var change = new { url = hook.Url, kinds = new[] { "import.finished", "distribution.paid" }, active = true, description = "Our ledger" };
        (await Admin(stage).Put($"{Path}/{id}", change, ifMatch: "\"0\"")).Ok();
        (await Admin(stage).Put($"{Path}/{id}", change, ifMatch: "\"0\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await Admin(stage).Put($"{Path}/{id}", new { url = hook.Url, kinds = new[] { "everything" }, active = true })).Refused(HttpStatusCode.BadRequest, "request.invalid");
        await stage.Tell(Import());

        (await Admin(stage).Delete($"{Path}/{id}", ifMatch: "\"0\"")).Refused(HttpStatusCode.PreconditionFailed, "resource.changed");
        (await Admin(stage).Delete($"{Path}/{id}")).Ok();
        await Send(stage);

        hook.All.ShouldBeEmpty();
        (await stage.Scalar<long>("select (select count(*) from notifications.webhooks) + (select count(*) from notifications.webhook_deliveries) + (select count(*) from notifications.webhook_queue)")).ShouldBe(0);
    }

    [Fact]
    public async Task OldDeliveries_ArePruned()
    {
        await using var stage = await Stage();
        await using var hook = await HookCatcher.Start();
        var (id, _) = await Made(stage, hook.Url, "import.finished");
        await stage.Tell(Import());
        await Send(stage);
        stage.Clock.Advance(TimeSpan.FromDays(200));
        await stage.Tell(Import());

        await stage.Services.GetRequiredService<NotificationPruning>().Run(CancellationToken.None);

        (await Deliveries(stage, id)).ShouldHaveSingleItem();
    }

    private static async Task<ProcessStage> Stage(Dictionary<string, string?>? settings = null)
    {
        var stage = await ProcessStage.Open(new Dictionary<string, string?> { ["Webhooks:AllowLoopback"] = "true" }.Concat(settings ?? []).GroupBy(s => s.Key).ToDictionary(g => g.Key, g => g.Last().Value));
        stage.Others.Grant(Admins, "admin");
        return stage;
    }

    private static Api Admin(ProcessStage stage) => stage.As(Admins);

    private static async Task<(Guid Id, string Secret)> Made(ProcessStage stage, string url, params string[] kinds)
    {
        var made = (await Admin(stage).Post("/api/v1/notifications/subscribe", new { url, kinds })).Ok()["data"]!;
        return (made["webhook"]!.Id("webhookId"), made.Text("secret"));
    }

    private static async Task<(Guid CallId, Guid EventId)> Issued(ProcessStage stage)
    {
        var fund = stage.Others.Fund;
        fund.Begin();
        var (callId, eventId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        fund.Call(callId);
        await stage.Tell(new CapitalCallIssuedEvent(fund.Id, callId, Guid.CreateVersion7(), 1, new(2026, 3, 31)), eventId);
        return (callId, eventId);
    }

    private static ImportFinished Import() => new(Guid.CreateVersion7(), Guid.CreateVersion7(), "positions.csv", "Completed", 70, 6, 2);

    private static async Task<List<JsonNode>> Deliveries(ProcessStage stage, Guid id) => (await Admin(stage).Get($"{Path}/{id}/deliveries")).Ok().Rows();

    private static Task<int> Send(ProcessStage stage) => stage.Services.GetRequiredService<WebhookSender>().Run(CancellationToken.None);

    /// <summary>Worked out here from the specification's words, not by the code that is tested.</summary>
    private static string Signed(string secret, HookCatcher.Caught caught) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{caught.Id}.{caught.Timestamp}.{caught.Body}")));
}
