namespace StratCap.Contracts.Reporting;

/// <summary>Asks Reporting, which has the fonts, to mark somebody else's PDF.</summary>
public interface IPdfMarks
{
    /// <summary>A copy of the PDF with the lines across every page and at its foot, at its beginning; null when it is protected, damaged, or otherwise not to be written on. Lies in memory while it is made.</summary>
    /// <param name="pdf">Can seek; from its beginning.</param>
    /// <param name="lines">What is printed, such as a name; what the font cannot draw is shown as a box.</param>
    Task<Stream?> Mark(Stream pdf, IReadOnlyList<string> lines, CancellationToken ct);
}
