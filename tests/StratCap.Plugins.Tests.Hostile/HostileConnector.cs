using System.Collections;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Extensions.Logging;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Connections;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugins.Tests.Hostile;

/// <summary>Does what the setting <c>do</c> says.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class HostileConnector : IConnector, ILedgerReader, ILedgerWriter
{
    private static Connection? kept;

    public async Task<ConnectionCheck> Check(Connection connection, CancellationToken ct) => connection.Required("do") switch
    {
        "nothing" => new("nothing"),
        "environment" => Told(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(e => (string)e.Key, e => (string?)e.Value ?? "")),
        "files" => Told(Files(connection)),
        "shut" => Told(new() { ["shut"] = Outcome(() => File.SetUnixFileMode(connection.Required("folder"), UnixFileMode.None)) }),
        "sockets" => Told(await Reach(connection, ct)),
        "get" => await Get(connection, connection.Required("url"), ct),
        "memory" => Memory(),
        "hang" => Hang(),
        "wait" => await Wait(connection, ct),
        "print" => Print(),
        "log" => Log(connection),
        "keep" => Keep(connection),
        "kept" => await Get(kept!, connection.Required("url"), ct),
        var unknown => throw new ConnectorException(ErrorClass.Validation, $"Nothing is done for '{unknown}'."),
    };

    public async IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(Connection connection, [EnumeratorCancellation] CancellationToken ct)
    {
        // Asks the vendor before each page, so that two connections' calls lie in each other's way.
        for (var page = 1; page <= 20; page++)
        {
            var said = await connection.Http.GetStringAsync(new Uri("https://vendor.example/whose"), ct);
            yield return new([new(connection.Required("name"), null, said, LedgerAccountKind.Other, null, true)], $"{page}");
        }
    }

    public async IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(Connection connection, string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = 1; page <= 3; page++)
        {
            yield return new([.. Enumerable.Range(1, 500).Select(i => new LedgerEntry($"{page}-{i}", "1", false, null, null, null, null, null, null, []))], $"{page}");
            await Task.Yield();
        }
        Environment.FailFast("The end in the middle.");
    }

    public async Task<WriteOutcome> PostEntry(Connection connection, EntryToPost entry, CancellationToken ct)
    {
        if (connection.Required("do") == "crash-before") Environment.FailFast("Before anything left.");
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");
        using var answer = await connection.Http.PostAsync(new Uri("https://vendor.example/entries"), content, ct);
        if (connection.Required("do") == "crash-after") Environment.FailFast("After the vendor had it.");
        if (connection.Required("do") == "no-class-after") throw new ConnectorException((ErrorClass)99, "After the vendor had it.");
        throw new InvalidOperationException("After the vendor had it.");
    }

    public Task<WriteOutcome.Accepted?> FindEntry(Connection connection, EntryToFind entry, CancellationToken ct) => Task.FromResult<WriteOutcome.Accepted?>(null);

    private static ConnectionCheck Told(Dictionary<string, string> details) => new("told", details);

    private static Dictionary<string, string> Files(Connection connection)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in connection.Required("write").Split(';')) told["write " + path] = Outcome(() => File.WriteAllText(path, "was here"));
        foreach (var path in connection.Required("read").Split(';')) told["read " + path] = Outcome(() => File.ReadAllBytes(path));
        return told;
    }

    private static async Task<Dictionary<string, string>> Reach(Connection connection, CancellationToken ct)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var target in connection.Required("targets").Split(';'))
        {
            var (host, port) = (target.Split(':')[0], int.Parse(target.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(host, port, ct);
                told[target] = "done";
            }
            catch (SocketException error)
            {
                told[target] = error.SocketErrorCode.ToString();
            }
        }
        return told;
    }

    private static string Outcome(Action tried)
    {
        try
        {
            tried();
            return "done";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error.GetType().Name;
        }
    }

    private static async Task<ConnectionCheck> Get(Connection connection, string url, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer {{secret:api_key}}");
        using var answer = await connection.Http.SendAsync(request, ct);
        var headers = answer.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value));
        headers["status"] = ((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        headers["body"] = await answer.Content.ReadAsStringAsync(ct);
        return Told(headers);
    }

    private static ConnectionCheck Memory()
    {
        var taken = new List<nint>();
        while (true)
        {
            var block = Marshal.AllocHGlobal(64 << 20);
            unsafe
            {
                new Span<byte>((void*)block, 64 << 20).Fill(1);
            }
            taken.Add(block);
        }
    }

    private static ConnectionCheck Hang()
    {
        while (true) Thread.SpinWait(1000);
    }

    private static async Task<ConnectionCheck> Wait(Connection connection, CancellationToken ct)
    {
        var milliseconds = connection.Settings.GetProperty("milliseconds").GetInt32();
        connection.Log.LogInformation("waiting");
        await Task.Delay(milliseconds, connection.Text("deaf") is null ? ct : CancellationToken.None);
        return new("waited");
    }

    private static ConnectionCheck Print()
    {
        using var output = Console.OpenStandardOutput();
        var line = new byte[1 << 20];
        for (var i = 0; i < 20; i++) output.Write(line);
        return new("printed");
    }

    private static ConnectionCheck Log(Connection connection)
    {
        // CA1848: a partner writes lines as he likes.
#pragma warning disable CA1848, CA2254
        for (var i = 0; i < 1000; i++) connection.Log.LogInformation($"Line {i} " + new string('x', 2000));
#pragma warning restore CA1848, CA2254
        return new("logged");
    }

    private static ConnectionCheck Keep(Connection connection)
    {
        kept = connection;
        return new("kept");
    }
}
