using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>Hands PDFsharp the embedded faces, whatever fonts the machine has, so that a document looks the same everywhere.</summary>
internal sealed class DocumentFonts : IFontResolver
{
    /// <summary>The one family of all documents.</summary>
    public const string Family = "Liberation Sans";

    private static readonly Lazy<bool> Installed = new(Install, LazyThreadSafetyMode.ExecutionAndPublication);

    private DocumentFonts()
    {
    }

    /// <summary>Installs the faces once for the process; any thread may call it any number of times.</summary>
    public static void EnsureInstalled() => _ = Installed.Value;

    /// <summary>A font of the family. Encoded as Unicode, so that every character can be read back as text.</summary>
    public static XFont Create(FontFace face, double size) => new(
        Family, size, face == FontFace.Bold ? XFontStyleEx.Bold : XFontStyleEx.Regular, new XPdfFontOptions(PdfFontEncoding.Unicode));

    /// <inheritdoc/>
    public FontResolverInfo? ResolveTypeface(string familyName, bool bold, bool italic) =>
        familyName == Family ? new FontResolverInfo((bold ? FontFace.Bold : FontFace.Regular).Name) : null;

    /// <inheritdoc/>
    public byte[]? GetFont(string faceName) =>
        faceName == FontFace.Regular.Name ? FontFace.Regular.Bytes
        : faceName == FontFace.Bold.Name ? FontFace.Bold.Bytes
        : null;

    private static bool Install()
    {
        // PDFsharp holds one resolver for the process and refuses a second one after the first font was made.
        if (GlobalFontSettings.FontResolver is not null)
            throw new InvalidOperationException("Another font resolver is installed for PDFsharp: documents must be the only users of PDFsharp in a process.");
        GlobalFontSettings.FontResolver = new DocumentFonts();
        return true;
    }
}
