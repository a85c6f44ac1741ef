using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A distribution shared out after advances.</summary>
/// <param name="Shares">By partner; sums to the amount.</param>
/// <param name="Taken">What is taken off each one's advance.</param>
/// <param name="Due">The exact shares, their weights.</param>
internal sealed record AfterAdvances(decimal[] Shares, decimal[] Taken, decimal[] Due);

/// <summary>
/// What a distribution gives to partners who had advances (ILPA Model LPA 14.5): as if the advances were distributed now with the rest, each takes his share less his
/// advance. Who had more than that gets nothing, and the rest of his advance stays open.
/// </summary>
internal static class Advances
{
    /// <param name="weights">By partner, as the terms apportion.</param>
    /// <returns>Null when nobody has one.</returns>
    internal static AfterAdvances? Shares(FundBook book, decimal amount, decimal[] weights)
    {
        decimal[] open = [.. book.Partners.Select(p => Math.Max(0, p[Component.Advance]))];
        if (open.All(o => o == 0))
            return null;
        var sum = weights.Sum();
        var isPassed = new bool[weights.Length];
        decimal whole;
        bool again;
        do
        {
            // Those who had more than their share are left out: what they had beyond it cannot be shared.
            decimal left = 0, together = amount;
            for (var i = 0; i < weights.Length; i++)
            {
                left += isPassed[i] ? 0 : weights[i];
                together += isPassed[i] || weights[i] == 0 ? 0 : open[i];
            }
            whole = left == 0 ? 0 : together / left;
            again = false;
            for (var i = 0; i < weights.Length; i++)
            {
                if (isPassed[i] || weights[i] == 0 || open[i] <= whole * weights[i])
                    continue;
                isPassed[i] = again = true;
            }
        }
        while (again);
        decimal[] due = [.. weights.Select((w, i) => isPassed[i] ? 0 : (whole * w) - (w == 0 ? 0 : open[i]))];
        decimal[] taken = [.. weights.Select((w, i) => isPassed[i] ? Math.Min(open[i], book.Currency.Round(whole * w)) : w == 0 ? 0 : open[i])];
        return new AfterAdvances(LargestRemainder.Split(amount, sum == 0 ? weights : due, book.Currency.MinorUnits), taken, due);
    }

    /// <summary>
    /// The most of an advance of carried interest that can be taken off: with it in the tiers, the carried interest is at least as much. Carried interest grows by no more than
    /// what is put in, so that halving finds it.
    /// </summary>
    /// <param name="carryOf">Carried interest of a share that is greater by so much.</param>
    internal static decimal CarryTaken(decimal open, Currency currency, Func<decimal, decimal> carryOf)
    {
        if (open <= 0)
            return 0;
        if (carryOf(open) >= open)
            return open;
        decimal can = 0, cannot = open;
        while (cannot - can > currency.MinorUnit)
        {
            var middle = Math.Round((can + cannot) / 2, currency.MinorUnits, MidpointRounding.ToZero);
            if (carryOf(middle) >= middle)
                can = middle;
            else
                cannot = middle;
        }
        return can;
    }
}
