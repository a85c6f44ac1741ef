namespace StratCap.FundMath.Terms;

/// <summary>A term and the clause it was taken from, so that every figure that reads it can quote its source.</summary>
/// <param name="Value">The term.</param>
/// <param name="Clause">Such as "ILPA Model LPA (whole of fund) 14.3(b)".</param>
public sealed record Sourced<T>(T Value, string Clause);
