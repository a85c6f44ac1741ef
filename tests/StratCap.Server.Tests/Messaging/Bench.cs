using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;
using StratCap.Server.Messaging;
using StratCap.Testing;
using StratCap.TestWorker;

namespace StratCap.Server.Tests.Messaging;

/// <summary>A database of its own for a test of messages, workers on it, and eyes on what they did.</summary>
internal sealed class Bench : IAsyncDisposable
{
    private readonly Dictionary<string, string?> _settings;
    private readonly List<WebApplication> _workers = [];
    private readonly WebApplication _teller;

    private Bench(string database, string? broker)
    {
        Database = database;
        Broker = broker;
        _settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:PostgreSQL"] = database,
            ["ConnectionStrings:RabbitMQ"] = broker,
            ["Messaging:RetryAfter:0"] = "00:00:00",
            ["Messaging:RetryAfter:1"] = "00:00:00.02",
            ["Messaging:FirstBackoff"] = "00:00:00.1",
            ["Messaging:LongestBackoff"] = "00:00:01",
            ["Messaging:ConfirmWithin"] = "00:00:03",
            ["Messaging:PollInterval"] = "00:05:00", // Only being told may wake a worker, unless the test is about polling.
        };
        _teller = Worker.Build(new Dictionary<string, string?>(_settings) { ["Worker"] = "no" });
    }

    public string Database { get; }
    public string? Broker { get; }
    public Guid Tenant { get; } = Guid.NewGuid();

    public static async Task<Bench> Open(string? broker = null) =>
        new(await PostgresServer.CreateDatabaseAsync(await PostgresServer.TemplateAsync("messaging", Worker.Migrate)), broker);

    /// <summary>A bench on a virtual host of the tests' shared broker, or without a broker.</summary>
    public static async Task<Bench> Open(bool broker) => await Open(broker ? await (await RabbitMqServer.SharedAsync()).CreateVhostAsync() : null);

    /// <summary>Starts a worker within this process.</summary>
    public async Task<WebApplication> Start(Action<Behaviour>? behave = null, Action<IServiceCollection>? change = null, params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(_settings);
        foreach (var (key, value) in settings) all[key] = value;
        var app = Worker.Build(all, change);
        behave?.Invoke(app.Services.GetRequiredService<Behaviour>());
        await app.StartAsync();
        _workers.Add(app);
        await app.Services.GetRequiredService<BusGate>().WhenReady(CancellationToken.None);
        return app;
    }

    public async Task Stop(WebApplication worker)
    {
        _workers.Remove(worker);
        await worker.StopAsync();
        await worker.DisposeAsync();
    }

    /// <summary>Starts a worker in a process of its own.</summary>
    /// <param name="dies">When it kills itself: never, in-handler or after-commit.</param>
    public Process Spawn(string dies) => Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(Worker).Assembly.Location, Database, Broker ?? "-", dies])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Commits a transaction that tells of numbered events.</summary>
    public Task Tell(Guid aggregate, params int[] numbers) => Tell([.. numbers.Select(n => (IEvent)new Told(aggregate, n, DateTimeOffset.UtcNow))]);

    /// <summary>Commits a transaction that tells of events.</summary>
    public async Task Tell(params IEvent[] events)
    {
        using var _ = _teller.Services.GetRequiredService<CurrentTenant>().Use(Tenant);
        await using var scope = _teller.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ProbeDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var told in events) scope.ServiceProvider.GetRequiredService<Outbox>().Add(db, told);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    /// <summary>What a module's handlers did, in the order in which they did it.</summary>
    public Task<List<Done>> Effects(string module) => Query(
        $"select event_id, aggregate_id, number, told_at, handled_at from {module}.effects order by position",
        row => new Done(row.GetGuid(0), row.GetGuid(1), row.GetInt32(2), row.GetDateTime(3), row.GetDateTime(4)));

    /// <summary>Waits until a module's handlers had so many effects, and the outbox is empty.</summary>
    public async Task<List<Done>> UntilEffects(string module, int count, int seconds = 60)
    {
        await Until(async () => (await Effects(module)).Count >= count && await Unsent() == 0, seconds, async () => $"{(await Effects(module)).Count} of {count} effects in {module}, {await Unsent()} events waiting; {string.Join(" | ", await Query("select distinct coalesce(last_error, 'no error') || ', attempts ' || attempts from probe.outbox limit 3", row => row.GetString(0)))}");
        return await Effects(module);
    }

    /// <summary>Events in the probe's outbox.</summary>
    public async Task<long> Unsent() => await Scalar<long>("select count(*) from probe.outbox");

    public async Task<T> Scalar<T>(string sql) => (await Query(sql, row => row.GetFieldValue<T>(0))).Single();

    public async Task<List<T>> Query<T>(string sql, Func<NpgsqlDataReader, T> read)
    {
        await using var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(read(reader));
        return rows;
    }

    public static Task Until(Func<Task<bool>> wanted, int seconds = 60, Func<Task<string>>? state = null) => Waiting.Until(wanted, seconds, state);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers.ToList()) await Stop(worker);
        await _teller.DisposeAsync();
        await PostgresServer.DropDatabaseAsync(Database);
    }

    internal sealed record Done(Guid EventId, Guid AggregateId, int Number, DateTime ToldAt, DateTime HandledAt);
}
