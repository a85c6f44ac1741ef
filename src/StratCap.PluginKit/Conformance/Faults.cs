using StratCap.PluginSdk;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.PluginKit.Conformance;

/// <summary>What goes wrong at the vendor's during a call that only asks, and in which class the host must hear of it.</summary>
internal static class Faults
{
    private const int VendorsPause = 7;

    private static readonly (Fault Fault, int Times, ErrorClass Class)[] All =
        [(Fault.Unauthorised, 1, ErrorClass.Auth), (Fault.TooMany, 1, ErrorClass.RateLimited), (Fault.ServerError, 5, ErrorClass.Transient), (Fault.Truncated, 5, ErrorClass.Transient)];

    /// <summary>Does something once under each fault, and looks for its class of error; of a pause, for the vendor's.</summary>
    /// <param name="bench">The plugin.</param>
    /// <param name="ask">Asks the plugin; made anew for each.</param>
    internal static async Task AreTold(Bench bench, Func<Task> ask)
    {
        foreach (var (fault, times, expected) in All)
        {
            var error = await Error(bench, fault, times, expected, ask);
            if (fault == Fault.TooMany)
                NotConformant.Unless(error.RetryAfter == TimeSpan.FromSeconds(VendorsPause), $"The vendor said Retry-After {VendorsPause}, the error says {error.RetryAfter?.TotalSeconds.ToString("0", null) ?? "nothing"}.");
        }
    }

    /// <summary>Does something under one fault, and gives the error.</summary>
    internal static async Task<ConnectorException> Error(Bench bench, Fault fault, int times, ErrorClass expected, Func<Task> ask)
    {
        bench.Vendor.Fail(fault, times);
        try
        {
            await ask();
        }
        catch (ConnectorException e)
        {
            NotConformant.Unless(e.Class == expected, $"The vendor failed ({fault}); the error's class is {e.Class} and should be {expected}: {e.Message}");
            return e;
        }
        finally
        {
            bench.Vendor.Heal();
        }
        throw new NotConformant($"The vendor failed ({fault}), and it was answered as if it had not.");
    }
}
