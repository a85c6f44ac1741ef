namespace StratCap.Reporting.Documents.Pdf;

/// <summary>The paper a document is laid out for.</summary>
internal enum PaperSize
{
    /// <summary>210 × 297 mm.</summary>
    A4,

    /// <summary>8.5 × 11 inches.</summary>
    Letter,
}

/// <summary>A page's measures, in points (1/72 inch).</summary>
internal sealed record PageSetup(double Width, double Height)
{
    /// <summary>White at the left and the right of the text.</summary>
    public const double SideMargin = 48;

    /// <summary>Height of the coloured band at the top.</summary>
    public const double BandHeight = 42;

    /// <summary>Where text begins.</summary>
    public const double BodyTop = BandHeight + 26;

    private const double FooterHeight = 58;

    /// <summary>Width of the text.</summary>
    public double BodyWidth => Width - (2 * SideMargin);

    /// <summary>Where text ends; the footer follows.</summary>
    public double BodyBottom => Height - FooterHeight;

    /// <summary>The measures of a paper.</summary>
    public static PageSetup Of(PaperSize paper) => paper == PaperSize.Letter ? new(612, 792) : new(595.28, 841.89);
}
