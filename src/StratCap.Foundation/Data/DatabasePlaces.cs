namespace StratCap.Foundation.Data;

/// <summary>
/// How many requests may be in the database at once. One holds a connection for its transaction, and two more one after the other for what it asks of other modules: were all connections held by requests
/// that wait for another one, none would go on. Whoever finds no place waits for one, holding nothing.
/// </summary>
public sealed class DatabasePlaces : IDisposable
{
    /// <summary>So few that of three connections for each the last one is always there for somebody.</summary>
    internal const int Most = (DatabaseRoles.MaxPoolSize / 2) - 1;

    private readonly SemaphoreSlim _places = new(Most);

    /// <summary>Waits for a place; disposing what is returned leaves it.</summary>
    public async Task<IDisposable> Take(CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        return new Place(_places);
    }

    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
