using System.Collections.Frozen;
using System.Net;
using System.Reflection;
using System.Text.Json;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Texts;

/// <summary>What messages say unless a firm says it otherwise, in their languages: two files a language, a subject and a text in Markdown a kind.</summary>
internal static class Words
{
    private const int MaxSubject = 500;

    /// <summary>The language for whoever chose none, or one that is not spoken here.</summary>
    public const string Usual = "en";

    /// <summary>The languages there are.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["en", "de"];

    private sealed record Entry(string Subject, string Text, string? Link = null);

    private static readonly FrozenDictionary<string, FrozenDictionary<string, Entry>> All =
        Languages.ToFrozenDictionary(l => l, Read, StringComparer.Ordinal);

    /// <summary>The kinds of message that a language knows.</summary>
    public static IReadOnlyCollection<string> Kinds(string language) => All[language].Keys;

    /// <summary>The language that is spoken with whoever chose one, or none.</summary>
    public static string Spoken(string? language) => language is not null && All.ContainsKey(language) ? language : Usual;

    /// <summary>The product's own text of a kind.</summary>
    public static MailText Of(string kind, string? language)
    {
        var entry = In(language)[kind];
        return new MailText(null, entry.Subject, entry.Text);
    }

    /// <summary>A short text alone, without a message around it.</summary>
    public static string Said(string kind, string? language, IReadOnlyDictionary<string, string> values) => Placeholders.Fill(In(language)[kind].Text, values, v => v);

    /// <summary>Renders a message; values cannot break out of the subject's line nor of the text in HTML.</summary>
    /// <param name="link">The page to open, or null.</param>
    /// <param name="own">What the firm says in place of the product's own text.</param>
    public static RenderedMessage Render(string kind, string? language, IReadOnlyDictionary<string, string> values, string? link = null, MailText? own = null)
    {
        var words = In(language);
        var (entry, said) = (words[kind], own ?? Of(kind, language));
        values = Titled(words, values);
        string[] before = TemplateKinds.IsOfInvestors(kind) ? [said.Body] : [words["Frame"].Subject, said.Body];
        string[] after = TemplateKinds.IsOfInvestors(kind) ? [] : [words["Frame"].Text];
        var button = link is null ? "" : $"<p><a href=\"{WebUtility.HtmlEncode(link)}\">{WebUtility.HtmlEncode(entry.Link ?? link)}</a></p>";
        var text = string.Join("\n\n", ((string?[])[.. before.Select(Text), link, .. after.Select(Text)]).Where(part => !string.IsNullOrWhiteSpace(part)));
        return new RenderedMessage(SubjectOf(said.Subject, values), text.TrimEnd() + "\n", string.Concat(before.Select(Html)) + button + string.Concat(after.Select(Html)));

        string Text(string part) => MailMarkdown.Text(part, values).Trim();
        string Html(string part) => MailMarkdown.Html(part, values);
    }

    /// <summary>The subject alone, of what may have been told when the words named other values: those are left out.</summary>
    public static string Subject(string kind, string? language, IReadOnlyDictionary<string, string> values)
    {
        var words = In(language);
        return SubjectOf(words[kind].Subject, Titled(words, values, "–"), "–");
    }

    private static FrozenDictionary<string, Entry> In(string? language) => All[Spoken(language)];

    private static string SubjectOf(string subject, IReadOnlyDictionary<string, string> values, string? missing = null) => Addresses.OneLine(Placeholders.Fill(subject, values, v => v, missing), MaxSubject);

    // A proposal's title is words too.
    private static IReadOnlyDictionary<string, string> Titled(FrozenDictionary<string, Entry> words, IReadOnlyDictionary<string, string> values, string? missing = null) => values.TryGetValue("proposal", out var proposal)
        ? new Dictionary<string, string>(values, StringComparer.Ordinal) { ["title"] = Placeholders.Fill(words[proposal].Text, values, v => v, missing) }
        : values;

    private static FrozenDictionary<string, Entry> Read(string language) => new[] { "people", "investors" }
        .SelectMany(file => Resource<Dictionary<string, Entry>>($"{file}-{language}.json")).ToFrozenDictionary(e => e.Key, e => e.Value, StringComparer.Ordinal);

    /// <summary>A file of words that is a part of the program.</summary>
    internal static T Resource<T>(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Templates/" + name) ?? throw new InvalidOperationException($"There are no words in '{name}'.");
        return JsonSerializer.Deserialize<T>(stream, JsonSerializerOptions.Web)!;
    }
}
