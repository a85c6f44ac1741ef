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
    /// <summary>Beyond what was allowed, for what does not heed its time.</summary>
    internal const int Grace = 5;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    /// <returns>0, or 1 where a file did not heed its time: the process ends with it.</returns>
    public static int Run(Stream input, Stream output)
    {
        using var asked = new BinaryReader(input, Encoding.UTF8, leaveOpen: true);
        using var answer = new BinaryWriter(output, Encoding.UTF8, leaveOpen: true);
        while (Within(Idle, () => Next(asked)) is { } request)
        {
            using var content = PassingFile.Make();
            Take(asked, content, request.Length);
            content.Position = 0;
            if (Within(TimeSpan.FromSeconds(request.Seconds + Grace), () => Read(request, content)) is not { } read) return 1;
            Write(read, answer);
        }
        return 0;
    }

    /// <summary>What is done in time; null where it was not, or there is nothing. What goes on then ends with the process.</summary>
    private static T? Within<T>(TimeSpan time, Func<T?> work) where T : class
    {
        var done = Task.Run(work);
        return done.Wait(time) ? done.Result : null;
    }

    /// <summary>The next file; null where there is none any more.</summary>
    private static TextRequest? Next(BinaryReader asked)
    {
        try
        {
            return TextRequest.Read(asked);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private static ReadText Read(TextRequest request, Stream content)
    {
        var found = new FoundText(request.MostCharacters, request.MostUnpacked, TimeSpan.FromSeconds(request.Seconds), CancellationToken.None);
        var missing = FileText.Read(content, request.ContentType, found);
        return new ReadText(found.Text, missing);
    }

    private static void Write(ReadText read, BinaryWriter answer)
    {
        answer.Write(read.Missing ?? "");
        var text = Encoding.UTF8.GetBytes(read.Text);
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
