using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>
/// Rewrites a file that PDFsharp 6.2 has written. PDFsharp deflates streams without their checksum, which strict readers report as damage, so it
/// writes them plain and they are deflated here; it names font subsets at random, here they are numbered, so that the same document is the same
/// file, byte for byte; its metadata is replaced by our own (<see cref="XmpPacket"/>).
/// </summary>
internal static partial class PdfFile
{
    /// <summary>The new file, with a new table of offsets.</summary>
    /// <param name="file">As PDFsharp writes it without compression: a classic table of offsets, lengths of streams given directly.</param>
    /// <param name="metadata">The metadata stream's new content.</param>
    public static byte[] Rewrite(byte[] file, byte[] metadata)
    {
        var text = Encoding.Latin1.GetString(file);
        var tableAt = int.Parse(StartXref().Match(text, Math.Max(0, text.Length - 64)).Groups["at"].Value, CultureInfo.InvariantCulture);
        var header = TableHeader().Match(text, tableAt);
        var count = int.Parse(header.Groups["count"].Value, CultureInfo.InvariantCulture);
        var offsets = new int[count];
        for (var number = 1; number < count; number++)
            offsets[number] = int.Parse(text.AsSpan(header.Index + header.Length + (number * 20), 10), CultureInfo.InvariantCulture);

        var subsets = new Dictionary<string, string>(StringComparer.Ordinal);
        using var output = new MemoryStream(file.Length / 2);
        var numbers = Enumerable.Range(1, count - 1).OrderBy(number => offsets[number]).ToList();
        output.Write(file, 0, offsets[numbers[0]]);
        var moved = new int[count];
        for (var index = 0; index < numbers.Count; index++)
        {
            var start = offsets[numbers[index]];
            var end = index + 1 < numbers.Count ? offsets[numbers[index + 1]] : tableAt;
            moved[numbers[index]] = (int)output.Position;
            WriteObject(output, text[start..end], metadata, subsets);
        }

        WriteTable(output, moved, text[(header.Index + header.Length + (count * 20))..]);
        return output.ToArray();
    }

    // Text in Latin-1 is the bytes one to one.
    private static void WriteObject(MemoryStream output, string text, byte[] metadata, Dictionary<string, string> subsets)
    {
        var stream = StreamStart().Match(text);
        if (!stream.Success)
        {
            output.Write(Encoding.Latin1.GetBytes(NumberSubsets(text, subsets)));
            return;
        }

        var dictionary = text[..stream.Index];
        var length = int.Parse(Length().Match(dictionary).Groups["length"].Value, CultureInfo.InvariantCulture);
        var start = stream.Index + stream.Length;

        // Metadata stays plain, readable to programs that know nothing of PDF.
        var isMetadata = dictionary.Contains("/Type/Metadata", StringComparison.Ordinal);
        var content = isMetadata ? metadata : Deflate(Encoding.Latin1.GetBytes(text.Substring(start, length)));
        var described = FormattableString.Invariant($"{(isMetadata ? "" : "/Filter/FlateDecode")}/Length {content.Length}");
        output.Write(Encoding.Latin1.GetBytes(Length().Replace(dictionary, described) + stream.Value));
        output.Write(content);
        output.Write(Encoding.Latin1.GetBytes(text[(start + length)..]));
    }

    private static string NumberSubsets(string text, Dictionary<string, string> subsets) => SubsetTag().Replace(text, match =>
    {
        if (!subsets.TryGetValue(match.Value, out var tag))
            subsets[match.Value] = tag = "SCFON" + (char)('A' + subsets.Count);
        return tag;
    });

    private static void WriteTable(MemoryStream output, int[] offsets, string trailer)
    {
        var tableAt = output.Position;
        var table = new StringBuilder().Append(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Length}\n0000000000 65535 f \n");
        foreach (var offset in offsets.Skip(1))
            table.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        table.Append(StartXref().Replace(trailer, FormattableString.Invariant($"startxref\n{tableAt}")));
        output.Write(Encoding.Latin1.GetBytes(table.ToString()));
    }

    private static byte[] Deflate(byte[] plain)
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

    [GeneratedRegex(@"(?<=/(FontName|BaseFont)/)[A-Z]{6}(?=\+Liberation#20Sans)")]
    private static partial Regex SubsetTag();

    [GeneratedRegex(@"/Length (?<length>\d+)")]
    private static partial Regex Length();
}
