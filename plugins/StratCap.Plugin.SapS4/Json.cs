using System.Text.Json;

namespace StratCap.Plugin.SapS4;

/// <summary>Reads JSON whose members may be absent: an absent member of an absent member is absent.</summary>
internal static class Json
{
    internal static JsonElement Get(this JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    internal static string? TextOf(this JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    internal static bool Is(this JsonElement element, string name) => element.Get(name).ValueKind == JsonValueKind.True;
}
