using System.Diagnostics;
using System.Globalization;

namespace StratCap.Server.Embedded;

/// <summary>Joins, starts and stops the server of one cluster; the caller holds the lock for change.</summary>
internal sealed class ClusterStarter(ClusterHome home, PostgresBinaries binaries, EmbeddedPostgresOptions options)
{
    private const int PortAttempts = 5;
    private const long LogKeptBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);

    /// <summary>The port of the server that already runs here, once it is ready; null when there is none.</summary>
    public async Task<int?> JoinRunningAsync(CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (PostmasterFile.Read(home.Cluster) is { IsAlive: true } running)
        {
            if (running.IsReady)
                return running.Port;
            ThrowAfter(waited, "neither became ready nor ended");
            await Task.Delay(Poll, cancellation);
        }
        await ClearAwayAsync(waited, cancellation);
        return null;
    }

    /// <summary>Starts the server and waits until it takes connections, crash recovery included.</summary>
    public async Task<int> StartAsync(CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = home.ChoosePort(forgetLast: attempt > 1);
            var failure = options.DiesWithThisProcess
                ? await StartBoundAsync(port, cancellation)
                : await StartDetachedAsync(port, cancellation);
            if (failure is null)
            {
                home.RememberPort(port);
                return port;
            }
            // Between our look and PostgreSQL's own bind another program may have taken the port.
            if (attempt == PortAttempts || !failure.Contains("could not bind", StringComparison.Ordinal))
                throw new EmbeddedPostgresException(
                    "embedded_postgres.start_failed", $"PostgreSQL in '{home.Cluster}' did not start; it said: {failure}");
        }
    }

    /// <summary>Stops the server of a cluster if one runs: "fast" rolls back what is open, "immediate" leaves recovery to the next start.</summary>
    public static async Task StopAsync(ClusterHome home, PostgresBinaries binaries, string mode, CancellationToken cancellation)
    {
        if (PostmasterFile.Read(home.Cluster) is not { IsAlive: true })
            return;
        var stopped = await PgCtlAsync(mode);
        if (stopped.ExitCode != 0)
            stopped = await PgCtlAsync("immediate");
        if (stopped.ExitCode != 0 && PostmasterFile.Read(home.Cluster) is { IsAlive: true })
            throw new EmbeddedPostgresException(
                "embedded_postgres.stop_failed", $"PostgreSQL in '{home.Cluster}' did not stop: {stopped.Output}");

        Task<Command.Outcome> PgCtlAsync(string how) => Command.RunAsync(
            home.User.CommandLine([binaries.PgCtl, "stop", "-D", home.Cluster, "-m", how, "-w", "-t", "60"]), TimeSpan.FromSeconds(90), cancellation);
    }

    // PostgreSQL takes back its own stale file, but not when the number in it now belongs to another program of the same user.
    private async Task ClearAwayAsync(Stopwatch waited, CancellationToken cancellation)
    {
        if (PostmasterFile.Read(home.Cluster) is not { } stale)
            return;
        while (stale.Orphans().Count > 0)
        {
            ThrowAfter(waited, $"was killed and left processes behind ({string.Join(", ", stale.Orphans())})");
            await Task.Delay(Poll, cancellation);
        }
        if (stale.PidIsTaken)
            File.Delete(Path.Combine(home.Cluster, "postmaster.pid"));
    }

    private void ThrowAfter(Stopwatch waited, string what)
    {
        if (waited.Elapsed > options.StartTimeout)
            throw new EmbeddedPostgresException(
                "embedded_postgres.stuck", $"The PostgreSQL in '{home.Cluster}' {what} in {waited.Elapsed.TotalSeconds:0} seconds; see '{home.Log}'.");
    }

    // pg_ctl puts the server in a session of its own: neither Ctrl-C nor our death reaches it, so no commit is cut short.
    private async Task<string?> StartDetachedAsync(int port, CancellationToken cancellation)
    {
        var log = new FileInfo(home.Log);
        if (log is { Exists: true, Length: > LogKeptBytes })
            log.MoveTo(home.Log + ".old", overwrite: true);
        var logged = File.Exists(home.Log) ? new FileInfo(home.Log).Length : 0;
        var seconds = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var settings = string.Join(' ', Settings(port).Select(setting => $"-c {setting}"));
        var started = await Command.RunAsync(
            home.User.CommandLine([binaries.PgCtl, "start", "-D", home.Cluster, "-l", home.Log, "-w", "-t", seconds, "-s", "-o", settings]),
            options.StartTimeout + TimeSpan.FromSeconds(30),
            cancellation);
        return started.ExitCode == 0 ? null : $"{started.Output} {LogSince(logged)}".Trim();
    }

    // SIGQUIT is an immediate shutdown: unlike SIGKILL it takes the server's children and its shared memory along.
    private async Task<string?> StartBoundAsync(int port, CancellationToken cancellation)
    {
        var description = Command.Describe(home.User.CommandLine(
            [binaries.Postgres, "-D", home.Cluster, .. Settings(port).SelectMany(setting => (string[])["-c", setting])], signalAtOurDeath: "QUIT"));
        var said = new RecentLines();
        var process = await Command.StartBoundAsync(description, "embedded-postgres");
        process.StandardInput.Close();
        process.OutputDataReceived += (_, line) => said.Add(line.Data);
        process.ErrorDataReceived += (_, line) => said.Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var waited = Stopwatch.StartNew();
        while (!process.HasExited)
        {
            if (PostmasterFile.Read(home.Cluster) is { IsReady: true, IsAlive: true })
                return null;
            ThrowAfter(waited, "did not become ready");
            await Task.Delay(Poll, cancellation);
        }
        process.WaitForExit();
        return said.ToString();
    }

    private IEnumerable<string> Settings(int port) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"port={port}"),
        string.Create(CultureInfo.InvariantCulture, $"max_connections={options.MaxConnections}"),
        "listen_addresses=127.0.0.1", "unix_socket_directories=", "timezone=UTC", "log_timezone=UTC", "shared_buffers=128MB",
        .. options.Fast
            ? (string[])["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "jit=off"]
            : ["fsync=on", "synchronous_commit=on", "full_page_writes=on"],
    ];

    private string LogSince(long offset)
    {
        if (!File.Exists(home.Log))
            return "";
        using var log = File.OpenRead(home.Log);
        log.Seek(Math.Min(offset, log.Length), SeekOrigin.Begin);
        using var reader = new StreamReader(log);
        return reader.ReadToEnd().Trim();
    }
}
