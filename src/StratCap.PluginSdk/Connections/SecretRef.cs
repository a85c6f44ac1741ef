using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace StratCap.PluginSdk.Connections;

/// <summary>A place in a JSON body where the host puts a secret: written as <c>{{secret:NAME}}</c>.</summary>
/// <remarks>
/// Serialise with <see cref="JsonText"/>: then every other text of the body has its braces escaped (<c>\u007B</c>, the same text to the vendor), and an investor who calls himself
/// <c>{{secret:api_key}}</c> gets no secret put into his name.
/// </remarks>
[JsonConverter(typeof(SecretRefConverter))]
public readonly partial record struct SecretRef
{
    /// <summary>Names a secret.</summary>
    /// <param name="name">As in the manifest, or as it was given back to be stored: <c>[a-z][a-z0-9_]*</c>, at most 63 characters.</param>
    /// <exception cref="ConnectorException">It is no name (<see cref="ErrorClass.Validation"/>).</exception>
    public SecretRef(string name) => Name = SecretName().IsMatch(name) ? name : throw new ConnectorException(ErrorClass.Validation, "A secret's name has lower-case letters, digits and underscores alone.");

    /// <summary>The secret's name.</summary>
    public string Name { get; }

    /// <summary>Escapes braces in texts, so that no text is taken for a placeholder.</summary>
    public static JavaScriptEncoder JsonText { get; } = MakeJsonText();

    /// <summary>Whether a text would be taken for a placeholder where it cannot be escaped (headers, bodies that another library writes): refuse it there.</summary>
    public static bool LooksLikeOne(string? text) => text is not null && text.Contains("{{", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => "{{secret:" + Name + "}}";

    private static JavaScriptEncoder MakeJsonText()
    {
        var settings = new TextEncoderSettings(UnicodeRanges.BasicLatin);
        settings.ForbidCharacters('{', '}');
        return JavaScriptEncoder.Create(settings);
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex SecretName();

    private sealed class SecretRefConverter : JsonConverter<SecretRef>
    {
        public override SecretRef Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("A secret is never read.");

        public override void Write(Utf8JsonWriter writer, SecretRef value, JsonSerializerOptions options) => writer.WriteRawValue("\"" + value + "\"");
    }
}
