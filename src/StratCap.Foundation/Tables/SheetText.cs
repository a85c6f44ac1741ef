using System.Globalization;
using System.Text;

namespace StratCap.Foundation.Tables;

/// <summary>Makes foreign text safe for a spreadsheet's cell: legal in XML, no reordering of its neighbours, not longer than a cell may be.</summary>
public static class SheetText
{
    /// <summary>Excel's limit for a cell.</summary>
    public const int LongestCell = 32_767;

    private const string CutMark = "… [cut]";

    /// <summary>
    /// Line breaks become <c>\n</c>; bidirectional overrides are taken out; what XML or Excel cannot hold becomes U+FFFD; what is too long is cut and says so.
    /// The text is otherwise untouched: a cell of type string is never read as a formula, whatever it begins with.
    /// </summary>
    public static string Clean(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return "";
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.ReplaceLineEndings("\n").EnumerateRunes())
        {
            if (Reorders(rune.Value))
                continue;
            var isLegal = rune.Value is '\t' or '\n' || (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control && rune.Value is not (0xFFFE or 0xFFFF));
            clean.Append(isLegal ? rune.ToString() : "\uFFFD");
        }

        if (clean.Length <= LongestCell)
            return clean.ToString();
        var kept = LongestCell - CutMark.Length;
        return clean.ToString(0, char.IsHighSurrogate(clean[kept - 1]) ? kept - 1 : kept) + CutMark;
    }

    /// <summary>Directional marks, embeddings, overrides and isolates.</summary>
    public static bool Reorders(int rune) => rune is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
