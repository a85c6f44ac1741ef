using MassTransit;
using StratCap.Foundation.Messaging;

namespace StratCap.Server.Messaging;

/// <summary>
/// Events within this process, over MassTransit's in-memory transport. That holds messages in memory only, so the row in the outbox stays the event's
/// only durable copy until every listening module has dealt with it: the dispatcher deletes it then and not before. A process that dies in
/// between sends the event again when it comes back, and the inbox lets no handler act twice.
/// </summary>
internal sealed class MemoryTransport(IBus bus, EventDelivery delivery, Receipts receipts, MessagingOptions options) : IEventTransport
{
    public async Task Publish(EventEnvelope envelope, CancellationToken ct)
    {
        var listeners = delivery.ListenersTo(envelope.EventType).Count;
        if (listeners == 0) return;
        using var receipt = receipts.Expect(listeners);
        await bus.Publish(envelope, context => Prepare(context, envelope, receipt), ct);
        await receipt.Complete.WaitAsync(options.HandleWithin, ct);
    }

    public async Task Replay(string module, EventEnvelope envelope, CancellationToken ct)
    {
        using var receipt = receipts.Expect(1);
        var endpoint = await bus.GetSendEndpoint(new Uri("exchange:" + Wire.QueueOf(module)));
        await endpoint.Send(
            envelope,
            context =>
            {
                Prepare(context, envelope, receipt);
                context.Headers.Set(Wire.ReplayHeader, "true");
            },
            ct);
        await receipt.Complete.WaitAsync(options.HandleWithin, ct);
    }

    /// <summary>There is no copy to remove: the in-memory error queue dies with the process, and the table of failed events is what counts.</summary>
    public Task<bool> RemoveFailed(string module, Guid eventId, CancellationToken ct) => Task.FromResult(false);

    private static void Prepare(SendContext<EventEnvelope> context, EventEnvelope envelope, Receipt receipt)
    {
        context.Stamp(envelope);
        context.Headers.Set(Wire.ReceiptHeader, receipt.Id.ToString());
    }
}
