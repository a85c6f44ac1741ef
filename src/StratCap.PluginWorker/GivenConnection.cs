using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.Extensions.Logging;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker;

/// <summary>The connection of one call: everything in it goes to the host under the call's handle, which is void when the call ends.</summary>
internal sealed class GivenConnection : IAsyncDisposable, ISecretWork
{
    private readonly string handle;
    private readonly HostDoor host;
    private readonly JsonDocument settings;
    private readonly HttpClient http;
    private readonly JournalLogger log;

    internal GivenConnection(V1Call? call, HostDoor host)
    {
        if (call is null) throw WireValues.OutOfForm("a call");
        this.host = host;
        handle = call.Handle;
        settings = Parsed(call.SettingsJson);
        // The call's own deadline stops it.
        http = new HttpClient(new EgressHandler(handle, host)) { Timeout = Timeout.InfiniteTimeSpan };
        log = new JournalLogger(handle, host);
        Connection = new Connection
        {
            Handle = handle,
            Settings = settings.RootElement,
            Http = http,
            Secrets = this,
            Files = call.Files ? new HostFiles(handle, host) : null,
            Clock = TimeProvider.System,
            Log = log,
        };
    }

    internal Connection Connection { get; }

    public async Task<byte[]> HmacSha256(string secret, ReadOnlyMemory<byte> data, CancellationToken ct) =>
        (await Asked(() => host.Secrets.HmacSha256Async(new V1.HmacRequest { Handle = handle, Secret = secret, Data = ByteString.CopyFrom(data.Span) }, cancellationToken: ct))).Hmac.ToByteArray();

    public async Task<bool> Matches(string secret, string value, CancellationToken ct) =>
        (await Asked(() => host.Secrets.MatchesAsync(new V1.MatchesRequest { Handle = handle, Secret = secret, Value = value }, cancellationToken: ct))).Matches;

    /// <summary>Asks the host, and tells its refusals in their own class.</summary>
    internal static async Task<T> Asked<T>(Func<AsyncUnaryCall<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (RpcException error)
        {
            throw error.ToSdk() ?? new ConnectorException(ErrorClass.Transient, "The host did not answer.", inner: error);
        }
    }

    private static JsonDocument Parsed(string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            throw WireValues.OutOfForm("settings in JSON");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await log.Flush();
        http.Dispose();
        settings.Dispose();
    }

    /// <summary>Sends lines to the host in order.</summary>
    private sealed class JournalLogger(string handle, HostDoor host) : ILogger
    {
        /// <summary>The host takes no more of a call.</summary>
        private const int LinesAtMost = 200;

        private readonly Lock gate = new();
        private Task last = Task.CompletedTask;
        private int lines;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new V1.JournalLine { Handle = handle, Level = (int)logLevel, Text = WireValues.Cut(formatter(state, null), 1000) };
            lock (gate)
            {
                if (++lines <= LinesAtMost) last = Send(last, line);
            }
        }

        internal Task Flush()
        {
            lock (gate) return last;
        }

        private async Task Send(Task before, V1.JournalLine line)
        {
            await before;
            try
            {
                await host.Journal.WriteAsync(line);
            }
            catch (RpcException)
            {
                // A line that the host does not take (too many, or the call is over) is lost; the call is not.
                return;
            }
        }
    }
}
