using System.Security.Cryptography;
using System.Text;
using StratCap.Foundation.Storage;

namespace StratCap.Exports.Archives;

/// <summary>What was written to a stream or read from it, counted and hashed on the way.</summary>
internal sealed class HashedStream(Stream inner, long limit = long.MaxValue) : PassingStream(inner)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>So many so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Of all so far, lower-case hex. Once.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    protected override void Passed(ReadOnlySpan<byte> bytes)
    {
        Bytes += bytes.Length;
        if (Bytes > limit) throw new InvalidDataException("It unpacks to more bytes than it says.");
        _hash.AppendData(bytes);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The hash over an archive's content: over a line "hash, two blanks, file" for each counted file by name, as <c>sha256sum</c> writes them. When and by whom it was written is no part of it.</summary>
internal static class ContentHash
{
    public static string Of(IEnumerable<TableEntry> tables, BlobsEntry blobs) => Of(tables.Where(t => t.Counted).Select(t => (t.File, t.Sha256)).Append((blobs.File, blobs.Sha256)));

    private static string Of(IEnumerable<(string File, string Sha256)> files) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.OrderBy(f => f.File, StringComparer.Ordinal).Select(f => $"{f.Sha256}  {f.File}\n")))));
}

/// <summary>
/// Writes an archive so that every byte of it is under one hash: it ends with 64 hex digits, which are the SHA-256 of all bytes before them. They are the end of the ZIP's comment, where no reader minds them.
/// </summary>
internal sealed class ClosingHash(Stream inner) : PassingStream(inner)
{
    public const int Digits = 64;

    /// <summary>What the comment begins with.</summary>
    public const string Mark = "stratcap-export 1 sha256:";

    private readonly IncrementalHash _all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _before = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _held = new byte[Digits];
    private int _count;

    /// <summary>The comment before the hash is known.</summary>
    public static string Comment { get; } = Mark + new string('0', Digits);

    /// <summary>So many, once it is finished.</summary>
    public long Bytes { get; private set; }

    /// <summary>Puts the hash in its place. Returns the SHA-256 of the whole file, lower-case hex.</summary>
    public async Task<string> Finish(CancellationToken ct)
    {
        if (!_held.AsSpan(0, _count).SequenceEqual(Encoding.ASCII.GetBytes(new string('0', Digits)))) throw new InvalidOperationException("An archive must end with its comment.");
        var digits = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_before.GetHashAndReset()));
        await Behind.WriteAsync(digits, ct);
        _all.AppendData(digits);
        Bytes += Digits;
        return Convert.ToHexStringLower(_all.GetHashAndReset());
    }

    // The last bytes are held back until it is known whether more come.
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length >= Digits)
        {
            Pass(_held.AsSpan(0, _count));
            Pass(buffer[..^Digits]);
            buffer[^Digits..].CopyTo(_held);
            _count = Digits;
            return;
        }
        var over = Math.Max(0, _count + buffer.Length - Digits);
        Pass(_held.AsSpan(0, over));
        _held.AsSpan(over, _count - over).CopyTo(_held);
        buffer.CopyTo(_held.AsSpan(_count - over));
        _count = _count - over + buffer.Length;
    }

    private void Pass(ReadOnlySpan<byte> bytes)
    {
        Behind.Write(bytes);
        _all.AppendData(bytes);
        _before.AppendData(bytes);
        Bytes += bytes.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _all.Dispose();
            _before.Dispose();
        }
        base.Dispose(disposing);
    }
}
