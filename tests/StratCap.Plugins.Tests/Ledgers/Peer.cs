using System.Diagnostics;
using System.Text.Json;

namespace StratCap.Plugins.Tests.Ledgers;

/// <summary>A program of <c>peers/</c>, run by Node; what it prints is JSON.</summary>
internal static class Peer
{
    private static string Root { get; } = FindRoot();

    public static string VendorFile(string path) => Path.Combine(Root, "Vendor", path);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<JsonElement> Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors);
        using var json = JsonDocument.Parse(output);
        return json.RootElement.Clone();
    }

    /// <summary>Starts a server, which prints its address as its first line and ends with its standard input.</summary>
    public static async Task<(Process Process, Uri Address)> Serve(string program, params string[] arguments)
    {
        var process = Start(program, arguments);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.StartsWith("http://", StringComparison.Ordinal)) return (process, new Uri(line));
        throw new InvalidOperationException($"{program} did not start: {await process.StandardError.ReadToEndAsync(patience.Token)}");
    }

    private static Process Start(string program, string[] arguments)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = Path.Combine(Root, "peers") };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StratCap.Plugins.Tests.csproj"))) return folder.FullName;
        throw new InvalidOperationException("Run the tests from inside the repository.");
    }
}
