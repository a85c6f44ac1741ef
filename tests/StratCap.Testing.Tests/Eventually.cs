using System.Diagnostics;

namespace StratCap.Testing.Tests;

internal static class Eventually
{
    /// <summary>Asks until the answer is yes; fails after a minute.</summary>
    public static async Task BecomesTrueAsync(Func<Task<bool>> ask, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await ask())
        {
            waited.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(1), what);
            await Task.Delay(50);
        }
    }
}
