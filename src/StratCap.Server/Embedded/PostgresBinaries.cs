using System.Globalization;

namespace StratCap.Server.Embedded;

/// <summary>The folder that holds initdb, pg_ctl and postgres of one installed PostgreSQL.</summary>
internal sealed record PostgresBinaries(string Directory)
{
    public const string Variable = "STRATCAP_PG_BIN";
    public const int OldestMajor = 15;
    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    public string InitDb => Path.Combine(Directory, "initdb");

    public string PgCtl => Path.Combine(Directory, "pg_ctl");

    public string Postgres => Path.Combine(Directory, "postgres");

    /// <summary>Looks in the variable STRATCAP_PG_BIN, then on the PATH, then where Debian keeps the highest version.</summary>
    public static PostgresBinaries Find() => Find(
        Environment.GetEnvironmentVariable(Variable),
        Environment.GetEnvironmentVariable("PATH") ?? "",
        "/usr/lib/postgresql");

    internal static PostgresBinaries Find(string? variable, string searchPath, string debianDirectory)
    {
        if (!string.IsNullOrWhiteSpace(variable))
            return IsComplete(variable)
                ? new PostgresBinaries(Path.GetFullPath(variable))
                : throw new EmbeddedPostgresException(
                    "embedded_postgres.binaries_missing",
                    $"{Variable} names '{variable}', where initdb, pg_ctl and postgres are not all found; point it to the bin folder of PostgreSQL {OldestMajor} or later, or unset it.");

        var onPath = searchPath.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, "initdb"))
            .Where(File.Exists)
            .Select(TrueFolder);
        var debian = System.IO.Directory.Exists(debianDirectory)
            ? System.IO.Directory.GetDirectories(debianDirectory)
                .OrderByDescending(MajorOf)
                .Where(folder => MajorOf(folder) >= OldestMajor)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        var found = onPath.Concat(debian).FirstOrDefault(folder => IsComplete(folder) && !IsTooOld(folder));
        return found is not null
            ? new PostgresBinaries(found)
            : throw new EmbeddedPostgresException(
                "embedded_postgres.binaries_missing",
                $"No PostgreSQL {OldestMajor} or later was found; run 'apt-get install postgresql', or set {Variable} to the folder that holds initdb, pg_ctl and postgres.");
    }

    // A link on the PATH may stand alone; its target has pg_ctl, postgres and the share folder beside it.
    private static string TrueFolder(string initDb) =>
        Path.GetDirectoryName(File.ResolveLinkTarget(initDb, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(initDb))!;

    private static bool IsComplete(string folder) => Needed.All(name => File.Exists(Path.Combine(folder, name)));

    // Debian's folder names carry the version; elsewhere initdb would refuse our options by itself.
    private static bool IsTooOld(string binFolder) =>
        Path.GetDirectoryName(binFolder) is { } parent && MajorOf(parent) is > 0 and < OldestMajor;

    private static int MajorOf(string folder) =>
        int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;
}
