using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml;
using StratCap.Foundation.Storage;

namespace StratCap.Documents.Texts;

/// <summary>Takes the text out of Word documents and Excel workbooks: of their parts that hold text, and within those what people read. Deleted text, fields' codes and formulas are left out.</summary>
internal static partial class OfficeText
{
    // What the reader holds whole, as the value of an attribute, must be no larger; text it gives piece by piece.
    private const int MostWhole = 16 << 20;

    /// <summary>Reads until the parts end or the text is full.</summary>
    /// <exception cref="TextBoundException">The file unpacks to more, or takes longer, than is looked at.</exception>
    public static void Read(Stream content, FoundText found)
    {
        using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries.Where(e => Part().IsMatch(e.FullName)))
        {
            using var part = entry.Open();
            using var counted = new CountedStream(part, found);
            using var reader = XmlReader.Create(counted, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreProcessingInstructions = true });
            Read(reader, counted, found);
            if (found.Full) return;
        }
    }

    private static void Read(XmlReader reader, CountedStream part, FoundText found)
    {
        var reads = false;
        var shared = false;
        var chunk = new char[1 << 13];
        while (!found.Full && part.Next() && reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.LocalName is "c":
                    // The cell holds the number of a text that stands elsewhere.
                    shared = reader.GetAttribute("t") == "s";
                    break;
                case XmlNodeType.Element when reader.LocalName is "t" or "v":
                    reads = !reader.IsEmptyElement && !(reader.LocalName == "v" && shared);
                    break;
                case XmlNodeType.Element when reader.LocalName is "sheet":
                    found.Add(reader.GetAttribute("name"));
                    found.Gap();
                    break;
                case XmlNodeType.Element when reader.LocalName is "tab" or "br" or "cr":
                    found.Gap();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when reads:
                    for (int read; !found.Full && part.Next() && (read = reader.ReadValueChunk(chunk, 0, chunk.Length)) > 0;) found.Add(chunk.AsSpan(0, read));
                    break;
                case XmlNodeType.EndElement when reader.LocalName is "t" or "v":
                    reads = false;
                    break;
                // A word may stand in several pieces with different looks: it ends where its paragraph or cell does.
                case XmlNodeType.EndElement when reader.LocalName is "p" or "si" or "is" or "c" or "comment":
                    found.Gap();
                    break;
            }
        }
    }

    [GeneratedRegex(@"^(word/(document|footnotes|endnotes|comments|header\d*|footer\d*)|xl/(workbook|sharedStrings|comments\d*|worksheets/[^/]+))\.xml$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Part();

    private sealed class CountedStream(Stream part, FoundText found) : PassingStream(part)
    {
        private int _atOnce;

        /// <summary>The reader begins its next piece; always true.</summary>
        public bool Next()
        {
            _atOnce = 0;
            return true;
        }

        protected override void Passed(ReadOnlySpan<byte> bytes)
        {
            found.Unpacked(bytes.Length);
            _atOnce += bytes.Length;
            if (_atOnce > MostWhole) throw new TextBoundException("It holds a value that is longer than is looked at.");
        }
    }
}
