using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StratCap.Server.Embedded;

/// <summary>
/// The folder around one cluster: <c>cluster/</c> (PostgreSQL's own), <c>password</c>, <c>port</c>, and two lock files.
/// As root it may happen that the wanted folder cannot be entered by the user who runs PostgreSQL, because it lies below a closed home. Then the cluster
/// is kept in <c>/var/lib/stratcap/HASH-OF-THE-PATH</c>, and a file <c>location</c> in the wanted folder says so and is obeyed from then on.
/// </summary>
internal sealed class ClusterHome
{
    private ClusterHome(string directory, RunAs user) => (Folder, User) = (directory, user);

    public string Folder { get; }

    public RunAs User { get; }

    public string Cluster => ClusterIn(Folder);

    public string Log => Path.Combine(Cluster, "postgres.log");

    public bool HasCluster => File.Exists(Path.Combine(Cluster, "PG_VERSION"));

    private string PasswordFile => Path.Combine(Folder, "password");

    private string PortFile => Path.Combine(Folder, "port");

    /// <summary>Settles where the cluster lies and who runs it, and makes the folder.</summary>
    public static async Task<ClusterHome> OpenAsync(string dataDirectory, CancellationToken cancellation)
    {
        var wanted = Path.GetFullPath(dataDirectory);
        FileRights.MakeOpenFolder(wanted);
        var folder = ReadLocation(wanted) ?? wanted;
        FileRights.MakeOpenFolder(folder);
        var user = await RunAs.ChooseAsync(ClusterIn(folder), cancellation);
        if (await user.CanEnterAsync(folder, cancellation))
            return new ClusterHome(folder, user);
        if (Directory.Exists(ClusterIn(folder)))
            throw new EmbeddedPostgresException(
                "embedded_postgres.unreachable",
                $"The cluster in '{folder}' cannot be entered by the user who runs PostgreSQL; allow it on every folder above ('chmod o+x'), or move the data to an open place.");
        folder = Path.Combine("/var/lib/stratcap", HashOf(wanted));
        FileRights.MakeOpenFolder("/var/lib/stratcap");
        FileRights.MakeOpenFolder(folder);
        await File.WriteAllTextAsync(LocationIn(wanted), folder + "\n", cancellation);
        return new ClusterHome(folder, await RunAs.ChooseAsync(ClusterIn(folder), cancellation));
    }

    /// <summary>Held while a cluster is made, started, stopped or deleted: two processes never do that at once.</summary>
    public Task<FileStream> LockForChangeAsync(TimeSpan timeout, CancellationToken cancellation) =>
        LockAsync("change.lock", exclusive: true, timeout, cancellation);

    /// <summary>Held, shared, as long as a process uses the server; the kernel lets go of it even when that process is killed.</summary>
    public Task<FileStream> LockForUseAsync(TimeSpan timeout, CancellationToken cancellation) =>
        LockAsync("users.lock", exclusive: false, timeout, cancellation);

    /// <summary>Succeeds only when no process uses the server; null otherwise.</summary>
    public async Task<FileStream?> TryLockOutUsersAsync()
    {
        try
        {
            return await LockAsync("users.lock", exclusive: true, TimeSpan.FromMilliseconds(200), CancellationToken.None);
        }
        catch (EmbeddedPostgresException inUse) when (inUse.Code == "embedded_postgres.locked")
        {
            return null;
        }
    }

    /// <summary>The password of the cluster's superuser, kept beside the cluster, readable by its owner only.</summary>
    public async Task<string> ReadPasswordAsync(CancellationToken cancellation)
    {
        try
        {
            return (await File.ReadAllTextAsync(PasswordFile, cancellation)).Trim();
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                "embedded_postgres.password_missing",
                $"The password of the cluster cannot be read from '{PasswordFile}' ({missing.Message}); put the file back and start as its owner or as root.");
        }
    }

    /// <summary>Writes a fresh random password (192 bits) and returns the file's path.</summary>
    public async Task<string> WritePasswordAsync(CancellationToken cancellation)
    {
        File.Delete(PasswordFile);
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        await using (var file = FileRights.CreateSecret(PasswordFile))
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(secret + "\n"), cancellation);
            file.Flush(flushToDisk: true);
        }
        await HandOverAsync(PasswordFile, cancellation);
        return PasswordFile;
    }

    /// <summary>The port used last time if it is free, else another free one.</summary>
    public int ChoosePort(bool forgetLast)
    {
        if (!forgetLast && File.Exists(PortFile)
            && int.TryParse(File.ReadAllText(PortFile).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var last) && FreePort.IsFree(last))
            return last;
        return FreePort.Next();
    }

    public void RememberPort(int port) => File.WriteAllText(PortFile, port.ToString(CultureInfo.InvariantCulture) + "\n");

    /// <summary>Gives a path that we made to the user who runs PostgreSQL.</summary>
    public async Task HandOverAsync(string path, CancellationToken cancellation)
    {
        if (User.Owner.Length == 0)
            return;
        var done = await Command.RunAsync(["chown", "-h", User.Owner, path], TimeSpan.FromSeconds(60), cancellation);
        if (done.ExitCode != 0)
            throw new EmbeddedPostgresException(
                "embedded_postgres.hand_over_failed", $"'{path}' could not be given to the user who runs PostgreSQL: {done.Output}");
    }

    private async Task<FileStream> LockAsync(string name, bool exclusive, TimeSpan timeout, CancellationToken cancellation)
    {
        var path = Path.Combine(Folder, name);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return exclusive
                    ? new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
                    : new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
            }
            catch (IOException held) when (held is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
            {
                if (waited.Elapsed > timeout)
                    throw new EmbeddedPostgresException(
                        "embedded_postgres.locked",
                        $"'{path}' is held by another process ({held.Message}); wait until it has started or stopped its PostgreSQL, then start again.");
                await Task.Delay(50, cancellation);
            }
        }
    }

    private static string ClusterIn(string folder) => Path.Combine(folder, "cluster");

    private static string LocationIn(string wanted) => Path.Combine(wanted, "location");

    internal static string? ReadLocation(string wanted) =>
        File.Exists(LocationIn(wanted)) ? File.ReadAllText(LocationIn(wanted)).Trim() : null;

    private static string HashOf(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
}
