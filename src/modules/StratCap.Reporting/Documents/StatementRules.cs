using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>What must hold before a statement goes out. A statement that does not add up or does not tie to the book is refused, whoever computed it.</summary>
internal static class StatementRules
{
    private static readonly string[] ColumnNames = ["the period", "the year to date", "since inception"];

    /// <summary>Checks a statement.</summary>
    /// <exception cref="FundRuleException"><c>reporting.statement.*</c>.</exception>
    public static void Check(InvestorStatementModel statement)
    {
        if (statement.PeriodEnd < statement.PeriodStart)
            throw new FundRuleException("reporting.statement.period", $"The period ends on {Figures.Date(statement.PeriodEnd)}, before it starts: set a later end.");
        CheckRollForward(statement.CapitalAccount, statement.Currency);
        CheckRollForward(statement.Unfunded, statement.Currency);
        CheckTied(statement.CapitalAccount, statement.TieOut.CapitalAccount, statement.Currency);
        CheckTied(statement.Unfunded, statement.TieOut.Unfunded, statement.Currency);
        if (statement.InCurrency is { } own)
            CheckInCurrency(own, statement);
    }

    /// <summary>The account adds up and ties to the book at the rate of the day; its period is what the transactions with their rates say, in both currencies.</summary>
    private static void CheckInCurrency(StatementInCurrency own, InvestorStatementModel statement)
    {
        CheckRollForward(own.CapitalAccount, own.Currency);
        CheckTied(own.CapitalAccount, own.BookBalance, own.Currency);
        foreach (var (what, one, other, currency) in ((string, decimal, decimal, Currency)[])
        [
            ("The period's opening", own.CapitalAccount.Opening.Period, own.Opening.Converted, own.Currency), ("The period's closing", own.CapitalAccount.Closing.Period, own.Closing.Converted, own.Currency),
            ("The period's movements", own.Opening.Amount + own.Transactions.Sum(t => t.Amount), own.Closing.Amount, statement.Currency),
            ("The residual value", own.CapitalAccount.Closing.SinceInception + own.AccruedCarry.SinceInception, own.ResidualValue, own.Currency),
        ])
        {
            if (one != other)
                throw new FundRuleException("reporting.statement.does_not_tie", $"{what} in {own.Currency.Code}: {currency.Format(one)} against {currency.Format(other)}. Nothing is printed until they are the same.");
        }
    }

    private static void CheckTied(StatementRollForward roll, decimal book, Currency currency)
    {
        if (roll.Closing.Columns.FirstOrDefault(closing => closing != book, book) is var odd && odd != book)
            throw new FundRuleException("reporting.statement.does_not_tie", $"{roll.ClosingLabel} is {currency.Format(odd)} on the statement but {currency.Format(book)} in the fund's book: make the statement again from the book.");
    }

    private static void CheckRollForward(StatementRollForward roll, Currency currency)
    {
        for (var column = 0; column < ColumnNames.Length; column++)
        {
            var added = roll.Opening.Columns[column] + roll.Sections.SelectMany(section => section.Lines).Sum(line => line.Amounts.Columns[column]);
            if (added != roll.Closing.Columns[column])
                throw new FundRuleException("reporting.statement.does_not_add_up", $"{roll.Name}, {ColumnNames[column]}: opening and movements are {currency.Format(added)} but the closing is given as {currency.Format(roll.Closing.Columns[column])}: make the statement again from the fund's book.");
        }
    }
}
