using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>A balance, or a transaction of the period, in both currencies.</summary>
/// <param name="Date">Its day; the rate may be of another, where it takes something back.</param>
/// <param name="Reference">Such as the end of the fact's id; empty for a balance.</param>
/// <param name="Amount">In the fund's currency, signed as it changes the capital account.</param>
/// <param name="Rate">The rate in words, with its day; empty where nothing had to be converted.</param>
/// <param name="Converted">Rounded once to the minor unit.</param>
internal sealed record ConvertedLine(DateOnly Date, string Description, string Reference, decimal Amount, string Rate, decimal Converted);

/// <summary>A stored rate that the statement rests on: one unit of <paramref name="From"/> is <paramref name="Rate"/> units of <paramref name="To"/> on the date.</summary>
/// <param name="Source">Who quotes it.</param>
internal sealed record StatementRate(DateOnly Date, string From, string To, decimal Rate, string Source, Guid RateId);

/// <summary>A statement in another currency than the fund's, beside it. All amounts but those of <see cref="ConvertedLine.Amount"/> are in this currency.</summary>
/// <param name="Method">How it was translated, in sentences.</param>
/// <param name="CapitalAccount">Before accrued carried interest, with the effect of exchange rates on a line of its own.</param>
/// <param name="AccruedCarry">In the closing balance; a charge is negative.</param>
/// <param name="ResidualValue">Closing balance net of accrued carried interest.</param>
/// <param name="Performance">Without PIC: the commitment stays in the fund's currency.</param>
/// <param name="Opening">The period's opening in both currencies.</param>
/// <param name="Transactions">Those of the period that move the capital account.</param>
/// <param name="Closing">The period's closing in both currencies.</param>
/// <param name="BookBalance">The closing as folded from the fund's book, at the rate of its day; equal, or the statement is refused.</param>
/// <param name="Rates">By day; each once.</param>
internal sealed record StatementInCurrency(
    Currency Currency, string Method, StatementRollForward CapitalAccount, StatementAmounts AccruedCarry, decimal PaidIn, decimal Distributed, decimal ResidualValue, StatementPerformance Performance,
    ConvertedLine Opening, IReadOnlyList<ConvertedLine> Transactions, ConvertedLine Closing, decimal BookBalance, IReadOnlyList<StatementRate> Rates)
{
    /// <summary>What changes of the rates did in the period.</summary>
    public decimal CurrencyEffect => Closing.Converted - Opening.Converted - Transactions.Sum(t => t.Converted);

    /// <summary>Below the closing balance and in none of its sums.</summary>
    public IReadOnlyList<StatementLine> Memo =>
    [
        new(AccruedCarryLabel, AccruedCarry),
        new(NetLabel, new(CapitalAccount.Closing.Period + AccruedCarry.Period, CapitalAccount.Closing.YearToDate + AccruedCarry.YearToDate, CapitalAccount.Closing.SinceInception + AccruedCarry.SinceInception)),
    ];

    public const string AccruedCarryLabel = "Accrued carried interest in the closing balance";

    public const string NetLabel = "Closing capital account, net of accrued carried interest";

    public const string EffectLabel = "Effect of exchange rates";
}
