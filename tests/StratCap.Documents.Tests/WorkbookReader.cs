using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace StratCap.Documents.Tests;

/// <summary>A cell as it stands in the file.</summary>
internal sealed record ReadCell(string Address, string Value, string? Formula, bool IsText, string Format);

/// <summary>Reads a workbook back with another library than the one that wrote it, and calculates its formulas in decimals.</summary>
internal sealed partial class WorkbookReader
{
    private static readonly Dictionary<uint, string> BuiltIn = new() { [0] = "General", [49] = "@" };

    private readonly Dictionary<string, Dictionary<string, ReadCell>> _sheets = new(StringComparer.Ordinal);

    public WorkbookReader(byte[] file)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(file), isEditable: false);
        Errors = new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2019).Validate(document).Select(error => $"{error.Path?.XPath}: {error.Description}").ToList();
        var workbook = document.WorkbookPart!;
        foreach (var sheet in workbook.Workbook!.Descendants<Sheet>())
        {
            var worksheet = ((WorksheetPart)workbook.GetPartById(sheet.Id!)).Worksheet!;
            _sheets[sheet.Name!] = worksheet.Descendants<Cell>().Select(cell => Read(cell, workbook)).ToDictionary(cell => cell.Address, StringComparer.Ordinal);
            FrozenRows[sheet.Name!] = worksheet.Descendants<Pane>().SingleOrDefault()?.VerticalSplit?.Value ?? 0;
            Widths[sheet.Name!] = worksheet.Descendants<Column>().Select(column => column.Width!.Value).ToList();
        }
    }

    public IReadOnlyList<string> Errors { get; }

    public Dictionary<string, double> FrozenRows { get; } = [];

    public Dictionary<string, List<double>> Widths { get; } = [];

    public IEnumerable<string> Sheets => _sheets.Keys;

    public IReadOnlyCollection<ReadCell> Cells(string sheet) => _sheets[sheet].Values;

    public ReadCell Cell(string sheet, string address) => _sheets[sheet][address];

    /// <summary>The row whose first cell has a text; the last one when there are several.</summary>
    public int Row(string sheet, string label) => int.Parse(Cells(sheet).Last(cell => cell.Address.StartsWith('A') && cell.Value == label).Address[1..], CultureInfo.InvariantCulture);

    /// <summary>Calculates a cell: SUM over a range of one column, sums and differences of cells, recursively.</summary>
    public decimal Calculate(string sheet, string address)
    {
        var cell = Cell(sheet, address);
        return cell.Formula is { } formula ? Terms(formula).Sum(term => term.Sign * Term(sheet, term.Text)) : decimal.Parse(cell.Value, CultureInfo.InvariantCulture);
    }

    private static IEnumerable<(int Sign, string Text)> Terms(string formula)
    {
        var terms = FormulaTerm().Matches(formula);
        string.Concat(terms.Select(term => term.Value)).ShouldBe(formula, "the formula has a part that the test cannot calculate");
        return terms.Select(term => (term.Groups["sign"].Value == "-" ? -1 : 1, term.Groups["text"].Value));
    }

    private decimal Term(string sheet, string term)
    {
        var range = SumOfRange().Match(term);
        if (!range.Success)
            return Calculate(sheet, term);
        var (first, last) = (int.Parse(range.Groups["first"].Value, CultureInfo.InvariantCulture), int.Parse(range.Groups["last"].Value, CultureInfo.InvariantCulture));
        return Enumerable.Range(first, last - first + 1).Sum(row => Calculate(sheet, range.Groups["column"].Value + row.ToString(CultureInfo.InvariantCulture)));
    }

    private static ReadCell Read(Cell cell, WorkbookPart workbook)
    {
        var isText = cell.DataType is not null && (cell.DataType.Value == CellValues.InlineString || cell.DataType.Value == CellValues.String);
        var value = isText ? cell.InlineString?.Text?.Text ?? cell.CellValue?.Text ?? "" : cell.CellValue?.Text ?? "";
        var styles = workbook.WorkbookStylesPart!.Stylesheet!;
        var format = ((CellFormat)styles.CellFormats!.ElementAt((int)(cell.StyleIndex?.Value ?? 0))).NumberFormatId?.Value ?? 0;
        var code = styles.NumberingFormats?.Elements<NumberingFormat>().SingleOrDefault(each => each.NumberFormatId! == format)?.FormatCode?.Value;
        return new(cell.CellReference!, value, cell.CellFormula?.Text, isText, code ?? BuiltIn.GetValueOrDefault(format, $"built-in {format}"));
    }

    [GeneratedRegex(@"(?<sign>[+-]?)(?<text>SUM\([A-Z]\d+:[A-Z]\d+\)|[A-Z]\d+)")]
    private static partial Regex FormulaTerm();

    [GeneratedRegex(@"^SUM\((?<column>[A-Z])(?<first>\d+):[A-Z](?<last>\d+)\)$")]
    private static partial Regex SumOfRange();
}
