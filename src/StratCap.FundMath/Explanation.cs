namespace StratCap.FundMath;

/// <summary>
/// Where a figure comes from: the tree down to the facts of the book. Every figure that leaves the kernel can carry one.
/// </summary>
/// <param name="Label">What the figure is, in the field's words: "DPI", "Preferred return, Oak Pension".</param>
/// <param name="Value">The figure as printed (money with the currency's decimals, ratios and rates with theirs, invariant).</param>
/// <param name="Formula">The formula in words, or null on a leaf.</param>
/// <param name="Clause">The clause of the agreement or the standard it follows, such as "ILPA Model LPA 14.3(b)", or null.</param>
/// <param name="Rounding">How and where it was rounded, or null when exact.</param>
/// <param name="Facts">The facts of the book that it reads, by id; empty when only its parts read facts.</param>
/// <param name="Parts">The figures it is made of, in the order of the formula.</param>
public sealed record Explanation(
    string Label,
    string Value,
    string? Formula = null,
    string? Clause = null,
    string? Rounding = null,
    IReadOnlyList<Guid>? Facts = null,
    IReadOnlyList<Explanation>? Parts = null)
{
    /// <summary>The facts it reads, never null.</summary>
    public IReadOnlyList<Guid> Facts { get; init; } = Facts ?? [];

    /// <summary>The figures it is made of, never null.</summary>
    public IReadOnlyList<Explanation> Parts { get; init; } = Parts ?? [];
}

/// <summary>A rule of the book or of a formula was broken. The message is one sentence that says what to do.</summary>
/// <param name="code">Stable and dotted, such as <c>book.call.exceeds_unfunded</c>.</param>
/// <param name="message">What is wrong and what to do, for a person.</param>
public sealed class FundRuleException(string code, string message) : Exception(message)
{
    /// <summary>Stable and dotted, such as <c>book.call.exceeds_unfunded</c>.</summary>
    public string Code { get; } = code;
}
