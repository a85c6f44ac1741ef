using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath;

/// <summary>Works a tree out from its leaves. Reads nothing but operations and leaves: no value that a figure above a leaf was printed with.</summary>
internal sealed class ExplanationEvaluation
{
    private readonly Dictionary<string, Explanation> byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<Explanation, decimal?> known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(decimal, DayCount, Compounding), GrowthTable> growth = [];
    private readonly Func<Explanation, decimal?>? given;
    private readonly Explanation root;

    internal ExplanationEvaluation(Explanation root, Func<Explanation, decimal?>? given)
    {
        this.root = root;
        this.given = given;
        Name(root);
    }

    /// <summary>Every figure of a tree with its value, worked out; those with keys of their own by their root only.</summary>
    internal static IReadOnlyDictionary<Explanation, decimal?> OfAll(Explanation root, Func<Explanation, decimal?>? given = null)
    {
        var evaluation = new ExplanationEvaluation(root, given);
        evaluation.Walk(root);
        return evaluation.known;
    }

    private void Walk(Explanation figure)
    {
        Of(figure);
        foreach (var part in figure.Parts.Where(p => !p.OwnKeys))
            Walk(part);
    }

    internal decimal? Of(Explanation figure)
    {
        if (known.TryGetValue(figure, out var value))
            return value;
        value = figure.OwnKeys && !ReferenceEquals(figure, root) ? new ExplanationEvaluation(figure, given).Of(figure) : Rounded(figure, Operate(figure));
        known.Add(figure, value);
        return value;
    }

    /// <summary>What is left of a share before odd units and what was allocated before: cut to full units, away from neither sign.</summary>
    internal static decimal FullUnits(decimal total, decimal weight, decimal weights, int minorUnits)
    {
        if (weights == 0)
            return 0;
        var unit = Currency.UnitOf(minorUnits);
        return Math.Sign(total) * (((Fraction)Math.Abs(total) * weight / weights / unit).Floor() * unit);
    }

    private void Name(Explanation figure)
    {
        if (figure.Key is { } key)
            byKey.Add(key, figure);
        foreach (var part in figure.Parts.Where(p => !p.OwnKeys))
            Name(part);
    }

    private decimal? Operate(Explanation figure)
    {
        switch (figure.Operation)
        {
            case Operation.Given:
                return given?.Invoke(figure) ?? figure.Amount;
            case Operation.SameAs:
                return Of(byKey.GetValueOrDefault(figure.Of ?? "") ?? throw new InvalidOperationException($"'{figure.Label}' repeats '{figure.Of}', which the tree does not hold."));
            case Operation.Heading:
                return null;
        }
        var parts = new decimal[figure.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (Of(figure.Parts[i]) is not { } part)
                return null;
            parts[i] = part;
        }
        return figure.Operation switch
        {
            Operation.Sum => parts.Sum(),
            Operation.Difference => parts[0] - parts.Skip(1).Sum(),
            Operation.Negative => -parts[0],
            Operation.Product => parts.Aggregate((a, b) => a * b),
            Operation.Quotient => parts[1] == 0 ? null : parts[0] / parts[1],
            Operation.Lesser => parts.Min(),
            Operation.Greater => parts.Max(),
            Operation.NotBelowZero => Math.Max(0, parts[0]),
            Operation.Interest => Interest(figure.Span!, parts[0], parts[1]),
            Operation.Share => FullUnits(parts[0], parts[1], parts[2], figure.RoundedTo!.Value) + parts[3] - parts.ElementAtOrDefault(4),
            Operation.RateOfReturn => Irr.Of(figure.Days!.Zip(parts, (day, amount) => new DatedFlow(day, amount))).Rate,
            _ => throw new ArgumentOutOfRangeException(nameof(figure), figure.Operation, "Not an operation."),
        };
    }

    private decimal Interest(InterestSpan span, decimal balance, decimal rate)
    {
        if (span.Compounding is Compounding.SimpleAnnual or Compounding.AnnualOnDate)
            return balance * rate * YearFraction.Between(span.From, span.To, span.DayCount);
        var key = (rate, span.DayCount, span.Compounding);
        if (!growth.TryGetValue(key, out var table))
            growth.Add(key, table = new GrowthTable(rate, span.DayCount, span.Compounding));
        return balance * (table.Over(span.From, span.To) - 1);
    }

    private static decimal? Rounded(Explanation figure, decimal? value) =>
        figure.RoundedTo is { } decimals && value is { } exact ? Currency.HalfAway(exact, decimals) : value;
}
