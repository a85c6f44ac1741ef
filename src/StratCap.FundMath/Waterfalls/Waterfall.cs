using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// The tiers of a fund's terms, run limited partner by limited partner (ILPA Model LPA 14.3): return of capital, preferred return, catch-ups and splits, in the
/// order of the terms. Each tier's need is rounded to the minor unit, the last takes the rest, so that the tiers always add up to the share. Which
/// capital is in the tiers is the caller's: all contributions for a whole-of-fund waterfall, those of realised deals for one deal by deal.
/// One instance per run; not for several threads.
/// </summary>
public sealed class Waterfall
{
    private readonly Dictionary<(decimal, DayCount, Compounding), GrowthTable> growth = [];

    /// <summary>Takes the terms to run by.</summary>
    /// <exception cref="FundRuleException">The terms cannot be run.</exception>
    public Waterfall(FundTerms terms, Currency currency)
    {
        terms.Validate();
        Terms = terms;
        Currency = currency;
        Tiers = terms.Tiers.Value;
        Preferred = Tiers.OfType<PreferredReturnTier>().SingleOrDefault()?.Account;
    }

    internal FundTerms Terms { get; }

    internal Currency Currency { get; }

    internal IReadOnlyList<Tier> Tiers { get; }

    internal AccountHurdle? Preferred { get; }

    /// <summary>Each tier's clause and words, the same under every partner's line.</summary>
    internal IReadOnlyList<string> TierClauses => field ??= [.. Tiers.Select(t => $"{Terms.Tiers.Clause}: {TermsInWords.Words(t)}")];

    /// <summary>A limited partner's way through the tiers, before he has paid in anything.</summary>
    /// <param name="explain">Whether to keep what explanations are made of.</param>
    public PartnerWaterfall Open(Guid partnerId, string name, bool explain = true) => new(this, partnerId, name, explain);

    /// <summary>Runs a limited partner's apportioned share through the tiers.</summary>
    /// <param name="date">The distribution date; the preferred return accrues up to it.</param>
    /// <param name="partner">His history.</param>
    /// <param name="apportioned">His share before carried interest, payable, not negative.</param>
    /// <param name="explain">Whether to build the explanation.</param>
    public WaterfallLine Run(DateOnly date, WaterfallPartner partner, decimal apportioned, bool explain = true) => Run(date, partner, apportioned, explain, null);

    /// <param name="share">Where the share comes from; null is that the caller gives it.</param>
    internal WaterfallLine Run(DateOnly date, WaterfallPartner partner, decimal apportioned, bool explain, Func<Explanation>? share)
    {
        var run = Open(partner.PartnerId, partner.Name, explain: false);
        run.Play(partner, date);
        var line = run.Run(date, apportioned);
        return explain ? line with { Explanation = run.Explain(line, date, share, again => again.Play(partner, date)) } : line;
    }

    /// <summary>What a limited partner is owed on a date before anything is distributed.</summary>
    /// <returns>Unreturned capital, and unpaid preferred return, unrounded.</returns>
    public (decimal Capital, decimal PreferredReturn) Owed(DateOnly date, WaterfallPartner partner)
    {
        var run = Open(partner.PartnerId, partner.Name, explain: false);
        run.Play(partner, date);
        return (run.UnreturnedCapital, run.UnpaidReturn);
    }

    /// <summary>Fills capital and preferred return from an amount, in the order of the terms; both needs are rounded to what can be paid.</summary>
    internal (decimal Capital, decimal PreferredReturn) Fill(decimal amount, decimal owedCapital, decimal owedReturn) =>
        PreferredReturnAccount.Fill(amount, Terms.PaymentOrder.Value, Math.Max(0, Currency.Round(owedCapital)), Math.Max(0, Currency.Round(owedReturn)));

    internal PreferredReturnAccount OpenAccount(AccountHurdle? hurdle, bool keepSteps) =>
        new(hurdle, hurdle is null ? null : Growth(hurdle.RateAnnual, hurdle.DayCount, hurdle.Compounding), Terms.PaymentOrder.Value, Currency, keepSteps);

    internal HurdleState OpenHurdle(Hurdle hurdle, bool keepSteps) => hurdle switch
    {
        AccountHurdle account => OpenAccount(account, keepSteps),
        IrrHurdle irr => new IrrState(Growth(irr.RateAnnual, irr.DayCount, Compounding.EffectiveAnnual), keepSteps),
        MultipleHurdle multiple => new MultipleState(multiple.Multiple, keepSteps),
        AllOfHurdle all => new AllOfState([.. all.Hurdles.Select(h => OpenHurdle(h, keepSteps))]),
        _ => throw new ArgumentOutOfRangeException(nameof(hurdle), hurdle, "Not a hurdle."),
    };

    private GrowthTable Growth(decimal rate, DayCount dayCount, Compounding compounding)
    {
        if (!growth.TryGetValue((rate, dayCount, compounding), out var table))
            growth.Add((rate, dayCount, compounding), table = new GrowthTable(rate, dayCount, compounding));
        return table;
    }
}
