using System.Text.RegularExpressions;

namespace StratCap.Notifications.Texts;

/// <summary>What a message says, ready to be sent.</summary>
internal sealed record RenderedMessage(string Subject, string Text, string Html);

/// <summary>The places in a text where values go: <c>{{name}}</c>.</summary>
internal static partial class Placeholders
{
    /// <summary>Puts values in their places.</summary>
    /// <param name="missing">What stands for a value that was not given; null refuses the text.</param>
    /// <exception cref="InvalidOperationException">The text names a value that was not given.</exception>
    public static string Fill(string text, IReadOnlyDictionary<string, string> values, Func<string, string> escape, string? missing = null) =>
        Place().Replace(text, match => values.TryGetValue(match.Groups[1].Value, out var value)
            ? escape(value)
            : missing ?? throw new InvalidOperationException($"The text names '{match.Groups[1].Value}', which was not given."));

    /// <summary>The names in a text, each once, in its order.</summary>
    public static IReadOnlyList<string> In(string text) => [.. Place().Matches(text).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>Whether there are two braces that begin or end no place: it would be sent as it stands.</summary>
    public static bool AreBroken(string text) => Place().Replace(text, "") is var rest && (rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal));

    [GeneratedRegex(@"\{\{([A-Za-z]{1,40})\}\}")]
    private static partial Regex Place();
}
