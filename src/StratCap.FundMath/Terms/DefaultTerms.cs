namespace StratCap.FundMath.Terms;

/// <summary>What the agreement says of partners who do not pay a call (ILPA Model LPA 6.6). Fractions: 0.1 is 10 %.</summary>
/// <param name="InterestAnnual">Simple interest a year, actual/365, on what is overdue, from the due date; 0 to 1.</param>
/// <param name="CoverOfOriginal">The part of his original call that another partner may be asked for in addition; 0 to 1.</param>
/// <param name="MostForfeited">The most of a defaulter's capital account that is forfeited to the others; 0 to 1.</param>
public sealed record DefaultTerms(decimal InterestAnnual, decimal CoverOfOriginal, decimal MostForfeited);
