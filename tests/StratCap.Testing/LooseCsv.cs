using System.Text;

namespace StratCap.Testing;

/// <summary>Reads CSV as a spreadsheet program does that has another separator than the file: quotes count at a cell's start alone, and what follows them belongs to the cell.</summary>
public static class LooseCsv
{
    /// <summary>All cells of a file, row after row.</summary>
    public static List<string> Cells(string text, char separator)
    {
        var cells = new List<string>();
        for (var i = 0; ; i++)
        {
            var cell = new StringBuilder();
            if (i < text.Length && text[i] == '"') i = Quoted(text, i + 1, cell);
            for (; i < text.Length && text[i] != separator && text[i] is not ('\r' or '\n'); i++) cell.Append(text[i]);
            cells.Add(cell.ToString());
            if (i >= text.Length) return cells;
        }
    }

    /// <summary>Whether a spreadsheet program takes a cell for a formula.</summary>
    public static bool Runs(string cell) => cell.AsSpan().TrimStart() is { Length: > 0 } shown && shown[0] is '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠';

    private static int Quoted(string text, int from, StringBuilder cell)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] != '"') cell.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else return i + 1;
        }
        return text.Length;
    }
}
