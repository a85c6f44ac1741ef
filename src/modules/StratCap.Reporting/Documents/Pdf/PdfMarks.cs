using PdfSharp.Drawing;
using PdfSharp.Pdf;
using PdfSharp.Pdf.IO;
using StratCap.Contracts.Reporting;
using StratCap.Foundation.Storage;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>Marks PDFs of others: pale across the page, so that it is read through, and small at the foot, so that it is read.</summary>
internal sealed class PdfMarks : IPdfMarks, IDisposable
{
    private const double Margin = 14;
    private const double FootSize = 7;
    private const double Largest = 34;

    // A PDF lies in memory while it is marked: not many at once.
    private readonly SemaphoreSlim _places = new(2);

    public async Task<Stream?> Mark(Stream pdf, IReadOnlyList<string> lines, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            return await Task.Run(() => Mark(pdf, [.. lines.Select(PrintableText.Line)]), ct);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private static FileStream? Mark(Stream pdf, string[] lines)
    {
        DocumentFonts.EnsureInstalled();
        var marked = PassingFile.Make();
        try
        {
            pdf.Position = 0;
            using var document = PdfReader.Open(pdf, PdfDocumentOpenMode.Modify);
            // PDFsharp packs streams without their checksum, which strict readers take for damage: the few of its own stay plain.
            document.Options.CompressContentStreams = false;
            foreach (var page in document.Pages) Draw(page, lines);
            document.Save(marked, closeStream: false);
            marked.Position = 0;
            return marked;
        }
        catch (Exception)
        {
            // Files of others break in every way; each of them means the same here.
            marked.Dispose();
            return null;
        }
    }

    /// <summary>Draws upright as the page is shown: within what is cut out of it, and turned as it is turned.</summary>
    private static void Draw(PdfPage page, string[] lines)
    {
        var (box, turned) = (page.EffectiveCropBoxReadOnly, ((page.Rotate % 360) + 360) % 360);
        // PDFsharp has rules of its own for pages that are turned.
        page.Rotate = 0;
        using (var graphics = XGraphics.FromPdfPage(page, XGraphicsPdfPageOptions.Append))
        {
            graphics.TranslateTransform(box.X1, graphics.PageSize.Height - box.Y2);
            if (turned == 90) graphics.TranslateTransform(0, box.Height);
            if (turned == 180) graphics.TranslateTransform(box.Width, box.Height);
            if (turned == 270) graphics.TranslateTransform(box.Width, 0);
            graphics.RotateTransform(-turned);
            Draw(graphics, lines, turned % 180 == 0 ? box.Width : box.Height, turned % 180 == 0 ? box.Height : box.Width);
        }
        page.Rotate = turned;
    }

    private static void Draw(XGraphics graphics, string[] lines, double width, double height)
    {
        DrawFoot(graphics, string.Join(" · ", lines), width, height);
        var state = graphics.Save();
        graphics.RotateAtTransform(-Math.Atan2(height, width) * 180 / Math.PI, new XPoint(width / 2, height / 2));
        var room = Math.Sqrt((width * width) + (height * height)) * 0.7;
        var size = Math.Min(Largest, room / Math.Max(1, lines.Max(l => FontFace.Bold.Width(l, 1))));
        var font = DocumentFonts.Create(FontFace.Bold, size);
        var pale = new XSolidBrush(XColor.FromArgb(40, 110, 110, 110));
        for (var line = 0; line < lines.Length; line++)
            graphics.DrawString(lines[line], font, pale, new XPoint(width / 2, (height / 2) + ((line - ((lines.Length - 1) / 2.0)) * size * 1.3)), XStringFormats.Center);
        graphics.Restore(state);
    }

    private static void DrawFoot(XGraphics graphics, string text, double width, double height)
    {
        var size = Math.Min(FootSize, (width - (2 * Margin)) / Math.Max(1, FontFace.Regular.Width(text, 1)));
        graphics.DrawString(text, DocumentFonts.Create(FontFace.Regular, size), new XSolidBrush(XColor.FromArgb(200, 90, 90, 90)), new XPoint(Margin, height - Margin), XStringFormats.BaseLineLeft);
    }
}
