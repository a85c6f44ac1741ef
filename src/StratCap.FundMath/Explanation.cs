using System.Globalization;
using System.Text.Json.Serialization;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath;

/// <summary>
/// Where a figure comes from: the tree down to the facts of the book, for people in words and for programs as an operation on the parts. Every figure
/// that leaves the kernel can carry one; <see cref="Evaluate"/> works it out again from the leaves alone.
/// </summary>
/// <param name="Label">What the figure is, in the field's words: "DPI", "Preferred return, Oak Pension".</param>
/// <param name="Value">The figure as printed (money with the currency's decimals, ratios and rates with theirs, invariant).</param>
/// <param name="Formula">The formula in words, or null where the operation says it all.</param>
/// <param name="Clause">The clause of the agreement or the standard it follows, such as "ILPA Model LPA 14.3(b)", or null.</param>
/// <param name="Rounding">How and where it was rounded, in words, or null when exact.</param>
/// <param name="Facts">The facts of the book that it reads, by id; empty when only its parts read facts.</param>
/// <param name="Parts">The figures it is made of, in the order of the operation. They may be made when they are first read.</param>
/// <param name="Operation">How the value follows from the parts.</param>
public sealed record Explanation(
    string Label,
    string Value,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Formula = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Clause = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Rounding = null,
    IReadOnlyList<Guid>? Facts = null,
    IReadOnlyList<Explanation>? Parts = null,
    Operation Operation = Operation.Given)
{
    /// <summary>The facts it reads, never null.</summary>
    public IReadOnlyList<Guid> Facts { get; init; } = Facts ?? [];

    /// <summary>The figures it is made of, never null.</summary>
    public IReadOnlyList<Explanation> Parts { get; init; } = Parts ?? [];

    /// <summary>The value with all its digits where it is printed with fewer; null where the print is the value.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Exact { get; init; }

    /// <summary>Decimals to which the operation's result is rounded, half away from zero; null is not rounded. Of a share: the currency's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? RoundedTo { get; init; }

    /// <summary>Names the figure for <see cref="Operation.SameAs"/>, once under the nearest figure that has <see cref="OwnKeys"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    /// <summary>Of <see cref="Operation.SameAs"/>: the key of the figure that it repeats.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Of { get; init; }

    /// <summary>Whether the keys under this figure are its own and say nothing outside it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OwnKeys { get; init; }

    /// <summary>Of <see cref="Operation.Interest"/>: over which days, and how.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public InterestSpan? Span { get; init; }

    /// <summary>Of <see cref="Operation.RateOfReturn"/>: the day of each part.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DateOnly>? Days { get; init; }

    /// <summary>The value as a number, exact; null where it is none ("not defined", or a heading).</summary>
    [JsonIgnore]
    public decimal? Amount => Exact ?? (decimal.TryParse(Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount) ? amount : null);

    /// <summary>Works the figure out again from its leaves.</summary>
    /// <param name="given">Gives leaves another amount, to see what would follow; null, or an answer of null, keeps theirs.</param>
    /// <returns>Null where the figure is not a number, or one of those it needs is not.</returns>
    /// <exception cref="InvalidOperationException">A part repeats a figure that is not in the tree.</exception>
    public decimal? Evaluate(Func<Explanation, decimal?>? given = null) => new ExplanationEvaluation(this, given).Of(this);

    /// <summary>The same figure again, told elsewhere under its key.</summary>
    internal Explanation Again() => new(Label, Value, Operation: Operation.SameAs) { Exact = Exact, Of = Key ?? throw new InvalidOperationException($"'{Label}' has no key.") };

    /// <summary>A part of this tree by itself: what it repeats from elsewhere in the tree is told in full where it is mentioned first.</summary>
    internal Explanation Alone(Explanation part)
    {
        var byKey = new Dictionary<string, Explanation>(StringComparer.Ordinal);
        void Name(Explanation figure)
        {
            if (figure.Key is { } key) byKey[key] = figure;
            foreach (var below in figure.Parts.Where(p => !p.OwnKeys)) Name(below);
        }
        Name(this);
        var told = new HashSet<string>(StringComparer.Ordinal);
        Explanation Tell(Explanation figure)
        {
            if (figure.OwnKeys) return figure;
            if (figure.Operation == Operation.SameAs) return told.Contains(figure.Of!) ? figure : Tell(byKey[figure.Of!]);
            if (figure.Key is { } key && !told.Add(key)) return figure.Again();
            return figure.Parts.Count == 0 ? figure : figure with { Parts = [.. figure.Parts.Select(Tell)] };
        }
        return Tell(part) with { OwnKeys = true, Key = null };
    }

    /// <summary>Parts that are made when they are first read: a tree that nobody opens should cost nothing.</summary>
    internal static IReadOnlyList<Explanation> WhenRead(Func<IReadOnlyList<Explanation>> parts) => new PartsWhenRead(parts);

    private sealed class PartsWhenRead(Func<IReadOnlyList<Explanation>> make) : IReadOnlyList<Explanation>
    {
        private readonly Lazy<IReadOnlyList<Explanation>> parts = new(make);

        public int Count => parts.Value.Count;

        public Explanation this[int index] => parts.Value[index];

        public IEnumerator<Explanation> GetEnumerator() => parts.Value.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>How a figure follows from its parts. After the operation comes the rounding, where there is one.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Operation>))]
public enum Operation
{
    /// <summary>It does not: a fact says it, or the terms, or the caller.</summary>
    Given,

    /// <summary>It stands elsewhere in the tree, under its key.</summary>
    SameAs,

    /// <summary>No figure of its own: the parts are.</summary>
    Heading,

    /// <summary>All parts together; zero without parts.</summary>
    Sum,

    /// <summary>The first part less all others.</summary>
    Difference,

    /// <summary>Minus its part.</summary>
    Negative,

    /// <summary>The parts multiplied, in their order.</summary>
    Product,

    /// <summary>The first part ÷ the second.</summary>
    Quotient,

    /// <summary>The least of the parts.</summary>
    Lesser,

    /// <summary>The largest of the parts.</summary>
    Greater,

    /// <summary>Its part, or zero where that is negative.</summary>
    NotBelowZero,

    /// <summary>
    /// What the first part earns at the second, a yearly rate, over the span: balance × rate × years when simple, else balance × ((1 + rate ÷ n)^(n × years) − 1).
    /// </summary>
    Interest,

    /// <summary>
    /// A share by largest remainder. Parts: the total, the own weight, all weights, odd units, and what was allocated before (absent is zero):
    /// total × weight ÷ weights cut to full units, plus the odd units, less what was allocated before.
    /// </summary>
    Share,

    /// <summary>The yearly rate at which the parts, flows seen by the investor on their days, are worth nothing together (Act/365 from the first day).</summary>
    RateOfReturn,
}

/// <summary>Days over which something earns: the first counts, the last does not.</summary>
public sealed record InterestSpan(DateOnly From, DateOnly To, DayCount DayCount, Compounding Compounding);

/// <summary>A rule of the book or of a formula was broken. The message is one sentence that says what to do.</summary>
/// <param name="code">Stable and dotted, such as <c>book.call.exceeds_unfunded</c>.</param>
/// <param name="message">What is wrong and what to do, for a person.</param>
public sealed class FundRuleException(string code, string message) : Exception(message)
{
    /// <summary>Stable and dotted, such as <c>book.call.exceeds_unfunded</c>.</summary>
    public string Code { get; } = code;
}
