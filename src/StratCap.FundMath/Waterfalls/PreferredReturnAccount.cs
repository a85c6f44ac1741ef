using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>What changed a preferred-return account.</summary>
internal enum AccountStepKind
{
    Contribution,
    Accrual,
    CapitalReturned,
    ReturnPaid,
    Rounding,
    ReturnedTooMuch,
}

/// <summary>A change of the account, signed as it changes what is owed.</summary>
internal sealed record AccountStep(AccountStepKind Kind, DateOnly From, DateOnly To, decimal Balance, int Days, decimal Amount, Guid? FactId);

/// <summary>
/// A limited partner's account of unreturned capital and unpaid preferred return. Under effective compounding both grow by (1 + r)^(days ÷ year), so that
/// later distributions go on where earlier ones left off; under simple interest only the capital earns. Contributions of a day count before its
/// distributions. Once a preferred return is paid to the minor unit, what rounding left is struck off.
/// </summary>
internal sealed class PreferredReturnAccount(PreferredReturnTier? tier, GrowthTable? growth, Currency currency, bool keepSteps)
{
    private DateOnly? on;

    /// <summary>Received, not returned, and earning from a later day on.</summary>
    private decimal waiting;

    private decimal earning;

    internal decimal UnreturnedCapital => earning + waiting;

    /// <summary>Unrounded.</summary>
    internal decimal UnpaidReturn { get; private set; }

    internal decimal ReturnPaid { get; private set; }

    internal List<AccountStep> Steps { get; } = [];

    /// <summary>Plays the history up to and including a date, and accrues to it.</summary>
    internal void Play(WaterfallPartner partner, DateOnly date)
    {
        var events = new List<(DateOnly Date, int Order, Action Apply)>();
        foreach (var contribution in partner.Contributions)
        {
            if (contribution.Date > date)
                continue;
            events.Add((contribution.Date, 0, () => Contribute(contribution)));
            if (contribution.AccruesFrom is { } from && from > contribution.Date && from <= date)
                events.Add((from, 1, () => StartEarning(contribution.Amount)));
        }
        foreach (var earlier in partner.Earlier)
        {
            if (earlier.Date <= date)
                events.Add((earlier.Date, 2, () => Distribute(earlier.Date, earlier.ReturnOfCapital, earlier.PreferredReturn, earlier.FactId)));
        }
        foreach (var (day, _, apply) in events.OrderBy(e => e.Date).ThenBy(e => e.Order))
        {
            AccrueTo(day);
            apply();
        }
        AccrueTo(date);
    }

    /// <summary>Takes a distribution off. Strikes off what rounding left when the return was paid in full.</summary>
    internal void Distribute(DateOnly date, decimal capital, decimal preferredReturn, Guid? factId)
    {
        var wasOwed = UnpaidReturn;
        var fromEarning = Math.Min(capital, earning);
        var fromWaiting = Math.Min(capital - fromEarning, waiting);
        earning -= fromEarning;
        waiting -= fromWaiting;
        UnpaidReturn -= preferredReturn;
        ReturnPaid += preferredReturn;
        Note(AccountStepKind.CapitalReturned, date, date, 0, 0, -capital, factId);
        // A correction may have taken back contributions that were already returned: nothing is unreturned then, never less.
        Note(AccountStepKind.ReturnedTooMuch, date, date, 0, 0, capital - fromEarning - fromWaiting, factId);
        Note(AccountStepKind.ReturnPaid, date, date, 0, 0, -preferredReturn, factId);
        if (preferredReturn == currency.Round(wasOwed) || UnpaidReturn < 0)
        {
            Note(AccountStepKind.Rounding, date, date, 0, 0, -UnpaidReturn, factId);
            UnpaidReturn = 0;
        }
    }

    private void Contribute(WaterfallContribution contribution)
    {
        Note(AccountStepKind.Contribution, contribution.Date, contribution.Date, 0, 0, contribution.Amount, contribution.FactId);
        var from = contribution.AccruesFrom ?? contribution.Date;
        if (from > contribution.Date)
        {
            waiting += contribution.Amount;
            return;
        }
        earning += contribution.Amount;
        if (from < contribution.Date)
            Earn(from, contribution.Date, contribution.Amount, 0, contribution.FactId);
    }

    private void StartEarning(decimal amount)
    {
        var moved = Math.Min(amount, waiting);
        waiting -= moved;
        earning += moved;
    }

    private void AccrueTo(DateOnly date)
    {
        if (on is { } since && since < date)
            Earn(since, date, earning, UnpaidReturn, null);
        on = date;
    }

    private void Earn(DateOnly from, DateOnly to, decimal capital, decimal unpaid, Guid? factId)
    {
        if (tier is null || growth is null)
            return;
        var days = GrowthTable.Days(from, to, tier.DayCount);
        var balance = tier.Compounding == Compounding.EffectiveAnnual ? capital + unpaid : capital;
        var earned = tier.Compounding == Compounding.EffectiveAnnual
            ? balance * (growth.Over(days) - 1)
            : balance * tier.RateAnnual * days / GrowthTable.YearDays(tier.DayCount);
        UnpaidReturn += earned;
        Note(AccountStepKind.Accrual, from, to, balance, days, earned, factId);
    }

    private void Note(AccountStepKind kind, DateOnly from, DateOnly to, decimal balance, int days, decimal amount, Guid? factId)
    {
        if (keepSteps && amount != 0)
            Steps.Add(new AccountStep(kind, from, to, balance, days, amount, factId));
    }
}
