using System.Collections.Frozen;
using System.Net;
using System.Reflection;
using System.Text.Json;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.People;

/// <summary>What messages to users say, in their languages: one file a language, a subject and a text a kind.</summary>
internal static class Words
{
    /// <summary>The language for whoever chose none, or one that is not spoken here.</summary>
    public const string Usual = "en";

    /// <summary>The languages there are.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de"];

    private sealed record Entry(string Subject, string Text, string? Link = null);

    private static readonly FrozenDictionary<string, FrozenDictionary<string, Entry>> All =
        Languages.ToFrozenDictionary(l => l, Read, StringComparer.Ordinal);

    /// <summary>The kinds of message that a language knows.</summary>
    public static IReadOnlyCollection<string> Kinds(string language) => All[language].Keys;

    /// <summary>Renders a message; values cannot break out of the subject's line nor of the text in HTML.</summary>
    /// <param name="link">The page to open, or null.</param>
    public static RenderedMessage Render(string kind, string? language, IReadOnlyDictionary<string, string> values, string? link = null)
    {
        var words = In(language);
        var (entry, frame) = (words[kind], words["Frame"]);
        values = Titled(words, values);
        string Filled(string text) => Template.Fill(text, values, v => v);
        var body = Filled(entry.Text);
        var text = string.Join("\n\n", ((string?[])[Filled(frame.Subject), body, link, Filled(frame.Text)]).Where(part => !string.IsNullOrWhiteSpace(part)));
        var button = link is null ? "" : $"<p><a href=\"{WebUtility.HtmlEncode(link)}\">{WebUtility.HtmlEncode(entry.Link ?? link)}</a></p>";
        var html = Paragraph(Filled(frame.Subject)) + Paragraph(body) + button + Paragraph(Filled(frame.Text));
        return new RenderedMessage(SubjectOf(entry, values), text + "\n", html);
    }

    /// <summary>The subject alone, of what may have been told when the words named other values: those are left out.</summary>
    public static string Subject(string kind, string? language, IReadOnlyDictionary<string, string> values)
    {
        var words = In(language);
        return SubjectOf(words[kind], Titled(words, values, "–"), "–");
    }

    private static FrozenDictionary<string, Entry> In(string? language) => All[language is not null && All.ContainsKey(language) ? language : Usual];

    private static string SubjectOf(Entry entry, IReadOnlyDictionary<string, string> values, string? missing = null) => Addresses.OneLine(Template.Fill(entry.Subject, values, v => v, missing), 500);

    // A proposal's title is words too.
    private static IReadOnlyDictionary<string, string> Titled(FrozenDictionary<string, Entry> words, IReadOnlyDictionary<string, string> values, string? missing = null) => values.TryGetValue("proposal", out var proposal)
        ? new Dictionary<string, string>(values, StringComparer.Ordinal) { ["title"] = Template.Fill(words[proposal].Text, values, v => v, missing) }
        : values;

    private static string Paragraph(string text) =>
        string.Concat(text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(p => $"<p>{WebUtility.HtmlEncode(p).Replace("\n", "<br>", StringComparison.Ordinal)}</p>"));

    private static FrozenDictionary<string, Entry> Read(string language)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Templates/people-{language}.json")
            ?? throw new InvalidOperationException($"There are no words in '{language}'.");
        return JsonSerializer.Deserialize<Dictionary<string, Entry>>(stream, JsonSerializerOptions.Web)!.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
