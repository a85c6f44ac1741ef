using System.Collections.Concurrent;
using System.Diagnostics;

namespace StratCap.PluginHost.Runtime;

/// <summary>
/// Starts processes from one thread that lives as long as the host. Linux ends a process "with its parent" when the thread that made it ends; a thread of the pool may end at any time.
/// </summary>
internal sealed class Spawner : IDisposable
{
    private readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Done)> wanted = [];

    internal Spawner() => new Thread(Run) { IsBackground = true, Name = "plugin workers" }.Start();

    internal Task<Process> Start(ProcessStartInfo start)
    {
        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        wanted.Add((start, done));
        return done.Task;
    }

    private void Run()
    {
        foreach (var (start, done) in wanted.GetConsumingEnumerable())
        {
            try
            {
                done.SetResult(Process.Start(start) ?? throw new InvalidOperationException("No process was started."));
            }
            catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                done.SetException(error);
            }
        }
    }

    public void Dispose() => wanted.CompleteAdding();
}
