using System.Runtime.CompilerServices;
using MassTransit;
using MassTransit.RabbitMqTransport;

namespace StratCap.Server.Messaging;

/// <summary>
/// Handles a queue's events at once, but those of one aggregate one after the other in the order in which the broker delivered them.
/// MassTransit's own partitioner is not enough: it takes messages as its parallel readers happen to reach it, and two neighbours may change
/// places before. Here the delivery tag, which counts up without a gap on a channel, says whose turn it is.
/// </summary>
/// <param name="handlers">How many may be handled at once.</param>
internal sealed class AggregateLanes(SemaphoreSlim handlers) : IFilter<ReceiveContext>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _lastOf = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<ChannelContext, Arrivals> _arrivals = [];

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var place = new Place(context.TransportHeaders.Get<string>(Wire.AggregateHeader) ?? Guid.NewGuid().ToString());
        var ct = context.CancellationToken;
        try
        {
            Arrive(context, place);
            var before = await place.Before.Task.WaitAsync(ct);
            await before.WaitAsync(ct);
            await handlers.WaitAsync(ct);
            try
            {
                await next.Send(context);
            }
            finally
            {
                handlers.Release();
            }
        }
        finally
        {
            Leave(place);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("aggregateLanes");

    private void Arrive(ReceiveContext context, Place place)
    {
        lock (_gate)
        {
            if (!context.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivered) || !context.TryGetPayload<ChannelContext>(out var channel))
            {
                LineUp(place); // In memory the dispatcher waits for one event of an aggregate before it sends the next.
                return;
            }
            var arrivals = _arrivals.GetOrCreateValue(channel);
            arrivals.Early[delivered.DeliveryTag] = place;
            while (arrivals.Early.Remove(arrivals.NextTag, out var next))
            {
                arrivals.NextTag++;
                LineUp(next);
            }
        }
    }

    private void LineUp(Place place)
    {
        place.Before.SetResult(_lastOf.GetValueOrDefault(place.Lane, Task.CompletedTask));
        if (!place.Left.Task.IsCompleted) _lastOf[place.Lane] = place.Left.Task;
    }

    // Whoever gives up waiting still stands between his neighbours: the next one must wait for the one before.
    private void Leave(Place place)
    {
        lock (_gate)
        {
            if (place.Before.Task is { IsCompletedSuccessfully: true, Result: { IsCompleted: false } before })
            {
                before.ContinueWith(_ => Leave(place), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return;
            }
            place.Left.TrySetResult();
            if (_lastOf.TryGetValue(place.Lane, out var last) && last == place.Left.Task) _lastOf.Remove(place.Lane);
        }
    }

    private sealed class Arrivals
    {
        public ulong NextTag { get; set; } = 1;
        public Dictionary<ulong, Place> Early { get; } = [];
    }

    private sealed record Place(string Lane)
    {
        /// <summary>Set when every earlier delivery has arrived: the end of the one before in this lane.</summary>
        public TaskCompletionSource<Task> Before { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
