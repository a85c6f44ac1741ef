using System.Text;
using StratCap.Foundation.Storage;

namespace StratCap.Documents.Texts;

/// <summary>A file whose text is asked for, as it goes to the process that reads it: these, and then as many bytes as <paramref name="Length"/> says.</summary>
/// <param name="Seconds">How long it may be read.</param>
internal sealed record TextRequest(string ContentType, int MostCharacters, long MostUnpacked, int Seconds, long Length)
{
    public void Write(BinaryWriter to)
    {
        to.Write(ContentType);
        to.Write(MostCharacters);
        to.Write(MostUnpacked);
        to.Write(Seconds);
        to.Write(Length);
        to.Flush();
    }

    public static TextRequest Read(BinaryReader from) => new(from.ReadString(), from.ReadInt32(), from.ReadInt64(), from.ReadInt32(), from.ReadInt64());
}

/// <summary>The text of a file.</summary>
/// <param name="Missing">Why it is not all; null when it is.</param>
internal sealed record ReadText(string Text, string? Missing);

/// <summary>The process that reads texts: file after file, until its input ends, nobody asks for a while, or one of them takes it along.</summary>
internal static class TextsFromInput
{
    private const int TookTooLong = 3;

    /// <summary>Beyond what was allowed, for what does not heed its time.</summary>
    internal const int Grace = 5;

    internal static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    public static int Run(Stream input, Stream output)
    {
        using var watch = new Timer(_ => Environment.Exit(TookTooLong));
        using var asked = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
        using var answer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        while (true)
        {
            watch.Change(Idle, Timeout.InfiniteTimeSpan);
            try
            {
                Answer(TextRequest.Read(asked), asked, answer, watch);
            }
            catch (EndOfStreamException)
            {
                return 0;
            }
        }
    }

    private static void Answer(TextRequest request, BinaryReader asked, BinaryWriter answer, Timer watch)
    {
        using var content = PassingFile.Make();
        Take(asked, content, request.Length);
        content.Position = 0;
        watch.Change(TimeSpan.FromSeconds(request.Seconds + Grace), Timeout.InfiniteTimeSpan);
        var found = new FoundText(request.MostCharacters, request.MostUnpacked, TimeSpan.FromSeconds(request.Seconds), CancellationToken.None);
        var missing = FileText.Read(content, request.ContentType, found);
        answer.Write(missing ?? "");
        var text = Encoding.UTF8.GetBytes(found.Text);
        answer.Write(text.Length);
        answer.Write(text);
        answer.Flush();
    }

    private static void Take(BinaryReader from, Stream to, long length)
    {
        var chunk = new byte[1 << 16];
        while (length > 0)
        {
            var read = from.Read(chunk, 0, (int)Math.Min(chunk.Length, length));
            if (read == 0) throw new EndOfStreamException();
            to.Write(chunk, 0, read);
            length -= read;
        }
    }
}
