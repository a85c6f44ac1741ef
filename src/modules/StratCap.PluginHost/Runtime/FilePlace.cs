using System.Text.Json;
using System.Text.RegularExpressions;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;

namespace StratCap.PluginHost.Runtime;

/// <summary>Where a connection's files lie, read from its settings. No secret is in it.</summary>
/// <param name="Host">A name in lower case; never an address.</param>
/// <param name="Port">Of SSH.</param>
/// <param name="User">Who signs in.</param>
/// <param name="HostKeys">SHA-256 fingerprints of the server's key, base64 without padding as OpenSSH shows them; several while a key is changed.</param>
/// <param name="Folder">What no path leaves: absolute, or seen from where the server puts the user; <c>.</c> is that place itself.</param>
/// <param name="Need">Which secrets open it.</param>
internal sealed partial record FilePlace(string Host, int Port, string User, IReadOnlyList<string> HostKeys, string Folder, FilesNeed Need)
{
    private const int MostKeys = 5;

    /// <summary>Whether a connection has files: its plugin asks for them and its settings name the server.</summary>
    internal static bool IsSet(PluginManifest manifest, JsonElement settings) => manifest.Files is { } need && HostOf(need, settings) is { Length: > 0 };

    /// <summary>The place.</summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/>, with the setting named.</exception>
    internal static FilePlace Of(PluginManifest manifest, JsonElement settings)
    {
        if (manifest.Files is not { } need) throw new ConnectorException(ErrorClass.Permanent, "The plugin's manifest asks for no files.", EgressRefusal.Form);
        var host = HostOf(need, settings);
        if (host is null || !ManifestRules.HostName().IsMatch(host)) throw Unfit(SettingOf(need) ?? "files.host", "is not the name of a host");
        var port = settings.TryGetProperty("filePort", out var given) ? given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var number) && number is >= 1 and <= 65_535 ? number : throw Unfit("filePort", "is 1 to 65,535") : 22;
        var keys = (Text(settings, "fileHostKey") ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (keys.Length is 0 or > MostKeys || !keys.All(k => Fingerprint().IsMatch(k))) throw Unfit("fileHostKey", "has one to five fingerprints of the server's key, such as SHA256: and 43 letters");
        return new(host, port, Text(settings, "fileUser") ?? throw Unfit("fileUser", "is missing"), [.. keys.Select(k => k["SHA256:".Length..].TrimEnd('='))], Text(settings, "fileFolder") ?? ".", need);
    }

    /// <summary>Whether two settings lead to the same server, known by the same keys: only there may a secret go that was entered for it.</summary>
    internal static bool IsSameServer(FilesNeed need, JsonElement one, JsonElement other)
    {
        static string? Raw(JsonElement settings, string name) => settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) ? value.GetRawText() : null;
        return HostOf(need, one) == HostOf(need, other) && Raw(one, "filePort") == Raw(other, "filePort") && Raw(one, "fileHostKey") == Raw(other, "fileHostKey");
    }

    /// <summary>A text setting; null when absent or empty.</summary>
    internal static string? Text(JsonElement settings, string name) =>
        settings.ValueKind == JsonValueKind.Object && settings.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static string? HostOf(FilesNeed need, JsonElement settings) => SettingOf(need) is { } name ? Text(settings, name) : need.Host;

    private static string? SettingOf(FilesNeed need) => ManifestRules.SettingHost().Match(need.Host) is { Success: true } setting ? setting.Groups["name"].Value : null;

    private static ConnectorException Unfit(string setting, string rule) => new(ErrorClass.Validation, $"The setting '{setting}' {rule}.", EgressRefusal.Form);

    [GeneratedRegex(@"^SHA256:[A-Za-z0-9+/]{43}=?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Fingerprint();
}

/// <summary>Paths of files as plugins and the house write them: relative, divided by slashes.</summary>
internal static class FilePaths
{
    private const int Longest = 500, Deepest = 8;

    /// <summary>The parts of a path.</summary>
    /// <exception cref="ConnectorException"><see cref="ErrorClass.Validation"/>: it is absolute, leads out of the folder, or has a part that is no file's name.</exception>
    internal static string[] Parts(string path)
    {
        var parts = path.TrimEnd('/').Split('/');
        return path.Length <= Longest && parts.Length <= Deepest && parts.All(IsName)
            ? parts
            : throw new ConnectorException(ErrorClass.Validation, "A file's path is relative, at most eight parts deep, and none of its parts is empty, '.', '..' or hidden.", EgressRefusal.Form);
    }

    /// <summary>Whether it names a file or folder by itself. Names that begin with a dot are passing ones.</summary>
    internal static bool IsName(string name) => name.Length is > 0 and <= 200 && name[0] != '.' && !name.Any(c => char.IsControl(c) || c is '/' or '\\');
}
