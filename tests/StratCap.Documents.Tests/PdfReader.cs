using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.DocumentLayoutAnalysis.TextExtractor;

namespace StratCap.Documents.Tests;

/// <summary>Reads a document back with another library than the one that wrote it.</summary>
internal static class PdfReader
{
    public static PdfDocument Open(byte[] file) => PdfDocument.Open(file, new ParsingOptions { UseLenientParsing = false });

    /// <summary>The text of each page, words separated by single spaces, in reading order.</summary>
    public static IReadOnlyList<string> Pages(byte[] file)
    {
        using var document = Open(file);
        return document.GetPages().Select(page => Flat(ContentOrderTextExtractor.GetText(page))).ToList();
    }

    public static string Text(byte[] file) => string.Join(' ', Pages(file));

    /// <summary>All letters without any space: finds words that were broken inside.</summary>
    public static string Letters(byte[] file) => string.Concat(Text(file).Where(character => !char.IsWhiteSpace(character)));

    /// <summary>Fails when text leaves the page's margins or lies on other text.</summary>
    public static void ShouldBeReadable(byte[] file)
    {
        using var document = Open(file);
        foreach (var page in document.GetPages())
        {
            var words = page.GetWords().ToList();
            foreach (var word in words)
            {
                word.BoundingBox.Left.ShouldBeGreaterThan(46, $"'{word.Text}' on page {page.Number} leaves the left margin");
                word.BoundingBox.Right.ShouldBeLessThan(page.Width - 46, $"'{word.Text}' on page {page.Number} leaves the right margin");
                word.BoundingBox.Bottom.ShouldBeGreaterThan(20, $"'{word.Text}' on page {page.Number} leaves the foot");
            }

            Overlaps(words).ShouldBeEmpty($"page {page.Number}");
        }
    }

    private static List<string> Overlaps(List<Word> words)
    {
        var found = new List<string>();
        var sorted = words.OrderBy(word => word.BoundingBox.Left).ToList();
        for (var one = 0; one < sorted.Count; one++)
        {
            var box = sorted[one].BoundingBox;
            for (var other = one + 1; other < sorted.Count && sorted[other].BoundingBox.Left < box.Right - 0.3; other++)
            {
                var next = sorted[other].BoundingBox;
                if (Math.Min(box.Top, next.Top) - Math.Max(box.Bottom, next.Bottom) > 1)
                    found.Add($"'{sorted[one].Text}' and '{sorted[other].Text}'");
            }
        }

        return found;
    }

    private static string Flat(string text) => string.Join(' ', text.Split((char[])[' ', '\n', '\r', '\u00A0'], StringSplitOptions.RemoveEmptyEntries));
}
