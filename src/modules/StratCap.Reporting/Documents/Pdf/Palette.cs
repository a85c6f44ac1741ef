using System.Globalization;
using PdfSharp.Drawing;
using StratCap.FundMath;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>A document's colours: the firm's own for band, bars and headings, greys for the rest. Text always stays readable on them.</summary>
internal sealed class Palette
{
    private const double ReadableContrast = 4.5; // WCAG 2.1, level AA

    /// <summary>Text.</summary>
    public static readonly XColor Ink = XColor.FromArgb(0x1F, 0x29, 0x33);

    /// <summary>Labels, footer.</summary>
    public static readonly XColor Grey = XColor.FromArgb(0x5B, 0x65, 0x70);

    /// <summary>Lines between rows.</summary>
    public static readonly XColor Hairline = XColor.FromArgb(0xD5, 0xDA, 0xE1);

    /// <summary>Behind totals and tiles.</summary>
    public static readonly XColor Tint = XColor.FromArgb(0xF3, 0xF5, 0xF8);

    /// <summary>Bar of a warning.</summary>
    public static readonly XColor Amber = XColor.FromArgb(0xB4, 0x53, 0x09);

    /// <summary>Behind a warning.</summary>
    public static readonly XColor AmberTint = XColor.FromArgb(0xFF, 0xF7, 0xE6);

    /// <summary>Makes the colours of a firm.</summary>
    /// <param name="brandColour">As <c>#1A2B3C</c>.</param>
    /// <exception cref="FundRuleException"><c>reporting.document.brand_colour</c>: not such a colour.</exception>
    public Palette(string brandColour)
    {
        if (brandColour is not { Length: 7 } || brandColour[0] != '#'
            || !int.TryParse(brandColour.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var rgb))
            throw new FundRuleException("reporting.document.brand_colour", $"'{PrintableText.Line(brandColour)}' is not a colour: give six hexadecimal digits after #, such as #1A2B3C.");
        Brand = XColor.FromArgb((rgb >> 16) & 0xFF, (rgb >> 8) & 0xFF, rgb & 0xFF);
        OnBrand = Contrast(Brand, XColors.White) >= ReadableContrast ? XColors.White : Ink;
        Heading = Contrast(Brand, XColors.White) >= ReadableContrast ? Brand : Ink;
    }

    /// <summary>The firm's colour.</summary>
    public XColor Brand { get; }

    /// <summary>Text on the firm's colour.</summary>
    public XColor OnBrand { get; }

    /// <summary>Headings on white.</summary>
    public XColor Heading { get; }

    private static double Contrast(XColor one, XColor other)
    {
        var (light, dark) = (Math.Max(Luminance(one), Luminance(other)), Math.Min(Luminance(one), Luminance(other)));
        return (light + 0.05) / (dark + 0.05);
    }

    private static double Luminance(XColor colour) => (0.2126 * Linear(colour.R)) + (0.7152 * Linear(colour.G)) + (0.0722 * Linear(colour.B));

    private static double Linear(byte channel)
    {
        var part = channel / 255d;
        return part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4);
    }
}
