using PdfSharp.Drawing;
using StratCap.FundMath;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>The flow's boxes: addressee, label-value blocks, tiles, warnings.</summary>
internal sealed partial class DocumentFlow
{
    private const double LabelSize = 8;

    /// <summary>The addressee at the left, the document's own data at the right.</summary>
    public void AddresseeAndData(Addressee addressee, IReadOnlyList<LabelledValue> data)
    {
        var column = (Width - 24) / 2;
        var top = _y;
        Text("To", FontFace.Regular, LabelSize, Palette.Grey, Left);
        foreach (var line in TextWrap.Lines(PrintableText.Line(addressee.Name), FontFace.Bold, 10.5, column))
            Text(line, FontFace.Bold, 10.5, Palette.Ink, Left);
        foreach (var line in addressee.AddressLines.SelectMany(each => TextWrap.Lines(PrintableText.Line(each), FontFace.Regular, TextSize, column)))
            Text(line, FontFace.Regular, TextSize, Palette.Ink, Left);
        var bottom = _y;

        _y = top;
        foreach (var (label, value) in data)
            Pair(label, value, Left + column + 24, column * 0.42, column * 0.58);
        _y = Math.Max(bottom, _y) + 8;
    }

    /// <summary>Labels at the left, values beside them, a line between the pairs.</summary>
    public void KeyValues(IReadOnlyList<LabelledValue> pairs)
    {
        foreach (var (label, value) in pairs)
        {
            Require(PairHeight(label, value, Width * 0.34, Width * 0.66));
            Pair(label, value, Left, Width * 0.34, Width * 0.66);
            Rule(_y, Palette.Hairline, 0.5);
        }

        _y += 4;
    }

    /// <summary>Key figures side by side, each in a box of its own.</summary>
    public void Tiles(IReadOnlyList<LabelledValue> tiles)
    {
        const double height = 44, gap = 8;
        Require(height + gap);
        var width = (Width - (gap * (tiles.Count - 1))) / tiles.Count;
        for (var index = 0; index < tiles.Count; index++)
        {
            var x = Left + (index * (width + gap));
            Fill(Page, Palette.Tint, x, _y, width, height);
            Fill(Page, _palette.Brand, x, _y, 2.5, height);
            var (label, value) = (PrintableText.Line(tiles[index].Label), PrintableText.Line(tiles[index].Value));
            var room = width - 18;
            Draw(Page, TextWrap.FitLine(label, FontFace.Regular, LabelSize, room), FontFace.Regular, LabelSize, Palette.Grey, x + 10, _y + 15);
            Draw(Page, value, FontFace.Bold, SizeThatFits(value, room), Palette.Ink, x + 10, _y + 34);
        }

        _y += height + gap;
    }

    /// <summary>A warning in a box that stays on one page.</summary>
    public void Warning(string title, string text)
    {
        var lines = TextWrap.Lines(PrintableText.Paragraph(text), FontFace.Regular, 9, Width - 24);
        var height = 12 + (9.5 * 1.3) + (lines.Count * 9 * 1.3);
        Require(height + 12);
        _y += 5;
        Fill(Page, Palette.AmberTint, Left, _y, Width, height);
        Fill(Page, Palette.Amber, Left, _y, 2.5, height);
        _y += 5;
        Text(PrintableText.Line(title), FontFace.Bold, 9.5, Palette.Amber, Left + 12);
        foreach (var line in lines)
            Text(line, FontFace.Regular, 9, Palette.Ink, Left + 12);
        _y += 14;
    }

    private static double SizeThatFits(string text, double room)
    {
        var size = 14d;
        while (size > 6 && FontFace.Bold.Width(text, size) > room)
            size -= 0.5;
        return FontFace.Bold.Width(text, size) <= room
            ? size
            : throw new FundRuleException("reporting.document.figure_too_long", $"'{text}' does not fit its box: print fewer figures side by side.");
    }

    private static IReadOnlyList<string> LabelLines(string label, double width) =>
        TextWrap.Lines(PrintableText.Line(label), FontFace.Regular, LabelSize + 0.5, width - 8);

    private static IReadOnlyList<string> ValueLines(string value, double width) =>
        TextWrap.Lines(PrintableText.Paragraph(value), FontFace.Regular, TextSize, width);

    private static double PairHeight(string label, string value, double labelWidth, double valueWidth) =>
        (Math.Max(LabelLines(label, labelWidth).Count, ValueLines(value, valueWidth).Count) * TextSize * 1.3) + 5;

    private void Pair(string label, string value, double x, double labelWidth, double valueWidth)
    {
        var baseline = _y + 2.5 + TextSize;
        foreach (var line in LabelLines(label, labelWidth))
        {
            Draw(Page, line, FontFace.Regular, LabelSize + 0.5, Palette.Grey, x, baseline);
            baseline += TextSize * 1.3;
        }

        baseline = _y + 2.5 + TextSize;
        foreach (var line in ValueLines(value, valueWidth))
        {
            Draw(Page, line, FontFace.Regular, TextSize, Palette.Ink, x + labelWidth, baseline);
            baseline += TextSize * 1.3;
        }

        _y += PairHeight(label, value, labelWidth, valueWidth);
    }
}
