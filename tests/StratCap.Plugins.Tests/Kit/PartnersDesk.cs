using System.Diagnostics;
using StratCap.PluginKit;

namespace StratCap.Plugins.Tests.Kit;

/// <summary>A partner's machine: a folder, and the SDK's packages made from this checkout.</summary>
public sealed class PartnersDesk : IAsyncLifetime
{
    internal string Folder { get; } = Directory.CreateTempSubdirectory("stratcap-partner").FullName;

    private string Feed => Path.Combine(Folder, "feed");

    public async ValueTask InitializeAsync()
    {
        foreach (var project in new[] { "StratCap.PluginSdk", "StratCap.PluginSdk.Testing" })
            await Run("dotnet", Checkout.Root, "pack", Path.Combine("src", project, project + ".csproj"), "-c", "Release", "-v", "quiet", "-nologo", "-nodeReuse:false", "-o", Feed);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Makes a plugin of a kind; its folder.</summary>
    internal async Task<string> New(string name, string kind)
    {
        var (code, said) = await Verb("new", name, "--kind", kind, "--into", Folder, "--feed", Feed, "--sdk", "0.1.0");
        code.ShouldBe(0, said);
        return Path.Combine(Folder, name);
    }

    /// <summary>Packs it; its package.</summary>
    internal static async Task<string> Pack(string folder)
    {
        var (code, said) = await Verb("pack", folder);
        code.ShouldBe(0, said);
        return Path.Combine(folder, Path.GetFileName(folder) + ".scplug");
    }

    internal static async Task<(int Code, string Said)> Verb(params string[] words)
    {
        var output = new StringWriter();
        var code = await Verbs.Run(words, output, TestContext.Current.CancellationToken);
        return (code, output.ToString());
    }

    internal static async Task<string> Run(string program, string folder, params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(program, words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', words)}: {await output}{await errors}");
        return await output;
    }
}

/// <summary>Where the code lies.</summary>
internal static class Checkout
{
    internal static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StratCap.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests do not lie in a checkout.");
    }
}
