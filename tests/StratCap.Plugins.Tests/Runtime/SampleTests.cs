using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.Plugins.Tests.Runtime;

/// <summary>The sample connector, packed, signed and run as a partner's is.</summary>
public sealed class SampleTests
{
    private static readonly EntryToPost Entry = new("k-1", new(2026, 1, 15), "CC-0007", "Call 3", [new("1000", Side.Debit, new(500_000.10m, "USD")), new("3000", Side.Credit, new(500_000.10m, "USD"))]);

    private static readonly PaymentOrder Order = new("p-1", "a-1", new(0.01m, "USD"), new(2026, 2, 1), new("LP001", "Investor", false, new("DE89370400440532013000")), PaymentPurpose.Distribution);

    [Fact]
    public async Task Check_TellsTheCompany()
    {
        await using var bench = await Bench((context, _) => context.Response.WriteAsync("""{"name":"Fund One LP"}"""));
        var scope = await For(bench);
        (await bench.Caller.Check(scope.Call, default)).AccountName.ShouldBe("Fund One LP");
        bench.Vendor.Asked.Single().ShouldStartWith("GET ledger.sample.example:443/v1/companies/c-1/");
        bench.Vendor.Asked.Single().ShouldContain("Authorization: Bearer key-of-c-1");
    }

    [Fact]
    public async Task Check_WithAWrongKey_IsAnErrorOfAuth()
    {
        await using var bench = await Bench((context, _) => Answer(context, 401, "{}"));
        var scope = await For(bench);
        (await Should.ThrowAsync<ConnectorException>(() => bench.Caller.Check(scope.Call, default))).Class.ShouldBe(ErrorClass.Auth);
    }

