using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Foundation.Messaging;
using StratCap.Server.Messaging;
using StratCap.TestWorker;

namespace StratCap.Server.Tests.Messaging;

public sealed class DispatchTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Dispatch_ManyEventsOfOneTransaction_ArriveInTheOrderOfTelling(bool broker)
    {
        await using var bench = await Bench.Open(broker);
        var aggregate = Guid.NewGuid();
        await bench.Start();
        await bench.Tell(aggregate, [.. Enumerable.Range(0, 300)]);

        foreach (var module in (string[])["probe", "echo"])
            (await bench.UntilEffects(module, 300)).Select(e => e.Number).ShouldBe(Enumerable.Range(0, 300));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Dispatch_WhenIdle_IsWokenByTheCommit(bool broker)
    {
        await using var bench = await Bench.Open(broker);
        await bench.Start();
        await bench.Tell(Guid.NewGuid(), 0);
        await bench.UntilEffects("echo", 1);

        for (var n = 1; n <= 20; n++)
        {
            await bench.Tell(Guid.NewGuid(), n);
            await bench.UntilEffects("echo", n + 1);
        }

        // The poll interval is five minutes here. The bound is loose because the machine may be busy; the measured median is below 50 ms.
        var delays = (await bench.Effects("echo")).Skip(1).Select(e => e.HandledAt - e.ToldAt).Order().ToList();
        TestContext.Current.SendDiagnosticMessage($"commit to handler, {(broker ? "RabbitMQ" : "memory")}: median {delays[10].TotalMilliseconds:0.0} ms, worst {delays[^1].TotalMilliseconds:0.0} ms");
        delays[10].ShouldBeLessThan(TimeSpan.FromMilliseconds(250));
    }

    [Fact]
    public async Task Dispatch_NotificationsLost_PollingFindsTheEvent()
    {
        await using var bench = await Bench.Open(broker: false);
        await bench.Query("drop trigger outbox_told on probe.outbox", _ => 0);
        await bench.Start(settings: ("Messaging:PollInterval", "00:00:00.2"));
        await bench.Tell(Guid.NewGuid(), 1);

        await bench.UntilEffects("echo", 1);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Dispatch_ThreeDispatchersAtOnce_SendEachEventOnceAndEachAggregateInOrder(bool broker)
    {
        await using var bench = await Bench.Open(broker);
        var sent = new ConcurrentQueue<(Guid EventId, Guid Aggregate, int Number)>();
        var aggregates = Enumerable.Range(0, 30).Select(_ => Guid.NewGuid()).ToList();
        for (var n = 0; n < 20; n++) await bench.Tell([.. aggregates.Select(a => (IEvent)new Told(a, n, DateTimeOffset.UtcNow))]);
        for (var i = 0; i < 3; i++) await bench.Start(change: services => Decorate(services, inner => new Recording(inner, sent)), settings: [("Messaging:EventsPerAggregate", "3"), ("Messaging:AggregatesPerTurn", "4")]);
        for (var n = 20; n < 40; n++) await bench.Tell([.. aggregates.Select(a => (IEvent)new Told(a, n, DateTimeOffset.UtcNow))]);

        var effects = await bench.UntilEffects("echo", 30 * 40, 120);
        await bench.UntilEffects("probe", 30 * 40, 120);

        sent.Count.ShouldBe(30 * 40);
        sent.Select(s => s.EventId).Distinct().Count().ShouldBe(30 * 40);
        foreach (var aggregate in aggregates)
        {
            sent.Where(s => s.Aggregate == aggregate).Select(s => s.Number).ShouldBe(Enumerable.Range(0, 40));
            effects.Where(e => e.AggregateId == aggregate).Select(e => e.Number).ShouldBe(Enumerable.Range(0, 40));
        }
        effects.Select(e => e.EventId).Distinct().Count().ShouldBe(30 * 40);
    }

    [Fact]
    public async Task Dispatch_OneAggregateCannotBeSent_OthersAreAndItWaitsInOrder()
    {
        await using var bench = await Bench.Open(broker: false);
        var (bad, good) = (Guid.NewGuid(), Guid.NewGuid());
        var broken = true;
        await bench.Start(change: services => Decorate(services, inner => new Refusing(inner, e => broken && e.AggregateId == bad)));
        await bench.Tell(bad, 1, 2);
        for (var n = 0; n < 10; n++) await bench.Tell(good, n);

        await Bench.Until(async () => (await bench.Effects("echo")).Count == 10);
        (await bench.Effects("echo")).ShouldAllBe(e => e.AggregateId == good);
        await Bench.Until(async () => await bench.Scalar<int>("select max(attempts) from probe.outbox") >= 2);
        (await bench.Scalar<string>("select last_error from probe.outbox where attempts > 0")).ShouldBe("IOException: no way to password=…");
        (await bench.Scalar<long>("select count(*) from probe.outbox where attempts = 0")).ShouldBe(1); // The second waits behind the first.

        broken = false;
        (await bench.UntilEffects("echo", 12)).Where(e => e.AggregateId == bad).Select(e => e.Number).ShouldBe([1, 2]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Dispatch_OneAggregatesHandlerIsSlow_OthersAreHandledMeanwhile(bool broker)
    {
        await using var bench = await Bench.Open(broker);
        var slow = Guid.NewGuid();
        var release = new TaskCompletionSource();
        await bench.Start(b => b.Echo = (told, ct) => told.AggregateId == slow && told.Number == 0 ? release.Task.WaitAsync(ct) : Task.CompletedTask);
        await bench.Tell(slow, 0, 1, 2);
        for (var n = 0; n < 20; n++) await bench.Tell(Guid.NewGuid(), 100 + n);

        await Bench.Until(async () => (await bench.Effects("echo")).Count == 20);
        (await bench.Effects("echo")).ShouldAllBe(e => e.Number >= 100);
        release.SetResult();
        (await bench.UntilEffects("echo", 23)).TakeLast(3).Select(e => e.Number).ShouldBe([0, 1, 2]);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Dispatch_NobodyListens_TheEventGoesAndNothingIsLeft(bool broker)
    {
        await using var bench = await Bench.Open(broker);
        await bench.Start();
        await bench.Tell(new Whispered(Guid.NewGuid()));

        await Bench.Until(async () => await bench.Unsent() == 0);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Stop_InTheMiddleOfHandling_LosesNothingAndGivesNothingUp(bool broker)
    {
        await using var bench = await Bench.Open(broker);
        var entered = new TaskCompletionSource();
        var first = await bench.Start(b => b.Echo = async (_, ct) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, ct);
        }, settings: ("Messaging:FinishWithin", "00:00:01"));
        await bench.Tell(Guid.NewGuid(), 1, 2, 3);
        await entered.Task;
        // All three are with the worker that goes: what another worker may take while one hands back is the broker's order, which is not promised.
        if (broker) await Bench.Until(async () => await bench.Unsent() == 0);
        await bench.Stop(first);

        await bench.Start();
        (await bench.UntilEffects("echo", 3)).Select(e => e.Number).ShouldBe([1, 2, 3]);
        (await bench.Scalar<long>("select count(*) from messaging.failed_messages")).ShouldBe(0);
    }

    private static void Decorate(IServiceCollection services, Func<IEventTransport, IEventTransport> wrap)
    {
        var original = services.Last(s => s.ServiceType == typeof(IEventTransport));
        services.Remove(original);
        services.AddSingleton(provider => wrap((IEventTransport)ActivatorUtilities.CreateInstance(provider, original.ImplementationType!)));
    }

    private class Passing(IEventTransport inner) : IEventTransport
    {
        public virtual Task Publish(EventEnvelope envelope, CancellationToken ct) => inner.Publish(envelope, ct);
        public Task Replay(string module, EventEnvelope envelope, CancellationToken ct) => inner.Replay(module, envelope, ct);
        public Task<bool> RemoveFailed(string module, Guid eventId, CancellationToken ct) => inner.RemoveFailed(module, eventId, ct);
    }

    private sealed class Recording(IEventTransport inner, ConcurrentQueue<(Guid, Guid, int)> sent) : Passing(inner)
    {
        public override Task Publish(EventEnvelope envelope, CancellationToken ct)
        {
            var told = System.Text.Json.JsonSerializer.Deserialize<Told>(envelope.Data, Foundation.Web.ApiJson.Options)!;
            sent.Enqueue((envelope.EventId, envelope.AggregateId, told.Number));
            return base.Publish(envelope, ct);
        }
    }

    private sealed class Refusing(IEventTransport inner, Func<EventEnvelope, bool> refuse) : Passing(inner)
    {
        public override Task Publish(EventEnvelope envelope, CancellationToken ct) =>
            refuse(envelope) ? throw new IOException("no way to password=hunter2") : base.Publish(envelope, ct);
    }
}
