namespace StratCap.FundMath;

/// <summary>Makes the figures of one tree, each told in full where it is mentioned first and by its key afterwards.</summary>
internal sealed class Telling(Currency currency)
{
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    internal Currency Currency => currency;

    /// <summary>The figure, or only its key when it was told before.</summary>
    internal Explanation Mention(Explanation figure) => told.Add(figure.Key!) ? figure : figure.Again();

    /// <summary>The figure with that key is told in full in a list that comes later: until then it is only named.</summary>
    internal void Expect(string key) => told.Add(key);

    /// <summary>A leaf, all digits.</summary>
    internal static Explanation Given(string label, decimal amount, string? clause = null, string? formula = null, IReadOnlyList<Guid>? facts = null) =>
        new(label, Print.Exact(amount), formula, clause, Facts: facts);

    /// <summary>A figure of the tree, not rounded, all digits.</summary>
    internal static Explanation Unrounded(Operation operation, string label, decimal amount, IReadOnlyList<Explanation> parts, string? formula = null, string? clause = null) =>
        new(label, Print.Exact(amount), formula, clause, Parts: parts, Operation: operation);

    /// <summary>A payable amount; the operation needs no rounding.</summary>
    internal Explanation Money(Operation operation, string label, decimal amount, IReadOnlyList<Explanation> parts, string? formula = null, string? clause = null) =>
        new(label, currency.Format(amount), formula, clause, Parts: parts, Operation: operation);

    /// <summary>A payable amount, rounded to the minor unit.</summary>
    internal Explanation Rounded(Operation operation, string label, decimal amount, IReadOnlyList<Explanation> parts, string? formula = null, string? clause = null, string rounding = "rounded to the minor unit, half away from zero") =>
        new(label, currency.Format(amount), formula, clause, rounding, Parts: parts, Operation: operation) { RoundedTo = currency.MinorUnits };
}
