using System.Globalization;
using System.Text.Json;
using StratCap.PluginHost.Packages;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginHost.Runtime;

/// <summary>Whether a request may go where it wants to.</summary>
internal static class EgressRules
{
    /// <summary>The address, when manifest and settings allow it with that method.</summary>
    /// <exception cref="ConnectorException">It is out of form, or not declared (<see cref="EgressCodes.Undeclared"/>: a breach of the contract).</exception>
    internal static Uri Allowed(PluginManifest manifest, JsonElement settings, string method, string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var asked) || asked.UserInfo.Length > 0 || asked.HostNameType != UriHostNameType.Dns)
            throw new ConnectorException(ErrorClass.Permanent, "A request needs an absolute address with a host's name and without user information.", EgressRefusal.Form);
        if (asked.Scheme != Uri.UriSchemeHttps) throw new ConnectorException(ErrorClass.Permanent, "Requests go out over https alone.", EgressRefusal.Form);
        var known = manifest.Egress.Where(rule => Fits(rule, settings, asked)).ToList();
        if (known.Count == 0 && UnreadableSetting(manifest, settings) is { } setting) throw new ConnectorException(ErrorClass.Validation, $"The setting '{setting}' is not the name of a host.", EgressRefusal.Form);
        if (known.Count == 0) throw new ConnectorException(ErrorClass.Permanent, $"The host '{asked.Authority}' is not in the plugin's manifest.", EgressCodes.Undeclared);
        if (!known.Any(rule => rule.Methods.Contains(method)))
            throw new ConnectorException(ErrorClass.Permanent, $"The method {WireValues.Cut(method, 20)} is not in the plugin's manifest for '{asked.Authority}'.", EgressCodes.Undeclared);
        return asked;
    }

    /// <summary>What a firm wrote badly is the firm's matter and no breach of the plugin's.</summary>
    private static string? UnreadableSetting(PluginManifest manifest, JsonElement settings) =>
        manifest.Egress.Select(r => ManifestRules.SettingHost().Match(r.Host)).Where(m => m.Success).Select(m => m.Groups["name"].Value).FirstOrDefault(name => FromSetting(settings, name) is null);

    private static bool Fits(EgressRule rule, JsonElement settings, Uri asked)
    {
        var setting = ManifestRules.SettingHost().Match(rule.Host);
        return setting.Success ? FromSetting(settings, setting.Groups["name"].Value) == (asked.IdnHost, asked.Port) : asked.Port == 443 && rule.Host == asked.IdnHost;
    }

    /// <summary>A host of the firm's own: <c>name</c>, <c>name:port</c> or an https address.</summary>
    private static (string, int)? FromSetting(JsonElement settings, string name)
    {
        if (settings.ValueKind != JsonValueKind.Object || !settings.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String || value.GetString() is not { Length: > 0 } text) return null;
        var address = text.Contains("://", StringComparison.Ordinal) ? text : string.Create(CultureInfo.InvariantCulture, $"https://{text}");
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? (uri.IdnHost, uri.Port) : null;
    }
}
