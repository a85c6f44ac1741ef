using System.Text.Json;

namespace StratCap.PluginHost.Packages;

/// <summary><c>plugin.json</c>, strictly read.</summary>
/// <param name="Id">Such as <c>stratcap.quickbooks</c>: lower-case letters, digits, dots and dashes.</param>
/// <param name="Name">For people.</param>
/// <param name="Vendor">Whose system it reaches.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="Kind"><c>gl</c>, <c>bank</c>, <c>payments</c> or <c>portal</c>.</param>
/// <param name="Contract">Which contract it was built for.</param>
/// <param name="MinHost">The lowest version of the host.</param>
/// <param name="Entry">The assembly in <c>lib/</c>.</param>
/// <param name="Capabilities">What it can do.</param>
/// <param name="Egress">Where it may go.</param>
/// <param name="Limits">How fast and how much.</param>
/// <param name="Secrets">Which secrets a connection has.</param>
/// <param name="OAuth2">How a person grants access; null: by secrets alone.</param>
/// <param name="Webhooks">Where the vendor calls; null: nowhere.</param>
/// <param name="Settings">The schema's path in the package.</param>
/// <param name="Support">Whom to ask.</param>
internal sealed record PluginManifest(
    string Id, string Name, string Vendor, string Version, string Kind, ContractNeed Contract, string MinHost, string Entry, IReadOnlyList<string> Capabilities, IReadOnlyList<EgressRule> Egress,
    PluginLimits Limits, IReadOnlyList<SecretNeed> Secrets, OAuth2Need? OAuth2, WebhookNeed? Webhooks, string Settings, string Support)
{
    /// <summary>Reads and checks it.</summary>
    /// <exception cref="PackageRefused"><c>package.manifest</c>, with the field named.</exception>
    internal static PluginManifest Parse(ReadOnlyMemory<byte> json) =>
        JsonSerializer.Deserialize<PluginManifest>(json.Span, JsonSerializerOptions.Web) ?? throw new PackageRefused("package.manifest", "plugin.json is empty.");
}

/// <summary>Which contract: the same major, and at least that minor.</summary>
internal sealed record ContractNeed(int Major, int MinMinor);

/// <summary>A host and the methods allowed there. The host may be <c>{{setting:NAME}}</c>: taken from the connection's settings.</summary>
internal sealed record EgressRule(string Host, IReadOnlyList<string> Methods);

/// <summary>Limits per connection; of the answer in megabytes, of a call in seconds.</summary>
internal sealed record PluginLimits(int RequestsPerMinute, int Concurrent, int AnswerMegabytes, int CallSeconds);

/// <summary>A secret that a connection has.</summary>
internal sealed record SecretNeed(string Name, string Title, bool Required);

/// <summary>OAuth 2.0, authorization code.</summary>
/// <param name="AuthorizationUrl">Where the person is sent.</param>
/// <param name="TokenUrl">Where codes and refresh tokens are changed.</param>
/// <param name="RevokeUrl">Where a token is given back; null: there is none.</param>
/// <param name="Scopes">What is asked for.</param>
/// <param name="ClientAuth"><c>basic</c> or <c>form</c>.</param>
/// <param name="Pkce">Whether the vendor takes PKCE (S256).</param>
/// <param name="CallbackSettings">Settings filled from the callback's query: setting by query name.</param>
internal sealed record OAuth2Need(
    string AuthorizationUrl, string TokenUrl, string? RevokeUrl, IReadOnlyList<string> Scopes, string ClientAuth, bool Pkce, IReadOnlyDictionary<string, string> CallbackSettings);

/// <summary>Webhooks arrive under this path.</summary>
internal sealed record WebhookNeed(string Path);
