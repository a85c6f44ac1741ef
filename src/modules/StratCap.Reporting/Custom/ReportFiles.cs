using System.Globalization;
using StratCap.Contracts.Tenancy;
using StratCap.Foundation.Tables;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Documents.Tables;

namespace StratCap.Reporting.Custom;

/// <summary>A report as a file.</summary>
internal sealed record ReportFile(byte[] Content, string ContentType, string Name);

/// <summary>Writes custom reports as files. Text is never a formula, whatever it begins with.</summary>
internal sealed class ReportFiles(ITenantBrand brands)
{
    /// <summary>The formats that there are.</summary>
    public static readonly IReadOnlyList<string> Formats = ["csv", "xlsx", "pdf"];

    /// <summary>Writes a report.</summary>
    /// <param name="title">Its name, which heads the page.</param>
    /// <param name="language">en or de: of headings and words.</param>
    /// <exception cref="FundMath.FundRuleException"><c>reporting.table.too_many_rows</c>: it is too long to be printed.</exception>
    public async Task<ReportFile> Write(CustomReport made, string format, string title, string language, DateTimeOffset at, CancellationToken ct)
    {
        var name = $"{Plain(title)}-{at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.{format}";
        var columns = ReportCells.Columns(made, language);
        switch (format)
        {
            case "csv":
                using (var stream = new MemoryStream())
                {
                    await TableCsv.Write(stream, columns, Cells(made, made.Rows, language).ToAsyncEnumerable(), ct);
                    return new(stream.ToArray(), "text/csv; charset=utf-8", name);
                }
            case "xlsx":
                return new(await ReportWorkbook.Write(made, columns, title, language, at, ct), Ilpa.Xlsx.Type, name);
            default:
                var brand = await brands.Of(ct);
                List<IReadOnlyList<TableCell>> rows = [.. Cells(made, made.Rows, language), .. Cells(made, made.Totals, language).Select(total => Labelled(total, language))];
                return new(TablePdf.Pdf(new Letterhead(brand.Name, brand.Colour), new DocumentStamp(made.Report.Dataset.Info.Name, null, at, language), title, Subtitle(made), columns, rows), "application/pdf", name);
        }
    }

    private static IEnumerable<IReadOnlyList<TableCell>> Cells(CustomReport made, IReadOnlyList<object?[]> rows, string language) =>
        rows.Select(r => (IReadOnlyList<TableCell>)[.. r.Select((_, place) => ReportCells.Cell(made.Report, r, place, language))]);

    /// <summary>A total says so where its first column has nothing to say: it would else be read as one more row.</summary>
    private static IReadOnlyList<TableCell> Labelled(IReadOnlyList<TableCell> total, string language) =>
        total[0].Kind == TableCellKind.Empty ? [TableCell.Text(language == "de" ? "Summe" : "Total"), .. total.Skip(1)] : total;

    private static string Subtitle(CustomReport made) => string.Join(", ", new[] { made.Report.AsOf is { } day ? Figures.Date(day) : made.Report.Dataset.Info.Name, made.Report.In?.Currency.Code }.OfType<string>());

    private static string Plain(string title)
    {
        var plain = string.Concat(title.Trim().ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
        return plain.Length == 0 ? "report" : plain[..Math.Min(plain.Length, 60)];
    }
}
