using System.Text;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using PdfSharp.Pdf.IO;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>
/// Marks PDFs of others: pale across the page, so that it is read through, and small at the foot, so that it is read. The library that reads them bounds neither depth nor size, so it works in a process of its own
/// (<see cref="PdfMarks"/>): what ends that one ends nothing else.
/// </summary>
internal static class PdfMarker
{
    private const double Margin = 14;
    private const double FootSize = 7;
    private const double Largest = 34;

    /// <summary>Reads the lines (base64 of their UTF-8, to the first line feed) and the PDF behind them, and writes the marked PDF.</summary>
    /// <returns>0, or 1 where it cannot be marked: then nothing is written.</returns>
    public static int Run(Stream input, Stream output)
    {
        using var pdf = new MemoryStream();
        input.CopyTo(pdf);
        var all = pdf.GetBuffer().AsSpan(0, (int)pdf.Length);
        var head = all.IndexOf((byte)'\n');
        if (head < 0) return 1;
        var lines = Encoding.UTF8.GetString(Convert.FromBase64String(Encoding.ASCII.GetString(all[..head]))).Split('\n');
        using var marked = new MemoryStream();
        if (!TryMark(new MemoryStream(pdf.GetBuffer(), head + 1, all.Length - head - 1, writable: false), [.. lines.Select(PrintableText.Line)], marked)) return 1;
        marked.WriteTo(output);
        return 0;
    }

    private static bool TryMark(Stream pdf, string[] lines, MemoryStream marked)
    {
        DocumentFonts.EnsureInstalled();
        try
        {
            using var document = PdfReader.Open(pdf, PdfDocumentOpenMode.Modify);
            // PDFsharp packs streams without their checksum, which strict readers take for damage: the few of its own stay plain.
            document.Options.CompressContentStreams = false;
            foreach (var page in document.Pages) Draw(page, lines);
            document.Save(marked, closeStream: false);
            return true;
        }
        catch (Exception)
        {
            // Files of others break in every way; each of them means the same here.
            return false;
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
