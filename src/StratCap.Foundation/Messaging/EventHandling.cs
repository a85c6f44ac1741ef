using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Foundation.Messaging;

/// <summary>A handler that a module registered: which events it wants and how to run it.</summary>
/// <param name="Module">The module, which is also its queue's name.</param>
/// <param name="EventType">The event's stable name.</param>
/// <param name="Name">The handler's name in the inbox.</param>
/// <param name="Run">Runs it in a scope of its own.</param>
public sealed record EventSubscription(string Module, string EventType, string Name, Func<IServiceProvider, EventEnvelope, CancellationToken, Task> Run);

/// <summary>Delivers envelopes to the handlers of one module, each in its own transaction with the inbox.</summary>
public sealed class EventDelivery(IServiceScopeFactory scopes, IEnumerable<EventSubscription> subscriptions, CurrentTenant tenant, CurrentActor actor)
{
    private readonly ILookup<(string, string), EventSubscription> _byModuleAndType = subscriptions.ToLookup(s => (s.Module, s.EventType));

    private readonly Dictionary<string, string[]> _byType = subscriptions.GroupBy(s => s.EventType, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.Select(s => s.Module).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);

    /// <summary>Modules that listen at all.</summary>
    public IReadOnlyList<string> Modules { get; } = [.. subscriptions.Select(s => s.Module).Distinct(StringComparer.Ordinal)];

    /// <summary>The types of event that a module has handlers for.</summary>
    public IReadOnlyList<string> TypesOf(string module) => [.. subscriptions.Where(s => s.Module == module).Select(s => s.EventType).Distinct(StringComparer.Ordinal)];

    /// <summary>The modules that have a handler for a type of event.</summary>
    public IReadOnlyList<string> ListenersTo(string eventType) => _byType.TryGetValue(eventType, out var modules) ? modules : [];

    /// <summary>Runs a module's handlers for an envelope.</summary>
    /// <exception cref="TenantScopeMissingException">The envelope carries no tenant.</exception>
    public async Task Deliver(string module, EventEnvelope envelope, CancellationToken ct)
    {
        if (envelope.TenantId == Guid.Empty) throw new TenantScopeMissingException($"Event {envelope.EventType} {envelope.EventId}");
        using var _ = tenant.Use(envelope.TenantId);
        using var __ = actor.Use(new Actor(envelope.ActorId, envelope.ActorName));
        using var ___ = Outbox.CausedBy(envelope.EventId);
        foreach (var subscription in _byModuleAndType[(module, envelope.EventType)])
        {
            await using var scope = scopes.CreateAsyncScope();
            await subscription.Run(scope.ServiceProvider, envelope, ct);
        }
    }
}

/// <summary>Registration of event handlers.</summary>
public static class EventHandlingRegistration
{
    /// <summary>Subscribes a module's handler to an event.</summary>
    public static IServiceCollection AddEventHandler<TEvent, THandler, TDb>(this IServiceCollection services, string module)
        where TEvent : class, IEvent
        where THandler : class, IEventHandler<TEvent, TDb>
        where TDb : ModuleDbContext
    {
        services.AddScoped<THandler>();
        services.AddSingleton(new EventSubscription(module, EventNameAttribute.Of(typeof(TEvent)).Name, typeof(THandler).Name, Run<TEvent, THandler, TDb>));
        return services;
    }

    private static async Task Run<TEvent, THandler, TDb>(IServiceProvider services, EventEnvelope envelope, CancellationToken ct)
        where TEvent : class, IEvent
        where THandler : class, IEventHandler<TEvent, TDb>
        where TDb : ModuleDbContext
    {
        var db = services.GetRequiredService<TDb>();
        var what = JsonSerializer.Deserialize<TEvent>(envelope.Data, ApiJson.Options)
            ?? throw new InvalidOperationException($"Event {envelope.EventId} is empty.");
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await TakeIn(db, envelope, typeof(THandler).Name, services.GetRequiredService<TimeProvider>(), ct)) return;
        await services.GetRequiredService<THandler>().Handle(what, new EventContext(envelope.EventId, envelope.TenantId, envelope.CausationId, envelope.Timestamp), db, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private static async Task<bool> TakeIn(ModuleDbContext db, EventEnvelope envelope, string handler, TimeProvider clock, CancellationToken ct)
    {
        // The table's name is the module's own schema, never input.
#pragma warning disable EF1002
        var inserted = await db.Database.ExecuteSqlRawAsync(
            $"insert into {db.Schema}.inbox (tenant_id, event_id, handler, at) values ({{0}}, {{1}}, {{2}}, {{3}}) on conflict do nothing",
            [envelope.TenantId, envelope.EventId, handler, clock.GetUtcNow()], ct);
#pragma warning restore EF1002
        return inserted == 1;
    }
}
