using System.IO.Compression;
using System.Text;

namespace StratCap.Documents.Keeping;

/// <summary>The types of files that are taken, each known by its bytes and not by what is said of it. Workbooks and texts with macros are not.</summary>
internal static class ContentTypes
{
    public const string Pdf = "application/pdf";
    public const string Workbook = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    public const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    public const string Png = "image/png";
    public const string Jpeg = "image/jpeg";
    public const string Csv = "text/csv";
    public const string Text = "text/plain";

    /// <summary>Says of bytes that they are bytes.</summary>
    public const string Unsaid = "application/octet-stream";

    private const int MostEntries = 10_000;

    private static readonly Dictionary<string, (string Ending, Func<Stream, bool> Is)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [Pdf] = (".pdf", content => Begins(content, "%PDF-"u8)),
        [Workbook] = (".xlsx", content => IsOffice(content, "xl/workbook.xml")),
        [Word] = (".docx", content => IsOffice(content, "word/document.xml")),
        [Png] = (".png", content => Begins(content, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])),
        [Jpeg] = (".jpg", content => Begins(content, [0xFF, 0xD8, 0xFF])),
        [Csv] = (".csv", IsText),
        [Text] = (".txt", IsText),
    };

    /// <summary>For a sentence.</summary>
    public const string InWords = "PDF, Excel workbook (.xlsx), Word document (.docx), PNG, JPEG, CSV and plain text (UTF-8)";

    /// <summary>The type of the content: the one that is said of it where the bytes are of it; where none is said, what they show. Null when it is none that is taken.</summary>
    /// <param name="said">Lower-case; <see cref="Unsaid"/> where the sender does not know.</param>
    /// <param name="fileName">Tells CSV from other text.</param>
    public static string? Of(string said, string fileName, Stream content)
    {
        bool Is(string type)
        {
            content.Position = 0;
            return Known[type].Is(content);
        }
        if (said.Length > 0 && said != Unsaid) return Known.ContainsKey(said) && Is(said) ? said : null;
        var text = fileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? Csv : Text;
        return Known.Keys.Where(t => t is not (Csv or Text)).Append(text).FirstOrDefault(Is);
    }

    /// <summary>How names of such files end.</summary>
    public static string EndingOf(string contentType) => Known[contentType].Ending;

    private static bool Begins(Stream content, ReadOnlySpan<byte> sign)
    {
        Span<byte> head = stackalloc byte[sign.Length];
        return content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == sign.Length && head.SequenceEqual(sign);
    }

    /// <summary>Only the directory is read, nothing is unpacked.</summary>
    private static bool IsOffice(Stream content, string part)
    {
        try
        {
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            return zip.Entries.Count <= MostEntries
                && zip.Entries.Any(e => e.FullName.Equals("[Content_Types].xml", StringComparison.OrdinalIgnoreCase))
                && zip.Entries.Any(e => e.FullName.Equals(part, StringComparison.OrdinalIgnoreCase))
                && !zip.Entries.Any(e => e.Name.StartsWith("vbaProject", StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>UTF-8 without control characters but tab and line ends, to the last byte.</summary>
    private static bool IsText(Stream content)
    {
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var bytes = new byte[1 << 16];
        var chars = new char[bytes.Length + 2];
        var any = false;
        try
        {
            while (true)
            {
                var read = content.Read(bytes);
                var decoded = decoder.GetChars(bytes.AsSpan(0, read), chars, flush: read == 0);
                if (chars.AsSpan(0, decoded).ContainsAnyInRange('\0', '\b') || chars.AsSpan(0, decoded).ContainsAnyInRange('\u000E', '\u001F')) return false;
                if (read == 0) return any;
                any = true;
            }
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
