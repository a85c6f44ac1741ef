using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// A limited partner's account of unreturned capital and unpaid preferred return. What earns is unreturned capital and, unless interest is simple, the
/// return that was compounded; between two fixed days new return waits for the next one. What rounding paid too little or too much stays in the
/// account, so that it never drifts. Capital that earns is returned before capital that does not.
/// </summary>
internal sealed class PreferredReturnAccount(AccountHurdle? hurdle, GrowthTable? growth, PaymentOrder order, Currency currency, bool keepSteps) : HurdleState(keepSteps)
{
    private readonly List<(DateOnly From, decimal Amount, Guid? FactId)> waiting = [];
    private DateOnly? on;
    private DateOnly opened;

    /// <summary>Capital that earns.</summary>
    private decimal earning;

    /// <summary>Capital that is to be returned and never earns.</summary>
    private decimal idle;

    /// <summary>Unpaid return that earns return.</summary>
    private decimal compounded;

    /// <summary>Unpaid return that does not.</summary>
    private decimal fresh;

    internal decimal UnreturnedCapital => earning + idle + waiting.Sum(w => w.Amount);

    /// <summary>Unrounded.</summary>
    internal decimal UnpaidReturn => compounded + fresh;

    internal override decimal Balance => UnreturnedCapital + UnpaidReturn;

    /// <summary>What was received beyond the account, all of it since inception; does not count towards later contributions.</summary>
    internal decimal Excess { get; private set; }

    internal override void Contribute(WaterfallContribution contribution)
    {
        AccrueTo(contribution.Date);
        var from = contribution.AccruesFrom ?? contribution.Date;
        var earns = contribution.Earns && from <= contribution.Date;
        Note(AccountStepKind.Contribution, contribution.Date, contribution.Date, contribution.Amount, earns ? contribution.Amount : 0, contribution.FactId);
        if (!contribution.Earns)
        {
            idle += contribution.Amount;
        }
        else if (from > contribution.Date)
        {
            waiting.Add((from, contribution.Amount, contribution.FactId));
        }
        else
        {
            Open(from);
            earning += contribution.Amount;
            CatchUpSince(from, contribution);
        }
    }

    internal override void Receive(DateOnly date, decimal amount, Guid? factId)
    {
        AccrueTo(date);
        var (capital, preferredReturn) = Fill(amount, order, UnreturnedCapital, UnpaidReturn);
        Excess += amount - capital - preferredReturn;
        Note(AccountStepKind.Received, date, date, -amount, 0, factId);
        Distribute(date, capital, preferredReturn, factId);
    }

    /// <summary>What capital and preferred return take of an amount, in the order of payment.</summary>
    internal static (decimal Capital, decimal PreferredReturn) Fill(decimal amount, PaymentOrder order, decimal owedCapital, decimal owedReturn)
    {
        if (order == PaymentOrder.CapitalFirst)
        {
            var capital = Math.Min(amount, owedCapital);
            return (capital, Math.Min(amount - capital, owedReturn));
        }
        var paid = Math.Min(amount, owedReturn);
        return (Math.Min(amount - paid, owedCapital), paid);
    }

    /// <summary>Takes a distribution off.</summary>
    internal void Distribute(DateOnly date, decimal capital, decimal preferredReturn, Guid? factId)
    {
        AccrueTo(date);
        var earned = earning;
        // A correction may have taken back contributions that were already returned: nothing is unreturned then, never less.
        var tooMuch = TakeCapital(capital);
        Note(AccountStepKind.CapitalReturned, date, date, -capital, earning - earned, factId);
        Note(AccountStepKind.ReturnedTooMuch, date, date, tooMuch, 0, factId);
        // What is given back is owed again, and earns again where unpaid return does.
        var fromFresh = preferredReturn >= 0 ? Math.Min(preferredReturn, fresh) : hurdle?.Compounding is Compounding.SimpleAnnual or Compounding.AnnualOnDate ? preferredReturn : 0;
        fresh -= fromFresh;
        compounded -= preferredReturn - fromFresh;
        Note(AccountStepKind.ReturnPaid, date, date, -preferredReturn, fromFresh - preferredReturn, factId);
        // What rounding paid too much is set off; more than that was paid before a correction took the return away.
        if (UnpaidReturn < -currency.MinorUnit)
        {
            Note(AccountStepKind.ReturnPaidTooMuch, date, date, -UnpaidReturn, -compounded, factId);
            (fresh, compounded) = (0, 0);
        }
    }

