using System.Globalization;
using System.Security.Cryptography;
using StratCap.Server.Embedded;

namespace StratCap.Testing;

/// <summary>A real OpenSSH server that serves files alone, on a free port of 127.0.0.1, with keys of its own; gone with this process.</summary>
public sealed class SftpServer
{
    private const string Program = "/usr/sbin/sshd";
    private static readonly Lazy<Task<SftpServer>> Shared = new(StartAsync);
    private readonly string _home;

    private SftpServer(string home, int port, string user, string key, string strangersKey, string fingerprint) =>
        (_home, Port, User, Key, StrangersKey, Fingerprint) = (home, port, user, key, strangersKey, fingerprint);

    public int Port { get; }

    /// <summary>Who may sign in.</summary>
    public string User { get; }

    /// <summary>The user's private key.</summary>
    public string Key { get; }

    /// <summary>A private key that the server does not know.</summary>
    public string StrangersKey { get; }

    /// <summary>Of the server's own key, as OpenSSH shows it.</summary>
    public string Fingerprint { get; }

    /// <summary>One for all tests of this process.</summary>
    public static Task<SftpServer> SharedAsync() => Shared.Value;

    /// <summary>Makes an empty folder with folders in it, all of which the server may write.</summary>
    public string Folder(params string[] inside)
    {
        var folder = Writable(Path.Combine(_home, Guid.NewGuid().ToString("N")[..12]));
        foreach (var name in inside) Writable(Path.Combine(folder, name));
        return folder;
    }

    private static string Writable(string folder)
    {
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder, (UnixFileMode)0x1FF);
        return folder;
    }

    private static async Task<SftpServer> StartAsync()
    {
        if (!File.Exists(Program))
            throw new MissingServerException("OpenSSH's server is not installed; run 'apt-get install openssh-server'.");
        var user = await RunAs.FirstOfAsync(["nobody"], CancellationToken.None);
        var home = Writable(TestFolder.Make("sftp"));
        var name = (await Run(user, "id", "-un")).Trim();
        foreach (var key in (string[])["host", "user", "stranger"])
            await Run(user, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", key, "-f", Path.Combine(home, key));
        var port = FreePort.Next();
        var settings = Path.Combine(home, "sshd_config");
        // Who is not root cannot read whether an account is locked; PAM can.
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey {home}/host
            PidFile none
            AuthorizedKeysFile {home}/user.pub
            StrictModes no
            UsePAM yes
            PrintMotd no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            AllowTcpForwarding no
            LogLevel ERROR
            MaxStartups 100
            Subsystem sftp internal-sftp
            ForceCommand internal-sftp

            """));
        var process = await ServerProcess.StartAsync(user, [Program, "-D", "-e", "-f", settings]);
        if (!await process.WaitForPortAsync(port, TimeSpan.FromSeconds(60)))
            throw new MissingServerException($"OpenSSH's server did not start; it said: {process.Said}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => TestFolder.RemoveWithoutWaiting(home);
        var host = Convert.FromBase64String((await File.ReadAllTextAsync(Path.Combine(home, "host.pub"))).Split(' ')[1]);
        return new(
            home, port, name, await File.ReadAllTextAsync(Path.Combine(home, "user")), await File.ReadAllTextAsync(Path.Combine(home, "stranger")),
            "SHA256:" + Convert.ToBase64String(SHA256.HashData(host)).TrimEnd('='));
    }

    private static async Task<string> Run(RunAs user, params string[] commandLine)
    {
        var done = await Command.RunAsync(user.CommandLine(commandLine), TimeSpan.FromSeconds(60), CancellationToken.None);
        return done.ExitCode == 0 ? done.Output : throw new MissingServerException($"'{commandLine[0]}' failed: {done.Output}");
    }
}
