namespace StratCap.Documents;

/// <summary>Limits of documents; section <c>Documents</c> of the configuration.</summary>
internal sealed record DocumentOptions
{
    /// <summary>Largest document, in bytes.</summary>
    public long MaxBytes { get; init; } = 50L << 20;
}
