using StratCap.Contracts.Accounting;
using StratCap.FundMath;
using StratCap.FundMath.Book;
using StratCap.FundMath.Fx;
using StratCap.FundMath.Returns;
using StratCap.FundMath.Waterfalls;
using StratCap.Reporting.Documents;
using StratCap.Reporting.Statements;
using Kernel = StratCap.FundMath.Returns.Performance;

namespace StratCap.Reporting.FundStatements;

/// <summary>Works the financial highlights of the limited partners out.</summary>
internal static class Highlights
{
    private const int Places = 6;

    /// <summary>Works the highlights out.</summary>
    /// <param name="byDay">Movements of the limited partners' capital since inception.</param>
    public static FinancialHighlights Of(FundStatements statements, StatementPeriod period, IReadOnlyList<CapitalMovement> byDay, FundBook before, FundBook after) =>
        Of(statements, period, byDay, after.Currency, Irr(before), Irr(after));

    /// <summary>
    /// The same in another currency: ratios are those of translated amounts. The capital of the opening counts at the rate of its day, what moved it at the rates of its days, each for the days it stood;
    /// what changes of the rates did to it comes at the end and is in no average, so that no day needs a rate on which nothing moved. A rate of return is that of the flows, each at the rate of its day.
    /// </summary>
    /// <param name="statements">Translated.</param>
    /// <param name="ledger">What they are translated from, with everybody but the limited partners set apart.</param>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>.</exception>
    public static FinancialHighlights Translated(FundStatements statements, StatementPeriod period, LedgerMovements ledger, FundBook before, FundBook after, LedgerTranslation translation)
    {
        var opening = period.From.AddDays(-1);
        var capital = ledger.Accounts.Where(m => m.IsOfOthers && m.Heading.IsCapital() && m.Day <= period.To).ToLookup(m => m.Day <= opening);
        List<CapitalMovement> byDay =
        [
            new(opening, translation.Standing(opening, -capital[true].Sum(m => m.Amount))),
            .. capital[false].Select(m => new CapitalMovement(m.Day, -translation.Moved([new(m.RateDay, m.Amount)]))),
        ];
        return Of(statements, period, byDay, translation.Currency, Irr(before, translation), Irr(after, translation));
    }

    private static FinancialHighlights Of(FundStatements statements, StatementPeriod period, IReadOnlyList<CapitalMovement> byDay, Currency currency, decimal? irrAtBeginning, decimal? irrAtEnd)
    {
        var average = currency.Round(Average(period, byDay));
        var changes = statements.Changes[0];
        decimal? Ratio(decimal amount) => average > 0 ? Math.Round(amount / average, Places, MidpointRounding.AwayFromZero) : null;
        return new(
            average, Ratio(statements.ExpensesOfLimitedPartners), Ratio(-changes["carryAllocated"].Amounts[0] - changes["carryAccrued"].Amounts[0]), Ratio(changes["netInvestmentIncome"].Amounts[0]),
            irrAtBeginning, irrAtEnd);
    }

    /// <summary>The capital at the end of each day of the period, on average.</summary>
    private static decimal Average(StatementPeriod period, IReadOnlyList<CapitalMovement> byDay)
    {
        var days = period.To.DayNumber - period.From.DayNumber + 1;
        return byDay.Sum(m => m.Amount * (period.To.DayNumber - Math.Max(m.Day.DayNumber, period.From.DayNumber) + 1)) / days;
    }

    private static decimal? Irr(FundBook book) => book.HasMovements ? Kernel.Of(book, explain: false).LimitedPartners.Irr?.Rate : null;

    private static decimal? Irr(FundBook book, LedgerTranslation translation) => book.HasMovements
        ? ConvertedPerformance.Of(book, [.. book.Partners.Where(p => p.IsLimitedPartner)], AccruedCarry.Of(book), translation.Currency, translation.Rates).Irr.Rate
        : null;
}
