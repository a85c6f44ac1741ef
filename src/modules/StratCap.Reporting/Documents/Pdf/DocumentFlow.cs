using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PdfSharp.Drawing;
using PdfSharp.Pdf;
using StratCap.FundMath;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>
/// Lays a document out from top to bottom: what is put in comes below what was put in before, on a new page when it does not fit.
/// Band, footer and page numbers are drawn at the end, when the number of pages is known. Not for use by two threads; any number of flows may run at once.
/// </summary>
internal sealed partial class DocumentFlow : IDisposable
{
    private const double TextSize = 9.5;

    private readonly PdfDocument _document = new();
    private readonly PageSetup _setup;
    private readonly Palette _palette;
    private readonly Letterhead _letterhead;
    private readonly DocumentStamp _stamp;
    private readonly string _kind;
    private readonly List<XGraphics> _pages = [];
    private readonly Dictionary<(FontFace Face, double Size), XFont> _fonts = [];
    private double _y;

    /// <summary>Begins a document.</summary>
    /// <param name="kind">Such as "Capital call notice"; stands in the band.</param>
    /// <param name="title">The file's title.</param>
    /// <exception cref="FundRuleException"><c>reporting.document.brand_colour</c>.</exception>
    public DocumentFlow(Letterhead letterhead, DocumentStamp stamp, string kind, string title)
    {
        DocumentFonts.EnsureInstalled();
        (_letterhead, _stamp, _kind) = (letterhead, stamp, PrintableText.Line(kind));
        _setup = PageSetup.Of(letterhead.Paper);
        _palette = new Palette(letterhead.BrandColour);
        Describe(PrintableText.Line(title));
        AddPage();
    }

    private XGraphics Page => _pages[^1];

    private double Left => PageSetup.SideMargin;

    private double Right => PageSetup.SideMargin + _setup.BodyWidth;

    private double Width => _setup.BodyWidth;

    /// <summary>The document's main title.</summary>
    public void Title(string title, string subtitle)
    {
        Wrapped(PrintableText.Line(title), FontFace.Bold, 18, _palette.Heading);
        Wrapped(PrintableText.Line(subtitle), FontFace.Regular, 11, Palette.Grey);
        _y += 14;
    }

    /// <summary>A heading; it never stands alone at the foot of a page.</summary>
    public void Heading(string heading) => Heading(PrintableText.Line(heading), followedBy: 60);

    /// <summary>A paragraph; line breaks in it are kept, and it may go on over the page.</summary>
    public void Paragraph(string text)
    {
        Wrapped(PrintableText.Paragraph(text), FontFace.Regular, TextSize, Palette.Ink);
        _y += 5;
    }

    /// <summary>Small print.</summary>
    public void Note(string text)
    {
        Wrapped(PrintableText.Paragraph(text), FontFace.Regular, 8, Palette.Grey);
        _y += 3;
    }

    /// <summary>Draws band and footer, and writes the file. The flow is of no use afterwards.</summary>
    public byte[] Finish()
    {
        for (var page = 0; page < _pages.Count; page++)
        {
            Band(_pages[page]);
            Footer(_pages[page], page + 1);
            _pages[page].Dispose();
        }

        using var stream = new MemoryStream();
        _document.Save(stream, closeStream: false);
        return PdfFile.Rewrite(stream.ToArray(), XmpPacket.Create(_document.Info.Title, _document.Info.Author, _stamp));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pages.ForEach(page => page.Dispose());
        _document.Dispose();
    }

