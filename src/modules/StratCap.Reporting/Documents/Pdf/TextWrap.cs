namespace StratCap.Reporting.Documents.Pdf;

/// <summary>Breaks text into lines no wider than a column.</summary>
internal static class TextWrap
{
    /// <summary>
    /// Breaks at spaces and at <c>\n</c>; a word that is wider than the column is broken inside, so that no line ever runs over. Never empty.
    /// </summary>
    /// <param name="text">Printable text.</param>
    /// <param name="width">In points.</param>
    public static IReadOnlyList<string> Lines(string text, FontFace face, double size, double width)
    {
        var lines = new List<string>();
        foreach (var paragraph in text.Split('\n'))
            AddParagraph(lines, paragraph, face, size, width);
        return lines;
    }

    /// <summary>The widest word, in points: the narrowest column in which no word is broken.</summary>
    public static double WidestWord(string text, FontFace face, double size) =>
        text.Split(' ', '\n').Max(word => face.Width(word, size));

    /// <summary>One line that fits: cut in its middle with an ellipsis if it must be. Only for repeated marginal text that stands in full elsewhere.</summary>
    public static string FitLine(string text, FontFace face, double size, double width)
    {
        if (face.Width(text, size) <= width)
            return text;
        for (var kept = text.Length - 1; kept > 1; kept--)
        {
            var cut = string.Concat(text.AsSpan(0, (kept + 1) / 2), "…", text.AsSpan(text.Length - (kept / 2)));
            if (face.Width(cut, size) <= width)
                return cut;
        }

        return "…";
    }

    private static void AddParagraph(List<string> lines, string paragraph, FontFace face, double size, double width)
    {
        var line = "";
        foreach (var word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var longer = line.Length == 0 ? word : line + " " + word;
            if (face.Width(longer, size) <= width)
            {
                line = longer;
                continue;
            }

            if (line.Length > 0)
                lines.Add(line);
            line = BreakWord(lines, word, face, size, width);
        }

        lines.Add(line);
    }

    private static string BreakWord(List<string> lines, string word, FontFace face, double size, double width)
    {
        var rest = word;
        while (rest.Length > 1 && face.Width(rest, size) > width)
        {
            var fitting = 1;
            while (fitting < rest.Length && face.Width(rest.AsSpan(0, fitting + 1), size) <= width)
                fitting++;
            if (fitting == rest.Length)
                break;
            lines.Add(rest[..fitting]);
            rest = rest[fitting..];
        }

        return rest;
    }
}
