using System.Globalization;
using StratCap.Server.Embedded;

namespace StratCap.Testing;

/// <summary>A real clamd on a free port of 127.0.0.1 that knows two signatures and no others: EICAR's test file, and a mark that tests write into larger files. Gone with this process.</summary>
public sealed class ClamServer
{
    /// <summary>What anywhere in a file makes it infected.</summary>
    public const string Mark = "STRATCAP-TEST-SIGNATURE-5f3c";

    private const string Program = "/usr/sbin/clamd";
    private static readonly Lazy<Task<ClamServer>> Shared = new(StartAsync);

    private ClamServer(int port, string socket) => (Address, Socket) = (string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"), socket);

    /// <summary>Host and port.</summary>
    public string Address { get; }

    /// <summary>The path of its socket.</summary>
    public string Socket { get; }

    /// <summary>One for all tests of this process.</summary>
    public static Task<ClamServer> SharedAsync() => Shared.Value;

    private static async Task<ClamServer> StartAsync()
    {
        if (!File.Exists(Program))
            throw new MissingServerException("ClamAV's daemon is not installed; run 'apt-get install clamav-daemon'.");
        var home = TestFolder.Make("clam");
        var signatures = Path.Combine(home, "signatures");
        FileRights.MakeOpenFolder(signatures);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(home, (UnixFileMode)0x1FF);
        await File.WriteAllTextAsync(Path.Combine(signatures, "test.hdb"), "44d88612fea8a8f36de82e1278abb02f:68:Eicar-Test-File\n");
        await File.WriteAllTextAsync(Path.Combine(signatures, "test.ndb"), $"StratCap.Test:0:*:{Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(Mark))}\n");
        var port = FreePort.Next();
        var (settings, socket) = (Path.Combine(home, "clamd.conf"), Path.Combine(home, "clamd.ctl"));
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"""
            TCPAddr 127.0.0.1
            TCPSocket {port}
            LocalSocket {socket}
            LocalSocketMode 666
            DatabaseDirectory {signatures}
            Foreground yes
            StreamMaxLength 1M
            MaxFileSize 600K
            AlertExceedsMax yes

            """));
        var process = await ServerProcess.StartAsync(await RunAs.FirstOfAsync(["nobody"], CancellationToken.None), [Program, "-c", settings]);
        if (!await process.WaitForPortAsync(port, TimeSpan.FromSeconds(60)))
            throw new MissingServerException($"clamd did not start; it said: {process.Said}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => TestFolder.RemoveWithoutWaiting(home);
        return new(port, socket);
    }
}
