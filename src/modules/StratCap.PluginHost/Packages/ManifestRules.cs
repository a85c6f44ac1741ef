using System.Text.RegularExpressions;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Portals;
using StratCap.PluginSdk.Webhooks;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginHost.Packages;

/// <summary>What must hold in <c>plugin.json</c> beyond its form.</summary>
internal static partial class ManifestRules
{
    /// <summary>The interface that a capability needs; null: none of its own.</summary>
    internal static readonly IReadOnlyDictionary<string, string?> Capabilities = new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["pullAccounts"] = nameof(ILedgerReader),
        ["pullJournal"] = nameof(ILedgerReader),
        ["pushJournal"] = nameof(ILedgerWriter),
        ["verifyAccount"] = nameof(IAccountVerifier),
        ["linkAccount"] = nameof(IAccountLinker),
        ["statements"] = nameof(IBankFeed),
        ["statementFiles"] = nameof(IStatementReader),
        ["pay"] = nameof(IPaymentRail),
        ["collect"] = nameof(IPaymentRail),
        ["paymentFiles"] = nameof(IPaymentFiles),
        ["portal"] = nameof(IPortal),
        ["webhooks"] = nameof(IWebhooks),
        ["oauth2"] = null,
    };

    /// <summary>The contract's minors since which there are files and links.</summary>
    private const int FilesSince = 1, LinksSince = 2;

    private static readonly string[] Kinds = ["gl", "bank", "payments", "portal"], Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"], Places = ["header", "json", "form", "xml"];

    /// <summary>What the host keeps beside the manifest's secrets, or reads of them itself.</summary>
    private static readonly string[] HostsOwn = ["access_token", "refresh_token", "client_secret"];

    internal static void Ask(PluginManifest manifest)
    {
        Hold(manifest.Id.Length <= 100 && Id().IsMatch(manifest.Id), "id", "is two or more names of lower-case letters, digits and dashes, joined by dots");
        Hold(SemVer().IsMatch(manifest.Version) && manifest.Version.Length <= 50, "version", "is a semantic version");
        Hold(SemVer().IsMatch(manifest.MinHost), "minHost", "is a semantic version");
        Hold(Triple(manifest.MinHost) <= HostVersion, "minHost", $"asks for a newer host than this one ({HostVersion})");
        Hold(Kinds.Contains(manifest.Kind), "kind", "is one of " + string.Join(", ", Kinds));
        Hold(manifest.Contract.Major == WireValues.ContractMajor, "contract.major", $"is not one that this host serves ({WireValues.ContractMajor})");
        Hold(manifest.Contract.MinMinor is >= 0 and <= WireValues.ContractMinor, "contract.minMinor", $"is above what this host serves ({WireValues.ContractMinor})");
        Hold(FileName().IsMatch(manifest.Entry), "entry", "is the file name of an assembly in lib/");
        foreach (var (field, text) in (ReadOnlySpan<(string, string)>)[("name", manifest.Name), ("vendor", manifest.Vendor), ("support", manifest.Support), ("settings", manifest.Settings)])
            Hold(text.Length is > 0 and <= 200, field, "has 1 to 200 characters");
        AskCapabilities(manifest);
        AskEgress(manifest.Egress);
        AskLimits(manifest.Limits);
        Hold(manifest.Secrets.All(s => SecretName().IsMatch(s.Name) && s.Name != "access_token"), "secrets", "have names of lower-case letters, digits and underlines; access_token is made by the host");
        Hold(manifest.Secrets.Select(s => s.Name).Distinct().Count() == manifest.Secrets.Count, "secrets", "have a name each");
        if (manifest.OAuth2 is { } oauth) AskOAuth(oauth);
        if (manifest.Files is { } files) AskFiles(files, manifest);
        if (manifest.Links is { } links) AskLinks(links, manifest);
        if (manifest.Webhooks is { } hooks) Hold(HookPath().IsMatch(hooks.Path), "webhooks.path", "is one word of lower-case letters, digits and dashes");
    }

    private static void AskCapabilities(PluginManifest manifest)
    {
        Hold(manifest.Capabilities.Count > 0 && manifest.Capabilities.Distinct().Count() == manifest.Capabilities.Count, "capabilities", "names one at least, and each once");
        foreach (var capability in manifest.Capabilities) Hold(Capabilities.ContainsKey(capability), "capabilities", $"names '{WireValues.Cut(capability, 50)}', which this host does not know");
        Hold(manifest.Capabilities.Contains("oauth2") == manifest.OAuth2 is not null, "oauth2", "and the capability of that name come together");
        Hold(!manifest.Capabilities.Contains("linkAccount") || manifest.Contract.MinMinor >= LinksSince, "contract.minMinor", $"is {LinksSince} at least for a plugin that links accounts");
        Hold(manifest.Capabilities.Contains("webhooks") == manifest.Webhooks is not null, "webhooks", "and the capability of that name come together");
    }

    private static void AskEgress(IReadOnlyList<EgressRule> egress)
    {
        foreach (var rule in egress)
        {
            Hold(HostName().IsMatch(rule.Host) || SettingHost().IsMatch(rule.Host), "egress.host", "is a whole host name in lower case or {{setting:NAME}}; no address, no wildcard, no port");
            Hold(rule.Methods.Count > 0 && rule.Methods.All(Methods.Contains), "egress.methods", "are of " + string.Join(", ", Methods));
        }
        Hold(egress.Select(r => r.Host).Distinct().Count() == egress.Count, "egress.host", "stands once each");
    }

    private static void AskFiles(FilesNeed files, PluginManifest manifest)
    {
        Hold(HostName().IsMatch(files.Host) || SettingHost().IsMatch(files.Host), "files.host", "is a whole host name in lower case or {{setting:NAME}}; no address, no wildcard, no port");
        Hold(files.Key is not null || files.Password is not null, "files", "name the secret of a private key or of a password");
        foreach (var secret in ((string?[])[files.Key, files.Password]).OfType<string>()) Hold(manifest.Secrets.Any(s => s.Name == secret), "files", "name secrets that stand in secrets");
        Hold(manifest.Contract.MinMinor >= FilesSince, "contract.minMinor", $"is {FilesSince} at least for a plugin with files");
    }

    private static void AskLinks(LinksNeed links, PluginManifest manifest)
    {
        Hold(manifest.Capabilities.Contains("linkAccount"), "links", "come with the capability linkAccount alone");
        Hold(links.Secrets.Count > 0 && links.Secrets.Distinct().Count() == links.Secrets.Count, "links.secrets", "name one at least, and each once");
        foreach (var name in links.Secrets.Where(s => !Family().IsMatch(s)))
            Hold(manifest.Secrets.Any(s => s.Name == name && !s.Required) && !HostsOwn.Contains(name) && manifest.Files?.Key != name && manifest.Files?.Password != name, "links.secrets",
                "are families PREFIX_*, or stand in secrets, are not required and are of no other use");
        foreach (var family in links.Secrets.Where(s => Family().IsMatch(s)))
            Hold(!manifest.Secrets.Any(s => links.IsOfFamily(s.Name)) && !HostsOwn.Any(own => own.StartsWith(family[..^1], StringComparison.Ordinal)), "links.secrets",
                "have families to which no other secret belongs");
        Hold(links.Hosts.Count > 0 && links.Hosts.All(h => HostName().IsMatch(h) && manifest.Egress.Any(e => e.Host == h)), "links.hosts", "are whole host names that stand in egress; none of a setting");
        Hold(links.Places.Count > 0 && links.Places.All(Places.Contains), "links.places", "are of " + string.Join(", ", Places));
    }

    private static void AskLimits(PluginLimits limits)
    {
        Hold(limits.RequestsPerMinute is >= 1 and <= 100_000, "limits.requestsPerMinute", "is 1 to 100,000");
        Hold(limits.Concurrent is >= 1 and <= 1_000, "limits.concurrent", "is 1 to 1,000");
        Hold(limits.AnswerMegabytes is >= 1 and <= 32, "limits.answerMegabytes", "is 1 to 32");
        Hold(limits.CallSeconds is >= 1 and <= 600, "limits.callSeconds", "is 1 to 600");
    }

    private static void AskOAuth(OAuth2Need oauth)
    {
        foreach (var (field, url) in (ReadOnlySpan<(string, string?)>)[("authorizationUrl", oauth.AuthorizationUrl), ("tokenUrl", oauth.TokenUrl), ("revokeUrl", oauth.RevokeUrl)])
            Hold(url is null || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.UserInfo.Length == 0), "oauth2." + field, "is an https address");
        Hold(oauth.ClientAuth is "basic" or "form", "oauth2.clientAuth", "is basic or form");
    }

    private static void Hold(bool holds, string field, string rule)
    {
        if (!holds) throw new PackageRefused("package.manifest", $"plugin.json: {field} {rule}.", field);
    }

    /// <summary>The host's own version.</summary>
    internal static Version HostVersion { get; } = Triple(typeof(ManifestRules).Assembly.GetName().Version is { } own ? $"{own.Major}.{own.Minor}.{own.Build}" : "0.0.0");

    private static Version Triple(string semVer) => Version.TryParse(semVer.Split('-', '+')[0], out var version) ? version : new Version(int.MaxValue, 0, 0);

    [GeneratedRegex(@"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+\z", RegexOptions.CultureInvariant)]
    private static partial Regex Id();

    [GeneratedRegex(@"^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z.-]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SemVer();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,150}\.dll\z", RegexOptions.CultureInvariant)]
    private static partial Regex FileName();

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"^[a-z][a-z0-9_]{1,20}_\*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Family();

    [GeneratedRegex(@"^(?=.{4,253}\z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]\z", RegexOptions.CultureInvariant)]
    internal static partial Regex HostName();

    [GeneratedRegex(@"^\{\{setting:(?<name>[A-Za-z][A-Za-z0-9_]{0,62})\}\}\z", RegexOptions.CultureInvariant)]
    internal static partial Regex SettingHost();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex HookPath();
}
