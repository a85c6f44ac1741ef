using System.Globalization;
using System.Text;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>
/// Makes foreign text safe to print: what is invisible, reorders its neighbours (right-to-left overrides) or controls a device is taken out,
/// and what the font cannot draw is shown as a replacement mark, never left out in silence.
/// </summary>
internal static class PrintableText
{
    private const char NoBreakSpace = '\u00A0';
    private const char Replacement = '□'; // both faces have it; a question mark could be part of a name

    /// <summary>One line: breaks and tabs become spaces.</summary>
    public static string Line(string? text) => Clean(text, keepBreaks: false);

    /// <summary>Text that may have line breaks, as <c>\n</c>.</summary>
    public static string Paragraph(string? text) => Clean(text, keepBreaks: true);

    private static string Clean(string? text, bool keepBreaks)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
            whole.Append(rune.ToString());

        // Composed form first: "e" and a combining accent are one glyph in the font.
        var clean = new StringBuilder(whole.Length);
        foreach (var rune in whole.ToString().Normalize(NormalizationForm.FormC).EnumerateRunes())
            Append(clean, rune, keepBreaks);
        return clean.ToString().Trim(' ', '\n');
    }

    private static void Append(StringBuilder clean, Rune rune, bool keepBreaks)
    {
        if (rune.Value == '\n')
        {
            clean.Append(keepBreaks ? '\n' : ' ');
            return;
        }

        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                clean.Append(' ');
                return;
            case UnicodeCategory.Format:
                return;
            case UnicodeCategory.SpaceSeparator:
                clean.Append(rune.Value == NoBreakSpace ? NoBreakSpace : ' ');
                return;
        }

        // Right-to-left letters need reordering and shaping, which the layout does not do: drawn one by one they would read backwards.
        clean.Append(rune.IsBmp && !IsRightToLeft(rune.Value) && FontFace.Regular.Has((char)rune.Value) && FontFace.Bold.Has((char)rune.Value) ? (char)rune.Value : Replacement);
    }

    private static bool IsRightToLeft(int rune) => rune is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFF);
}
