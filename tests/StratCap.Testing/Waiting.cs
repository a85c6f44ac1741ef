using System.Diagnostics;

namespace StratCap.Testing;

/// <summary>The tests' one way to wait: for a condition, never for a time.</summary>
public static class Waiting
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks until what is wanted holds.</summary>
    /// <param name="wanted">Asked again and again; what it throws ends the wait.</param>
    /// <param name="seconds">How long it may take on a busy machine.</param>
    /// <param name="state">Tells how things stand when it took longer.</param>
    /// <exception cref="TimeoutException">It did not come to it.</exception>
    public static async Task Until(Func<Task<bool>> wanted, int seconds = 60, Func<Task<string>>? state = null)
    {
        var watch = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Look);
        while (!await wanted())
        {
            if (watch.Elapsed.TotalSeconds > seconds) throw new TimeoutException(state is null ? "It did not come to the wanted state." : await state());
            await timer.WaitForNextTickAsync();
        }
    }

    /// <inheritdoc cref="Until(Func{Task{bool}}, int, Func{Task{string}}?)"/>
    public static Task Until(Func<bool> wanted, int seconds = 60) => Until(() => Task.FromResult(wanted()), seconds);
}
