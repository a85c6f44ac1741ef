namespace StratCap.FundMath.Ilpa;

/// <summary>Writes a template down, row by row.</summary>
internal sealed class IlpaRows
{
    private readonly List<IlpaRow> rows = [];

    internal IReadOnlyList<IlpaRow> All => rows;

    internal IlpaRows Heading(string key, string label) => Add(new(key, label, IlpaRowKind.Heading, []));

    internal IlpaRows Entered(params (string Key, string Label)[] entered)
    {
        foreach (var (key, label) in entered)
            Add(new(key, label, IlpaRowKind.Entered, []));
        return this;
    }

    internal IlpaRows Beginning(string key, string label) => Add(new(key, label, IlpaRowKind.Entered, []) { IsAtTheBeginning = true });

    internal IlpaRows Memo(string key, string label, bool isAtTheEnd = false) => Add(new(key, label, IlpaRowKind.Memo, []) { IsAtTheEnd = isAtTheEnd });

    /// <param name="parts">Keys; a minus in front takes the row off.</param>
    internal IlpaRows Sum(string key, string label, params IEnumerable<string> parts) => Add(new(key, label, IlpaRowKind.Sum, Parts(parts)));

    /// <summary>A balance at the end of the span.</summary>
    internal IlpaRows Ending(string key, string label, params IEnumerable<string> parts) => Add(new(key, label, IlpaRowKind.Sum, Parts(parts)) { IsAtTheEnd = true });

    private static IReadOnlyList<IlpaPart> Parts(IEnumerable<string> parts) => [.. parts.Select(p => p[0] == '-' ? new IlpaPart(p[1..], -1) : new IlpaPart(p))];

    private IlpaRows Add(IlpaRow row)
    {
        rows.Add(row);
        return this;
    }
}