    [Fact]
    public async Task Entries_AreReadByPagesFromACursor()
    {
        await using var bench = await Bench((context, _) => context.Response.WriteAsync(context.Request.Query["after"] == "c1"
            ? """{"entries":[{"id":"2","version":"5","deleted":true}],"cursor":"c2","more":false}"""
            : """{"entries":[{"id":"1","version":"1","deleted":false,"date":"2026-01-15","lines":[{"account":"1000","side":"debit","amount":"0.10","currency":"USD"},{"account":"3000","side":"credit","amount":"0.10","currency":"USD"}]}],"cursor":"c1","more":true}"""));
        var scope = await For(bench);
        var pages = await All(bench.Caller.StreamEntries(scope.Call, null, default));
        pages.Select(p => p.Cursor).ShouldBe(["c1", "c2"]);
        pages[0].Items.Single().Lines.Select(l => (l.Side, l.Amount)).ShouldBe([(Side.Debit, new Amount(0.10m, "USD")), (Side.Credit, new Amount(0.10m, "USD"))]);
        pages[1].Items.Single().Deleted.ShouldBeTrue();
        (await All(bench.Caller.StreamEntries(scope.Call, "c1", default))).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Entry_IsPostedUnderItsKeyWithExactAmounts()
    {
        await using var bench = await Bench((context, _) => Answer(context, 201, """{"id":"77","version":"1"}"""));
        var scope = await For(bench);
        (await bench.Caller.PostEntry(scope.Call, Entry, default)).ShouldBe(new WriteOutcome.Accepted("77", "1"));
        var asked = bench.Vendor.Asked.Single();
        asked.ShouldContain("Idempotency-Key: k-1");
        asked.ShouldContain("\"amount\":\"500000.10\"");
    }

    [Fact]
    public async Task Entry_ThatDoesNotBalance_IsRejectedBeforeTheVendorSeesIt()
    {
        await using var bench = await Bench((context, _) => Answer(context, 201, "{}"));
        var scope = await For(bench);
        var unbalanced = Entry with { Lines = [Entry.Lines[0], Entry.Lines[1] with { Amount = new(500_000.11m, "USD") }] };
        (await bench.Caller.PostEntry(scope.Call, unbalanced, default)).ShouldBeOfType<WriteOutcome.Rejected>().Code.ShouldBe("entry.unbalanced");
        bench.Vendor.Asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(422, """{"code":"closed","message":"The period is closed.","field":"date"}""", typeof(WriteOutcome.Rejected))]
    [InlineData(500, "{}", typeof(WriteOutcome.Uncertain))]
    [InlineData(201, "{", typeof(WriteOutcome.Uncertain))]
    [InlineData(201, "{}", typeof(WriteOutcome.Uncertain))]
    [InlineData(201, "null", typeof(WriteOutcome.Uncertain))]
    [InlineData(201, "", typeof(WriteOutcome.Uncertain))]
    [InlineData(0, "", typeof(WriteOutcome.Uncertain))]
    public async Task Write_EndsAsTheVendorsAnswerSays(int status, string body, Type outcome)
    {
        await using var bench = await Bench((context, _) =>
        {
            if (status > 0) return Answer(context, status, body);
            context.Abort();
            return Task.CompletedTask;
        });
        var scope = await For(bench);
        (await bench.Caller.Pay(scope.Call, Order, default)).ShouldBeOfType(outcome);
    }

    [Fact]
    public async Task Entry_AfterAnUncertainEnd_IsFoundByItsReference()
    {
        await using var bench = await Bench((context, _) => context.Response.WriteAsync("""{"entries":[{"id":"77","version":"1","deleted":false,"reference":"CC-0007"}],"cursor":"x","more":false}"""));
        var scope = await For(bench);
        (await bench.Caller.FindEntry(scope.Call, new("k-1", "CC-0007", new(2026, 1, 15)), default)).ShouldBe(new WriteOutcome.Accepted("77", "1"));
        (await bench.Caller.FindEntry(scope.Call, new("k-2", "CC-0008", new(2026, 1, 15)), default)).ShouldBeNull();
    }

    [Fact]
    public async Task Webhook_IsGoodWhenSignedAndOfNow()
    {
        await using var bench = await Bench((_, _) => Task.CompletedTask);
        var scope = await For(bench);
        scope.Others["webhook_key"] = "hook-key";
        var body = """{"events":[{"id":"e1","company":"c-1","type":"entry.changed","resource":"77","at":"2026-01-15T10:00:00Z"},{"id":"e2","company":"c-2","type":"x","at":"2026-01-15T10:00:00Z"}]}""";
        var at = new DateTimeOffset(2026, 1, 15, 10, 0, 5, TimeSpan.Zero);
        var good = Delivery(body, at, at, "hook-key");
        (await bench.Caller.VerifyWebhook(scope.Call, good, default)).IsGood.ShouldBeTrue();
        (await bench.Caller.VerifyWebhook(scope.Call, Delivery(body, at, at, "another"), default)).IsGood.ShouldBeFalse();
        (await bench.Caller.VerifyWebhook(scope.Call, Delivery(body, at, at.AddMinutes(6), "hook-key"), default)).IsGood.ShouldBeFalse();
        (await bench.Caller.VerifyWebhook(scope.Call, good with { Body = Encoding.UTF8.GetBytes(body + " ") }, default)).IsGood.ShouldBeFalse();
        (await bench.Caller.ParseWebhook(scope.Call, good, default)).Select(e => (e.EventId, e.ExternalAccount, e.Kind)).ShouldBe([("e1", "c-1", "entries_changed"), ("e2", "c-2", "other")]);
    }

    private static WebhookDelivery Delivery(string body, DateTimeOffset signed, DateTimeOffset received, string key)
    {
        var time = signed.ToUnixTimeSeconds();
        var hmac = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{time}.{body}")));
        return new(new Dictionary<string, string> { ["x-ledger-signature"] = $"t={time},v1={hmac}" }, Encoding.UTF8.GetBytes(body), received);
    }

    private static Task<RuntimeBench> Bench(Func<HttpContext, string, Task> answer) => RuntimeBench.Start((context, body) =>
    {
        context.Response.ContentType = "application/json";
        return answer(context, body);
    });

    private static async Task<RuntimeBench.Scope> For(RuntimeBench bench) => bench.For(await bench.Sample(), new { company = "c-1" }, "key-of-c-1");

    private static async Task Answer(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }

    private static async Task<List<Page<T>>> All<T>(IAsyncEnumerable<Page<T>> pages)
    {
        var all = new List<Page<T>>();
        await foreach (var page in pages) all.Add(page);
        return all;
    }
}
