using System.Diagnostics;
using System.Text.Json.Nodes;

namespace StratCap.Plugins.Tests;

/// <summary>Programs that others wrote. `./stratcap test` installs them; where they are missing, their tests are skipped and counted as such.</summary>
internal static class Peers
{
    private static readonly string Folder = Path.Combine(BankSamples.Root(), "tests", "StratCap.Plugins.Tests", "peers");

    public static void Need(string program)
    {
        var there = program == "node" ? Directory.Exists(Path.Combine(Folder, "node_modules")) && OnPath("node") : OnPath(program);
        Assert.SkipUnless(there, $"{program} is not installed: './stratcap test plugins' installs it.");
    }

    /// <summary>Reads bank files with a parser from npm.</summary>
    public static async Task<JsonArray> Read(string format, params IEnumerable<string> files) =>
        JsonNode.Parse(await Run("node", [Path.Combine(Folder, "read-bank-files.mjs"), format, .. files]))!.AsArray();

    public static async Task<string> Run(string program, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await error);
        return await output;
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
