namespace StratCap.FundMath.Tests.Support;

/// <summary>
/// Works every figure of a tree out again from the leaves and compares it with what the tree says; and every fact that it names must be one of the book's.
/// </summary>
internal static class ExplanationCheck
{
    /// <summary>Figures are printed with up to 28 digits; sums of many may differ in the last ones.</summary>
    private const decimal Tolerance = 0.000_000_000_001m;

    internal static int Evaluate(Explanation explanation, TestFund fund)
    {
        var known = fund.Facts.Select(f => f.FactId).ToHashSet();
        var figures = All(explanation).ToList();
        foreach (var figure in figures)
            Check(figure, known);
        CheckValues(explanation);
        return figures.Count;
    }

    internal static IEnumerable<Explanation> All(Explanation figure) => figure.Parts.SelectMany(All).Prepend(figure);

    private static void Check(Explanation figure, HashSet<Guid> known)
    {
        if (figure.Parts.Count > 0 ? figure.Operation is Operation.Given or Operation.SameAs : figure.Operation is not (Operation.Given or Operation.SameAs or Operation.Sum or Operation.RateOfReturn))
            throw new InvalidOperationException($"{figure.Label} is a leaf with parts, or a figure without: {figure.Operation}.");
        if (figure.Facts.FirstOrDefault(f => !known.Contains(f)) is var unknown && unknown != default)
            throw new InvalidOperationException($"{figure.Label} names a fact that is not in the book.");
    }

    /// <summary>Every figure by its operation on the parts, with their own figures worked out too: one walk of the whole tree.</summary>
    private static void CheckValues(Explanation root)
    {
        foreach (var scope in All(root).Where(f => f.OwnKeys).Append(root))
        {
            var worked = ExplanationEvaluation.OfAll(scope);
            foreach (var (figure, value) in worked.Where(w => w.Key.Operation != Operation.Heading))
            {
                var told = figure.Amount;
                if (told is null ? value is not null : value is null || Math.Abs(told.Value - value.Value) > Tolerance)
                {
                    throw new InvalidOperationException(
                        $"{figure.Label} ({figure.Operation}) says {figure.Value} and its parts give {value}: {string.Join(" | ", figure.Parts.Select(p => $"{p.Label} {p.Value} [{p.Operation}] → {worked.GetValueOrDefault(p)}"))}");
                }
            }
        }
    }
}
