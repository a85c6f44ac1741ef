using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace StratCap.Reporting.Ilpa;

/// <summary>A cell of a workbook that somebody sent: a number, or text, also that of an error (see <see cref="SheetReader.IsError"/>).</summary>
internal readonly record struct SheetCell(string? Text, decimal? Number);

/// <summary>A sheet; rows and columns count from 1, empty cells are left out.</summary>
internal sealed record Sheet(string Name, IReadOnlyDictionary<(int Row, int Column), SheetCell> Cells);

/// <summary>The workbook cannot be read; the sentence says why.</summary>
internal sealed class SheetRefused(string code, string sentence) : Exception(sentence)
{
    public string Code { get; } = code;
}

/// <summary>
/// Reads a workbook that may be hostile: bounded in files, unpacked bytes, sheets and cells; no document type, no entity, nothing outside the file. Of a formula the
/// stored value is read; nothing is ever run. A template fits far within the rows and columns that are looked at.
/// </summary>
internal sealed class SheetReader
{
    internal const int MostFiles = 500, MostSheets = 30, MostCells = 200_000, MostRows = 600, MostColumns = 60, LongestText = 300;

    internal const long MostBytes = 32 << 20;

    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string StrictRelations = "http://purl.oclc.org/ooxml/officeDocument/relationships";

    private readonly ZipArchive _archive;
    private long _left = MostBytes;
    private int _cells = MostCells;

    private SheetReader(ZipArchive archive) => _archive = archive;

    /// <summary>What a formula leaves that failed, such as #REF!.</summary>
    public static bool IsError(string text) => text.StartsWith('#');

    /// <exception cref="SheetRefused"><c>reporting.workbook.form</c>, <c>reporting.workbook.too_large</c>.</exception>
    public static IReadOnlyList<Sheet> Read(Stream file)
    {
        try
        {
            using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            return archive.Entries.Count <= MostFiles ? new SheetReader(archive).Sheets() : throw TooLarge();
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or FormatException or OverflowException)
        {
            throw new SheetRefused("reporting.workbook.form", "The file is no Excel workbook (.xlsx), or a damaged one: save it as .xlsx and send that.");
        }
    }

    private List<Sheet> Sheets()
    {
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var relation in Elements("xl/_rels/workbook.xml.rels", "Relationship"))
            if (relation.GetAttribute("Id") is { } id && relation.GetAttribute("Target") is { } target) paths[id] = target.StartsWith('/') ? target[1..] : "xl/" + target;
        var named = new List<(string Name, string Path)>();
        foreach (var sheet in Elements("xl/workbook.xml", "sheet"))
            if ((sheet.GetAttribute("id", Relations) ?? sheet.GetAttribute("id", StrictRelations)) is { } id && paths.TryGetValue(id, out var path)) named.Add((sheet.GetAttribute("name") ?? "", path));
        if (named.Count == 0) throw new InvalidDataException();
        if (named.Count > MostSheets) throw TooLarge();
        var texts = Texts();
        return [.. named.Where(n => n.Path.Contains("worksheets/", StringComparison.Ordinal)).Select(n => new Sheet(Cut(n.Name), Cells(n.Path, texts)))];
    }

    /// <summary>Texts that cells share, in their order.</summary>
    private List<string> Texts()
    {
        var texts = new List<string>();
        if (_archive.GetEntry("xl/sharedStrings.xml") is null) return texts;
        foreach (var item in Elements("xl/sharedStrings.xml", "si"))
        {
            Count();
            texts.Add(TextOf(item));
        }
        return texts;
    }

    private Dictionary<(int Row, int Column), SheetCell> Cells(string path, List<string> texts)
    {
        var cells = new Dictionary<(int, int), SheetCell>();
        var (row, column) = (0, 0);
        foreach (var element in Elements(path, "row", "c"))
        {
            if (element.LocalName == "row")
            {
                (row, column) = (int.TryParse(element.GetAttribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : row + 1, 0);
                continue;
            }
            column = element.GetAttribute("r") is { } address ? ColumnOf(address) : column + 1;
            Count();
            if (row <= MostRows && column <= MostColumns && Read(element, texts) is { } cell) cells[(row, column)] = cell;
        }
        return cells;
    }

    private static SheetCell? Read(XmlReader cell, List<string> texts)
    {
        var type = cell.GetAttribute("t");
        if (type == "inlineStr") return TextOf(cell) is { Length: > 0 } inline ? new(inline, null) : null;
        if (ValueOf(cell) is not { Length: > 0 } value) return null;
        return type switch
        {
            "s" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < texts.Count ? new(texts[at], null) : null,
            "str" or "e" => new(Cut(value), null),
            "b" => null,
            _ => Number(value) is { } number ? new(null, number) : null,
        };
    }

    /// <summary>A program that calculates in binary stores 0.1 + 0.2 as 0.30000000000000004: beyond the sixth decimal nothing is meant.</summary>
    private static decimal? Number(string value) =>
        decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Math.Round(number, 6, MidpointRounding.AwayFromZero) : null;

    private static string? ValueOf(XmlReader cell)
    {
        using var inside = cell.ReadSubtree();
        return inside.ReadToDescendant("v", cell.NamespaceURI) ? inside.ReadElementContentAsString() : null;
    }

    /// <summary>All its parts together; how Asian text is to be pronounced is left out.</summary>
    private static string TextOf(XmlReader item)
    {
        using var inside = item.ReadSubtree();
        var text = "";
        while (inside.Read())
        {
            if (inside is { NodeType: XmlNodeType.Element, LocalName: "rPh" }) inside.Skip();
            if (inside is { NodeType: XmlNodeType.Text or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace } && text.Length <= LongestText) text += inside.Value;
        }
        return Cut(text);
    }

    private static string Cut(string text) => text.Length > LongestText ? text[..LongestText] : text;

    private static int ColumnOf(string address)
    {
        var column = 0;
        foreach (var letter in address.TakeWhile(char.IsAsciiLetter)) column = checked((column * 26) + char.ToUpperInvariant(letter) - 'A' + 1);
        return column;
    }

    private IEnumerable<XmlReader> Elements(string path, params string[] names)
    {
        var entry = _archive.GetEntry(path) ?? throw new InvalidDataException();
        using var content = Unpacked(entry);
        using var xml = XmlReader.Create(content, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true });
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && names.Contains(xml.LocalName) && (xml.NamespaceURI is Main or Strict || xml.LocalName == "Relationship"))
                yield return xml;
        }
    }

    private void Count()
    {
        if (--_cells < 0) throw TooLarge();
    }

    private static SheetRefused TooLarge() => new("reporting.workbook.too_large", "The workbook unpacks to more than is read: send only the sheet with the template.");

    /// <summary>What counts is what comes out: the zip's own figures may lie.</summary>
    private MemoryStream Unpacked(ZipArchiveEntry entry)
    {
        using var packed = entry.Open();
        var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = packed.Read(buffer)) > 0;)
        {
            _left -= read;
            if (_left < 0) throw TooLarge();
            content.Write(buffer, 0, read);
        }
        content.Position = 0;
        return content;
    }
}
