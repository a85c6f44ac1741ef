using StratCap.Foundation.Storage;

namespace StratCap.Foundation.Tables;

/// <summary>
/// Stands before a stream that forbids blocking writes, such as a web server's response: .NET's zip archive writes its small headers that way.
/// They are kept until the next asynchronous write. The stream behind stays open.
/// </summary>
public sealed class BufferedWriteStream(Stream behind) : PassingStream(behind)
{
    private readonly MemoryStream _kept = new();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => _kept.Write(buffer, offset, count);

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer) => _kept.Write(buffer);

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Forward(cancellationToken);
        await Behind.WriteAsync(buffer, cancellationToken);
    }

    /// <summary>Nothing: what is kept leaves with the next asynchronous write or flush.</summary>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await Forward(cancellationToken);
        await Behind.FlushAsync(cancellationToken);
    }

    private async ValueTask Forward(CancellationToken cancellation)
    {
        if (_kept.Length == 0)
            return;
        await Behind.WriteAsync(_kept.GetBuffer().AsMemory(0, (int)_kept.Length), cancellation);
        _kept.SetLength(0);
    }
}
