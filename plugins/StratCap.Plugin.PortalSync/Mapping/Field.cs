using System.Globalization;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;

namespace StratCap.Plugin.PortalSync.Mapping;

/// <summary>How one field is filled.</summary>
/// <param name="From">Where the value stands in the source; null: it is always <paramref name="Default"/>.</param>
/// <param name="Map">What each of the source's values is here; a value that is not named takes <paramref name="Else"/>, or is refused.</param>
/// <param name="Else">For values that the map does not name.</param>
/// <param name="Default">For a source without a value.</param>
/// <param name="Required">A source without a value is refused.</param>
/// <param name="As"><c>number</c>: a decimal text is written as a JSON number, digit by digit; otherwise values are taken as they are.</param>
internal sealed record Field(string? From = null, IReadOnlyDictionary<string, string>? Map = null, string? Else = null, string? Default = null, bool Required = false, string? As = null);

/// <summary>Fills a target from a source by fields, the target's place to each.</summary>
internal static class FieldMapping
{
    internal static JsonObject Apply(IReadOnlyDictionary<string, Field> fields, JsonNode? source)
    {
        var target = new JsonObject();
        foreach (var (place, field) in fields) Pointer.Set(target, place, Value(place, field, source));
        return target;
    }

    private static JsonNode? Value(string place, Field field, JsonNode? source)
    {
        var found = field.From is { } from ? Pointer.Get(source, from) : null;
        if (found is JsonObject or JsonArray) return field.Map is null ? found.DeepClone() : throw new ConnectorException(ErrorClass.Validation, $"The mapping of '{place}' translates values, and the source has more than one.");
        if (Pointer.Text(found) is not { } text)
            return field.Default is { } filled ? Shaped(place, field, filled, null) : field.Required ? throw new ConnectorException(ErrorClass.Validation, $"The field '{place}' has no value and must have one.") : null;
        if (field.Map is null) return Shaped(place, field, text, found);
        // The value itself stays out of the message: it may be anything a person wrote.
        var mapped = field.Map.GetValueOrDefault(text) ?? field.Else ?? throw new ConnectorException(ErrorClass.Validation, $"The field '{place}' has a value that the mapping does not name.");
        return Shaped(place, field, mapped, null);
    }

    private static JsonNode? Shaped(string place, Field field, string text, JsonNode? asItIs)
    {
        if (field.As is null) return asItIs?.DeepClone() ?? JsonValue.Create(text);
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number)
            : throw new ConnectorException(ErrorClass.Validation, $"The field '{place}' is to be a number and is none.");
    }
}
