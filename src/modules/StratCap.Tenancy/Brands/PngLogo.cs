using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace StratCap.Tenancy.Brands;

/// <summary>PNG (ISO/IEC 15948): the chunks that make the picture, its pixels packed anew. Texts, profiles and what hangs on behind the end stay out.</summary>
internal static class PngLogo
{
    private const int MaxSide = 2000;
    private static readonly byte[] Signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith(Signature);

    /// <exception cref="LogoException">It is no such picture.</exception>
    public static byte[] Redraw(byte[] file)
    {
        (byte[]? header, byte[]? palette, byte[]? clear) = (null, null, null);
        var packed = new MemoryStream();
        for (var at = Signature.Length; ;)
        {
            var (kind, data, next) = Chunk(file, at);
            at = next;
            if ((header is null) != (kind == "IHDR")) throw Broken("does not begin with one header");
            if (kind == "IEND") break;
            switch (kind)
            {
                case "IHDR": header = Header(data); break;
                case "PLTE" when data.Length is > 0 and <= 768 && data.Length % 3 == 0: palette = data; break;
                case "tRNS" when data.Length <= 256: clear = data; break;
                case "IDAT": packed.Write(data); break;
                case "PLTE" or "tRNS": throw Broken("has colours that are none");
                default: if (char.IsUpper(kind[0])) throw Broken($"has a part '{kind}' that is not known"); break;
            }
        }
        var pixels = Unpack(packed, SizeOf(header!));
        var drawn = new MemoryStream();
        drawn.Write(Signature);
        Write(drawn, "IHDR", header!);
        if (palette is not null) Write(drawn, "PLTE", palette);
        if (clear is not null) Write(drawn, "tRNS", clear);
        Write(drawn, "IDAT", Pack(pixels));
        Write(drawn, "IEND", []);
        return drawn.ToArray();
    }

    private static (string Kind, byte[] Data, int Next) Chunk(byte[] file, int at)
    {
        if (file.Length - at < 12) throw Broken("ends too early");
        var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
        if (length > file.Length - at - 12) throw Broken("ends too early");
        var size = (int)length;
        var named = file.AsSpan(at + 4, 4 + size);
        if (BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at + 8 + size)) != Crc32.HashToUInt32(named) || named[..4].ContainsAnyExcept(Letters)) throw Broken("has a damaged part");
        return (Encoding.ASCII.GetString(named[..4]), named[4..].ToArray(), at + 12 + size);
    }

    private static readonly System.Buffers.SearchValues<byte> Letters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static byte[] Header(byte[] data)
    {
        if (data.Length != 13) throw Broken("has no good header");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4)));
        if (width is 0 or > MaxSide || height is 0 or > MaxSide) throw new LogoException($"The PNG is larger than {MaxSide} × {MaxSide} pixels: make it smaller.");
        if (data[10] != 0 || data[11] != 0 || data[12] != 0) throw new LogoException("The PNG is interlaced: save it without.");
        return data[9] switch
        {
            0 or 3 when data[8] is 1 or 2 or 4 or 8 => data,
            0 or 2 or 4 or 6 when data[8] is 8 or 16 => data,
            _ => throw Broken("has a form that does not exist"),
        };
    }

    private static int SizeOf(byte[] header)
    {
        var channels = header[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var width = (int)BinaryPrimitives.ReadUInt32BigEndian(header);
        return (int)BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)) * (1 + ((width * channels * header[8]) + 7) / 8);
    }

    private static byte[] Unpack(MemoryStream packed, int size)
    {
        packed.Position = 0;
        var pixels = new byte[size];
        try
        {
            using var zlib = new ZLibStream(packed, CompressionMode.Decompress);
            zlib.ReadExactly(pixels);
            return zlib.ReadByte() < 0 ? pixels : throw Broken("holds more than its picture");
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException)
        {
            throw Broken("holds less than its picture");
        }
    }

    private static byte[] Pack(byte[] pixels)
    {
        var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(pixels);
        return packed.ToArray();
    }

    private static void Write(MemoryStream to, string kind, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(number, (uint)data.Length);
        to.Write(number);
        byte[] named = [.. Encoding.ASCII.GetBytes(kind), .. data];
        to.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(named));
        to.Write(number);
    }

    private static LogoException Broken(string how) => new($"The PNG {how}: save it again.");
}
