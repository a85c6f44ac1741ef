using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StratCap.Plugins.Tests.Support;

/// <summary>Programs under <c>peers</c> that others wrote, run by Node.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly Process _process;

    private Peer(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public static string Folder { get; } = Path.Combine(Project(), "peers");

    /// <summary>A server; <paramref name="arguments"/> gets the port.</summary>
    public static async Task<Peer> Serve(string program, Func<int, string[]> arguments)
    {
        var port = FreePort();
        var process = Start(Path.Combine(Folder, "node_modules", ".bin", program), arguments(port));
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var peer = new Peer(process, new Uri($"http://127.0.0.1:{port}"));
        try
        {
            await Waiting.Until(
                () => process.HasExited ? throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {output}") : Listens(port),
                state: () => Task.FromResult($"{program} did not come up: {output}"));
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    private static async Task<bool> Listens(int port)
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Runs a script to its end and gives what it printed.</summary>
    public static async Task<string> Run(string script, string input)
    {
        using var process = Start("node", ["-e", script], redirectInput: true);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, error);
        return await output;
    }

    private static Process Start(string program, IEnumerable<string> arguments, bool redirectInput = false)
    {
        Directory.Exists(Path.Combine(Folder, "node_modules")).ShouldBeTrue("run 'npm ci --ignore-scripts' in tests/StratCap.Plugins.Tests/peers");
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = redirectInput };
        return Process.Start(start)!;
    }

    private static void Keep(StringBuilder output, string? line)
    {
        lock (output) output.AppendLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Project()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StratCap.Plugins.Tests.csproj"))) return folder.FullName;
        throw new InvalidOperationException("Run the tests from inside the repository.");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
