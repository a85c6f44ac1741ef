using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>All that a run of one partner's tiers saw and decided.</summary>
internal sealed record WaterfallStory(
    FundTerms Terms, Currency Currency, DateOnly Date, WaterfallPartner Partner, decimal Apportioned, IReadOnlyList<AccountStep> Steps,
    decimal OwedCapital, decimal OwedReturn, decimal Capital, decimal PaidReturn, decimal CatchUpNeed, decimal Caught, decimal CaughtCarry, decimal Split, decimal SplitCarry);

/// <summary>
/// The tree under a partner's line. Wherever a formula begins with "sum of", the values of the parts add up to the value: a test evaluates it.
/// </summary>
internal static class WaterfallExplanations
{
    internal static Explanation OfLine(WaterfallStory story)
    {
        var left = story.Apportioned;
        var parts = new List<Explanation>();
        foreach (var tier in story.Terms.Tiers.Value)
        {
            parts.Add(OfTier(story, tier, left));
            left -= tier switch
            {
                ReturnOfCapitalTier => story.Capital,
                PreferredReturnTier => story.PaidReturn,
                CatchUpTier => story.Caught,
                _ => story.Split,
            };
        }
        return new Explanation(
            $"Distribution, {story.Partner.Name}", story.Currency.Format(story.Apportioned), "sum of its tiers", story.Terms.Hurdle.Clause, Parts: parts);
    }

    private static Explanation OfTier(WaterfallStory story, Tier tier, decimal left)
    {
        var clause = $"{story.Terms.Tiers.Clause}: {TermsInWords.Words(tier)}";
        var money = story.Currency;
        return tier switch
        {
            ReturnOfCapitalTier => new Explanation(
                "Return of capital", money.Format(story.Capital), $"lesser of what is left, {money.Format(left)}, and unreturned capital", clause,
                Parts: [Unreturned(story)]),
            PreferredReturnTier preferred => new Explanation(
                "Preferred return", money.Format(story.PaidReturn), $"lesser of what is left, {money.Format(left)}, and unpaid preferred return", clause,
                "the need is rounded to the minor unit, half away from zero", Parts: [Unpaid(story, preferred)]),
            CatchUpTier catchUp => new Explanation(
                "Catch-up", money.Format(story.Caught),
                FormattableString.Invariant($"sum of its parts; the lesser of what is left, {money.Format(left)}, and the open need {money.Format(story.CatchUpNeed)} = {catchUp.Target} × preferred return to date ÷ ({catchUp.GpShare} − {catchUp.Target}) less what went through the tier before"),
                clause, "the need and the general partner's part are rounded to the minor unit; the limited partner takes the rest",
                Parts: Halves(story, story.Caught, story.CaughtCarry, catchUp.GpShare)),
            SplitTier split => new Explanation(
                "Split", money.Format(story.Split), "sum of its parts; all that is left", clause,
                "the general partner's part is rounded to the minor unit; the limited partner takes the rest",
                Parts: Halves(story, story.Split, story.SplitCarry, split.GpShare)),
            _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "Not a tier."),
        };
    }

    private static Explanation[] Halves(WaterfallStory story, decimal whole, decimal carry, decimal share) =>
    [
        new("To the limited partner", story.Currency.Format(whole - carry), "the rest"),
        new("To the general partner", story.Currency.Format(carry), FormattableString.Invariant($"{whole} × {share}")),
    ];

    private static Explanation Unreturned(WaterfallStory story) => new(
        "Unreturned capital", Print.Exact(story.OwedCapital), "sum of contributions less capital returned",
        Parts: [.. story.Steps.Where(s => s.Kind is AccountStepKind.Contribution or AccountStepKind.CapitalReturned or AccountStepKind.ReturnedTooMuch).Select(OfStep)]);

    private static Explanation Unpaid(WaterfallStory story, PreferredReturnTier tier) => new(
        "Unpaid preferred return", Print.Exact(story.OwedReturn), "sum of accruals less return paid", story.Terms.Tiers.Clause, "not rounded",
        Parts: [.. story.Steps.Where(s => s.Kind is AccountStepKind.Accrual or AccountStepKind.ReturnPaid or AccountStepKind.Rounding).Select(s => s.Kind == AccountStepKind.Accrual ? OfAccrual(s, tier) : OfStep(s))]);

    private static Explanation OfAccrual(AccountStep step, PreferredReturnTier tier)
    {
        var year = GrowthTable.YearDays(tier.DayCount);
        return new Explanation(
            $"Accrual {Print.Date(step.From)} to {Print.Date(step.To)}",
            Print.Exact(step.Amount),
            tier.Compounding == Compounding.EffectiveAnnual
                ? FormattableString.Invariant($"{Print.Exact(step.Balance)} × ((1 + {tier.RateAnnual})^({step.Days}/{year}) − 1)")
                : FormattableString.Invariant($"{Print.Exact(step.Balance)} × {tier.RateAnnual} × {step.Days}/{year}"),
            Facts: FactsOf(step));
    }

    private static Explanation OfStep(AccountStep step) => new(
        $"{Name(step.Kind)} of {Print.Date(step.From)}", Print.Exact(step.Amount), Facts: FactsOf(step));

    private static string Name(AccountStepKind kind) => kind switch
    {
        AccountStepKind.Contribution => "Contribution",
        AccountStepKind.CapitalReturned => "Capital returned",
        AccountStepKind.ReturnPaid => "Preferred return paid",
        AccountStepKind.ReturnedTooMuch => "Returned above what was contributed",
        AccountStepKind.Rounding => "Rounding struck off after full payment",
        _ => "Accrual",
    };

    private static IReadOnlyList<Guid> FactsOf(AccountStep step) => step.FactId is { } id ? [id] : [];
}
