using System.Data.Common;

namespace StratCap.Server.Embedded;

/// <summary>
/// A PostgreSQL of our own on 127.0.0.1, for a machine where nobody gave us one. It outlives a crash of ours: the next start finds the running server and
/// uses it, or lets PostgreSQL recover what was committed. The last process that uses it stops it.
/// </summary>
internal sealed class EmbeddedPostgres : IAsyncDisposable
{
    /// <summary>The superuser who owns the cluster. The application itself must use a lesser role, or row security is void.</summary>
    public const string Owner = "stratcap_owner";

    private readonly ClusterHome _home;
    private readonly PostgresBinaries _binaries;
    private readonly EmbeddedPostgresOptions _options;
    private readonly FileStream _use;
    private bool _disposed;

    private EmbeddedPostgres(
        ClusterHome home, PostgresBinaries binaries, EmbeddedPostgresOptions options, FileStream use, int port, bool startedHere, string password)
    {
        (_home, _binaries, _options, _use) = (home, binaries, options, use);
        (Port, StartedHere) = (port, startedHere);
        AdminConnectionString = new DbConnectionStringBuilder
        {
            ["Host"] = "127.0.0.1",
            ["Port"] = port,
            ["Username"] = Owner,
            ["Password"] = password,
            ["Database"] = "postgres",
        }.ConnectionString;
    }

    /// <summary>Connects to the database <c>postgres</c> as the superuser.</summary>
    public string AdminConnectionString { get; }

    public int Port { get; }

    /// <summary>False when the server was already running and is now shared.</summary>
    public bool StartedHere { get; }

    /// <summary>PostgreSQL's own data directory, wherever it had to be put.</summary>
    public string ClusterDirectory => _home.Cluster;

    /// <summary>Starts the cluster of a folder, making it first when it is not there, or joins it when it is running.</summary>
    /// <exception cref="EmbeddedPostgresException">With a sentence that says what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancellation = default)
    {
        var binaries = PostgresBinaries.Find();
        var home = await ClusterHome.OpenAsync(options.DataDirectory, cancellation);
        using var change = await home.LockForChangeAsync(options.StartTimeout, cancellation);
        var use = await home.LockForUseAsync(options.StartTimeout, cancellation);
        try
        {
            if (!home.HasCluster)
                await ClusterMaker.MakeAsync(home, binaries, options, cancellation);
            var password = await home.ReadPasswordAsync(cancellation);
            var starter = new ClusterStarter(home, binaries, options);
            if (await starter.JoinRunningAsync(cancellation) is { } running)
                return new EmbeddedPostgres(home, binaries, options, use, running, startedHere: false, password);
            var port = await starter.StartAsync(cancellation);
            return new EmbeddedPostgres(home, binaries, options, use, port, startedHere: true, password);
        }
        catch
        {
            await use.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops and deletes the cluster of a folder with everything in it; refused while another process uses it.</summary>
    public static async Task DeleteAsync(string dataDirectory, CancellationToken cancellation = default)
    {
        var wanted = Path.GetFullPath(dataDirectory);
        if (!Directory.Exists(wanted))
            return;
        var home = await ClusterHome.OpenAsync(wanted, cancellation);
        using (await home.LockForChangeAsync(TimeSpan.FromMinutes(1), cancellation))
        {
            using var alone = await home.TryLockOutUsersAsync() ?? throw new EmbeddedPostgresException(
                "embedded_postgres.in_use", $"The PostgreSQL in '{wanted}' is in use by another process; stop that process first.");
            if (PostmasterFile.Read(home.Cluster) is { IsAlive: true })
                await ClusterStarter.StopAsync(home, PostgresBinaries.Find(), "immediate", cancellation);
            Directory.Delete(home.Folder, recursive: true);
        }
        if (Directory.Exists(wanted))
            Directory.Delete(wanted, recursive: true);
    }

    /// <summary>Lets go of the server, and stops it when the options say so and nobody else uses it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        using var change = await _home.LockForChangeAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        await _use.DisposeAsync();
        if (!_options.StopOnDispose)
            return;
        using var alone = await _home.TryLockOutUsersAsync();
        if (alone is not null)
            await ClusterStarter.StopAsync(_home, _binaries, _options.DiesWithThisProcess ? "immediate" : "fast", CancellationToken.None);
    }
}
