using System.Globalization;

namespace StratCap.FundMath.Tests.Support;

/// <summary>Evaluates an explanation: where a formula begins with "sum of", the parts must add up to the value; and every fact must be one of the book's.</summary>
internal static class ExplanationCheck
{
    internal static int Evaluate(Explanation explanation, TestFund fund)
    {
        var known = fund.Facts.Select(f => f.FactId).ToHashSet();
        return Evaluate(explanation, known);
    }

    private static int Evaluate(Explanation explanation, HashSet<Guid> known)
    {
        var nodes = 1;
        if (explanation.Formula?.StartsWith("sum of", StringComparison.Ordinal) == true)
        {
            var sum = explanation.Parts.Sum(Value);
            if (Math.Abs(sum - Value(explanation)) > 0.000000001m)
                throw new InvalidOperationException($"{explanation.Label}: parts give {sum}, not {explanation.Value}: {string.Join(" | ", explanation.Parts.Select(p => $"{p.Label} {p.Value}"))}");
        }
        foreach (var fact in explanation.Facts)
        {
            if (!known.Contains(fact))
                throw new InvalidOperationException($"{explanation.Label} names a fact that is not in the book.");
        }
        foreach (var part in explanation.Parts)
            nodes += Evaluate(part, known);
        return nodes;
    }

    private static decimal Value(Explanation explanation) => decimal.Parse(explanation.Value, NumberStyles.Number, CultureInfo.InvariantCulture);
}
