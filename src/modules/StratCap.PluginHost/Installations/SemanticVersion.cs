using System.Globalization;

namespace StratCap.PluginHost.Installations;

/// <summary>The order of versions (Semantic Versioning 2.0.0, section 11); what comes after a plus does not count.</summary>
internal sealed class SemanticVersion : IComparer<string>
{
    public static readonly SemanticVersion Order = new();

    public int Compare(string? x, string? y)
    {
        var (one, other) = (Split(x ?? ""), Split(y ?? ""));
        var core = Parts(one.Core, other.Core);
        if (core != 0) return core;
        if (one.Pre.Length == 0 || other.Pre.Length == 0) return other.Pre.Length.CompareTo(one.Pre.Length);
        return Parts(one.Pre, other.Pre);
    }

    private static (string[] Core, string[] Pre) Split(string version)
    {
        var bare = version.Split('+')[0];
        var dash = bare.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (bare.Split('.'), []) : (bare[..dash].Split('.'), bare[(dash + 1)..].Split('.'));
    }

    private static int Parts(string[] one, string[] other)
    {
        for (var i = 0; i < Math.Min(one.Length, other.Length); i++)
            if (Part(one[i], other[i]) is var c and not 0) return c;
        return one.Length.CompareTo(other.Length);
    }

    // Numbers compare as numbers and come before words.
    private static int Part(string one, string other) => (Number(one), Number(other)) switch
    {
        ({ } a, { } b) => a.CompareTo(b),
        ({ }, null) => -1,
        (null, { }) => 1,
        _ => string.CompareOrdinal(one, other),
    };

    private static long? Number(string part) => long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
