using System.Globalization;
using StratCap.FundMath.Ilpa;
using StratCap.Reporting.Documents.Pdf;

namespace StratCap.Reporting.Documents;

/// <summary>What changed in a quarter since it was closed, for the people who reopened it and for the close after: for reading and printing, and as a workbook. The same model gives the same bytes.</summary>
internal static class PeriodDifferenceDocument
{
    private const string Title = "Changes since the close";

    // A fund of thousands of partners has tens of thousands of figures: on paper nobody reads them, and the workbook has all.
    private const int MostPrinted = 1_000;

    /// <summary>Renders the differences as PDF.</summary>
    public static byte[] Pdf(PeriodDifferenceModel model)
    {
        using var flow = new DocumentFlow(model.Letterhead, model.Stamp, Title, $"{Title}, {model.PeriodName}, {model.FundName}");
        flow.Title(Title, $"{model.FundName} · {model.PeriodName}");
        flow.Note(string.Create(CultureInfo.InvariantCulture, $"Closed on {model.ClosedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC from the book {model.PublishedHash}. Figures as they were published then, and as the book has them now."));
        foreach (var part in model.Parts)
        {
            flow.Table(part.Title, Printed(part, model.Currency.Code, model));
            if (part.Rows.Count == 0) flow.Note("Nothing differs.");
            if (part.Rows.Count > MostPrinted) flow.Note(string.Create(CultureInfo.InvariantCulture, $"The first {MostPrinted} of {part.Rows.Count}; the workbook has all of them."));
        }
        flow.Table("Recorded since, for days of the quarter or before", new(
            [new("Fact", PdfColumnKind.Short), new("Kind"), new("Effective", PdfColumnKind.Short), new("Recorded (UTC)", PdfColumnKind.Short)],
            [.. model.Facts.Select(f => new PdfRow([f.Sequence.ToString(CultureInfo.InvariantCulture), f.Kind, Figures.ShortDate(f.EffectiveDate), f.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)]))]));
        if (model.FactCount == 0) flow.Note("Nothing was recorded.");
        if (model.FactCount > model.Facts.Count) flow.Note(string.Create(CultureInfo.InvariantCulture, $"The first {model.Facts.Count} of {model.FactCount}."));
        return flow.Finish();
    }

    /// <summary>Writes the differences as a workbook, a sheet for each part.</summary>
    public static Task<byte[]> Xlsx(PeriodDifferenceModel model, CancellationToken ct) =>
        FigureWorkbook.Write([.. model.Parts.Select(p => Sheet(p, model))], model.Stamp.ProducedAt, ct);

    private static FigureSheet Sheet(DifferencePart part, PeriodDifferenceModel model) => new(
        part.Title, $"{part.Title} ({model.Currency.Code})", model.Currency, ["At the close", "Now", "Difference"],
        [new("Fund", model.FundName), new("Period", model.PeriodName), new("Reference", model.Stamp.Reference), new("Closed from", model.PublishedHash), new("Made from", model.Stamp.ContentHash ?? "n/a")],
        [.. part.Rows.Select(r => new FigureRow(r.Key, r.Label, IlpaRowKind.Entered, [], [r.Published, r.Now, r.Difference]))], [], part.Rows.Count == 0 ? ["Nothing differs."] : []);

    private static PdfTable Printed(DifferencePart part, string currency, PeriodDifferenceModel model) => new(
        [new(""), new($"At the close ({currency})", PdfColumnKind.Figure), new($"Now ({currency})", PdfColumnKind.Figure), new($"Difference ({currency})", PdfColumnKind.Figure)],
        [.. part.Rows.Take(MostPrinted).Select(r => new PdfRow([r.Label, Figures.Money(r.Published, model.Currency), Figures.Money(r.Now, model.Currency), Figures.Money(r.Difference, model.Currency)]))]);
}
