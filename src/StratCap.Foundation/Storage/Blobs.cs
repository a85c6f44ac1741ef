using Microsoft.Extensions.Configuration;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Storage;

/// <summary>
/// Files of the tenant in scope, by key: in a folder (<c>Storage:Path</c>), or in a bucket where one is named (<c>Storage:S3</c>). Another tenant's file cannot be named: the tenant is part of the path, and keys cannot
/// climb out of it.
/// </summary>
public sealed class Blobs : IDisposable
{
    private readonly CurrentTenant _tenant;
    private readonly IBlobStore _store;

    public Blobs(IConfiguration configuration, CurrentTenant tenant) =>
        (_tenant, _store) = (tenant, S3Options.Of(configuration) is { } bucket ? new S3Blobs(bucket) : new FileBlobs(configuration));

    /// <summary>Writes a file; an existing one of the same key is replaced when all of it has arrived, never in part.</summary>
    public Task Write(string key, Stream content, CancellationToken ct) => Write(key, content.CopyToAsync, ct);

    /// <summary>Writes a file as it is made; an existing one of the same key is replaced when it is whole, never in part.</summary>
    public async Task Write(string key, Func<Stream, CancellationToken, Task> make, CancellationToken ct) => await _store.Write(PathOf(key), make, ct);

    /// <summary>Opens a file, or null when there is none.</summary>
    public async Task<Stream?> Open(string key, CancellationToken ct) => await _store.Open(PathOf(key), ct);

    /// <summary>Whether there is such a file.</summary>
    public async Task<bool> Has(string key, CancellationToken ct) => await _store.Has(PathOf(key), ct);

    /// <summary>Removes a file, if there.</summary>
    public async Task Delete(string key, CancellationToken ct) => await _store.Delete(PathOf(key), ct);

    /// <summary>The keys of all files in the order of their code points; those that are being written are not among them.</summary>
    public IAsyncEnumerable<string> Keys(CancellationToken ct) => _store.Keys(Root, ct);

    /// <summary>Removes what writers of a key left behind that died on their way; nobody else may be writing it.</summary>
    public async Task DeleteRemains(string key, CancellationToken ct) => await _store.DeleteRemains(PathOf(key), ct);

    /// <summary>Removes every file of the tenant. For an import that failed: nothing of the tenant was there before.</summary>
    public async Task Clear(CancellationToken ct) => await _store.Clear(Root, ct);

    public void Dispose() => (_store as IDisposable)?.Dispose();

    private string Root => _tenant.Id.ToString("N");

    private string PathOf(string key)
    {
        if (key.Length is 0 or > 300 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/') || key.Contains("..", StringComparison.Ordinal) || key[0] == '/')
            throw new ArgumentException($"'{key}' is not a key: letters, digits, - _ . and single / only.", nameof(key));
        return $"{Root}/{key}";
    }
}
