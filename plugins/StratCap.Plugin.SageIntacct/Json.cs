using System.Text.Json;

namespace StratCap.Plugin.SageIntacct;

/// <summary>Reads JSON whose members may be absent: an absent member of an absent member is absent.</summary>
internal static class Json
{
    internal static JsonElement Get(this JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    internal static string? TextOf(this JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    internal static IEnumerable<JsonElement> Items(this JsonElement element) => element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    /// <summary>A member by its path, as queries give it: under the whole dotted name, or nested.</summary>
    internal static JsonElement At(this JsonElement element, string path) =>
        element.Get(path) is { ValueKind: not JsonValueKind.Undefined } flat ? flat : path.Split('.').Aggregate(element, (e, name) => e.Get(name));

    internal static string? TextAt(this JsonElement element, string path) => element.At(path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
