using StratCap.Contracts.Funds;
using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>An investment in the schedule.</summary>
/// <param name="PercentOfCapital">Fair value as a fraction of the partners' capital; null when that is not positive.</param>
/// <param name="Level">ASC 820 level of its last valuation, 1 to 3; null before there is one.</param>
/// <param name="Type">How it is classified; null while nobody did.</param>
internal sealed record ScheduledInvestment(
    Guid DealId, string Name, decimal Cost, decimal FairValue, decimal? PercentOfCapital, int? Level, string? Methodology, DateOnly? ValuedOn, InvestmentType? Type = null, string? Country = null, IndustrySector? Industry = null);

/// <summary>What a row of the grouped schedule of investments is.</summary>
internal enum ScheduleRowKind
{
    /// <summary>All investments of a type.</summary>
    Type,

    /// <summary>Those of them in a country.</summary>
    Country,

    /// <summary>Those of them in an industry.</summary>
    Industry,

    /// <summary>One of them, above 5 % of net assets.</summary>
    Investment,

    /// <summary>The others of them, together.</summary>
    Others,

    /// <summary>All investments.</summary>
    Total,
}

/// <summary>A row of the grouped schedule of investments: a group is followed by what it consists of.</summary>
/// <param name="Key">Names the row: the path of its groups, and the investment's id.</param>
/// <param name="Count">How many investments it stands for.</param>
/// <param name="PercentOfNetAssets">Fair value as a fraction of net assets; null when they are not positive.</param>
/// <param name="Investment">Of a row that is one.</param>
internal sealed record ScheduleRow(ScheduleRowKind Kind, string Key, string Label, int Count, decimal Cost, decimal FairValue, decimal? PercentOfNetAssets, ScheduledInvestment? Investment = null);

/// <summary>Two figures from different sources that must be the same.</summary>
internal sealed record StatementsTie(string What, decimal Left, decimal Right)
{
    public bool Holds => Left == Right;
}

/// <summary>
/// Financial highlights of the limited partners as a class (ASC 946-205-50): ratios to their average capital, weighted by days and before accrued carried interest, for the period and not
/// annualised; and the internal rate of return since inception at the period's beginning and end (946-205-50-23). Fractions; null where there is no capital or no rate.
/// </summary>
/// <param name="AverageCapital">Of the limited partners, by days, to the cent; like the others, of the translated amounts where the statements are translated.</param>
/// <param name="ExpenseRatio">Net expenses to average capital.</param>
/// <param name="CarriedInterestRatio">Carried interest allocated and accrued to average capital.</param>
/// <param name="NetInvestmentIncomeRatio">Net investment income to average capital.</param>
internal sealed record FinancialHighlights(
    decimal AverageCapital, decimal? ExpenseRatio, decimal? CarriedInterestRatio, decimal? NetInvestmentIncomeRatio, decimal? IrrAtBeginning, decimal? IrrAtEnd);

/// <summary>All that a fund's printed statements say.</summary>
/// <param name="Currency">Of all amounts.</param>
/// <param name="Ties">All hold, or the document is refused.</param>
/// <param name="FundCurrency">Where it is another, the amounts are translated.</param>
internal sealed record FundStatementsModel(
    Letterhead Letterhead, DocumentStamp Stamp, string FundName, Currency Currency, string PeriodName, IReadOnlyList<LedgerTable> Tables, IReadOnlyList<ScheduledInvestment> Investments, IReadOnlyList<ScheduleRow> Schedule,
    FinancialHighlights Highlights, IReadOnlyList<StatementsTie> Ties, Currency FundCurrency);
