using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using StratCap.PluginSdk;

namespace StratCap.Plugin.PortalSync;

/// <summary>Places in JSON: a JSON Pointer (RFC 6901, <c>/a/b~1c/0</c>), or a GraphQL path (<c>a.b.0</c>).</summary>
internal static class Pointer
{
    /// <summary>What stands there; null when nothing does.</summary>
    internal static JsonNode? Get(JsonNode? root, string path)
    {
        foreach (var step in Steps(path))
        {
            root = root switch
            {
                JsonObject of => of[step],
                JsonArray of when int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < of.Count => of[at],
                _ => null,
            };
        }
        return root;
    }

    /// <summary>Puts a value there; objects on the way are made.</summary>
    internal static void Set(JsonObject root, string path, JsonNode? value)
    {
        var steps = Steps(path);
        if (steps.Length == 0) throw new ConnectorException(ErrorClass.Validation, "A mapping must not fill the whole body at once.");
        foreach (var step in steps[..^1])
        {
            if (root[step] is null) root[step] = new JsonObject();
            root = root[step] as JsonObject ?? throw new ConnectorException(ErrorClass.Validation, $"The mapping fills '{path}', where another of its fields puts a value.");
        }
        root[steps[^1]] = value;
    }

    /// <summary>A value as text: numbers as they are written, nothing for null and the empty text.</summary>
    internal static string? Text(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.String => node.GetValue<string>() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => node.ToJsonString(),
        _ => null,
    };

    private static string[] Steps(string path) =>
        path.Length == 0 ? []
        : path[0] == '/' ? [.. path[1..].Split('/').Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
        : path.Split('.');
}
