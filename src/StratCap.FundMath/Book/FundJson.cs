using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StratCap.FundMath.Book;

/// <summary>
/// The one JSON form of facts and terms: camelCase, decimals as invariant strings that keep their scale, ISO dates, enums by name, unknown or
/// missing members refused. The text that <see cref="Serialize"/> returns is what the book stores and hashes.
/// </summary>
public static class FundJson
{
    /// <summary>Read-only; shared by everything that stores or reads a fact.</summary>
    public static JsonSerializerOptions Options { get; } = Make();

    /// <summary>Writes a fact with its kind.</summary>
    public static string Serialize(Fact fact) => JsonSerializer.Serialize(fact, Options);

    /// <summary>Reads a fact.</summary>
    /// <exception cref="JsonException">The text is no fact: unknown kind, unknown or missing member, wrong form.</exception>
    public static Fact Deserialize(string text) =>
        JsonSerializer.Deserialize<Fact>(text, Options) ?? throw new JsonException("A fact cannot be null.");

    /// <summary>A fact's kind as it stands in the JSON: <c>capital_call_issued</c>.</summary>
    public static string KindOf(Fact fact) => Kinds[fact.GetType()];

    private static readonly Dictionary<Type, string> Kinds = typeof(Fact).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
        .Cast<JsonDerivedTypeAttribute>().ToDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            // A store may hand members back in another order than they were written in.
            AllowOutOfOrderMetadataProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            MaxDepth = 32,
        };
        options.Converters.Add(new DecimalAsText());
        options.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    /// <summary>Money and rates are strings in JSON, so that no reader turns them into binary floating point.</summary>
    private sealed class DecimalAsText : JsonConverter<decimal>
    {
        private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

        public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException("Write decimals as strings: \"1234.50\".");
            return decimal.TryParse(reader.GetString(), Plain, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw new JsonException("Not a decimal: write digits with a point, such as \"1234.50\".");
        }

        public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
