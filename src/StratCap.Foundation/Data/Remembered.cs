using System.Collections.Concurrent;

namespace StratCap.Foundation.Data;

/// <summary>What was derived from something that never changes, by a key that names it, its tenant and its state: asked for again it is the same, and who asks at the same time waits for the one that makes it.</summary>
/// <param name="most">How many are kept; beyond them all are forgotten.</param>
public sealed class Remembered(int most)
{
    private readonly ConcurrentDictionary<string, Lazy<object>> _known = new(StringComparer.Ordinal);

    /// <summary>What is remembered under a key; made where nothing is.</summary>
    public T Of<T>(string key, Func<T> make) where T : class
    {
        if (_known.Count >= most && !_known.ContainsKey(key)) _known.Clear();
        return (T)_known.GetOrAdd(key, _ => new Lazy<object>(make)).Value;
    }
}
