using StratCap.FundMath.Allocation;

namespace StratCap.FundMath.Statements;

/// <summary>The accounts as they stand between two items.</summary>
internal sealed class CapitalAccountsRun(Currency currency, IReadOnlyList<AccountHolder> holders)
{
    private readonly decimal[] balances = [.. holders.Select(h => h.Opening)];

    private readonly decimal[] accrued = [.. holders.Select(h => h.OpeningAccruedCarry)];

    private readonly Fraction[] shares = [.. holders.Select(h => (Fraction)h.Share)];

    internal IReadOnlyList<decimal> Balances => balances;

    internal decimal Payable(decimal amount) => currency.IsPayable(amount)
        ? amount
        : throw new FundRuleException("account.not_payable", $"Give amounts that {currency.Code} can pay: {Print.Exact(amount)} is finer.");

    internal AccountLine Post(AccountItem item)
    {
        var amounts = item switch
        {
            GivenAmounts given => Given(given),
            SharedTotal shared => Shared(shared),
            AccountTransfer transfer => Transfer(transfer),
            CarryAccrual carry => Accrue(carry),
            _ => throw new ArgumentOutOfRangeException(nameof(item), item, "Not an item of capital accounts."),
        };
        for (var i = 0; i < amounts.Length; i++)
            balances[i] += amounts[i];
        return new AccountLine(item.Line, amounts);
    }

    private decimal[] Given(GivenAmounts item) => item.Amounts.Count == holders.Count
        ? [.. item.Amounts.Select(Payable)]
        : throw new FundRuleException("account.amounts_missing", $"Give one amount for each holder in '{item.Line}'.");

    private decimal[] Shared(SharedTotal item)
    {
        HashSet<int> excluded = [.. item.Excluded.Select(IndexOf)];
        Fraction[] weights = [.. shares.Select((s, i) => excluded.Contains(i) ? 0 : s)];
        if (item.Total == 0)
            return new decimal[weights.Length];
        return weights.All(w => w.IsZero)
            ? throw new FundRuleException("account.nobody_shares", $"Nobody has a share in '{item.Line}': give a holder who takes part a share above zero.")
            : LargestRemainder.SplitExactly(Payable(item.Total), weights, currency.MinorUnits);
    }

    private decimal[] Transfer(AccountTransfer item)
    {
        var (from, to) = (IndexOf(item.From), IndexOf(item.To));
        var part = item.Fraction ?? (balances[from] == 0 ? 0 : (Fraction)(item.Amount ?? 0) / balances[from]);
        if (part.CompareTo(0) < 0 || part.CompareTo(1) > 0 || from == to)
            throw new FundRuleException("account.transfer_out_of_range", $"Let '{item.Line}' move between nothing and all of the balance, to another holder.");
        var amounts = new decimal[holders.Count];
        amounts[to] = (part * balances[from]).Round(currency.MinorUnits);
        amounts[from] = -amounts[to];
        var (share, carry) = (part * shares[from], (part * accrued[from]).Round(currency.MinorUnits));
        (shares[from], shares[to]) = (shares[from] - share, shares[to] + share);
        (accrued[from], accrued[to]) = (accrued[from] - carry, accrued[to] + carry);
        return amounts;
    }

    private decimal[] Accrue(CarryAccrual item)
    {
        var recipient = Enumerable.Range(0, holders.Count).Where(i => holders[i].ReceivesCarry).ToList();
        if (recipient.Count != 1)
            throw new FundRuleException("account.carry_recipient_missing", $"Let one holder receive the carried interest of '{item.Line}'.");
        var amounts = new decimal[holders.Count];
        for (var i = 0; i < amounts.Length; i++)
        {
            if (i == recipient[0])
                continue;
            var before = balances[i] + accrued[i];
            var carry = before > 0 ? item.CarryOf(holders[i].Name, before) : 0;
            amounts[i] = accrued[i] - carry;
            amounts[recipient[0]] -= amounts[i];
            accrued[i] = carry;
        }
        return amounts;
    }

    private int IndexOf(string name)
    {
        for (var i = 0; i < holders.Count; i++)
        {
            if (holders[i].Name == name)
                return i;
        }
        throw new FundRuleException("account.holder_unknown", $"'{name}' holds no capital account here: name one who does.");
    }
}
