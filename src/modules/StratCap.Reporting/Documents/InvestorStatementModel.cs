using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>A figure in the statement's three columns.</summary>
/// <param name="Period">In the statement's period.</param>
/// <param name="YearToDate">From the first of January (or the fund's fiscal year) to the period's end.</param>
/// <param name="SinceInception">From the fund's inception to the period's end.</param>
internal sealed record StatementAmounts(decimal Period, decimal YearToDate, decimal SinceInception)
{
    /// <summary>The columns from left to right.</summary>
    public IReadOnlyList<decimal> Columns => [Period, YearToDate, SinceInception];
}

/// <summary>A line with its three figures, signed as it changes the balance.</summary>
internal sealed record StatementLine(string Label, StatementAmounts Amounts);

/// <summary>Lines that belong together.</summary>
/// <param name="SubtotalLabel">Label of their sum; null prints none.</param>
internal sealed record StatementSection(string Name, string? SubtotalLabel, IReadOnlyList<StatementLine> Lines);

/// <summary>A balance from its opening over all movements to its closing; column by column they must add up, or the statement is refused.</summary>
/// <param name="Name">Such as "Capital account".</param>
/// <param name="Closing">As the fund's book has it; not computed here, but checked against the lines.</param>
internal sealed record StatementRollForward(
    string Name, string OpeningLabel, StatementAmounts Opening, IReadOnlyList<StatementSection> Sections, string ClosingLabel, StatementAmounts Closing);

/// <summary>The investor's performance since inception, net. Null prints "n/a".</summary>
/// <param name="Irr">A fraction: 0.0825 is 8.25 %.</param>
/// <param name="Note">How it was computed and what is left out, such as "IRR: XIRR, actual/365, net of fees and carried interest".</param>
internal sealed record StatementPerformance(decimal? Dpi, decimal? Rvpi, decimal? Tvpi, decimal? Pic, decimal? Irr, string? Note);

/// <summary>One transaction of the period, or since inception, as the caller chooses.</summary>
/// <param name="Amount">Signed as it changes the capital account.</param>
/// <param name="EffectOnUnfunded">Signed; 0 when the commitment is not touched.</param>
internal sealed record StatementTransaction(DateOnly Date, string Type, string Description, string Reference, decimal Amount, decimal EffectOnUnfunded);

/// <summary>The balances as folded from the fund's book on their own, to hold against the statement's; equal, or the statement is refused.</summary>
/// <param name="CapitalAccount">The investor's capital account at the period's end.</param>
/// <param name="Unfunded">His unfunded commitment at the period's end.</param>
/// <param name="Note">Which state of the book, such as "Fund's book up to fact 214, recorded 2026-04-02 09:15 UTC"; null prints nothing.</param>
internal sealed record StatementTieOut(decimal CapitalAccount, decimal Unfunded, string? Note);

/// <summary>All that an investor's statement says. Amounts in the fund's currency, with no more decimals than it pays.</summary>
/// <param name="PeriodName">Such as "First quarter of 2026".</param>
/// <param name="PeriodStart">First day.</param>
/// <param name="PeriodEnd">Last day, the balances' date.</param>
/// <param name="Status">Such as "Unaudited"; null prints nothing.</param>
/// <param name="CapitalAccount">Net of carried interest.</param>
/// <param name="CapitalAccountMemo">Below the closing balance and not in it, such as accrued carried interest; may be empty.</param>
/// <param name="Unfunded">The unfunded commitment's way (ILPA reporting template, A.2).</param>
/// <param name="TransactionsTitle">Such as "Transactions of the period".</param>
/// <param name="Notes">Small print; may be empty.</param>
/// <param name="InCurrency">The same in another currency; null prints nothing.</param>
internal sealed record InvestorStatementModel(
    Letterhead Letterhead, DocumentStamp Stamp, string FundName, Addressee Investor, Currency Currency,
    string PeriodName, DateOnly PeriodStart, DateOnly PeriodEnd, string? Status,
    StatementRollForward CapitalAccount, IReadOnlyList<StatementLine> CapitalAccountMemo,
    decimal Commitment, StatementRollForward Unfunded,
    StatementPerformance Performance,
    string TransactionsTitle, IReadOnlyList<StatementTransaction> Transactions,
    StatementTieOut TieOut,
    Contact Contact, IReadOnlyList<string> Notes, StatementInCurrency? InCurrency = null);
