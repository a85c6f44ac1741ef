using System.Diagnostics;

namespace StratCap.Server.Embedded;

/// <summary>Makes a new cluster: UTF-8, sorted by code point, entered only with the password.</summary>
internal static class ClusterMaker
{
    /// <summary>Builds beside the final place and renames at the end, so that a cluster is either whole or not there.</summary>
    public static async Task MakeAsync(
        ClusterHome home, PostgresBinaries binaries, EmbeddedPostgresOptions options, CancellationToken cancellation)
    {
        if (Directory.Exists(home.Cluster))
            throw new EmbeddedPostgresException(
                "embedded_postgres.not_a_cluster",
                $"'{home.Cluster}' is there but is no PostgreSQL cluster; move it away or name another data folder.");
        var passwordFile = await home.WritePasswordAsync(cancellation);
        RemoveHalves(home);
        var half = $"{home.Cluster}.new-{Guid.NewGuid():N}";
        var made = await TryAsync("C.UTF-8");
        if (made.ExitCode != 0 && made.Output.Contains("invalid locale", StringComparison.Ordinal))
            made = await TryAsync("C"); // The same order; only upper and lower case beyond ASCII are poorer.
        if (made.ExitCode != 0)
            throw new EmbeddedPostgresException(
                "embedded_postgres.initdb_failed", $"initdb could not make a cluster in '{home.Folder}': {made.Output}");
        Directory.Move(half, home.Cluster);

        async Task<Command.Outcome> TryAsync(string locale)
        {
            if (Directory.Exists(half))
                Directory.Delete(half, recursive: true);
            FileRights.MakeClosedFolder(half);
            await home.HandOverAsync(half, cancellation);
            return await Command.RunAsync(
                home.User.CommandLine(
                [
                    binaries.InitDb, "-D", half, "-U", EmbeddedPostgres.Owner, "--pwfile", passwordFile, "--auth=scram-sha-256",
                    "--encoding=UTF8", $"--locale={locale}", .. options.Fast ? (string[])["--no-sync"] : [],
                ]),
                options.StartTimeout,
                cancellation);
        }
    }

    // The initdb of a killed process may still be at work in its half, and on failing it removes that folder: hence a name of its own for each attempt.
    private static void RemoveHalves(ClusterHome home)
    {
        foreach (var half in Directory.GetDirectories(home.Folder, Path.GetFileName(home.Cluster) + ".new*"))
        {
            try
            {
                Directory.Delete(half, recursive: true);
            }
            catch (IOException busy)
            {
                Trace.TraceInformation($"'{half}' is left for the next start: {busy.Message}");
            }
        }
    }
}
