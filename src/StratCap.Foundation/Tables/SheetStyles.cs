using System.Drawing;
using SpreadCheetah;
using SpreadCheetah.Styling;

namespace StratCap.Foundation.Tables;

/// <summary>The styles of one workbook, added as they are asked for.</summary>
public sealed class SheetStyles(Spreadsheet spreadsheet)
{
    private readonly Dictionary<(string Format, bool IsBold, bool IsTotal, bool IsRight), StyleId> _styles = [];
    private StyleId? _header;
    private StyleId? _figureHeader;

    /// <summary>Text. Formatted as text, so that it stays text when somebody edits the cell.</summary>
    public StyleId Text => Of("@");

    /// <summary>Text that stands out.</summary>
    public StyleId BoldText => Of("@", isBold: true);

    /// <summary>Label of a sum.</summary>
    public StyleId TotalText => Of("@", isBold: true, isTotal: true);

    /// <summary>A number that does not fit a number cell.</summary>
    public StyleId NumberAsText => Of("@", isRight: true);

    /// <summary>A day.</summary>
    public StyleId Date => Of("yyyy\\-mm\\-dd");

    /// <summary>A moment.</summary>
    public StyleId Timestamp => Of("yyyy\\-mm\\-dd\\ hh:mm:ss");

    /// <summary>A column's heading.</summary>
    public StyleId Header => _header ??= spreadsheet.AddStyle(HeaderStyle(HorizontalAlignment.Left));

    /// <summary>Heading of a column of figures.</summary>
    public StyleId FigureHeader => _figureHeader ??= spreadsheet.AddStyle(HeaderStyle(HorizontalAlignment.Right));

    /// <summary>A number with thousands separators, negative in parentheses.</summary>
    public StyleId Number(int decimals, bool isTotal = false)
    {
        var digits = decimals == 0 ? "#,##0" : "#,##0." + new string('0', decimals);
        return Of($"{digits}_);\\({digits}\\)", isTotal, isTotal);
    }

    /// <summary>Any other format, in Excel's notation.</summary>
    public StyleId Of(string format, bool isBold = false, bool isTotal = false, bool isRight = false)
    {
        if (_styles.TryGetValue((format, isBold, isTotal, isRight), out var known))
            return known;
        var style = new Style
        {
            Format = format == "@" ? NumberFormat.Standard(StandardNumberFormat.Text) : NumberFormat.Custom(format),
            Font = new() { Bold = isBold },
            Alignment = isRight ? new() { Horizontal = HorizontalAlignment.Right } : new(),
            Border = isTotal ? new() { Top = new() { BorderStyle = BorderStyle.Thin } } : new(),
        };
        return _styles[(format, isBold, isTotal, isRight)] = spreadsheet.AddStyle(style);
    }

    private static Style HeaderStyle(HorizontalAlignment alignment) => new()
    {
        Format = NumberFormat.Standard(StandardNumberFormat.Text),
        Font = new() { Bold = true },
        Fill = new() { Color = Color.FromArgb(0xF3, 0xF5, 0xF8) },
        Alignment = new() { Horizontal = alignment, Vertical = VerticalAlignment.Center, WrapText = true },
        Border = new() { Bottom = new() { BorderStyle = BorderStyle.Medium } },
    };
}