    private void Describe(string title)
    {
        var info = _document.Info;
        (info.Title, info.Author, info.Subject, info.Creator) = (title, PrintableText.Line(_letterhead.FirmName), PrintableText.Line(_stamp.Reference), "StratCap");

        // As text: PDFsharp would write a date in the calendar of the machine's culture.
        var at = "D:" + _stamp.ProducedAt.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture) + "+00'00'";
        info.Elements.SetString("/CreationDate", at);
        info.Elements.SetString("/ModDate", at);
        _document.Language = _stamp.Language;
        _document.ViewerPreferences.DisplayDocTitle = true;
        (_document.Options.CompressContentStreams, _document.Options.NoCompression) = (false, true); // see PdfFile
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{_stamp.Reference}\n{_stamp.ContentHash}\n{at}")))[..16];
        (_document.Internals.FirstDocumentID, _document.Internals.SecondDocumentID) = (id, id);
    }

    private void AddPage()
    {
        var page = _document.AddPage();
        page.Width = XUnit.FromPoint(_setup.Width);
        page.Height = XUnit.FromPoint(_setup.Height);
        _pages.Add(XGraphics.FromPdfPage(page));
        _y = PageSetup.BodyTop;
    }

    private bool Fits(double height) => _y + height <= _setup.BodyBottom;

    private void Require(double height)
    {
        if (!Fits(height))
            AddPage();
    }

    private void Heading(string heading, double followedBy)
    {
        const double size = 11.5;
        var lines = TextWrap.Lines(heading, FontFace.Bold, size, Width);
        Require(13 + (lines.Count * size * 1.3) + 4 + followedBy);
        _y += _y > PageSetup.BodyTop ? 13 : 0;
        foreach (var line in lines)
            Text(line, FontFace.Bold, size, _palette.Heading, Left);
        _y += 4;
    }

    private void Wrapped(string text, FontFace face, double size, XColor colour)
    {
        foreach (var line in TextWrap.Lines(text, face, size, Width))
        {
            Require(size * 1.3);
            Text(line, face, size, colour, Left);
        }
    }

    // Draws one line at the cursor and moves the cursor below it.
    private void Text(string line, FontFace face, double size, XColor colour, double x)
    {
        Draw(Page, line, face, size, colour, x, _y + size);
        _y += size * 1.3;
    }

    private void Draw(XGraphics page, string line, FontFace face, double size, XColor colour, double x, double baseline)
    {
        if (line.Length > 0)
            page.DrawString(line, Font(face, size), new XSolidBrush(colour), x, baseline);
    }

    private void DrawRight(XGraphics page, string line, FontFace face, double size, XColor colour, double right, double baseline) =>
        Draw(page, line, face, size, colour, right - face.Width(line, size), baseline);

    private void Fill(XGraphics page, XColor colour, double x, double y, double width, double height) =>
        page.DrawRectangle(new XSolidBrush(colour), x, y, width, height);

    private void Rule(double y, XColor colour, double thickness) => Page.DrawLine(new XPen(colour, thickness), Left, y, Right, y);

    private XFont Font(FontFace face, double size)
    {
        if (!_fonts.TryGetValue((face, size), out var font))
            _fonts[(face, size)] = font = DocumentFonts.Create(face, size);
        return font;
    }

    private void Band(XGraphics page)
    {
        Fill(page, _palette.Brand, 0, 0, _setup.Width, PageSetup.BandHeight);
        var kindWidth = FontFace.Regular.Width(_kind, 9.5);
        var firmRoom = Width - kindWidth - 16;
        var firm = PrintableText.Line(_letterhead.FirmName);
        var size = 14d;
        while (size > 8 && FontFace.Bold.Width(firm, size) > firmRoom)
            size -= 0.5;
        Draw(page, TextWrap.FitLine(firm, FontFace.Bold, size, firmRoom), FontFace.Bold, size, _palette.OnBrand, Left, (PageSetup.BandHeight / 2) + (size * 0.36));
        DrawRight(page, _kind, FontFace.Regular, 9.5, _palette.OnBrand, Right, (PageSetup.BandHeight / 2) + (9.5 * 0.36));
    }

    private void Footer(XGraphics page, int number)
    {
        const double size = 7;
        var top = _setup.BodyBottom + 14;
        page.DrawLine(new XPen(Palette.Hairline, 0.6), Left, top, Right, top);
        var numbering = FormattableString.Invariant($"Page {number} of {_pages.Count}");
        var room = Width - FontFace.Regular.Width(numbering, size) - 16;
        var reference = TextWrap.FitLine($"Reference {PrintableText.Line(_stamp.Reference)} · Produced {Figures.Instant(_stamp.ProducedAt)}", FontFace.Regular, size, room);
        Draw(page, reference, FontFace.Regular, size, Palette.Grey, Left, top + 12);
        DrawRight(page, numbering, FontFace.Regular, size, Palette.Grey, Right, top + 12);
        if (_stamp.ContentHash is { } hash)
            Draw(page, TextWrap.FitLine("Made from " + PrintableText.Line(hash), FontFace.Regular, size, Width), FontFace.Regular, size, Palette.Grey, Left, top + 22);
    }
}
