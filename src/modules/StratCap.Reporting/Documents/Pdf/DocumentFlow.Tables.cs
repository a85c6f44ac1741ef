using PdfSharp.Drawing;
using StratCap.FundMath;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>The flow's tables.</summary>
internal sealed partial class DocumentFlow
{
    /// <summary>A table over the width of the page, under its heading. A short one moves to the next page rather than break.</summary>
    /// <exception cref="FundRuleException">
    /// <c>reporting.document.row_too_tall</c>: a row is taller than a page. <c>reporting.document.table_shape</c>: a row's cells do not match the columns.
    /// </exception>
    public void Table(string heading, PdfTable table)
    {
        var layout = new TableLayout(table, Width);
        var body = _setup.BodyBottom - PageSetup.BodyTop;
        var whole = layout.Header.Height + layout.Rows.Sum(row => row.Height);
        var beginning = layout.Header.Height + (layout.Rows.Count > 0 ? layout.KeptTogether(0) : 0);
        Heading(PrintableText.Line(heading), followedBy: whole <= body / 2 ? whole : Math.Min(beginning, body / 2));
        TableHeader(layout);
        for (var row = 0; row < layout.Rows.Count; row++)
            PlaceRow(layout, row, body - layout.Header.Height);
        _y += 6;
    }

    private void PlaceRow(TableLayout layout, int row, double room)
    {
        if (layout.Rows[row].Height > room)
            throw new FundRuleException("reporting.document.row_too_tall", $"A row is taller than a page: shorten the text that begins '{layout.Rows[row].Cells.MaxBy(cell => cell.Count)![0]}'.");
        var kept = layout.KeptTogether(row);
        if (!Fits(kept <= room ? kept : layout.Rows[row].Height))
        {
            AddPage();
            TableHeader(layout);
        }

        TableRow(layout, row);
    }

    private void TableHeader(TableLayout layout)
    {
        Cells(layout, layout.Header, FontFace.Bold, _palette.Heading);
        Rule(_y, _palette.Brand, 1);
    }

    private void TableRow(TableLayout layout, int row)
    {
        var (kind, laid) = (layout.KindOf(row), layout.Rows[row]);
        if (kind is PdfRowKind.Total)
        {
            Fill(Page, Palette.Tint, Left, _y, Width, laid.Height);
            Rule(_y, Palette.Ink, 0.9);
        }
        else if (kind is PdfRowKind.Subtotal)
        {
            Rule(_y, Palette.Grey, 0.6);
        }

        Cells(layout, laid, TableLayout.FaceOf(kind), kind == PdfRowKind.Section ? _palette.Heading : Palette.Ink);
        if (kind is PdfRowKind.Line)
            Rule(_y, Palette.Hairline, 0.4);
    }

    private void Cells(TableLayout layout, LaidRow laid, FontFace face, XColor colour)
    {
        var x = Left;
        var hanging = FontFace.Bold.Width(")", layout.Size);
        for (var column = 0; column < laid.Cells.Count; column++)
        {
            var right = x + layout.ColumnWidths[column] - TableLayout.PadX;
            var baseline = _y + TableLayout.PadY + layout.Size;
            foreach (var line in laid.Cells[column])
            {
                if (layout.Columns[column].Kind == PdfColumnKind.Figure)
                    DrawRight(Page, line, face, layout.Size, colour, right - (TableLayout.Hangs(line) ? hanging - face.Width(")", layout.Size) : hanging), baseline);
                else
                    Draw(Page, line, face, layout.Size, colour, x + TableLayout.PadX, baseline);
                baseline += layout.LineHeight;
            }

            x += layout.ColumnWidths[column];
        }

        _y += laid.Height;
    }
}
