using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace StratCap.Exports.Archives;

/// <summary>Lines of a file, one at a time, none longer than a limit.</summary>
internal static class Lines
{
    /// <summary>The longest line, in bytes: a row with a report's figures is the largest there is.</summary>
    public const int MaxBytes = 256 << 20;

    /// <summary>Each line without its end; every one, the last too, has one.</summary>
    /// <exception cref="InvalidDataException">A line is too long, or the last one has no end.</exception>
    public static async IAsyncEnumerable<ReadOnlySequence<byte>> Read(Stream stream, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 1 << 16, leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                yield return buffer.Slice(0, end);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            if (buffer.Length > MaxBytes) throw new InvalidDataException("A line is longer than any that is written.");
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (!read.IsCompleted) continue;
            if (!buffer.IsEmpty) throw new InvalidDataException("The last line is cut off.");
            await reader.CompleteAsync();
            yield break;
        }
    }
}
