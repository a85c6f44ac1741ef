namespace StratCap.Foundation.Storage;

/// <summary>Stands before another stream and looks at what is read from it or written to it, from its beginning to its end: it does not seek. What the stream behind cannot do, that one refuses. It stays open.</summary>
/// <param name="behind">Read or written through this one alone.</param>
public abstract class PassingStream(Stream behind) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => behind.CanRead;

    /// <inheritdoc/>
    public override bool CanWrite => behind.CanWrite;

    /// <inheritdoc/>
    public sealed override bool CanSeek => false;

    /// <inheritdoc/>
    public sealed override long Length => behind.Length;

    /// <inheritdoc/>
    public sealed override long Position { get => behind.Position; set => behind.Position = value; }

    /// <summary>The stream behind.</summary>
    protected Stream Behind => behind;

    /// <inheritdoc/>
    public sealed override long Seek(long offset, SeekOrigin origin) => behind.Seek(offset, origin);

    /// <inheritdoc/>
    public sealed override void SetLength(long value) => behind.SetLength(value);

    /// <inheritdoc/>
    public sealed override int Read(byte[] buffer, int offset, int count)
    {
        var read = behind.Read(buffer, offset, count);
        Passed(buffer.AsSpan(offset, read));
        return read;
    }

    /// <inheritdoc/>
    public sealed override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await behind.ReadAsync(buffer, cancellationToken);
        Passed(buffer.Span[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count)
    {
        behind.Write(buffer, offset, count);
        Passed(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await behind.WriteAsync(buffer, cancellationToken);
        Passed(buffer.Span);
    }

    /// <inheritdoc/>
    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() => behind.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => behind.FlushAsync(cancellationToken);

    /// <summary>Looks at bytes that were just read or written. What it throws ends the passing.</summary>
    protected virtual void Passed(ReadOnlySpan<byte> bytes)
    {
    }
}
