using System.Net;
using System.Text.RegularExpressions;

namespace StratCap.Notifications.Messages;

/// <summary>What a message says, ready to be sent.</summary>
internal sealed record RenderedMessage(string Subject, string Text, string Html);

/// <summary>Fills a message's template: <c>{{name}}</c> stands for a value. The text file's first line is the subject.</summary>
internal static partial class Template
{
    private const int MaxSubject = 500;

    /// <summary>Renders a kind of message; values are escaped in HTML and cannot break out of the subject's line.</summary>
    /// <exception cref="InvalidOperationException">The template names a value that was not given.</exception>
    public static RenderedMessage Render(EmailKind kind, IReadOnlyDictionary<string, string> values)
    {
        var text = Read(kind + ".txt");
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return new(
            Addresses.OneLine(Fill(text[..end], values, v => v), MaxSubject),
            Fill(text[(end + 1)..].TrimStart('\n'), values, v => v).TrimEnd() + "\n",
            Fill(Read(kind + ".html"), values, WebUtility.HtmlEncode!));
    }

    /// <summary>Puts values in their places.</summary>
    /// <param name="missing">What stands for a value that was not given; null refuses the template.</param>
    internal static string Fill(string template, IReadOnlyDictionary<string, string> values, Func<string, string> escape, string? missing = null) =>
        Placeholder().Replace(template, match => values.TryGetValue(match.Groups[1].Value, out var value)
            ? escape(value)
            : missing ?? throw new InvalidOperationException($"The template names '{match.Groups[1].Value}', which was not given."));

    private static string Read(string name)
    {
        using var stream = typeof(Template).Assembly.GetManifestResourceStream("Templates/" + name)
            ?? throw new InvalidOperationException($"There is no template {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    [GeneratedRegex(@"\{\{([A-Za-z]+)\}\}")]
    private static partial Regex Placeholder();
}
