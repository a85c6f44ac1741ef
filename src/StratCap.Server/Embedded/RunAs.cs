using System.Globalization;

namespace StratCap.Server.Embedded;

/// <summary>
/// The user under whom PostgreSQL runs. PostgreSQL refuses root; so root steps down to the owner of the cluster, else to <c>postgres</c>, else to
/// <c>nobody</c>. Everybody else runs it as himself.
/// </summary>
internal sealed class RunAs
{
    private static readonly TimeSpan Brief = TimeSpan.FromSeconds(60);
    private readonly string[] _stepDown;

    private RunAs(string owner, string[] stepDown) => (Owner, _stepDown) = (owner, stepDown);

    /// <summary><c>uid:gid</c> for install and chown; empty when nothing has to be handed over.</summary>
    public string Owner { get; }

    /// <summary>Chooses the user for a cluster that may or may not be there yet.</summary>
    public static async Task<RunAs> ChooseAsync(string clusterDirectory, CancellationToken cancellation)
    {
        if (Environment.IsPrivilegedProcess && Directory.Exists(clusterDirectory))
            return await OwnerOfAsync(clusterDirectory, cancellation);
        return await FirstOfAsync(["postgres", "nobody"], cancellation);
    }

    /// <summary>The first of some users whom this machine knows; ourselves when we are not root and so have no choice.</summary>
    public static async Task<RunAs> FirstOfAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        if (!Environment.IsPrivilegedProcess)
            return new RunAs("", []);
        foreach (var name in names)
        {
            var user = await Command.RunAsync(["id", "-u", name], Brief, cancellation);
            var group = await Command.RunAsync(["id", "-g", name], Brief, cancellation);
            if (user.ExitCode == 0 && group.ExitCode == 0)
                return Of(user.Output, group.Output);
        }
        throw new EmbeddedPostgresException(
            "embedded_postgres.no_user",
            $"The server may not run as root, and none of the users {string.Join(", ", names)} is known here; run 'useradd --system {names[0]}', or start as another user.");
    }

    /// <summary>The command line that runs a program as this user; with a signal, that signal is sent when our thread ends.</summary>
    public IReadOnlyList<string> CommandLine(IEnumerable<string> commandLine, string? signalAtOurDeath = null)
    {
        string[] bound = signalAtOurDeath is null ? [] : ["--pdeathsig", signalAtOurDeath];
        return _stepDown.Length == 0 && bound.Length == 0
            ? [.. commandLine]
            : ["setpriv", .. _stepDown, .. bound, "--", .. commandLine];
    }

    /// <summary>Asks the kernel, as this user, whether a path can be reached: rights, lists and mounts all count.</summary>
    public async Task<bool> CanEnterAsync(string directory, CancellationToken cancellation) =>
        (await Command.RunAsync(CommandLine(["test", "-x", directory]), Brief, cancellation)).ExitCode == 0;

    private static async Task<RunAs> OwnerOfAsync(string directory, CancellationToken cancellation)
    {
        var owner = await Command.RunAsync(["stat", "-c", "%u %g", directory], Brief, cancellation);
        var parts = owner.Output.Split(' ');
        if (owner.ExitCode != 0 || parts.Length != 2)
            throw new EmbeddedPostgresException(
                "embedded_postgres.owner_unknown", $"The owner of '{directory}' could not be read ({owner.Output}); check that the folder can be read.");
        return parts[0] == "0"
            ? throw new EmbeddedPostgresException(
                "embedded_postgres.owned_by_root", $"'{directory}' belongs to root, and PostgreSQL may not run as root; run 'chown -R postgres: {directory}'.")
            : Of(parts[0], parts[1]);
    }

    private static RunAs Of(string user, string group) => new(
        string.Create(CultureInfo.InvariantCulture, $"{user}:{group}"),
        [$"--reuid={user}", $"--regid={group}", "--clear-groups"]);
}
