using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Messaging;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Installations;
using StratCap.PluginHost.Runtime;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Webhooks;

namespace StratCap.PluginHost.Hooks;

/// <summary>Has the plugin verify and parse a stored delivery, and tells its events, each once. What fails for a while, or while nobody may call the plugin, is tried again as any event is.</summary>
internal sealed class WhenHookReceived(ConnectionCalls calls, PluginCaller caller, VersionWatch watch, Outbox outbox, TimeProvider clock) : IEventHandler<HookReceived, PluginHostDbContext>
{
    private const int LongestEventId = 200;
    private const int MostEvents = 1_000;

    public async Task Handle(HookReceived what, EventContext context, PluginHostDbContext db, CancellationToken ct)
    {
        if (await db.Deliveries.SingleOrDefaultAsync(d => d.Id == what.DeliveryId, ct) is not { State: DeliveryState.Waiting } delivery) return;
        if (await ConnectionFacts.Read(db, what.ConnectionId, ct) is not { } facts) return;
        if (facts.Usable is { } why) throw new ConnectorException(ErrorClass.Transient, why);
        var (events, refused) = await Read(facts, delivery, ct);
        (delivery.State, delivery.Reason, delivery.HandledAt) = (refused is null ? DeliveryState.Taken : DeliveryState.Refused, refused?.Length > 500 ? refused[..500] : refused, clock.GetUtcNow());
        foreach (var told in events.Where(e => Concerns(facts, e)))
            if (await New(db, facts, told, ct))
            {
                outbox.Add(db, new ConnectorEvent(facts.Id, facts.FundId, facts.Manifest.Id, told.EventId, told.ExternalAccount, told.Kind, told.ResourceId, told.OccurredAt));
                delivery.Events++;
            }
    }

    private async Task<(IReadOnlyList<ProviderEvent> Events, string? Refused)> Read(ConnectionFacts facts, HookDelivery delivery, CancellationToken ct)
    {
        var notes = new CallNotes(clock);
        var scope = calls.ScopeOf(facts, notes);
        var given = new WebhookDelivery(JsonSerializer.Deserialize<Dictionary<string, string>>(delivery.Headers)!, delivery.Body, delivery.ReceivedAt);
        string? failure = null;
        try
        {
            var verdict = await caller.VerifyWebhook(scope, given, ct);
            if (!verdict.IsGood) return ([], failure = verdict.Reason ?? "Its signature is not right.");
            var events = await caller.ParseWebhook(scope, given, ct);
            return events.Count <= MostEvents ? (events, null) : ([], failure = $"It has more than {MostEvents:N0} events.");
        }
        catch (ConnectorException e)
        {
            failure = e.Message;
            // What may pass is thrown on, a quarantine too: the delivery waits, and the event that tells of it comes again.
            if (e.Class is ErrorClass.Transient or ErrorClass.RateLimited || (e.Class == ErrorClass.Permanent && await watch.Look(facts.Hash))) throw;
            return ([], failure);
        }
        finally
        {
            await calls.Keep(facts, "Webhook", notes, failure);
        }
    }

    /// <summary>
    /// Whether an event is this connection's. A delivery can carry events of several accounts: those that are neither in the settings nor what the last check reached are another connection's. Of a plugin that
    /// links accounts they are the links', which the modules know that keep them.
    /// </summary>
    internal static bool Concerns(ConnectionFacts facts, ProviderEvent told) =>
        told.ExternalAccount is not { } account
        || facts.Manifest.Links is not null
        || facts.AccountDetails.Values.Contains(account)
        || facts.Settings.EnumerateObject().Any(s => s.Value.ValueKind == JsonValueKind.String && s.Value.GetString() == account);

    private async Task<bool> New(PluginHostDbContext db, ConnectionFacts facts, ProviderEvent told, CancellationToken ct)
    {
        var id = told.EventId.Length <= LongestEventId ? told.EventId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told.EventId)));
        return await db.Database.ExecuteSqlAsync(
            $"insert into plugin_host.hook_events (tenant_id, connection_id, event_id, at) values ({db.TenantId}, {facts.Id}, {id}, {clock.GetUtcNow()}) on conflict do nothing", ct) == 1;
    }
}
