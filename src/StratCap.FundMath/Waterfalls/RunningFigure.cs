namespace StratCap.FundMath.Waterfalls;

/// <summary>A figure that changes from step to step: each time it is read, the one read before and what has changed since.</summary>
internal sealed class RunningFigure(Telling telling, string key, string label)
{
    private readonly List<Explanation> since = [];
    private Explanation? last;
    private int read;

    internal decimal Value => (last?.Amount ?? 0) + since.Sum(s => s.Amount!.Value);

    internal void Add(Explanation change) => since.Add(change);

    /// <summary>Begins anew from the changes given.</summary>
    internal void Restart(params IEnumerable<Explanation> changes)
    {
        last = null;
        since.Clear();
        since.AddRange(changes);
    }

    internal Explanation Now()
    {
        if (since.Count == 0 && last is not null)
            return last.Again();
        var value = Value;
        List<Explanation> parts = [.. since.Select(telling.Mention)];
        if (last is not null)
            parts.Insert(0, last.Again());
        since.Clear();
        return last = Telling.Unrounded(Operation.Sum, label, value, parts) with { Key = $"{key} {++read}" };
    }
}
