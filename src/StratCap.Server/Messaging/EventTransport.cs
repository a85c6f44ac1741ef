using MassTransit;
using StratCap.Foundation.Messaging;

namespace StratCap.Server.Messaging;

/// <summary>Carries events from the outbox to the modules' queues.</summary>
internal interface IEventTransport
{
    /// <summary>
    /// Sends an event to every module that listens to it. Returns when it cannot be lost any more: with a broker, when that has confirmed it;
    /// without, when every handler has committed or the event is in the table of failed ones.
    /// </summary>
    Task Publish(EventEnvelope envelope, CancellationToken ct);

    /// <summary>Sends an event again, to one module only. Returns as <see cref="Publish"/> does.</summary>
    Task Replay(string module, EventEnvelope envelope, CancellationToken ct);

    /// <summary>Removes the copy that the broker kept of an event that a module gave up; false when there is none.</summary>
    Task<bool> RemoveFailed(string module, Guid eventId, CancellationToken ct);
}

/// <summary>What both transports do to a message before it goes out.</summary>
internal static class Stamping
{
    /// <summary>Stamps id, routing and lane.</summary>
    public static void Stamp(this SendContext<EventEnvelope> context, EventEnvelope envelope)
    {
        context.MessageId = envelope.EventId;
        context.Headers.Set(Wire.AggregateHeader, envelope.AggregateId.ToString());
        context.SetRoutingKey(envelope.EventType);
    }
}

/// <summary>Tells when the bus can carry: connected, with every queue of this process and its bindings in place.</summary>
internal sealed partial class BusGate(IBusControl bus, ILogger<BusGate> log)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Waits until the bus is ready. Before that nothing may be published: a queue that does not exist yet would miss the event. And while the
    /// broker is away no event is blamed for it.
    /// </summary>
    public async Task WhenReady(CancellationToken ct)
    {
        for (var looks = 0; ; looks++)
        {
            var health = bus.CheckHealth();
            if (health.Status == BusHealthStatus.Healthy) return;
            if (looks % 100 == 50) LogNotReady(log, health.Description);
            await Task.Delay(Look, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Events wait: the bus is not ready. {Description}")]
    private static partial void LogNotReady(ILogger log, string description);
}