    internal override void AccrueTo(DateOnly date)
    {
        while (on is { } since && since < date)
        {
            var turn = NextTurn(since, date);
            Earn(since, turn);
            on = turn;
            if (turn == CompoundingDayAfter(since))
            {
                Note(AccountStepKind.Compounds, turn, turn, 0, fresh, null);
                (compounded, fresh) = (compounded + fresh, 0);
            }
            foreach (var start in waiting.Where(w => w.From == turn).ToList())
            {
                waiting.Remove(start);
                Note(AccountStepKind.StartsToEarn, turn, turn, 0, start.Amount, start.FactId);
                Open(turn);
                earning += start.Amount;
            }
        }
        on ??= date;
    }

    private void Open(DateOnly from) => opened = opened == default || from < opened ? from : opened;

    /// <summary>The return that a contribution has already earned when it enters.</summary>
    private void CatchUpSince(DateOnly from, WaterfallContribution contribution)
    {
        if (from == contribution.Date)
            return;
        var own = new PreferredReturnAccount(hurdle, growth, order, currency, KeepsSteps) { on = from, opened = from, earning = contribution.Amount };
        own.AccrueTo(contribution.Date);
        compounded += own.compounded;
        fresh += own.fresh;
        Steps.AddRange(own.Steps.Select(s => s with
        {
            Kind = s.Kind == AccountStepKind.Compounds ? AccountStepKind.OwnCompounds : AccountStepKind.OwnAccrual,
            FactId = contribution.FactId,
        }));
        Note(AccountStepKind.OwnEnds, contribution.Date, contribution.Date, 0, 0, contribution.FactId);
    }

    /// <summary>The next day on which what earns may change, at most the date.</summary>
    private DateOnly NextTurn(DateOnly since, DateOnly date)
    {
        var next = date;
        if (CompoundingDayAfter(since) is { } compounding && compounding < next)
            next = compounding;
        foreach (var (from, _, _) in waiting)
            next = from < next ? from : next;
        return next;
    }

    private DateOnly? CompoundingDayAfter(DateOnly date)
    {
        if (hurdle is not { Compounding: Compounding.AnnualOnDate })
            return null;
        var day = hurdle.CompoundsOn is { } given ? new DateOnly(date.Year, given.Month, given.Day) : opened.AddYears(date.Year - opened.Year);
        return day > date ? day : hurdle.CompoundsOn is null ? opened.AddYears(date.Year + 1 - opened.Year) : day.AddYears(1);
    }

    private void Earn(DateOnly from, DateOnly to)
    {
        if (hurdle is null || growth is null)
            return;
        var balance = earning + compounded;
        if (hurdle.Compounding is Compounding.SimpleAnnual or Compounding.AnnualOnDate)
        {
            var earned = balance * hurdle.RateAnnual * YearFraction.Between(from, to, hurdle.DayCount);
            fresh += earned;
            Note(AccountStepKind.Accrual, from, to, earned, 0, null);
        }
        else
        {
            var earned = balance * (growth.Over(from, to) - 1);
            compounded += earned;
            Note(AccountStepKind.Accrual, from, to, earned, earned, null);
        }
    }

    /// <returns>What there was no capital for.</returns>
    private decimal TakeCapital(decimal amount)
    {
        Take(ref earning, ref amount);
        for (var i = 0; i < waiting.Count && amount > 0; i++)
        {
            var part = waiting[i].Amount;
            Take(ref part, ref amount);
            waiting[i] = waiting[i] with { Amount = part };
        }
        Take(ref idle, ref amount);
        if (amount >= currency.MinorUnit)
            return amount;
        // What rounding returned too much of a part is set off against the next.
        earning -= amount;
        return 0;
    }

    private static void Take(ref decimal from, ref decimal amount)
    {
        var taken = Math.Min(from, amount);
        from -= taken;
        amount -= taken;
    }
}
