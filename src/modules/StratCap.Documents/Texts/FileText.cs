using System.Text;
using StratCap.Documents.Keeping;
using UglyToad.PdfPig.Exceptions;

namespace StratCap.Documents.Texts;

/// <summary>Takes the text out of files of the types that are kept.</summary>
internal static class FileText
{
    /// <summary>Reads what can be read of a file. Whatever is wrong with it is told and never thrown: other people's files break in every way.</summary>
    /// <returns>Why it is not all of the file's text; null when it is.</returns>
    public static string? Read(Stream content, string contentType, FoundText found)
    {
        try
        {
            switch (contentType)
            {
                case ContentTypes.Pdf:
                    PdfText.Read(content, found);
                    break;
                case ContentTypes.Word or ContentTypes.Workbook:
                    OfficeText.Read(content, found);
                    break;
                case ContentTypes.Csv or ContentTypes.Text:
                    Plain(content, found);
                    break;
                default:
                    return "Pictures have no text.";
            }
            return found.Full ? "It is longer than what is searched." : null;
        }
        catch (PdfDocumentEncryptedException)
        {
            return "A password protects it.";
        }
        catch (TextBoundException bound)
        {
            return bound.Message;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A bound may come wrapped in what the reader throws.
            return e.GetBaseException() is TextBoundException bound ? bound.Message : "It cannot be read to its end.";
        }
    }

    private static void Plain(Stream content, FoundText found)
    {
        using var reader = new StreamReader(content, Encoding.UTF8, leaveOpen: true);
        var chunk = new char[1 << 15];
        for (int read; !found.Full && (read = reader.Read(chunk)) > 0;) found.Add(chunk.AsSpan(0, read));
    }
}
