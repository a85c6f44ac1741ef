using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Json.Schema;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Packages;

namespace StratCap.PluginHost.Connections;

/// <summary>What a plugin's schema (JSON Schema 2020-12) says to a connection's settings.</summary>
internal static partial class SettingsRules
{
    public const int MaxBytes = 64 << 10;
    private const string Whole = "settings";

    private static readonly ConcurrentDictionary<string, JsonSchema> Built = new(StringComparer.Ordinal);
    private static readonly EvaluationOptions Options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    /// <summary>What is wrong, per field as <c>settings.name</c>; null when nothing is.</summary>
    public static Refusal? Problem(string schema, PluginManifest manifest, JsonElement settings) =>
        Errors(schema, manifest, settings) is { Count: > 0 } errors ? new Refusal(400, "request.invalid", errors.First().Value[0], errors) : null;

    /// <summary>The sentences per field; empty when the settings are as the schema wants them.</summary>
    public static Dictionary<string, string[]> Errors(string schema, PluginManifest manifest, JsonElement settings)
    {
        if (settings.ValueKind != JsonValueKind.Object) return One(Whole, "Settings are a JSON object.");
        if (settings.GetRawText().Length > MaxBytes) return One(Whole, $"Settings have at most {MaxBytes / 1024} KiB.");
        if (manifest.Secrets.FirstOrDefault(s => settings.TryGetProperty(s.Name, out _)) is { } secret)
            return One($"{Whole}.{secret.Name}", $"'{secret.Title}' is a secret: it does not belong into the settings, set it as a secret.");
        var results = Of(schema).Evaluate(settings, Options);
        if (results.IsValid) return [];
        var found = (results.Details ?? []).Prepend(results).Where(r => r.Errors is { Count: > 0 }).SelectMany(r => r.Errors!.SelectMany(e => Told(r.InstanceLocation.ToString(), e.Key, e.Value)));
        var errors = found.Distinct().GroupBy(e => e.Field, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Select(e => e.Sentence).ToArray(), StringComparer.Ordinal);
        return errors.Count > 0 ? errors : One(Whole, "The settings are not as the plugin's schema wants them.");
    }

    /// <summary>Whether a text is a schema that can be used.</summary>
    public static bool IsSchema(string schema)
    {
        try
        {
            return Of(schema) is not null;
        }
        catch (Exception e) when (e is JsonException or JsonSchemaException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static IEnumerable<(string Field, string Sentence)> Told(string at, string keyword, string sentence)
    {
        var place = Whole + at.Replace('/', '.');
        // What is missing is told at the object that lacks it; a form wants to hear it at the field.
        if (keyword == "required")
        {
            foreach (Match name in Quoted().Matches(sentence)) yield return ($"{place}.{name.Groups[1].Value}", "This is needed.");
            yield break;
        }
        yield return (place, sentence.Length > 0 ? sentence : "This is not as the plugin wants it.");
    }

    // A registry of its own: two versions of a plugin may give their schemas the same id.
    private static JsonSchema Of(string schema) => Built.GetOrAdd(schema, text => JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new SchemaRegistry() }));

    private static Dictionary<string, string[]> One(string field, string sentence) => new(StringComparer.Ordinal) { [field] = [sentence] };

    [GeneratedRegex("\"([^\"]+)\"", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Quoted();
}
