using System.Buffers.Binary;
using System.Reflection;
using System.Text;

namespace StratCap.Reporting.Documents.Pdf;

/// <summary>
/// One embedded TrueType face with its advance widths. Read here, and not asked of PDFsharp, because measuring there takes a
/// process-wide lock for each string, and because only the font's own map tells which characters it can print.
/// </summary>
internal sealed class FontFace
{
    /// <summary>Text.</summary>
    public static readonly FontFace Regular = new("LiberationSans-Regular");

    /// <summary>Headings, totals.</summary>
    public static readonly FontFace Bold = new("LiberationSans-Bold");

    private readonly int[] _glyphs = new int[char.MaxValue + 1];
    private readonly int[] _advances;
    private readonly double _unitsPerEm;

    private FontFace(string name)
    {
        Name = name;
        Bytes = Load(name + ".ttf");
        ReadOnlySpan<byte> font = Bytes;
        _unitsPerEm = U16(Table(font, "head"), 18);
        var hhea = Table(font, "hhea");
        var metrics = Table(font, "hmtx");
        _advances = new int[U16(hhea, 34)];
        for (var glyph = 0; glyph < _advances.Length; glyph++)
            _advances[glyph] = U16(metrics, glyph * 4);
        ReadGlyphs(Table(font, "cmap"), _glyphs);
    }

    /// <summary>The name under which PDFsharp asks for the bytes.</summary>
    public string Name { get; }

    /// <summary>The TrueType file.</summary>
    public byte[] Bytes { get; }

    /// <summary>Whether the face has a glyph for the character.</summary>
    public bool Has(char character) => _glyphs[character] != 0;

    /// <summary>Width of a line of text in points at a size in points; no kerning, as it is drawn.</summary>
    public double Width(ReadOnlySpan<char> text, double size)
    {
        long units = 0;
        foreach (var character in text)
            units += _advances[Math.Min(_glyphs[character], _advances.Length - 1)];
        return units * size / _unitsPerEm;
    }

    private static byte[] Load(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The font {resource} is not embedded in the assembly.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static ReadOnlySpan<byte> Table(ReadOnlySpan<byte> font, string tag)
    {
        var count = U16(font, 4);
        for (var entry = 12; entry < 12 + (count * 16); entry += 16)
        {
            if (Encoding.ASCII.GetString(font.Slice(entry, 4)) == tag)
                return font.Slice((int)U32(font, entry + 8), (int)U32(font, entry + 12));
        }

        throw new InvalidOperationException($"The font has no table '{tag}'.");
    }

    // OpenType "cmap", format 4: runs of characters, each mapped by a delta or through an array behind the run's offset.
    private static void ReadGlyphs(ReadOnlySpan<byte> cmap, int[] glyphs)
    {
        var map = UnicodeMap(cmap);
        var doubled = U16(map, 6);
        for (var segment = 0; segment < doubled; segment += 2)
        {
            var last = U16(map, 14 + segment);
            var first = U16(map, 16 + doubled + segment);
            var delta = U16(map, 16 + (2 * doubled) + segment);
            var offsetAt = 16 + (3 * doubled) + segment;
            var offset = U16(map, offsetAt);
            for (var character = first; character <= last && character < char.MaxValue; character++)
            {
                var glyph = offset == 0 ? character : U16(map, offsetAt + offset + (2 * (character - first)));
                glyphs[character] = glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
            }
        }
    }

    private static ReadOnlySpan<byte> UnicodeMap(ReadOnlySpan<byte> cmap)
    {
        var count = U16(cmap, 2);
        for (var record = 4; record < 4 + (count * 8); record += 8)
        {
            var map = cmap[(int)U32(cmap, record + 4)..];
            if (U16(cmap, record) == 3 && U16(cmap, record + 2) == 1 && U16(map, 0) == 4)
                return map;
        }

        throw new InvalidOperationException("The font has no Unicode character map of format 4.");
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
}
