using System.Net;
using System.Text;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace StratCap.Notifications.Texts;

/// <summary>
/// Makes a mail's two bodies of one text in Markdown. HTML in it is no markup but text, pictures are not shown, and links lead to https and mailto only. Values are put in
/// after the text was made HTML, encoded, so that neither they nor their Markdown can become markup.
/// </summary>
internal static class MailMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseSoftlineBreakAsHardlineBreak().UsePreciseSourceLocation().Build();

    /// <summary>The body in HTML.</summary>
    public static string Html(string body, IReadOnlyDictionary<string, string> values) => Placeholders.Fill(Markdown.ToHtml(body, Pipeline), values, Encoded);

    /// <summary>Both bodies before values are put in: escapes and marks in the text may make a place of what was none as it was written.</summary>
    public static IReadOnlyList<string> Bodies(string body) => [Markdown.ToHtml(body, Pipeline), Plain(body)];

    /// <summary>The body in plain text: as it was written, without the marks of what stands out.</summary>
    public static string Text(string body, IReadOnlyDictionary<string, string> values) => Placeholders.Fill(Plain(body), values, v => v);

    private static string Plain(string body)
    {
        var marks = new HashSet<int>();
        foreach (var emphasis in Parsed(body).Descendants<EmphasisInline>())
            for (var i = 0; i < emphasis.DelimiterCount; i++)
            {
                marks.Add(emphasis.Span.Start + i);
                marks.Add(emphasis.Span.End - i);
            }
        var plain = new StringBuilder(body.Length);
        for (var i = 0; i < body.Length; i++)
            if (!marks.Contains(i)) plain.Append(body[i]);
        return plain.ToString();
    }

    /// <summary>What keeps a text from being a mail's body, in one sentence, or null.</summary>
    public static string? Problem(string body)
    {
        MarkdownDocument parsed;
        try
        {
            parsed = Parsed(body);
            _ = Markdown.ToHtml(body, Pipeline);
        }
        catch (ArgumentException)
        {
            return "Lists, quotes or emphasis are nested too deeply.";
        }
        foreach (var link in parsed.Descendants<LinkInline>())
            if (link.IsImage) return "Pictures are not shown in these mails: leave them out.";
            else if (Wrong(link.Url) || HasPlace(link.Title)) return LinkRule;
        return parsed.Descendants<AutolinkInline>().Any(l => !l.IsEmail && Wrong(l.Url)) || parsed.Descendants<LinkReferenceDefinition>().Any(l => Wrong(l.Url) || HasPlace(l.Title)) ? LinkRule : null;
    }

    private const string LinkRule = "A link leads to an address that begins with https:// or mailto:, and holds no placeholder.";

    private static bool Wrong(string? url) =>
        url is null || HasPlace(url) || !(url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase));

    private static bool HasPlace(string? text) => text?.Contains("{{", StringComparison.Ordinal) == true;

    private static MarkdownDocument Parsed(string body) => Markdown.Parse(body, Pipeline);

    private static string Encoded(string value) => WebUtility.HtmlEncode(value).ReplaceLineEndings("<br>");
}
