using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace StratCap.Documents.Tests;

/// <summary>Looks at a file's raw objects, without a library.</summary>
internal static partial class PdfObjects
{
    /// <summary>All names (/Such) in dictionaries, outside streams and strings.</summary>
    public static IReadOnlySet<string> Names(byte[] file)
    {
        var outside = TextString().Replace(Stream().Replace(Encoding.Latin1.GetString(file), ""), "()");
        return Name().Matches(outside).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The dictionary that holds a text.</summary>
    public static string Dictionary(byte[] file, string holding) =>
        Encoding.Latin1.GetString(file).Split("endobj").Single(each => each.Contains(holding, StringComparison.Ordinal));

    /// <summary>Checks that each entry of the table of offsets points at its object; returns their number.</summary>
    public static int CheckOffsets(byte[] file)
    {
        var text = Encoding.Latin1.GetString(file);
        var table = int.Parse(Regex.Match(text, @"startxref\n(\d+)\n?%%EOF\s*$").Groups[1].Value, CultureInfo.InvariantCulture);
        text[table..].ShouldStartWith("xref\n0 ");
        var entries = Regex.Matches(text[table..], @"(\d{10}) 00000 n \n");
        for (var number = 1; number <= entries.Count; number++)
            text[int.Parse(entries[number - 1].Groups[1].Value, CultureInfo.InvariantCulture)..].ShouldStartWith(string.Create(CultureInfo.InvariantCulture, $"{number} 0 obj"));
        return entries.Count;
    }

    /// <summary>Inflates each compressed stream, whose checksum must be there and right; returns their number.</summary>
    public static int CheckStreams(byte[] file)
    {
        var streams = Regex.Matches(Encoding.Latin1.GetString(file), @"/FlateDecode/Length (\d+)[^\n]*\nstream\n");
        foreach (Match match in streams)
        {
            var deflated = file.AsSpan(match.Index + match.Length, int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToArray();
            using var plain = new MemoryStream();
            using (var zlib = new ZLibStream(new MemoryStream(deflated), CompressionMode.Decompress))
                zlib.CopyTo(plain);
            Adler32(plain.ToArray()).ShouldBe(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(deflated.AsSpan(deflated.Length - 4)));
            Encoding.Latin1.GetString(file, match.Index + match.Length + deflated.Length, 10).ShouldStartWith("\nendstream");
        }

        return streams.Count;
    }

    private static uint Adler32(byte[] bytes)
    {
        uint low = 1, high = 0;
        foreach (var each in bytes)
        {
            low = (low + each) % 65_521;
            high = (high + low) % 65_521;
        }

        return (high << 16) | low;
    }

    [GeneratedRegex("stream\n.*?endstream", RegexOptions.Singleline)]
    private static partial Regex Stream();

    [GeneratedRegex(@"\((?:\\.|[^\\()])*\)", RegexOptions.Singleline)]
    private static partial Regex TextString();

    [GeneratedRegex("/([A-Za-z]+)")]
    private static partial Regex Name();
}
