using StratCap.FundMath.Allocation;

namespace StratCap.FundMath.Statements;

/// <summary>A holder of a capital account.</summary>
/// <param name="Share">The weight by which totals are shared out; not negative, need not add up to one.</param>
/// <param name="Opening">Net of accrued carried interest.</param>
/// <param name="OpeningAccruedCarry">What carried interest has already taken from the balance and may give back; not negative.</param>
/// <param name="ReceivesCarry">The general partner: carried interest is taken from the others and given to him.</param>
public sealed record AccountHolder(string Name, decimal Share, decimal Opening, decimal OpeningAccruedCarry = 0, bool ReceivesCarry = false);

/// <summary>A movement of the capital accounts; becomes one line.</summary>
public abstract record AccountItem(string Line);

/// <summary>Amounts by holder, in their order, charges negative.</summary>
public sealed record GivenAmounts(string Line, IReadOnlyList<decimal> Amounts) : AccountItem(Line);

/// <summary>A total shared out by the holders' shares, charges negative.</summary>
/// <param name="Excluded">Names of those who take no part.</param>
public sealed record SharedTotal(string Line, decimal Total, IReadOnlyList<string> Excluded) : AccountItem(Line);

/// <summary>
/// An interest changes hands: a part of the balance, of the share in later totals and of accrued carried interest (ILPA Model LPA 17: the transferee steps
/// into the account).
/// </summary>
/// <param name="Fraction">Of the balance, 0 to 1; null when the amount is given.</param>
/// <param name="Amount">Of the balance, at most all of it.</param>
public sealed record AccountTransfer(string Line, string From, string To, decimal? Fraction, decimal? Amount = null) : AccountItem(Line);

/// <summary>Carried interest accrues or is given back: the difference between what a liquidation at the balances would take and what was taken before.</summary>
/// <param name="CarryOf">Carried interest by a holder's name and balance before carried interest; payable, from 0 to the balance.</param>
public sealed record CarryAccrual(string Line, Func<string, decimal, decimal> CarryOf) : AccountItem(Line);

/// <summary>One line, by holder in their order.</summary>
public sealed record AccountLine(string Line, IReadOnlyList<decimal> Amounts)
{
    /// <summary>All holders.</summary>
    public decimal Total => Amounts.Sum();
}

/// <summary>Capital accounts of a period.</summary>
/// <param name="Lines">Opening first, then one for each item.</param>
/// <param name="Ending">By holder: the sum of his lines.</param>
/// <param name="Explanations">Of the ending balances.</param>
public sealed record CapitalAccountsResult(IReadOnlyList<AccountLine> Lines, IReadOnlyList<decimal> Ending, IReadOnlyList<Explanation> Explanations);

/// <summary>
/// Capital accounts moved item by item, each on the balances that those before it left. Totals are shared out by largest remainder, ties to the earlier holder,
/// so that every line and every column foots.
/// </summary>
public static class CapitalAccounts
{
    /// <summary>Moves the accounts.</summary>
    /// <param name="currency">All amounts are payable in it.</param>
    /// <param name="holders">In the order of print.</param>
    /// <param name="items">In the order in which they happen.</param>
    /// <exception cref="FundRuleException">
    /// <c>account.amounts_missing</c>, <c>account.not_payable</c>, <c>account.holder_unknown</c>, <c>account.nobody_shares</c>, <c>account.transfer_out_of_range</c>,
    /// <c>account.carry_recipient_missing</c>.
    /// </exception>
    public static CapitalAccountsResult Run(Currency currency, IReadOnlyList<AccountHolder> holders, IReadOnlyList<AccountItem> items)
    {
        var run = new CapitalAccountsRun(currency, holders);
        List<AccountLine> lines = [new("opening", [.. holders.Select(h => run.Payable(h.Opening))]), .. items.Select(run.Post)];
        return new CapitalAccountsResult(lines, run.Balances, [.. holders.Select((h, i) => Explain(currency, h, lines, i))]);
    }

    private static Explanation Explain(Currency currency, AccountHolder holder, List<AccountLine> lines, int index) => new(
        $"Ending capital account, {holder.Name}", currency.Format(lines.Sum(l => l.Amounts[index])), "sum of its lines", "ILPA Reporting Template v2.0, A.1",
        Parts: Explanation.WhenRead(() => [.. lines.Select(l => Telling.Given(l.Line, l.Amounts[index]))]), Operation: Operation.Sum);
}
