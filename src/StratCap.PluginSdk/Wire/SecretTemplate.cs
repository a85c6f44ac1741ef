using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StratCap.PluginSdk.Wire;

/// <summary>Where a placeholder stands, which says how the secret is escaped.</summary>
internal enum SecretPlace
{
    /// <summary>A header's value: as it is; line breaks are refused.</summary>
    Header,

    /// <summary>A form body: percent-encoded. A placeholder whose braces are percent-encoded is none: so stands there what a person typed.</summary>
    Form,

    /// <summary>Inside a JSON string.</summary>
    Json,

    /// <summary>Inside an XML text or attribute.</summary>
    Xml,
}

/// <summary>Puts secrets where a plugin wrote placeholders: <c>{{secret:NAME}}</c> anywhere, <c>{{basic:USER,PASSWORD}}</c> in a header. It is the host that does it; a plugin never sees the outcome.</summary>
internal static partial class SecretTemplate
{
    /// <summary>The text with every placeholder filled.</summary>
    /// <param name="text">What the plugin wrote.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="secret">Gives a secret by name; null: there is none.</param>
    /// <param name="filled">Told what each placeholder became.</param>
    /// <exception cref="ConnectorException">A secret is not there, or cannot stand in that place (<see cref="ErrorClass.Auth"/>); the name is told, never the value.</exception>
    internal static string Fill(string text, SecretPlace place, Func<string, string?> secret, Action<string>? filled = null) => !text.Contains("{{", StringComparison.Ordinal) ? text : Placeholder().Replace(text, found =>
    {
        var value = Value(found, place, secret);
        filled?.Invoke(value);
        return value;
    });

    private static string Value(Match found, SecretPlace place, Func<string, string?> secret)
    {
        if (found.Groups["basic"].Success)
        {
            if (place != SecretPlace.Header) throw new ConnectorException(ErrorClass.Permanent, "A {{basic:…}} placeholder stands in a header alone.");
            return Convert.ToBase64String(Encoding.UTF8.GetBytes(Named(found.Groups["user"].Value, secret) + ":" + Named(found.Groups["password"].Value, secret)));
        }
        var name = found.Groups["name"].Value;
        var value = Named(name, secret);
        return place switch
        {
            SecretPlace.Header when value.AsSpan().ContainsAny('\r', '\n') => throw new ConnectorException(ErrorClass.Auth, $"The secret '{name}' has a line break and cannot stand in a header."),
            SecretPlace.Header => value,
            SecretPlace.Form => Uri.EscapeDataString(value),
            SecretPlace.Json => JsonEncodedText.Encode(value).ToString(),
            _ => WebUtility.HtmlEncode(value),
        };
    }

    private static string Named(string name, Func<string, string?> secret) => secret(name) ?? throw new ConnectorException(ErrorClass.Auth, $"The secret '{name}' is not set on this connection.");

    [GeneratedRegex(@"\{\{(secret:(?<name>[a-z][a-z0-9_]{0,62})|(?<basic>basic):(?<user>[a-z][a-z0-9_]{0,62}),(?<password>[a-z][a-z0-9_]{0,62}))\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();

    /// <summary>How a body's placeholders are escaped; null: a body of that type is sent as it is.</summary>
    internal static SecretPlace? PlaceOf(string? mediaType) => mediaType?.ToLowerInvariant() switch
    {
        "application/x-www-form-urlencoded" => SecretPlace.Form,
        { } type when type.EndsWith("json", StringComparison.Ordinal) => SecretPlace.Json,
        { } type when type.EndsWith("xml", StringComparison.Ordinal) => SecretPlace.Xml,
        _ => null,
    };
}
