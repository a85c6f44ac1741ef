using MassTransit;
using StratCap.Foundation.Messaging;

namespace StratCap.Server.Messaging;

/// <summary>Events over RabbitMQ: sent when the broker has confirmed that its quorum queues hold them.</summary>
internal sealed class BrokerTransport(IBus bus, EventDelivery delivery, ErrorQueue errors, MessagingOptions options) : IEventTransport
{
    public async Task Publish(EventEnvelope envelope, CancellationToken ct)
    {
        // An event with listeners must reach a queue: were a binding gone, the broker would confirm and drop it. Mandatory makes that a failure.
        var mandatory = delivery.ListenersTo(envelope.EventType).Count > 0;
        await InTime(token => bus.Publish(envelope, context => Prepare(context, envelope, mandatory), token), ct);
    }

    public async Task Replay(string module, EventEnvelope envelope, CancellationToken ct)
    {
        // Addressed by its exchange: addressing the queue would declare it anew, with other arguments than its own.
        var endpoint = await bus.GetSendEndpoint(new Uri("exchange:" + Wire.QueueOf(module)));
        await InTime(token => endpoint.Send(
            envelope,
            context =>
            {
                Prepare(context, envelope, mandatory: true);
                context.Headers.Set(Wire.ReplayHeader, "true");
            },
            token), ct);
    }

    public Task<bool> RemoveFailed(string module, Guid eventId, CancellationToken ct) => errors.Remove(module, eventId, ct);

    private static void Prepare(SendContext<EventEnvelope> context, EventEnvelope envelope, bool mandatory)
    {
        context.Stamp(envelope);
        if (context.TryGetPayload<RabbitMqSendContext>(out var rabbit)) rabbit.Mandatory = mandatory;
    }

    private async Task InTime(Func<CancellationToken, Task> send, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.ConfirmWithin);
        try
        {
            await send(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException($"The broker did not confirm within {options.ConfirmWithin.TotalSeconds:0.#} s.");
        }
    }
}
