using StratCap.Foundation.Jobs;

namespace StratCap.Documents;

/// <summary>Limits of documents; section <c>Documents</c> of the configuration.</summary>
internal sealed record DocumentOptions
{
    /// <summary>Largest document, in bytes.</summary>
    public long MaxBytes { get; init; } = 50L << 20;

    /// <summary>Where clamd listens, as <c>host:port</c> or as the path of its socket: every upload is shown to it before it is kept. Null: none is.</summary>
    public string? Scanner { get; init; }

    /// <summary>How long clamd may take for one upload.</summary>
    public int ScanSeconds { get; init; } = 60;

    /// <summary>Characters of a document that are searched, from its beginning.</summary>
    public int MaxTextCharacters { get; init; } = 1_000_000;

    /// <summary>Bytes to which a document may unpack while its text is taken out.</summary>
    public long MaxUnpackedBytes { get; init; } = 256L << 20;

    /// <summary>How long taking out one document's text may last.</summary>
    public int TextSeconds { get; init; } = 30;

    /// <summary>Documents whose text one copy of the server takes out at a time, each of another firm; 0 leaves them to other copies.</summary>
    public int TextWorkers { get; init; } = 1;

    /// <summary>How long such a document belongs to a worker that gives no sign of life.</summary>
    public int LeaseSeconds { get; init; } = 60;

    /// <summary>How often an idle worker looks for one.</summary>
    public int PollMilliseconds { get; init; } = 1_000;

    /// <summary>How often one may be taken up before it is given up.</summary>
    public int MaxAttempts { get; init; } = 3;

    public JobPace TextPace => new(TimeSpan.FromSeconds(LeaseSeconds), TimeSpan.FromMilliseconds(PollMilliseconds), TextWorkers, MaxAttempts);
}
