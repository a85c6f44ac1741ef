using System.Globalization;

namespace StratCap.Benchmarks;

/// <summary>How the tables print.</summary>
internal static class Table
{
    /// <summary>A time in the unit that keeps it short.</summary>
    internal static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e4 => nanoseconds.ToString("N1", CultureInfo.InvariantCulture) + " ns",
        < 1e7 => (nanoseconds / 1e3).ToString("N1", CultureInfo.InvariantCulture) + " us",
        _ => (nanoseconds / 1e6).ToString("N1", CultureInfo.InvariantCulture) + " ms",
    };
}
