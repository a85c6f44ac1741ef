using System.Buffers.Binary;

namespace StratCap.Reporting.Documents.Tables;

/// <summary>Replaces the wall-clock times that a zip archive (a workbook is one) carries for each entry, so that the same content gives the same bytes.</summary>
internal static class StableZip
{
    private const uint EndOfDirectory = 0x06054b50;
    private const int EndOfDirectoryLength = 22;
    private const int EntryLength = 46;

    /// <summary>Sets every entry's time, in place.</summary>
    /// <param name="archive">Without a comment at its end, smaller than 2 GiB.</param>
    /// <param name="at">Written as UTC; a zip knows years from 1980 and even seconds.</param>
    public static void SetTimes(Span<byte> archive, DateTimeOffset at)
    {
        var end = archive[^EndOfDirectoryLength..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndOfDirectory)
            throw new InvalidOperationException("The archive does not end with its directory.");
        var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var entry = (int)BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        var time = Time(at.UtcDateTime);
        for (var index = 0; index < count; index++)
        {
            var record = archive[entry..];
            BinaryPrimitives.WriteUInt32LittleEndian(record[12..], time);
            BinaryPrimitives.WriteUInt32LittleEndian(archive[((int)BinaryPrimitives.ReadUInt32LittleEndian(record[42..]) + 10)..], time);
            entry += EntryLength + U16(record, 28) + U16(record, 30) + U16(record, 32);
        }
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Time(DateTime utc)
    {
        var year = Math.Clamp(utc.Year - 1980, 0, 127);
        var date = (uint)((year << 9) | (utc.Month << 5) | utc.Day);
        return (date << 16) | (uint)((utc.Hour << 11) | (utc.Minute << 5) | (utc.Second / 2));
    }
}
