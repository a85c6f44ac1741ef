using StratCap.Foundation.Web;

namespace StratCap.Ingestion.Imports;

/// <summary>A query's value out of a few, in any case.</summary>
internal static class Choice
{
    public static bool TryRead<T>(string text, out T value) where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && text.All(char.IsAsciiLetter);

    public static Refusal Refuse<T>(string field) where T : struct, Enum =>
        Refusal.Field(field, $"'{field}' is one of {string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant()}.");
}
