using StratCap.PluginKit.Scaffolding;

namespace StratCap.PluginKit;

/// <summary>What stands behind a verb: one plain word, and options with a value each.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    internal Arguments(ReadOnlySpan<string> words, string what, params ReadOnlySpan<string> options)
    {
        string? main = null;
        for (var i = 0; i < words.Length; i++)
        {
            if (!words[i].StartsWith("--", StringComparison.Ordinal))
            {
                if (main is not null) throw new KitRefusal($"'{words[i]}' is one word too many.");
                main = words[i];
                continue;
            }
            if (!options.Contains(words[i])) throw new KitRefusal($"'{words[i]}' is no option here; there are: {string.Join(", ", options.ToArray())}");
            if (i + 1 == words.Length) throw new KitRefusal($"{words[i]} wants a value.");
            _options[words[i]] = words[++i];
        }
        Main = main ?? throw new KitRefusal($"Say {what}.");
    }

    /// <summary>The word without a name.</summary>
    internal string Main { get; }

    internal string? Option(string name) => _options.GetValueOrDefault(name);
}
