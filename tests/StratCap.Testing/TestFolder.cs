using System.Diagnostics;
using System.Globalization;
using StratCap.Server.Embedded;

namespace StratCap.Testing;

/// <summary>
/// A folder for one server of this test process. Its name carries the process, so that what a killed test process left behind is swept away by a later one.
/// </summary>
internal static class TestFolder
{
    private const string Prefix = "stratcap-test-";

    /// <summary>Makes <c>stratcap-test-KIND-PID-START-RANDOM</c> in the temporary folder, after sweeping those of dead processes.</summary>
    public static string Make(string kind)
    {
        var root = Path.GetTempPath();
        foreach (var old in Directory.GetDirectories(root, Prefix + kind + "-*").Where(IsOfADeadProcess))
            Remove(old);
        using var self = Process.GetCurrentProcess();
        var path = Path.Combine(root, string.Create(
            CultureInfo.InvariantCulture, $"{Prefix}{kind}-{self.Id}-{StartOf(self.Id)}-{Guid.NewGuid().ToString("N")[..6]}"));
        FileRights.MakeOpenFolder(path); // The servers run as other users when we are root.
        return path;
    }

    /// <summary>Removes the folder; another process may be sweeping it at the same moment, which is as good.</summary>
    public static void Remove(string path)
    {
        try
        {
            // The cluster may have been put elsewhere when the temporary folder is closed to the user of PostgreSQL.
            if (ClusterHome.ReadLocation(path) is { } elsewhere && Directory.Exists(elsewhere))
                Directory.Delete(elsewhere, recursive: true);
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Trace.TraceWarning($"'{path}' was not removed: {error.Message}");
        }
    }

    /// <summary>
    /// Has the folder removed by another program, without waiting: a test process has few seconds to end, and a hundred databases are a hundred thousand files.
    /// </summary>
    public static void RemoveWithoutWaiting(string path)
    {
        string[] folders = ClusterHome.ReadLocation(path) is { } elsewhere ? [elsewhere, path] : [path];
        using var remover = Process.Start("rm", ["-rf", "--", .. folders]);
    }

    private static bool IsOfADeadProcess(string path)
    {
        var parts = Path.GetFileName(path)[Prefix.Length..].Split('-');
        return parts.Length == 4
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && StartOf(pid) != parts[2];
    }

    // Field 22 of stat: the start time in clock ticks. It tells a process from a later one that was given the same number.
    private static string StartOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (IOException)
        {
            return "gone";
        }
    }
}
