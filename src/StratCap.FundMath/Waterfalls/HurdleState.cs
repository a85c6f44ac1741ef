using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>What a limited partner still needs to meet a hurdle, followed through his contributions and all that he received, in order of date.</summary>
internal abstract class HurdleState(bool keepSteps)
{
    /// <summary>What happened, in order. Empty unless kept.</summary>
    internal List<AccountStep> Steps { get; } = [];

    protected bool KeepsSteps => keepSteps;

    /// <summary>What he needs on the day last accrued to, unrounded; not more than zero when the hurdle is met.</summary>
    internal abstract decimal Balance { get; }

    internal abstract void AccrueTo(DateOnly date);

    internal abstract void Contribute(WaterfallContribution contribution);

    internal abstract void Receive(DateOnly date, decimal amount, Guid? factId);

    protected void Note(AccountStepKind kind, DateOnly from, DateOnly to, decimal amount, decimal earning, Guid? factId)
    {
        if (keepSteps && (amount != 0 || earning != 0 || kind is AccountStepKind.OwnEnds))
            Steps.Add(new AccountStep(kind, from, to, amount, earning, factId));
    }
}

/// <summary>All flows grown at the rate to the day. Below zero he has more than the rate, and that goes on growing in his disfavour.</summary>
internal sealed class IrrState(GrowthTable growth, bool keepSteps) : HurdleState(keepSteps)
{
    private decimal balance;
    private DateOnly? on;

    internal override decimal Balance => balance;

    internal override void AccrueTo(DateOnly date)
    {
        if (on is { } since && since < date)
            Grow(AccountStepKind.Accrual, since, date, balance, null);
        if (on is null || on < date)
            on = date;
    }

    internal override void Contribute(WaterfallContribution contribution)
    {
        AccrueTo(contribution.Date);
        Note(AccountStepKind.Contribution, contribution.Date, contribution.Date, contribution.Amount, contribution.Amount, contribution.FactId);
        if (contribution.AccruesFrom is { } from && from < contribution.Date)
        {
            Grow(AccountStepKind.OwnAccrual, from, contribution.Date, contribution.Amount, contribution.FactId);
            Note(AccountStepKind.OwnEnds, contribution.Date, contribution.Date, 0, 0, contribution.FactId);
        }
        balance += contribution.Amount;
    }

    internal override void Receive(DateOnly date, decimal amount, Guid? factId)
    {
        AccrueTo(date);
        Note(AccountStepKind.Received, date, date, -amount, -amount, factId);
        balance -= amount;
    }

    private void Grow(AccountStepKind kind, DateOnly from, DateOnly to, decimal amount, Guid? factId)
    {
        var growing = amount * (growth.Over(from, to) - 1);
        Note(kind, from, to, growing, growing, factId);
        balance += growing;
    }
}

/// <summary>The multiple of all contributions less all that he received.</summary>
internal sealed class MultipleState(decimal multiple, bool keepSteps) : HurdleState(keepSteps)
{
    private decimal balance;

    internal override decimal Balance => balance;

    internal override void AccrueTo(DateOnly date)
    {
    }

    internal override void Contribute(WaterfallContribution contribution)
    {
        Note(AccountStepKind.Contribution, contribution.Date, contribution.Date, contribution.Amount, 0, contribution.FactId);
        balance += multiple * contribution.Amount;
    }

    internal override void Receive(DateOnly date, decimal amount, Guid? factId)
    {
        Note(AccountStepKind.Received, date, date, -amount, 0, factId);
        balance -= amount;
    }
}

/// <summary>The hurdle that asks for most.</summary>
internal sealed class AllOfState(IReadOnlyList<HurdleState> hurdles) : HurdleState(keepSteps: false)
{
    internal IReadOnlyList<HurdleState> Hurdles => hurdles;

    internal override decimal Balance => hurdles.Max(h => h.Balance);

    internal override void AccrueTo(DateOnly date)
    {
        foreach (var hurdle in hurdles)
            hurdle.AccrueTo(date);
    }

    internal override void Contribute(WaterfallContribution contribution)
    {
        foreach (var hurdle in hurdles)
            hurdle.Contribute(contribution);
    }

    internal override void Receive(DateOnly date, decimal amount, Guid? factId)
    {
        foreach (var hurdle in hurdles)
            hurdle.Receive(date, amount, factId);
    }
}
