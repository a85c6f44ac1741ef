using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using StratCap.Foundation.Apart;

namespace StratCap.Documents.Texts;

/// <summary>Has text taken out of files by processes of their own (<see cref="ProgramApart"/>): a file that ends its reader ends nothing else. A reader takes many files, since starting one takes longer than reading most.</summary>
internal sealed class TextReaders(DocumentOptions limits) : IDisposable
{
    private static readonly ReadText Fatal = new("", "It ends whoever reads it.");

    private readonly ConcurrentBag<Process> _idle = [];

    /// <summary>Takes the text out of a file; whatever is wrong with it is told and not thrown.</summary>
    /// <param name="content">It can seek.</param>
    public async Task<ReadText> Read(Stream content, string contentType, CancellationToken ct)
    {
        // One that waited may have ended meanwhile for want of work; what ends a fresh one is the file.
        if (_idle.TryTake(out var waited) && await Read(waited, content, contentType, ct) is { } read) return read;
        return await Read(Start(), content, contentType, ct) ?? Fatal;
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var reader)) End(reader);
    }

    private static Process Start()
    {
        var reader = ProgramApart.Start(DocumentsModule.ReadTextsVerb);
        // What it says as it dies is of no use, but must not stop it.
        _ = reader.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        return reader;
    }

    /// <summary>Null where the reader ended.</summary>
    private async Task<ReadText?> Read(Process reader, Stream content, string contentType, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(limits.TextSeconds + (2 * TextsFromInput.Grace)));
        await using var ends = limit.Token.Register(() => Kill(reader));
        var lives = false;
        try
        {
            var read = await Task.Run(() => Ask(reader, content, contentType), CancellationToken.None);
            lives = true;
            return read;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
            ct.ThrowIfCancellationRequested();
            return null;
        }
        finally
        {
            if (lives) _idle.Add(reader);
            else End(reader);
        }
    }

    private ReadText Ask(Process reader, Stream content, string contentType)
    {
        content.Position = 0;
        var input = reader.StandardInput.BaseStream;
        using (var asked = new BinaryWriter(input, Encoding.UTF8, leaveOpen: true))
            new TextRequest(contentType, limits.MaxTextCharacters, limits.MaxUnpackedBytes, limits.TextSeconds, content.Length).Write(asked);
        content.CopyTo(input);
        input.Flush();
        using var answer = new BinaryReader(reader.StandardOutput.BaseStream, Encoding.UTF8, leaveOpen: true);
        var missing = answer.ReadString();
        var length = answer.ReadInt32();
        if (length < 0 || length > 4L * limits.MaxTextCharacters) throw new InvalidDataException("The reader of texts answers more than it was asked for.");
        var text = answer.ReadBytes(length);
        if (text.Length < length) throw new EndOfStreamException();
        return new ReadText(Encoding.UTF8.GetString(text), missing.Length == 0 ? null : missing);
    }

    private static void Kill(Process reader)
    {
        try
        {
            reader.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }

    private static void End(Process reader)
    {
        Kill(reader);
        reader.Dispose();
    }
}
