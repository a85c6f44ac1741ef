using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using StratCap.Server.Embedded;

namespace StratCap.Testing;

/// <summary>
/// A real RabbitMQ on free ports of 127.0.0.1, started without any service manager, gone with this process. It keeps its data between
/// <see cref="StopAsync"/> and <see cref="StartAsync"/>, so that a test can take the broker away and give it back.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<RabbitMqServer>> Shared = new(StartNewAsync);

    private readonly string _folder = TestFolder.Make("rabbit");
    private readonly int _port = FreePort.Next();
    private readonly int _distributionPort = FreePort.Next();
    private readonly int _nameServerPort = FreePort.Next();
    private readonly int _managementPort = FreePort.Next();
    private readonly RunAs _user;
    private readonly HttpClient _management;
    private ServerProcess? _nameServer;
    private ServerProcess? _broker;

    private RabbitMqServer(RunAs user)
    {
        _user = user;
        _management = new HttpClient { BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_managementPort}/api/")) };
        _management.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes("guest:guest")));
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            KillAsync().GetAwaiter().GetResult();
            TestFolder.RemoveWithoutWaiting(_folder);
        };
    }

    /// <summary>The virtual host <c>/</c>. The same after a restart.</summary>
    public string ConnectionString => ConnectionStringOf("%2F");

    /// <summary>Asks the management plugin, for instance for the queues of a virtual host.</summary>
    public HttpClient Management => _management;

    /// <summary>One for all tests of this process; each takes a virtual host of its own. Take <see cref="StartNewAsync"/> for a test that stops it.</summary>
    public static Task<RabbitMqServer> SharedAsync() => Shared.Value;

    public static async Task<RabbitMqServer> StartNewAsync()
    {
        if (!File.Exists(Program))
            throw new MissingServerException("RabbitMQ is not installed; run 'apt-get install rabbitmq-server'.");
        var server = new RabbitMqServer(await RunAs.FirstOfAsync(["rabbitmq", "nobody"], CancellationToken.None));
        await server.WriteFilesAsync();
        await server.StartAsync();
        return server;
    }

    /// <summary>Makes an empty virtual host and returns its address, such as <c>amqp://guest:guest@127.0.0.1:21672/v1a2b</c>.</summary>
    public async Task<string> CreateVhostAsync()
    {
        var name = "v" + Guid.NewGuid().ToString("N");
        await PutAsync($"vhosts/{name}", "{}");
        await PutAsync($"permissions/{name}/guest", """{"configure":".*","write":".*","read":".*"}""");
        return ConnectionStringOf(name);
    }

    /// <summary>Starts the broker; after <see cref="StopAsync"/> or <see cref="KillAsync"/> on the same ports with the same data.</summary>
    public async Task StartAsync()
    {
        if (_broker is not null)
            return;
        // Left to itself the broker would start a name server that outlives everything.
        _nameServer ??= await ServerProcess.StartAsync(_user, ["epmd", "-port", Text(_nameServerPort), "-address", "127.0.0.1"]);
        if (!await _nameServer.WaitForPortAsync(_nameServerPort, TimeSpan.FromSeconds(30)))
            throw new MissingServerException($"Erlang's epmd did not start; it said: {_nameServer.Said}");
        var broker = await ServerProcess.StartAsync(_user, [Program], Environment());
        if (!await broker.WaitForPortAsync(_port, StartTimeout) || !await broker.WaitForPortAsync(_managementPort, StartTimeout))
            throw new MissingServerException($"RabbitMQ did not start; it said: {broker.Said}");
        _broker = broker;
    }

    /// <summary>Takes the broker down in good order.</summary>
    public async Task StopAsync()
    {
        if (_broker is { } running)
            await running.StopAsync(TimeSpan.FromSeconds(60));
        _broker = null;
    }

    /// <summary>Takes the broker down as a power cut would.</summary>
    public async Task KillAsync()
    {
        if (_broker is { } running)
            await running.KillAsync();
        _broker = null;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        if (_nameServer is { } running)
            await running.KillAsync();
        _nameServer = null;
        _management.Dispose();
        TestFolder.Remove(_folder);
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["HOME"] = _folder,
        // Makes the script become the broker, instead of a shell that waits for it and would leave it behind.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["RABBITMQ_NODENAME"] = "t" + Text(_port) + "@localhost",
        ["RABBITMQ_DIST_PORT"] = Text(_distributionPort),
        ["ERL_EPMD_PORT"] = Text(_nameServerPort),
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_MNESIA_BASE"] = Path.Combine(_folder, "data"),
        ["RABBITMQ_LOG_BASE"] = Path.Combine(_folder, "log"),
        ["RABBITMQ_CONFIG_FILE"] = Path.Combine(_folder, "rabbitmq.conf"),
        ["RABBITMQ_CONF_ENV_FILE"] = Path.Combine(_folder, "none.env"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Path.Combine(_folder, "none.config"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(_folder, "enabled_plugins"),
        // Idle schedulers must sleep: the tests need the processors.
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "+sbwt none +sbwtdcpu none +sbwtdio none",
    };

    private async Task WriteFilesAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "enabled_plugins"), "[rabbitmq_management].\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "rabbitmq.conf"), string.Create(CultureInfo.InvariantCulture, $"""
            listeners.tcp.1 = 127.0.0.1:{_port}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {_managementPort}
            log.console = true
            log.console.level = warning
            log.file = false
            disk_free_limit.absolute = 10MB

            """));
        if (_user.Owner.Length == 0)
            return;
        var done = await Command.RunAsync(["chown", "-R", _user.Owner, _folder], TimeSpan.FromSeconds(20), CancellationToken.None);
        if (done.ExitCode != 0)
            throw new MissingServerException($"'{_folder}' could not be given to the user of RabbitMQ: {done.Output}");
    }

    private async Task PutAsync(string path, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await _management.PutAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }

    private string ConnectionStringOf(string vhost) => string.Create(CultureInfo.InvariantCulture, $"amqp://guest:guest@127.0.0.1:{_port}/{vhost}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
