using System.Globalization;
using StratCap.Server.Embedded;

namespace StratCap.Testing;

/// <summary>A real Redis on a free port of 127.0.0.1, empty at each start, gone with this process.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private static readonly Lazy<Task<RedisServer>> Shared = new(StartNewAsync);
    private readonly int _port = FreePort.Next();
    private ServerProcess? _process;

    private RedisServer()
    {
    }

    /// <summary>For StackExchange.Redis, such as <c>127.0.0.1:21379</c>; the same after a restart.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>One for all tests of this process. Take <see cref="StartNewAsync"/> for a test that stops it or empties it.</summary>
    public static Task<RedisServer> SharedAsync() => Shared.Value;

    public static async Task<RedisServer> StartNewAsync()
    {
        var server = new RedisServer();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it again, on the same port, after <see cref="StopAsync"/>.</summary>
    public async Task StartAsync()
    {
        if (!File.Exists(Program))
            throw new MissingServerException("Redis is not installed; run 'apt-get install redis-server'.");
        var user = await RunAs.FirstOfAsync(["redis", "nobody"], CancellationToken.None);
        var port = _port.ToString(CultureInfo.InvariantCulture);
        var process = await ServerProcess.StartAsync(
            user, [Program, "--bind", "127.0.0.1", "--port", port, "--save", "", "--appendonly", "no", "--daemonize", "no"]);
        if (!await process.WaitForPortAsync(_port, TimeSpan.FromSeconds(60)))
            throw new MissingServerException($"Redis did not start; it said: {process.Said}");
        _process = process;
    }

    /// <summary>Takes Redis down; what it held is lost.</summary>
    public async Task StopAsync()
    {
        if (_process is { } running)
            await running.StopAsync(TimeSpan.FromSeconds(10));
        _process = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}
