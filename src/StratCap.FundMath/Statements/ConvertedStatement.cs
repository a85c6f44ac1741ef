using StratCap.FundMath.Fx;
using StratCap.FundMath.Returns;

namespace StratCap.FundMath.Statements;

/// <summary>What moved a capital account in another currency.</summary>
/// <param name="Amount">Each transaction converted at the rate of its date and rounded once, added up.</param>
public sealed record ConvertedMovement(TransactionKind Kind, decimal Amount);

/// <summary>A column of a capital account in another currency. Opening + movements + currency effect = closing.</summary>
/// <param name="Opening">At the rate of the day before the first.</param>
/// <param name="CurrencyEffect">What changes of the rates did to what stood in the account.</param>
/// <param name="Closing">At the rate of the last day; gross of accrued carried interest.</param>
/// <param name="AccruedCarry">At the same rate; a charge is negative.</param>
public sealed record ConvertedColumn(decimal Opening, IReadOnlyList<ConvertedMovement> Movements, decimal CurrencyEffect, decimal Closing, decimal AccruedCarry)
{
    /// <summary>Net of accrued carried interest.</summary>
    public decimal ClosingNet => Closing + AccruedCarry;
}

/// <summary>A transaction of the period in another currency.</summary>
/// <param name="Amount">What it adds to the capital account, converted and rounded once.</param>
public sealed record ConvertedTransaction(StatementTransaction Transaction, FxConversion Conversion, decimal Amount);

/// <summary>
/// An investor's statement in a currency of his own, beside the one in the fund's: transactions at the rates of their dates (what takes one back at that of the one), balances at the rates of theirs.
/// Commitment and unfunded commitment stay in the fund's currency.
/// </summary>
public sealed record ConvertedStatement(
    string Currency, ConvertedColumn Period, ConvertedColumn YearToDate, ConvertedColumn SinceInception, ConvertedPerformance Performance, Explanation Explanation)
{
    /// <summary>Those of the period that move the capital account, in the statement's order.</summary>
    public IReadOnlyList<ConvertedTransaction> Transactions { get; init; } = [];

    /// <summary>What all of it was converted by, performance included: one for each day, by day.</summary>
    public IReadOnlyList<FxConversion> Conversions { get; init; } = [];

    /// <summary>Converts a statement.</summary>
    /// <exception cref="FundRuleException"><c>fx.rate_missing</c>, <c>fx.no_movements</c>.</exception>
    public static ConvertedStatement Of(InvestorStatement statement, Currency to, FxRates rates)
    {
        var run = statement.Run!;
        var from = run.After.Currency;
        var used = new SortedDictionary<DateOnly, FxConversion>();
        FxConversion On(DateOnly date) => used.TryGetValue(date, out var known) ? known : used[date] = rates.On(from, to, date);
        decimal At(DateOnly date, decimal amount) => amount == 0 ? 0 : On(date).Convert(amount);
        ConvertedColumn Column(DateOnly first, StatementColumn column)
        {
            var opening = column.Opening == 0 ? 0 : At(first.AddDays(-1), column.Opening);
            ConvertedMovement[] movements = [.. run.TransactionsSince(statement.InvestorId, first).Where(t => t.BalanceEffect != 0).GroupBy(t => t.Kind).OrderBy(k => k.Key)
                .Select(k => new ConvertedMovement(k.Key, k.Sum(t => At(t.RateDay, t.BalanceEffect))))];
            var closing = At(statement.To, column.Closing);
            return new ConvertedColumn(opening, movements, closing - opening - movements.Sum(m => m.Amount), closing, At(statement.To, column.ClosingAccruedCarry));
        }

        var period = Column(statement.From, statement.Period);
        var performance = ConvertedPerformance.Of(run.After, [run.After.Partner(statement.InvestorId)], run.CarryAfter, to, rates);
        var (year, inception) = (Column(run.YearStart, statement.YearToDate), Column(DateOnly.MinValue, statement.SinceInception));
        foreach (var conversion in performance.Conversions)
            used.TryAdd(conversion.Date, conversion);
        return new ConvertedStatement(to.Code, period, year, inception, performance, Explain(statement, period, from, to, rates))
        {
            Transactions = [.. statement.Transactions.Where(t => t.BalanceEffect != 0).Select(t => new ConvertedTransaction(t, On(t.RateDay), At(t.RateDay, t.BalanceEffect)))],
            Conversions = [.. used.Values],
        };
    }

    private static Explanation Explain(InvestorStatement statement, ConvertedColumn period, Currency from, Currency to, FxRates rates)
    {
        var parts = new List<Explanation>();
        void Add(string label, DateOnly date, decimal amount, IReadOnlyList<Guid> facts)
        {
            if (amount != 0)
                parts.Add(rates.On(from, to, date).Explain(label, amount, facts));
        }

        if (statement.Period.Opening != 0)
            Add("Opening capital account", statement.From.AddDays(-1), statement.Period.Opening, []);
        foreach (var told in statement.Transactions)
            Add($"{told.Description}, {Print.Date(told.Date)}", told.RateDay, told.BalanceEffect, [told.FactId]);
        parts.Add(new Explanation("Currency effect", to.Format(period.CurrencyEffect), "closing at its day's rate less the opening and the transactions at theirs"));
        return new Explanation($"Closing capital account in {to.Code}", to.Format(period.Closing), "sum of its opening, its transactions and the currency effect", Parts: parts, Operation: Operation.Sum);
    }
}
