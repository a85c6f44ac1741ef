using StratCap.Contracts.Accounting;
using StratCap.FundMath.Book;
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
    public static FinancialHighlights Of(FundStatements statements, StatementPeriod period, IReadOnlyList<CapitalMovement> byDay, FundBook before, FundBook after)
    {
        var average = after.Currency.Round(Average(period, byDay));
        var changes = statements.Changes[0];
        decimal? Ratio(decimal amount) => average > 0 ? Math.Round(amount / average, Places, MidpointRounding.AwayFromZero) : null;
        return new(
            average, Ratio(statements.ExpensesOfLimitedPartners), Ratio(-changes["carryAllocated"].Amounts[0] - changes["carryAccrued"].Amounts[0]), Ratio(changes["netInvestmentIncome"].Amounts[0]),
            Irr(before), Irr(after));
    }

    /// <summary>The capital at the end of each day of the period, on average.</summary>
    private static decimal Average(StatementPeriod period, IReadOnlyList<CapitalMovement> byDay)
    {
        var days = period.To.DayNumber - period.From.DayNumber + 1;
        return byDay.Sum(m => m.Amount * (period.To.DayNumber - Math.Max(m.Day.DayNumber, period.From.DayNumber) + 1)) / days;
    }

    private static decimal? Irr(FundBook book) => book.HasMovements ? Kernel.Of(book, explain: false).LimitedPartners.Irr?.Rate : null;
}
