using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// Steps as parts of an explanation, made when they are read: there are more of them than of all other figures together, and a tree that nobody opens
/// should not cost them.
/// </summary>
internal sealed class StepParts(AccountStep[] steps, Hurdle? hurdle) : IReadOnlyList<Explanation>
{
    /// <inheritdoc/>
    public int Count => steps.Length;

    /// <inheritdoc/>
    public Explanation this[int index] => OfStep(steps[index]);

    /// <inheritdoc/>
    public IEnumerator<Explanation> GetEnumerator() => Enumerable.Range(0, steps.Length).Select(i => this[i]).GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    private Explanation OfStep(AccountStep step) => new(
        step.Kind == AccountStepKind.Accrual ? $"Accrual {Print.Date(step.From)} to {Print.Date(step.To)}" : $"{Name(step.Kind)} of {Print.Date(step.From)}",
        Print.Exact(step.Amount),
        (step.Kind, hurdle) switch
        {
            (AccountStepKind.Accrual, AccountHurdle account) => Growth(step, account.RateAnnual, account.DayCount, account.Compounding),
            (AccountStepKind.Accrual, IrrHurdle irr) => Growth(step, irr.RateAnnual, irr.DayCount, Compounding.EffectiveAnnual),
            (AccountStepKind.Contribution, MultipleHurdle multiple) => FormattableString.Invariant($"{Print.Exact(step.Balance)} × {multiple.Multiple}"),
            _ => null,
        },
        Facts: step.FactId is { } id ? [id] : []);

    private static string Growth(AccountStep step, decimal rate, DayCount dayCount, Compounding compounding)
    {
        var years = Years(step, dayCount);
        var periods = GrowthTable.Periods(compounding);
        return compounding switch
        {
            Compounding.SimpleAnnual or Compounding.AnnualOnDate => FormattableString.Invariant($"{Print.Exact(step.Balance)} × {rate} × {years}"),
            Compounding.EffectiveAnnual => FormattableString.Invariant($"{Print.Exact(step.Balance)} × ((1 + {rate})^({years}) − 1)"),
            _ => FormattableString.Invariant($"{Print.Exact(step.Balance)} × ((1 + {rate}/{periods})^({periods} × {years}) − 1)"),
        };
    }

    private static string Years(AccountStep step, DayCount dayCount)
    {
        var days = YearFraction.Days(step.From, step.To, dayCount);
        return dayCount switch
        {
            DayCount.ActAct => $"{Print.Exact(YearFraction.Between(step.From, step.To, dayCount))} years",
            DayCount.Act365 => FormattableString.Invariant($"{days}/365"),
            DayCount.Act36525 => FormattableString.Invariant($"{days}/365.25"),
            _ => FormattableString.Invariant($"{days}/360"),
        };
    }

    private static string Name(AccountStepKind kind) => kind switch
    {
        AccountStepKind.Contribution => "Contribution",
        AccountStepKind.CapitalReturned => "Capital returned",
        AccountStepKind.ReturnPaid => "Preferred return paid",
        AccountStepKind.ReturnedTooMuch => "Returned above what was contributed",
        AccountStepKind.ReturnPaidTooMuch => "Paid above what accrued",
        AccountStepKind.Received => "Received",
        _ => "Accrual",
    };
}
