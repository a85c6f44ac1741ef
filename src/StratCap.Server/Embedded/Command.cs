using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace StratCap.Server.Embedded;

/// <summary>Runs programs without a shell, so that no path or password is ever parsed as a command.</summary>
internal static class Command
{
    internal sealed record Outcome(int ExitCode, string Output);

    /// <summary>Runs a program to its end and returns its exit code and everything it printed.</summary>
    public static async Task<Outcome> RunAsync(IReadOnlyList<string> commandLine, TimeSpan timeout, CancellationToken cancellation)
    {
        using var process = Start(Describe(commandLine));
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(timeout);
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return new Outcome(process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new EmbeddedPostgresException(
                "embedded_postgres.command_timeout",
                $"'{commandLine[^1]}' ({commandLine[0]}) did not end within {timeout.TotalSeconds:0} seconds; look at the machine's load and disks, then start again.");
        }
    }

    /// <summary>
    /// Starts a program whose life is bound to this process by the kernel's parent-death signal; the command line must begin with setpriv --pdeathsig.
    /// The kernel sends that signal when the <em>thread</em> that started the child ends, hence a thread of its own that waits as long as the child lives.
    /// </summary>
    public static Task<Process> StartBoundAsync(ProcessStartInfo description, string threadName)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                var process = Start(description);
                started.SetResult(process);
                process.WaitForExit();
            }
            catch (EmbeddedPostgresException missing)
            {
                started.SetException(missing);
            }
        })
        { IsBackground = true, Name = threadName }.Start();
        return started.Task;
    }

    /// <summary>A description with redirected streams; it runs in the root directory because another user may not enter ours.</summary>
    public static ProcessStartInfo Describe(IReadOnlyList<string> commandLine)
    {
        var description = new ProcessStartInfo(commandLine[0])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var argument in commandLine.Skip(1))
            description.ArgumentList.Add(argument);
        description.Environment["LC_ALL"] = "C";
        return description;
    }

    private static Process Start(ProcessStartInfo description)
    {
        try
        {
            return Process.Start(description)!;
        }
        catch (Win32Exception error)
        {
            throw new EmbeddedPostgresException(
                "embedded_postgres.command_missing",
                $"'{description.FileName}' could not be started ({error.Message}); install the package that holds it (setpriv: util-linux; stat, id, test, install: coreutils).");
        }
    }
}
