using System.Globalization;

namespace StratCap.Server.Embedded;

/// <summary>
/// What postmaster.pid says. The file outlives a killed server and its number may by then belong to another program, so the claim is checked:
/// a server of this cluster works in the cluster's folder, where it sees this very file.
/// </summary>
internal sealed record PostmasterFile(int Pid, int Port, string Status, string Text)
{
    public bool IsReady => Status == "ready";

    public bool IsAlive => Sees(Pid);

    /// <summary>Some program has the number now, be it ours or not.</summary>
    public bool PidIsTaken => Directory.Exists(Proc(Pid));

    public static PostmasterFile? Read(string clusterDirectory)
    {
        var text = TextOf(Path.Combine(clusterDirectory, "postmaster.pid"));
        if (text is null)
            return null;
        var lines = text.Split('\n');
        // Written in several steps while the server starts: a short file is a server that has only just begun.
        return int.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? new PostmasterFile(
                pid,
                lines.Length > 3 && int.TryParse(lines[3], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0,
                lines.Length > 7 ? lines[7].Trim() : "",
                text)
            : null;
    }

    /// <summary>Processes that a killed postmaster left behind; they may still write until they notice its death.</summary>
    public IReadOnlyList<int> Orphans() => Directory.Exists("/proc")
        ? [.. Directory.GetDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && pid != Environment.ProcessId && Sees(pid))]
        : [];

    private static string Proc(int pid) => string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");

    // Only the first three lines (pid, folder, start time) are fixed for a server's life; the rest is filled in later.
    private bool Sees(int pid) =>
        TextOf($"{Proc(pid)}/cwd/postmaster.pid") is { } seen && Identity(seen) == Identity(Text);

    private static string Identity(string text) => string.Join('\n', text.Split('\n').Take(3));

    private static string? TextOf(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // No file, or a process that ended or is not ours: there is nothing to read, which is the answer.
        }
    }
}
