namespace StratCap.Foundation.Storage;

/// <summary>Where bytes lie under a path, whosever they are; <see cref="Blobs"/> alone asks, and says whose.</summary>
internal interface IBlobStore
{
    /// <summary>Keeps what is made: what lies under the path is replaced when all of it is there, never in part.</summary>
    Task Write(string path, Func<Stream, CancellationToken, Task> make, CancellationToken ct);

    /// <summary>From the beginning, to be read in any order, or null when there is nothing.</summary>
    Task<Stream?> Open(string path, CancellationToken ct);

    /// <summary>Whether there is something.</summary>
    Task<bool> Has(string path, CancellationToken ct);

    /// <summary>Removes it, if there.</summary>
    Task Delete(string path, CancellationToken ct);

    /// <summary>What lies under a folder, without the folder's own name, in the order of code points.</summary>
    IAsyncEnumerable<string> Keys(string folder, CancellationToken ct);

    /// <summary>Removes what writers left that died on their way.</summary>
    Task DeleteRemains(string path, CancellationToken ct);

    /// <summary>Removes all that lies under a folder.</summary>
    Task Clear(string folder, CancellationToken ct);
}
