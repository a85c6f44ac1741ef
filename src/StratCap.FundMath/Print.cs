using System.Globalization;

namespace StratCap.FundMath;

/// <summary>How figures are printed in explanations: invariant, whatever the machine's culture.</summary>
internal static class Print
{
    /// <summary>All digits, without trailing zeros.</summary>
    internal static string Exact(decimal value)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        return text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    /// <summary>A ratio or a rate, to six decimals.</summary>
    internal static string Ratio(decimal value) => value.ToString("0.000000", CultureInfo.InvariantCulture);

    /// <summary>A date, ISO.</summary>
    internal static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
