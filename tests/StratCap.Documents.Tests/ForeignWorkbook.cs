using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using StratCap.FundMath.Ilpa;

namespace StratCap.Documents.Tests;

/// <summary>
/// A template as another administrator would send it: a cover sheet first, groups in a line above the spans, labels in two columns and in parentheses, shared strings,
/// some figures as text, sums as formulas with what was stored.
/// </summary>
internal static class ForeignWorkbook
{
    private const int FirstRow = 7;

    /// <summary>The label as another would write it.</summary>
    public static string Label(string label) => "(" + label.Replace(" and ", " & ", StringComparison.Ordinal).Replace(" - ", " – ", StringComparison.Ordinal).Replace("Organization", "Organisation", StringComparison.Ordinal).ToUpperInvariant() + ")";

    /// <param name="turn">Makes another figure of each; the planted error.</param>
    /// <param name="say">What stands as text in place of a figure; null leaves it.</param>
    public static byte[] Write(ReportingTemplate template, Func<string, int, decimal, decimal> turn, Func<string, int, decimal, string?>? say = null)
    {
        var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var workbook = document.AddWorkbookPart();
            workbook.Workbook = new Workbook(new Sheets());
            var strings = workbook.AddNewPart<SharedStringTablePart>();
            strings.SharedStringTable = new SharedStringTable();
            Add(workbook, "Cover", [[("A1", Shared(strings, "Quarterly report, QTD and YTD"))]]);
            Add(workbook, "Template", Rows(strings, template, turn, say));
        }
        return stream.ToArray();
    }

    private static void Add(WorkbookPart workbook, string name, IEnumerable<List<(string Address, Cell Cell)>> rows)
    {
        var part = workbook.AddNewPart<WorksheetPart>();
        var data = new SheetData();
        foreach (var row in rows)
        {
            foreach (var (address, cell) in row) cell.CellReference = address;
            data.Append(new Row(row.Select(c => c.Cell)) { RowIndex = uint.Parse(row[0].Address[1..], CultureInfo.InvariantCulture) });
        }
        part.Worksheet = new Worksheet(data);
        var sheets = workbook.Workbook!.Sheets!;
        sheets.Append(new Sheet { Name = name, Id = workbook.GetIdOfPart(part), SheetId = (uint)sheets.Count() + 1 });
    }

    private static IEnumerable<List<(string, Cell)>> Rows(SharedStringTablePart strings, ReportingTemplate template, Func<string, int, decimal, decimal> turn, Func<string, int, decimal, string?>? say)
    {
        yield return [("A1", Shared(strings, "ILPA"))];
        // The names of fund and partner say nothing of columns.
        yield return [("A2", Shared(strings, "Fund")), ("C2", Shared(strings, "GP Total Fund, incl. all")), ("D2", Shared(strings, "General Partner"))];
        yield return [("C4", Shared(strings, "LP #5's Allocation of Total Fund")), ("F4", Shared(strings, "Total Fund (incl. GP Allocation)")), ("I4", Shared(strings, "GP's Allocation of Total Fund"))];
        string[] spans = ["QTD (Jun 22)", "Year-to-date", "Since Inception"];
        yield return [.. Enumerable.Range(0, 9).Select(c => ($"{(char)('C' + c)}5", Shared(strings, spans[c % 3])))];
        var row = FirstRow;
        foreach (var (line, figures) in template.Rows.Select(r => (r.Row, r.Figures)))
        {
            var label = (line.Kind == IlpaRowKind.Entered ? "B" : "A") + row.ToString(CultureInfo.InvariantCulture);
            var at = row++.ToString(CultureInfo.InvariantCulture);
            yield return
            [
                (label, Shared(strings, Label(line.Label))),
                .. Enumerable.Range(0, 9).Where(c => line.Kind != IlpaRowKind.Heading && figures[c] is not null).Select(c => ((char)('C' + c) + at, Figure(line, turn(line.Key, c, figures[c]!.Value), c, say?.Invoke(line.Key, c, figures[c]!.Value)))),
            ];
        }
    }

    /// <summary>What a program that calculates in binary stores; in the last column a text for people.</summary>
    private static Cell Figure(IlpaRow row, decimal amount, int column, string? said) => said is not null || column == 8
        ? new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(said ?? (amount < 0 ? $"({-amount:#,##0.00})" : $"{amount:#,##0.00}"))) }
        : new Cell { CellValue = new CellValue(((double)amount).ToString("R", CultureInfo.InvariantCulture)), CellFormula = row.Kind == IlpaRowKind.Sum ? new CellFormula("1+1") : null };

    private static Cell Shared(SharedStringTablePart strings, string text)
    {
        strings.SharedStringTable!.Append(new SharedStringItem(new Text(text)));
        return new Cell { DataType = CellValues.SharedString, CellValue = new CellValue(strings.SharedStringTable.Count() - 1) };
    }

    /// <summary>The address of a figure.</summary>
    public static string Address(ReportingTemplate template, string row, int column) =>
        (char)('C' + column) + (FirstRow + template.Rows.TakeWhile(r => r.Row.Key != row).Count()).ToString(CultureInfo.InvariantCulture);
}
