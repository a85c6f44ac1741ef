using System.Diagnostics;
using StratCap.PluginKit.Scaffolding;

namespace StratCap.PluginKit;

/// <summary>Publishes a plugin's project, and its vendor's, into a folder of a package's shape.</summary>
internal static class Building
{
    /// <summary>Lays the package's files out: what the plugin's build puts out, and its vendor's under <c>conformance/</c>.</summary>
    /// <param name="project">The folder with one project and a <c>plugin.json</c>.</param>
    /// <param name="into">An empty folder.</param>
    /// <param name="withScript">Whether the vendor's script comes along: what is judged needs it, what is installed does not.</param>
    /// <param name="ct">Stops the build.</param>
    /// <returns>The plugin's name: the project's.</returns>
    internal static async Task<string> LayOut(string project, string into, bool withScript, CancellationToken ct)
    {
        var file = Directory.Exists(project) ? Directory.GetFiles(project, "*.csproj").FirstOrDefault() : null;
        if (file is null) throw new KitRefusal($"{project} holds no project (.csproj).");
        if (!File.Exists(Path.Combine(project, "plugin.json"))) throw new KitRefusal($"{project} holds no plugin.json.");
        await Publish(file, into, ct);
        var vendor = Path.Combine(project, "vendor");
        if (withScript && Directory.Exists(vendor) && Directory.GetFiles(vendor, "*.Vendor.csproj").FirstOrDefault() is { } script) await Publish(script, Path.Combine(into, "conformance"), ct);
        return Path.GetFileNameWithoutExtension(file);
    }

    private static async Task Publish(string project, string into, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", ["publish", project, "-c", "Release", "-o", into, "-v", "quiet", "-nologo", "-nodeReuse:false"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new KitRefusal("dotnet could not be started.");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0) throw new KitRefusal($"{Path.GetFileName(project)} does not build:\n{await output}{await errors}");
    }
}
