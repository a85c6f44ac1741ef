using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace StratCap.PluginHost.Runtime;

/// <summary>
/// How a worker is held. With bubblewrap: no network, an empty environment, its own process ids, nobody's user id, read-only files (.NET, the worker, the package) and a temporary folder in
/// memory; the socket folder is the only way out, and what a plugin puts there is found at the next look (<see cref="WorkerSlot"/>). Everywhere: limits of the kernel on private memory, file size, open files and core dumps, and a hard limit of .NET's heap (512 MB, in the worker's
/// <c>runtimeconfig.template.json</c>). A limit of address space would not do: .NET reserves much more than it uses.
/// </summary>
internal static class Sandbox
{
    internal const string Bubblewrap = "bubblewrap", LimitsOnly = "limits";

    /// <summary>Sizes in bytes, and counts.</summary>
    private const long PrivateMemory = 3L << 29, FileSize = 64 << 20, TempFolder = 64 << 20;
    private const int OpenFiles = 512, Processes = 512;

    private const string InsideWorker = "/worker", InsidePackage = "/package", InsideSockets = "/run/stratcap";

    private static readonly Lazy<bool> Present = new(Try);

    /// <summary>Whether bubblewrap is there and this machine lets it work.</summary>
    internal static bool IsPresent => Present.Value;

    /// <summary>The paths as the worker sees them.</summary>
    internal sealed record Paths(string Worker, string Package, string Sockets);

    internal static (ProcessStartInfo Start, Paths Inside) Command(Paths outside, bool wrapped)
    {
        var inside = wrapped ? new Paths(InsideWorker, InsidePackage, InsideSockets) : outside;
        var limits = new[] { Limit("data", PrivateMemory), Limit("fsize", FileSize), Limit("nofile", OpenFiles), Limit("core", 0) };
        string[] program = [Dotnet, Path.Combine(inside.Worker, "StratCap.PluginWorker.dll")];
        string[] command = wrapped
            ? ["prlimit", .. limits, "--", "bwrap", .. Walls(outside), "--", "/usr/bin/prlimit", Limit("nproc", Processes), "--", .. program]
            : ["prlimit", .. limits, "--", .. program];
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        return (start, inside);
    }

    private static string[] Walls(Paths outside) =>
    [
        "--unshare-all", "--clearenv", "--die-with-parent", "--new-session", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", "--hostname", "plugin",
        .. Machine,
        "--ro-bind", outside.Worker, InsideWorker, "--ro-bind", outside.Package, InsidePackage,
        "--size", TempFolder.ToString(CultureInfo.InvariantCulture), "--tmpfs", "/tmp", "--bind", outside.Sockets, InsideSockets, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp",
    ];

    /// <summary>What .NET needs of the machine.</summary>
    private static string[] Machine =>
    [
        "--ro-bind", DotnetRoot, DotnetRoot, "--ro-bind", "/usr/lib", "/usr/lib", "--ro-bind-try", "/usr/lib64", "/usr/lib64", "--ro-bind", "/lib", "/lib", "--ro-bind-try", "/lib64", "/lib64",
        "--ro-bind-try", "/usr/share/zoneinfo", "/usr/share/zoneinfo", "--ro-bind", "/usr/bin/prlimit", "/usr/bin/prlimit", "--proc", "/proc", "--dev", "/dev",
    ];

    private static string DotnetRoot => Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static string Dotnet => Path.Combine(DotnetRoot, "dotnet");

    private static string Limit(string name, long value) => string.Create(CultureInfo.InvariantCulture, $"--{name}={value}:{value}");

    private static bool Try()
    {
        try
        {
            using var tried = Process.Start(new ProcessStartInfo("bwrap", ["--unshare-all", "--clearenv", "--uid", "65534", "--gid", "65534", "--cap-drop", "ALL", .. Machine, "--", "/usr/bin/prlimit", "--version"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            if (tried is null) return false;
            if (tried.WaitForExit(TimeSpan.FromSeconds(10))) return tried.ExitCode == 0;
            tried.Kill(entireProcessTree: true);
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
