using System.Globalization;
using System.Security.Cryptography;
using StratCap.Foundation.Storage;

namespace StratCap.Ingestion.Files;

/// <summary>Passes a stream on, counting and hashing it, and refuses to go on beyond a limit.</summary>
internal sealed class MeteredStream(Stream inner, long limitBytes) : PassingStream(inner)
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes passed on so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>The hash of what was read, lower-case hex. Ends the measuring.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    protected override void Passed(ReadOnlySpan<byte> bytes)
    {
        BytesRead += bytes.Length;
        if (BytesRead > limitBytes)
            throw new FileRefusedException(413, "ingestion.file_too_large", string.Create(CultureInfo.InvariantCulture, $"The file is larger than {limitBytes / 1048576m:0.##} MiB, the most that is taken: split it."));
        _hash.AppendData(bytes);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
