using System.Text.Json;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Foundation.Messaging;

/// <summary>Tells other modules of a change, in the change's own transaction.</summary>
public sealed class Outbox(CurrentActor actor, TimeProvider clock)
{
    private static readonly AsyncLocal<Guid?> Cause = new();

    /// <summary>Adds an event; it is sent after the transaction commits, and never without it.</summary>
    public void Add(ModuleDbContext db, IEvent what)
    {
        var name = EventNameAttribute.Of(what.GetType());
        var now = clock.GetUtcNow();
        db.Outbox.Add(new OutboxMessage
        {
            Id = Guid.CreateVersion7(),
            AggregateId = what.AggregateId,
            EventType = name.Name,
            Version = name.Version,
            At = now,
            NotBefore = now,
            CausationId = Cause.Value,
            ActorId = actor.Value.Id,
            ActorName = actor.Value.Name,
            Data = JsonSerializer.Serialize(what, what.GetType(), ApiJson.Options),
        });
    }

    /// <summary>Names the event that further events are caused by, while it is handled.</summary>
    internal static IDisposable CausedBy(Guid eventId)
    {
        var before = Cause.Value;
        Cause.Value = eventId;
        return new Restore(before);
    }

    private sealed class Restore(Guid? before) : IDisposable
    {
        public void Dispose() => Cause.Value = before;
    }
}
