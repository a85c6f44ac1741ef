namespace StratCap.Server.Embedded;

/// <summary>How an embedded PostgreSQL is to be run.</summary>
internal sealed record EmbeddedPostgresOptions
{
    /// <summary>Where the cluster, its password and its locks live; made when it is missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>For tests: nothing is synchronised to disk, so that a power cut may lose everything. Never for a fund's books.</summary>
    public bool Fast { get; init; }

    /// <summary>PostgreSQL is killed by the kernel when this process ends, however it ends.</summary>
    public bool DiesWithThisProcess { get; init; }

    /// <summary>Stop PostgreSQL on dispose, unless another process still uses the same cluster.</summary>
    public bool StopOnDispose { get; init; } = true;

    /// <summary>The most connections that the server accepts at once.</summary>
    public int MaxConnections { get; init; } = 200;

    /// <summary>How long a start may take, crash recovery included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(10);
}
