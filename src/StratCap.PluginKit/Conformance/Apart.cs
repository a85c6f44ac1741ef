using System.Diagnostics;
using System.Text;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.PluginKit.Conformance;

/// <summary>Connections apart, secrets unseen, webhooks believed only when they are the vendor's, an end within its time.</summary>
internal static class Apart
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(35);

    internal static IEnumerable<Check> Webhooks() =>
    [
        new("webhook.good", "webhooks", "A delivery of the vendor's is taken, and its event told.", Good),
        new("webhook.changed", "webhooks", "A changed body, another key, and a signature of an hour ago are refused.", Bad),
        new("webhook.again", "webhooks", "The same delivery again tells the same event under the same id.", Again),
    ];

    internal static IEnumerable<Check> Last() =>
    [
        new("isolation.interleaved", null, "Calls of two connections at once never mix: one with wrong secrets is refused each time, one with right ones never.", Interleaved),
        new("isolation.secrets", null, "No secret stands in any line, error or address of the whole run.", Unseen),
        new("worker.drain", null, "Told to end, the worker is gone within half a minute.", Drained),
    ];

    private static async Task Good(Bench bench, CancellationToken ct)
    {
        var delivery = Delivery(bench, "evt-1", bench.Now);
        var verdict = await bench.Caller.VerifyWebhook(bench.Scope, delivery, ct);
        NotConformant.Unless(verdict.IsGood, $"A delivery signed by the vendor's script was refused: {verdict.Reason}");
        var events = await bench.Caller.ParseWebhook(bench.Scope, delivery, ct);
        if (bench.Script.NumbersWebhooks) NotConformant.Unless(events.Any(e => e.EventId.Contains("evt-1", StringComparison.Ordinal)), "The delivery's event evt-1 was not among the parsed ones.");
        else await Distinct(bench, events, ct);
    }

    private static async Task Distinct(Bench bench, IReadOnlyList<ProviderEvent> events, CancellationToken ct)
    {
        NotConformant.Unless(events.Count > 0 && events.All(e => e.EventId.Length > 0), "A delivery of one event was parsed and gave none, or one without an id.");
        var others = await bench.Caller.ParseWebhook(bench.Scope, Delivery(bench, "evt-5", bench.Now.AddSeconds(1)), ct);
        NotConformant.Unless(!others.Select(e => e.EventId).Intersect(events.Select(e => e.EventId)).Any(), "Two deliveries were told under the same id: the host would take one alone.");
    }

    private static async Task Bad(Bench bench, CancellationToken ct)
    {
        var good = Delivery(bench, "evt-2", bench.Now);
        var body = good.Body.ToArray();
        body[^2] ^= 1;
        await Refused(bench, bench.Script.Secrets, good with { Body = body }, "with a changed body", ct);
        if (bench.Script.ForgedWebhook("evt-2", bench.Now) is { } forged) await Refused(bench, bench.Script.Secrets, forged, "under another key", ct);
        else await Refused(bench, bench.Script.Secrets.ToDictionary(s => s.Key, _ => "another-" + Guid.NewGuid().ToString("N")), good, "under another key", ct);
        var old = Delivery(bench, "evt-3", bench.Now.AddHours(-1));
        // A vendor that signs no time signs the same an hour later.
        if (!SameSignature(old, Delivery(bench, "evt-3", bench.Now))) await Refused(bench, bench.Script.Secrets, old, "signed an hour ago", ct);
    }

    private static async Task Again(Bench bench, CancellationToken ct)
    {
        var delivery = Delivery(bench, "evt-4", bench.Now);
        var first = await bench.Caller.ParseWebhook(bench.Scope, delivery, ct);
        var second = await bench.Caller.ParseWebhook(bench.Scope, delivery, ct);
        NotConformant.Unless(first.Select(e => e.EventId).SequenceEqual(second.Select(e => e.EventId)), "The same delivery was told under other ids: the host would take it twice.");
    }

    private static async Task Refused(Bench bench, IReadOnlyDictionary<string, string> secrets, WebhookDelivery delivery, string how, CancellationToken ct) =>
        NotConformant.Unless(!(await bench.Caller.VerifyWebhook(bench.ScopeWith(bench.Script.Settings, secrets), delivery, ct)).IsGood, $"A delivery {how} was taken.");

    private static bool SameSignature(WebhookDelivery one, WebhookDelivery other) => one.Headers.OrderBy(h => h.Key).SequenceEqual(other.Headers.OrderBy(h => h.Key)) && one.Body.Span.SequenceEqual(other.Body.Span);

    private static WebhookDelivery Delivery(Bench bench, string id, DateTimeOffset at) =>
        bench.Script.SignedWebhook(id, at) ?? throw new NotConformant("plugin.json names the capability webhooks, and the vendor's script signs none: write SignedWebhook.");

    private static async Task Interleaved(Bench bench, CancellationToken ct)
    {
        bench.Script.Seed(3);
        if (bench.Script.Secrets.Count == 0) throw new NotApplicable("The plugin has no secrets.");
        if (bench.Folder is not null) throw new NotApplicable("The plugin exchanges files: the host signs in, with secrets that the plugin never names.");
        var wrong = bench.Script.Secrets.ToDictionary(s => s.Key, _ => "wrong-" + Guid.NewGuid().ToString("N"));
        var (right, other) = (bench.Scope, bench.ScopeWith(bench.Script.Settings, wrong, Guid.CreateVersion7()));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? bench.Caller.Check(right, ct) : MustFail(bench, other, ct)));
    }

    private static async Task MustFail(Bench bench, PluginHost.Runtime.CallScope scope, CancellationToken ct)
    {
        try
        {
            await bench.Caller.Check(scope, ct);
        }
        catch (ConnectorException)
        {
            return;
        }
        throw new NotConformant("A connection with wrong secrets was let in while another with right ones was at work: something is kept between calls.");
    }

    private static Task Unseen(Bench bench, CancellationToken ct)
    {
        var planted = bench.Script.Secrets.Concat(bench.Planted.Select(p => KeyValuePair.Create(p.Value, p.Key))).Where(s => s.Value.Length >= 6).SelectMany(s => new[] { (s.Key, s.Value), (s.Key, Convert.ToBase64String(Encoding.UTF8.GetBytes(s.Value))) }).ToList();
        foreach (var line in bench.Notes.Lines)
            foreach (var (name, value) in planted)
                NotConformant.Unless(!line.Contains(value, StringComparison.Ordinal), $"The secret {name} stands in a line that was logged or in an error.");
        return Task.CompletedTask;
    }

    private static async Task Drained(Bench bench, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await bench.Workers.Drain(bench.Package.Hash, ct);
        NotConformant.Unless(watch.Elapsed < DrainLimit, $"The worker took {watch.Elapsed.TotalSeconds:0} seconds to end.");
        NotConformant.Unless(bench.Workers.Status().All(w => w.PackageHash != bench.Package.Hash || w.ProcessId is null), "The worker's process is still there.");
    }
}
