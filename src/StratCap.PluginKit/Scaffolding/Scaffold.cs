using System.Reflection;
using System.Text.RegularExpressions;

namespace StratCap.PluginKit.Scaffolding;

/// <summary>Makes a connector that builds and passes, for a partner to change into his own.</summary>
internal static partial class Scaffold
{
    private static readonly Dictionary<string, string> Capabilities = new(StringComparer.Ordinal)
    {
        ["gl"] = "\"pullAccounts\", \"pullJournal\", \"pushJournal\"",
        ["bank"] = "\"statements\"",
        ["payments"] = "\"pay\"",
        ["portal"] = "\"portal\"",
    };

    /// <summary>Kinds that there are templates for.</summary>
    internal static IReadOnlyCollection<string> Kinds => Capabilities.Keys;

    /// <summary>Writes a connector's folder.</summary>
    /// <param name="name">Its name, and its namespace: letters and digits, a capital first.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="parent">Where the folder is made.</param>
    /// <param name="feed">The folder with the SDK's packages.</param>
    /// <param name="version">The SDK's version there.</param>
    /// <returns>The folder.</returns>
    /// <exception cref="KitRefusal">The name or kind is not possible, or the folder is there already.</exception>
    internal static string Write(string name, string kind, string parent, string feed, string version)
    {
        if (!Name().IsMatch(name)) throw new KitRefusal($"'{name}' is no name for a plugin: take letters and digits with a capital first, such as CedarLedger.");
        if (!Capabilities.TryGetValue(kind, out var capabilities)) throw new KitRefusal($"'{kind}' is no kind of plugin; there are {string.Join(", ", Kinds)}.");
        var folder = Path.Combine(parent, name);
        if (Directory.Exists(folder)) throw new KitRefusal($"{folder} is there already: take another name, or remove it.");
        foreach (var (path, text) in Templates(kind))
        {
            var file = Path.Combine(folder, path.Replace("NAME", name, StringComparison.Ordinal));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text
                .Replace("__NAME__", name, StringComparison.Ordinal).Replace("__ID__", "partner." + name.ToLowerInvariant(), StringComparison.Ordinal)
                .Replace("__TITLE__", Words().Replace(name, "$1 $2"), StringComparison.Ordinal).Replace("__KIND__", kind, StringComparison.Ordinal)
                .Replace("__CAPABILITIES__", capabilities, StringComparison.Ordinal).Replace("__FEED__", feed, StringComparison.Ordinal).Replace("__VERSION__", version, StringComparison.Ordinal));
        }
        return folder;
    }

    private static IEnumerable<(string Path, string Text)> Templates(string kind)
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var path = resource.StartsWith("common/", StringComparison.Ordinal) ? resource["common/".Length..] : resource.StartsWith(kind + "/", StringComparison.Ordinal) ? resource[(kind.Length + 1)..] : null;
            if (path is null) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (path[..^".txt".Length], reader.ReadToEnd());
        }
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]{1,39}$", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    [GeneratedRegex("([a-z0-9])([A-Z])", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}

/// <summary>The command cannot be done as it was asked; the message says what to do.</summary>
internal sealed class KitRefusal(string message) : Exception(message);
