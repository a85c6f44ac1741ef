using System.Diagnostics;

namespace StratCap.Testing.Tests;

/// <summary>Another process that holds a server, so that a test can kill it.</summary>
internal sealed class Holder : IDisposable
{
    private readonly Process _process;

    private Holder(Process process, string line) => (_process, Line) = (process, line);

    /// <summary>What it said when its server was ready.</summary>
    public string Line { get; }

    public static async Task<Holder> StartAsync(params string[] arguments)
    {
        var description = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        description.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "StratCap.Testing.Holder.dll"));
        foreach (var argument in arguments)
            description.ArgumentList.Add(argument);
        var process = Process.Start(description)!;
        var line = await process.StandardOutput.ReadLineAsync();
        return new Holder(process, line ?? throw new InvalidOperationException("The holder ended before its server was ready."));
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Lets it end by itself, as a server does that is asked to stop.</summary>
    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.ExitCode.ShouldBe(0);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
