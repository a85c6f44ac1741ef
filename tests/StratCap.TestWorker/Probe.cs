using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;

namespace StratCap.TestWorker;

/// <summary>Something happened to an aggregate; numbered in the order of telling.</summary>
[EventName("probe.told")]
internal sealed record Told(Guid AggregateId, int Number, DateTimeOffset ToldAt) : IEvent
{
    Guid IEvent.AggregateId => AggregateId;
}

/// <summary>An event that no module listens to.</summary>
[EventName("probe.whispered")]
internal sealed record Whispered(Guid AggregateId) : IEvent
{
    Guid IEvent.AggregateId => AggregateId;
}

/// <summary>What a handler did: a row each time it runs to its end. Twice the same event and module would be an effect too many.</summary>
internal sealed class Effect : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public long Position { get; init; }
    public Guid EventId { get; init; }
    public Guid AggregateId { get; init; }
    public int Number { get; init; }
    public DateTimeOffset ToldAt { get; init; }
    public DateTimeOffset HandledAt { get; init; }
}

/// <summary>A module's store that holds effects.</summary>
internal abstract class EffectsDbContext(DbContextOptions options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public DbSet<Effect> Effects => Set<Effect>();

    protected override void Map(ModelBuilder model) => model.Entity<Effect>(e =>
    {
        e.ToTable("effects").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Position).UseIdentityAlwaysColumn();
    });
}

/// <summary>The module that tells, and listens to itself.</summary>
internal sealed class ProbeDbContext(DbContextOptions<ProbeDbContext> options, CurrentTenant tenant) : EffectsDbContext(options, tenant)
{
    public override string Schema => "probe";
}

/// <summary>A second module that listens to the first.</summary>
internal sealed class EchoDbContext(DbContextOptions<EchoDbContext> options, CurrentTenant tenant) : EffectsDbContext(options, tenant)
{
    public override string Schema => "echo";
}

/// <summary>What tests make a module's handlers do before their effect.</summary>
internal sealed class Behaviour
{
    public Func<Told, CancellationToken, Task> Probe { get; set; } = (_, _) => Task.CompletedTask;
    public Func<Told, CancellationToken, Task> Echo { get; set; } = (_, _) => Task.CompletedTask;
}

internal sealed class WhenToldInProbe(Behaviour behaviour, TimeProvider clock) : IEventHandler<Told, ProbeDbContext>
{
    public async Task Handle(Told what, EventContext context, ProbeDbContext db, CancellationToken ct)
    {
        await behaviour.Probe(what, ct);
        db.Effects.Add(EffectOf.Event(what, context, clock));
    }
}

internal sealed class WhenToldInEcho(Behaviour behaviour, TimeProvider clock) : IEventHandler<Told, EchoDbContext>
{
    public async Task Handle(Told what, EventContext context, EchoDbContext db, CancellationToken ct)
    {
        await behaviour.Echo(what, ct);
        db.Effects.Add(EffectOf.Event(what, context, clock));
    }
}

internal static class EffectOf
{
    public static Effect Event(Told what, EventContext context, TimeProvider clock) => new()
    {
        Id = Guid.CreateVersion7(),
        EventId = context.EventId,
        AggregateId = what.AggregateId,
        Number = what.Number,
        ToldAt = what.ToldAt,
        HandledAt = clock.GetUtcNow(),
    };
}
