namespace StratCap.PluginSdk;

/// <summary>
/// One page of a stream. The host stores <paramref name="Cursor"/> only after it has committed the page, and hands back the last one that it stored: a page may come twice, an item may come
/// twice (the newer revision wins), and nothing may be missed.
/// </summary>
/// <param name="Items">What changed, deletes included as records of their own; may be empty.</param>
/// <param name="Cursor">Where to go on; opaque to the host, at most 2,000 characters.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string Cursor);
