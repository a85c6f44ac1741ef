using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using StratCap.Server.Embedded;

namespace StratCap.Testing;

/// <summary>A server program whose life ends with this process, and the last lines it said.</summary>
internal sealed class ServerProcess
{
    private const int SigQuit = 3;
    private const int SigTerm = 15;
    private readonly Process _process;
    private readonly RecentLines _said = new();

    private ServerProcess(Process process) => _process = process;

    public string Said => _said.ToString();

    /// <summary>Starts the program as the given user with some more variables in its environment.</summary>
    public static async Task<ServerProcess> StartAsync(
        RunAs user, IReadOnlyList<string> commandLine, IReadOnlyDictionary<string, string>? environment = null)
    {
        var description = Command.Describe(user.CommandLine(commandLine, signalAtOurDeath: "KILL"));
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            description.Environment[name] = value;
        var server = new ServerProcess(await Command.StartBoundAsync(description, Path.GetFileName(commandLine[0])));
        server.Listen();
        return server;
    }

    /// <summary>Waits until the port takes connections; false when the program ended before.</summary>
    public async Task<bool> WaitForPortAsync(int port, TimeSpan timeout)
    {
        var waited = Stopwatch.StartNew();
        while (!_process.HasExited)
        {
            if (await TakesConnectionsAsync(port))
                return true;
            if (waited.Elapsed > timeout)
                throw new MissingServerException(
                    $"{_process.StartInfo.FileName} did not take connections on port {port} within {timeout.TotalSeconds:0} seconds; it said: {Said}");
            await Task.Delay(50);
        }
        return false;
    }

    /// <summary>Asks the program to end in good order, and kills it when it does not.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (_process.HasExited)
            return;
        _ = Signal(_process.Id, SigTerm);
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
        }
    }

    /// <summary>Ends the program at once, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>For PostgreSQL: all its processes end now, and nothing is tidied.</summary>
    public static void QuitAtOnce(int? pid)
    {
        if (pid is > 1)
            _ = Signal(pid.Value, SigQuit);
    }

    private void Listen()
    {
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => _said.Add(line.Data);
        _process.ErrorDataReceived += (_, line) => _said.Add(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private static async Task<bool> TakesConnectionsAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int pid, int signal);
}
