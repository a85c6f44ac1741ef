namespace StratCap.Ingestion.Files;

/// <summary>Knows a file by its first bytes, whatever its name says.</summary>
internal static class FileSigns
{
    private static readonly (byte[] Sign, string What)[] Known =
    [
        ([0x50, 0x4B, 0x03, 0x04], "a ZIP archive or an Excel workbook (.xlsx)"),
        ([0x50, 0x4B, 0x05, 0x06], "an empty ZIP archive"),
        ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (.xls)"),
        ([0x25, 0x50, 0x44, 0x46], "a PDF"),
        ([0x1F, 0x8B], "a compressed file (gzip)"),
        ([0x42, 0x5A, 0x68], "a compressed file (bzip2)"),
        ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive"),
    ];

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];
    private static ReadOnlySpan<byte> Utf16Mark => [0xFF, 0xFE];
    private static ReadOnlySpan<byte> Utf16BigEndianMark => [0xFE, 0xFF];

    /// <summary>Leaves the stream where it was when it begins like UTF-8 text; skips a UTF-8 byte order mark.</summary>
    /// <exception cref="FileRefusedException">It is an archive, a workbook, or text in another encoding.</exception>
    public static void RequireText(Stream content)
    {
        Span<byte> head = stackalloc byte[4];
        var start = content.Position;
        var length = content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        head = head[..length];
        foreach (var (sign, what) in Known)
            if (head.StartsWith(sign))
                throw new FileRefusedException(415, "ingestion.file_is_not_csv", $"The file is {what}, not comma-separated text: save it as 'CSV UTF-8' and send that.");
        if (head.StartsWith(Utf16Mark) || head.StartsWith(Utf16BigEndianMark))
            throw new FileRefusedException(422, "ingestion.encoding_not_utf8", "The file is UTF-16 text: save it as 'CSV UTF-8'.");
        content.Position = head.StartsWith(Utf8Mark) ? start + 3 : start;
    }
}
