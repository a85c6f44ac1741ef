using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StratCap.PluginHost.Packages;

/// <summary><c>plugin.json</c>, strictly read: a field that is unknown, missing or given twice is refused.</summary>
/// <param name="Id">Such as <c>stratcap.quickbooks</c>: lower-case letters, digits, dots and dashes.</param>
/// <param name="Name">For people.</param>
/// <param name="Vendor">Whose system it reaches.</param>
/// <param name="Version">Semantic version.</param>
/// <param name="Kind"><c>gl</c>, <c>bank</c>, <c>payments</c> or <c>portal</c>.</param>
/// <param name="Contract">Which contract it was built for.</param>
/// <param name="MinHost">The lowest version of the host.</param>
/// <param name="Entry">The assembly in <c>lib/</c>.</param>
/// <param name="Capabilities">What it can do.</param>
/// <param name="Limits">How fast and how much.</param>
/// <param name="Settings">The schema's path in the package.</param>
/// <param name="Support">Whom to ask.</param>
/// <param name="Egress">Where it may go; nowhere when it is missing.</param>
/// <param name="Secrets">Which secrets a connection has.</param>
/// <param name="OAuth2">How a person grants access; null: by secrets alone.</param>
/// <param name="Webhooks">Where the vendor calls; null: nowhere.</param>
/// <param name="Files">The file server; null: no files.</param>
/// <param name="Links">Secrets that come of linking accounts; null: links give none.</param>
internal sealed record PluginManifest(
    string Id, string Name, string Vendor, string Version, string Kind, ContractNeed Contract, string MinHost, string Entry, IReadOnlyList<string> Capabilities, PluginLimits Limits, string Settings,
    string Support, IReadOnlyList<EgressRule>? Egress = null, IReadOnlyList<SecretNeed>? Secrets = null, [property: JsonPropertyName("oauth2")] OAuth2Need? OAuth2 = null, WebhookNeed? Webhooks = null,
    FilesNeed? Files = null, LinksNeed? Links = null)
{
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = JsonNumberHandling.Strict,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 10,
    };

    public IReadOnlyList<EgressRule> Egress { get; init; } = Egress ?? [];

    public IReadOnlyList<SecretNeed> Secrets { get; init; } = Secrets ?? [];

    /// <summary>
    /// Whether the house alone touches the files: what such a plugin writes moves money once people have released it, and what it reads is the bank's word. A plugin that reached the bank's folder
    /// by itself could put a file there that nobody released.
    /// </summary>
    public bool HouseCarriesFiles => Files is not null && Capabilities.Any(c => c is "paymentFiles" or "statementFiles");

    /// <summary>Whether a connection has a secret of that name, set by people or by a link. The host's own tokens are others.</summary>
    public bool HasSecret(string name) => Secrets.Any(s => s.Name == name) || Links?.Gives(name) == true;

    /// <summary>Reads and checks it.</summary>
    /// <exception cref="PackageRefused"><c>package.manifest</c>, with the field named.</exception>
    internal static PluginManifest Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize<PluginManifest>(json, Strict) ?? throw new PackageRefused("package.manifest", "plugin.json is empty.");
            ManifestRules.Ask(manifest);
            return manifest;
        }
        catch (JsonException error)
        {
            throw new PackageRefused("package.manifest", $"plugin.json is not in form: {error.Message}", error.Path);
        }
    }
}

/// <summary>Which contract: the same major, and at least that minor.</summary>
internal sealed record ContractNeed(int Major, int MinMinor);

/// <summary>A host and the methods allowed there. The host may be <c>{{setting:NAME}}</c>: taken from the connection's settings (a name, with a port when it is not 443).</summary>
internal sealed record EgressRule(string Host, IReadOnlyList<string> Methods);

/// <summary>Limits: requests of a connection in a minute, and at once; of an answer in megabytes; of a call (of a stream: of a page) in seconds.</summary>
internal sealed record PluginLimits(int RequestsPerMinute, int Concurrent, int AnswerMegabytes, int CallSeconds);

/// <summary>A secret that a connection has.</summary>
internal sealed record SecretNeed(string Name, string Title, bool Required);

/// <summary>OAuth 2.0, authorization code.</summary>
/// <param name="AuthorizationUrl">Where the person is sent.</param>
/// <param name="TokenUrl">Where codes and refresh tokens are changed.</param>
/// <param name="Scopes">What is asked for.</param>
/// <param name="ClientAuth"><c>basic</c> or <c>form</c>.</param>
/// <param name="Pkce">Whether the vendor takes PKCE (S256).</param>
/// <param name="RevokeUrl">Where a token is given back; null: there is none.</param>
/// <param name="CallbackSettings">Settings filled from the callback's query: setting by query name.</param>
internal sealed record OAuth2Need(
    string AuthorizationUrl, string TokenUrl, IReadOnlyList<string> Scopes, string ClientAuth, bool Pkce, string? RevokeUrl = null, IReadOnlyDictionary<string, string>? CallbackSettings = null)
{
    public IReadOnlyDictionary<string, string> CallbackSettings { get; init; } = CallbackSettings ?? new Dictionary<string, string>();
}

/// <summary>Webhooks arrive under this path.</summary>
internal sealed record WebhookNeed(string Path);

/// <summary>
/// Files over SFTP. The settings beside the host have the contract's names: <c>filePort</c> (22), <c>fileUser</c>, <c>fileHostKey</c> (SHA-256 fingerprints), <c>fileFolder</c>; of bank files also <c>fileOut</c>,
/// <c>fileIn</c> and <c>fileProcessed</c>. A connection without the host's setting has no files.
/// </summary>
/// <param name="Host">A whole host name, or <c>{{setting:NAME}}</c> (a name alone; the port is a setting of its own).</param>
/// <param name="Key">The secret that holds a private key (OpenSSH or PEM, without a passphrase); null: there is none.</param>
/// <param name="Password">The secret that holds a password; null: there is none. One of both at least.</param>
internal sealed record FilesNeed(string Host, string? Key = null, string? Password = null);

/// <summary>
/// Secrets that a link gives (capability <c>linkAccount</c>): there may be one for each link. They leave only to these hosts and stand only in these places, so that a plugin which was handed one, or guesses
/// the name of one, brings it nowhere else.
/// </summary>
/// <param name="Secrets">Names: one that stands in <c>secrets</c> and is not required, or a family <c>PREFIX_*</c>, whose members end in 16 to 40 small letters and digits, are set by links alone, and once.</param>
/// <param name="Hosts">Whole host names that stand in <c>egress</c>.</param>
/// <param name="Places">Of <c>header</c>, <c>json</c>, <c>form</c> and <c>xml</c>.</param>
internal sealed record LinksNeed(IReadOnlyList<string> Secrets, IReadOnlyList<string> Hosts, IReadOnlyList<string> Places)
{
    private const int LeastTail = 16, MostTail = 40;
    private static readonly SearchValues<char> Tail = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <summary>Whether a link may give a secret of that name.</summary>
    public bool Gives(string name) => (!name.EndsWith('*') && Secrets.Contains(name)) || IsOfFamily(name);

    /// <summary>Whether the name is that of one link alone: its secret is set once.</summary>
    public bool IsOfFamily(string name) => Secrets.Any(family => family.EndsWith('*') && name.StartsWith(family[..^1], StringComparison.Ordinal)
        && name.Length - family.Length + 1 is >= LeastTail and <= MostTail && name.AsSpan(family.Length - 1).IndexOfAnyExcept(Tail) < 0);
}
