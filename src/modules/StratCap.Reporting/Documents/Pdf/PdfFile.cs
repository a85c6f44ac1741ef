using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>
/// Compresses the streams of a finished file. PDFsharp 6.2 writes deflated streams without their checksum, which strict readers report as damage;
/// so it writes them plain, and they are deflated here, whole.
/// </summary>
internal static partial class PdfFile
{
    /// <summary>Rewrites the file with compressed streams and a new table of offsets.</summary>
    /// <param name="file">As PDFsharp writes it: uncompressed, a classic table of offsets, lengths of streams given directly.</param>
    public static byte[] Compress(byte[] file)
    {
        var text = Encoding.Latin1.GetString(file);
        var tableAt = int.Parse(StartXref().Match(text, Math.Max(0, text.Length - 64)).Groups["at"].Value, CultureInfo.InvariantCulture);
        var header = TableHeader().Match(text, tableAt);
        var count = int.Parse(header.Groups["count"].Value, CultureInfo.InvariantCulture);
        var offsets = new int[count];
        for (var number = 1; number < count; number++)
            offsets[number] = int.Parse(text.AsSpan(header.Index + header.Length + (number * 20), 10), CultureInfo.InvariantCulture);

        using var output = new MemoryStream(file.Length / 2);
        var numbers = Enumerable.Range(1, count - 1).OrderBy(number => offsets[number]).ToList();
        output.Write(file, 0, offsets[numbers[0]]);
        var moved = new int[count];
        for (var index = 0; index < numbers.Count; index++)
        {
            var start = offsets[numbers[index]];
            var end = index + 1 < numbers.Count ? offsets[numbers[index + 1]] : tableAt;
            moved[numbers[index]] = (int)output.Position;
            WriteObject(output, file.AsSpan(start, end - start), text.Substring(start, end - start));
        }

        WriteTable(output, moved, text[(header.Index + header.Length + (count * 20))..]);
        return output.ToArray();
    }

    private static void WriteObject(MemoryStream output, ReadOnlySpan<byte> bytes, string text)
    {
        var stream = StreamStart().Match(text);
        if (!stream.Success || text.AsSpan(0, stream.Index).Contains("/Filter", StringComparison.Ordinal) || text.AsSpan(0, stream.Index).Contains("/Type/Metadata", StringComparison.Ordinal))
        {
            // Metadata stays readable to programs that know nothing of PDF.
            output.Write(bytes);
            return;
        }

        var dictionary = text[..stream.Index];
        var length = Length().Match(dictionary);
        var plain = bytes.Slice(stream.Index + stream.Length, int.Parse(length.Groups["length"].Value, CultureInfo.InvariantCulture));
        var deflated = Deflate(plain);
        var described = Length().Replace(dictionary, FormattableString.Invariant($"/Filter/FlateDecode/Length {deflated.Length}"));
        output.Write(Encoding.Latin1.GetBytes(described + stream.Value));
        output.Write(deflated);
        output.Write(bytes[(stream.Index + stream.Length + plain.Length)..]);
    }

    private static void WriteTable(MemoryStream output, int[] offsets, string trailer)
    {
        var tableAt = output.Position;
        var table = new StringBuilder().Append(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Length}\n0000000000 65535 f \n");
        foreach (var offset in offsets.Skip(1))
            table.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        table.Append(StartXref().Replace(trailer, FormattableString.Invariant($"startxref\n{tableAt}")));
        output.Write(Encoding.Latin1.GetBytes(table.ToString()));
    }

    private static byte[] Deflate(ReadOnlySpan<byte> plain)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(plain);
        return deflated.ToArray();
    }

    [GeneratedRegex(@"startxref\r?\n(?<at>\d+)")]
    private static partial Regex StartXref();

    [GeneratedRegex(@"\Gxref\r?\n0 (?<count>\d+)\r?\n")]
    private static partial Regex TableHeader();

    [GeneratedRegex(@"(?<=>>\r?\n?)stream\r?\n")]
    private static partial Regex StreamStart();

    [GeneratedRegex(@"/Length (?<length>\d+)")]
    private static partial Regex Length();
}
