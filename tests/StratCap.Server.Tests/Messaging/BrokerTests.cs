using StratCap.Testing;
using StratCap.TestWorker;

namespace StratCap.Server.Tests.Messaging;

public sealed class BrokerTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Broker_DownForAWhile_NothingIsLostAndNothingHappensTwice(bool killed)
    {
        await using var broker = await RabbitMqServer.StartNewAsync();
        await using var bench = await Bench.Open(await broker.CreateVhostAsync());
        var aggregates = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToList();
        await bench.Start(b => b.Echo = (_, ct) => Task.Delay(5, ct)); // Slow enough that the broker goes in the middle.
        // RabbitMQ writes the name of a new quorum queue to disk when its table closes or idles. Killed before that it starts without the queue,
        // which is the broker's to mend, not ours: this test is of queues that stand.
        await broker.StopAsync();
        await broker.StartAsync();
        await TellAll(bench, aggregates, 0, 20);
        await Bench.Until(async () => (await bench.Effects("echo")).Count > 20);

        await (killed ? broker.KillAsync() : broker.StopAsync());
        await TellAll(bench, aggregates, 20, 40);
        await Task.Delay(TimeSpan.FromSeconds(4));
        (await bench.Unsent()).ShouldBeGreaterThan(0);
        await broker.StartAsync();
        await TellAll(bench, aggregates, 40, 50);

        foreach (var module in (string[])["probe", "echo"])
        {
            var effects = await bench.UntilEffects(module, 500, 120);
            effects.Count.ShouldBe(500);
            effects.Select(e => e.EventId).Distinct().Count().ShouldBe(500);
            foreach (var aggregate in aggregates) effects.Where(e => e.AggregateId == aggregate).Select(e => e.Number).ShouldBe(Enumerable.Range(0, 50));
        }
        (await bench.Scalar<long>("select count(*) from messaging.failed_messages")).ShouldBe(0);
    }

    [Fact]
    public async Task Database_ThrowsEverybodyOut_NothingIsLostAndNothingHappensTwice()
    {
        await using var bench = await Bench.Open(broker: true);
        var aggregates = Enumerable.Range(0, 10).Select(_ => Guid.NewGuid()).ToList();
        await bench.Start(b => b.Echo = (_, ct) => Task.Delay(5, ct));
        await TellAll(bench, aggregates, 0, 30);
        for (var times = 0; times < 5; times++)
        {
            await bench.Query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", _ => 0);
            await Task.Delay(100);
        }

        var effects = await bench.UntilEffects("echo", 300, 120);
        effects.Count.ShouldBe(300);
        foreach (var aggregate in aggregates) effects.Where(e => e.AggregateId == aggregate).Select(e => e.Number).ShouldBe(Enumerable.Range(0, 30));
        (await bench.Scalar<long>("select count(*) from messaging.failed_messages")).ShouldBe(0);
    }

    private static async Task TellAll(Bench bench, IReadOnlyList<Guid> aggregates, int from, int to)
    {
        for (var n = from; n < to; n++) await bench.Tell([.. aggregates.Select(a => (Foundation.Messaging.IEvent)new Told(a, n, DateTimeOffset.UtcNow))]);
    }
}
