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
    private readonly LaneOrder _order = new();

    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var lane = context.TransportHeaders.Get<string>(Wire.AggregateHeader) ?? Guid.NewGuid().ToString();
        var ct = context.CancellationToken;
        // In memory there are no tags, and no need: the dispatcher waits for one event of an aggregate before it sends the next.
        var place = context.TryGetPayload<RabbitMqBasicConsumeContext>(out var delivered) && context.TryGetPayload<ChannelContext>(out var channel)
            ? _order.Arrive(lane, channel, delivered.DeliveryTag)
            : _order.Arrive(lane);
        try
        {
            await place.MyTurn(ct);
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
            // The channel ends and gives this delivery back. Those behind it may not be told yet, and must not overtake it meanwhile; and the broker queues
            // what comes back in the order in which it is told.
            if (ct.IsCancellationRequested)
            {
                LaneOrder.Abandon(place);
                await place.BehindTheOneBefore();
            }
            _order.Leave(place);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("aggregateLanes");
}

/// <summary>Who stands behind whom: a lane per aggregate, lined up by delivery tag whatever the order of arrival.</summary>
internal sealed class LaneOrder
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _lastOf = new(StringComparer.Ordinal);
    private readonly ConditionalWeakTable<object, Arrivals> _arrivals = [];

    /// <summary>Lanes in use.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _lastOf.Count;
        }
    }

    /// <summary>Lines up at once.</summary>
    public Place Arrive(string lane)
    {
        var place = new Place(lane);
        lock (_gate) LineUp(place);
        return place;
    }

    /// <summary>Lines up when every delivery with a smaller tag on the channel has.</summary>
    public Place Arrive(string lane, object channel, ulong tag)
    {
        var arrivals = _arrivals.GetOrCreateValue(channel);
        var place = new Place(lane, arrivals);
        lock (_gate)
        {
            arrivals.Early[tag] = place;
            while (arrivals.Early.Remove(arrivals.NextTag, out var next))
            {
                arrivals.NextTag++;
                LineUp(next);
            }
        }
        return place;
    }

    /// <summary>The place's channel is at its end: nobody else who came over it gets his turn any more, since what was not handled is delivered again in order.</summary>
    public static void Abandon(Place place)
    {
        if (place.Channel is { } channel) channel.IsAbandoned = true;
    }

    /// <summary>Lets the next one go. Whoever gives up waiting still stands between his neighbours until the one before has left.</summary>
    public void Leave(Place place)
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

    private void LineUp(Place place)
    {
        place.Before.SetResult(_lastOf.GetValueOrDefault(place.Lane, Task.CompletedTask));
        if (!place.Left.Task.IsCompleted) _lastOf[place.Lane] = place.Left.Task;
    }

    /// <summary>What came over a channel.</summary>
    internal sealed class Arrivals
    {
        private volatile bool _isAbandoned;

        public bool IsAbandoned
        {
            get => _isAbandoned;
            set => _isAbandoned = value;
        }

        public ulong NextTag { get; set; } = 1;
        public Dictionary<ulong, Place> Early { get; } = [];
    }

    /// <summary>One delivery's place in its lane.</summary>
    internal sealed record Place(string Lane, Arrivals? Channel = null)
    {
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
        private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(20);

        /// <summary>Set when it is lined up, to the end of the one before.</summary>
        internal TaskCompletionSource<Task> Before { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Waits until the one before has left and the broker was told of it, which comes a moment after.</summary>
        public async Task BehindTheOneBefore()
        {
            if (Before.Task is not { IsCompletedSuccessfully: true, Result: var before } || before == Task.CompletedTask) return;
            await Task.WhenAny(before, Task.Delay(Longest));
            await Task.Delay(Apart);
        }

        /// <summary>Waits until everybody before it in its lane has left.</summary>
        /// <exception cref="OperationCanceledException">It was cancelled, or its channel was abandoned.</exception>
        public async Task MyTurn(CancellationToken ct)
        {
            var before = await Before.Task.WaitAsync(ct);
            await before.WaitAsync(ct);
            if (Channel is { IsAbandoned: true }) throw new OperationCanceledException("The channel of this delivery is at its end: it will be delivered again.");
        }
    }
}
