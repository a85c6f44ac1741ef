using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// The whole-of-fund waterfall, limited partner by limited partner (ILPA Model LPA 14.3): return of all contributions, preferred return, catch-up
/// until the general partner has his target of preferred return and catch-up together, then the split. Each tier's need is rounded to the minor unit, the
/// last takes the rest, so that the tiers always add up to the share. One instance per run; not for several threads.
/// </summary>
public sealed class EuropeanWaterfall
{
    private readonly FundTerms terms;
    private readonly Currency currency;
    private readonly PreferredReturnTier? preferred;
    private readonly CatchUpTier? catchUp;
    private readonly SplitTier split;
    private readonly GrowthTable? growth;

    /// <summary>Takes the terms to run by.</summary>
    /// <exception cref="FundRuleException">The terms cannot be run.</exception>
    public EuropeanWaterfall(FundTerms terms, Currency currency)
    {
        terms.Validate();
        this.terms = terms;
        this.currency = currency;
        preferred = terms.Tiers.Value.OfType<PreferredReturnTier>().SingleOrDefault();
        catchUp = terms.Tiers.Value.OfType<CatchUpTier>().SingleOrDefault();
        split = terms.Tiers.Value.OfType<SplitTier>().Single();
        growth = preferred is null ? null : new GrowthTable(preferred.RateAnnual, GrowthTable.YearDays(preferred.DayCount));
    }

    /// <summary>Runs a limited partner's apportioned share through the tiers.</summary>
    /// <param name="date">The distribution date; the preferred return accrues up to it.</param>
    /// <param name="partner">His history.</param>
    /// <param name="apportioned">His share before carried interest, payable, not negative.</param>
    /// <param name="explain">Whether to build the explanation.</param>
    public WaterfallLine Run(DateOnly date, WaterfallPartner partner, decimal apportioned, bool explain = true)
    {
        if (apportioned < 0 || !currency.IsPayable(apportioned))
            throw new FundRuleException("waterfall.amount_not_payable", $"Give a share that is not negative and that {currency.Code} can pay.");
        var account = new PreferredReturnAccount(preferred, growth, currency, explain);
        account.Play(partner, date);
        var owedCapital = account.UnreturnedCapital;
        var owedReturn = account.UnpaidReturn;

        var (capital, paidReturn) = Fill(apportioned, owedCapital, owedReturn);
        var left = apportioned - capital - paidReturn;
        var need = CatchUpNeed(partner, date, account.ReturnPaid, paidReturn);
        var caught = Math.Min(left, need);
        var caughtCarry = catchUp is null ? 0 : currency.Round(caught * catchUp.GpShare);
        left -= caught;
        var splitCarry = currency.Round(left * split.GpShare);

        var explanation = explain
            ? WaterfallExplanations.OfLine(
                new WaterfallStory(terms, currency, date, partner, apportioned, account.Steps, owedCapital, owedReturn, capital, paidReturn, need, caught, caughtCarry, left, splitCarry))
            : null;
        account.Distribute(date, capital, paidReturn, null);
        return new WaterfallLine(
            partner.PartnerId, apportioned, capital, paidReturn, caught - caughtCarry, caughtCarry, left - splitCarry, splitCarry,
            account.UnreturnedCapital, account.UnpaidReturn, explanation);
    }

    /// <summary>What a limited partner is owed on a date before anything is distributed.</summary>
    /// <returns>Unreturned capital, and unpaid preferred return, unrounded.</returns>
    public (decimal Capital, decimal PreferredReturn) Owed(DateOnly date, WaterfallPartner partner)
    {
        var account = new PreferredReturnAccount(preferred, growth, currency, keepSteps: false);
        account.Play(partner, date);
        return (account.UnreturnedCapital, account.UnpaidReturn);
    }

    /// <summary>Fills capital and preferred return from an amount, in the order of the terms.</summary>
    internal (decimal Capital, decimal PreferredReturn) Fill(decimal amount, decimal owedCapital, decimal owedReturn)
    {
        var roundedReturn = preferred is null ? 0 : currency.Round(owedReturn);
        if (terms.PaymentOrder.Value == PaymentOrder.CapitalFirst)
        {
            var capital = Math.Min(amount, owedCapital);
            return (capital, Math.Min(amount - capital, roundedReturn));
        }
        var paid = Math.Min(amount, roundedReturn);
        return (Math.Min(amount - paid, owedCapital), paid);
    }

    /// <summary>
    /// The size of the catch-up tier that is still open: target × preferred return ÷ (share − target), over all distributions so far, less what went through
    /// the tier before. From x · share = target · (return + x).
    /// </summary>
    private decimal CatchUpNeed(WaterfallPartner partner, DateOnly date, decimal returnPaidBefore, decimal returnPaidNow)
    {
        if (catchUp is null)
            return 0;
        var through = 0m;
        var returned = 0m;
        foreach (var earlier in partner.Earlier.Where(e => e.Date <= date).OrderBy(e => e.Date))
        {
            returned += earlier.PreferredReturn;
            var full = CatchUpSize(returned);
            // Whatever reached the split had filled the tier; else catch-up and carry of that distribution all lie in it.
            through = earlier.ResidualSplit > 0 ? full : Math.Min(full, through + earlier.CatchUp + earlier.CarriedInterest);
        }
        return Math.Max(0, CatchUpSize(returnPaidBefore + returnPaidNow) - through);
    }

    private decimal CatchUpSize(decimal preferredReturn) => currency.Round(catchUp!.Target * preferredReturn / (catchUp.GpShare - catchUp.Target));
}
