using System.Buffers.Binary;
using System.Text.Json;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Web;

namespace StratCap.Foundation.Messaging;

/// <summary>Tells other modules of a change, in the change's own transaction.</summary>
public sealed class Outbox(CurrentActor actor, TimeProvider clock)
{
    private static readonly AsyncLocal<Guid?> Cause = new();
    private static readonly Lock Ids = new();
    private static UInt128 _lastId;

    /// <summary>Adds an event; it is sent after the transaction commits, and never without it.</summary>
    public void Add(ModuleDbContext db, IEvent what)
    {
        var name = EventNameAttribute.Of(what.GetType());
        var now = clock.GetUtcNow();
        db.Outbox.Add(new OutboxMessage
        {
            Id = NextId(),
            AggregateId = what.AggregateId,
            EventType = name.Name,
            Version = name.Version,
            At = now,
            NotBefore = DateTimeOffset.UnixEpoch, // Due at once, however the clocks of server and database differ.
            CausationId = Cause.Value,
            ActorId = actor.Value.Id,
            ActorName = actor.Value.Name,
            Data = JsonSerializer.Serialize(what, what.GetType(), ApiJson.Options),
        });
    }

    /// <summary>
    /// Ids that rise with every call. EF Core inserts the rows of one save in the order of their keys, and the database numbers them as they come:
    /// with plain version 7 ids, which are random within a millisecond, two events of one transaction would change places.
    /// </summary>
    private static Guid NextId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7().TryWriteBytes(bytes, bigEndian: true, out _);
        lock (Ids)
        {
            var id = BinaryPrimitives.ReadUInt128BigEndian(bytes);
            _lastId = id > _lastId ? id : _lastId + 1;
            BinaryPrimitives.WriteUInt128BigEndian(bytes, _lastId);
        }
        return new Guid(bytes, bigEndian: true);
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
