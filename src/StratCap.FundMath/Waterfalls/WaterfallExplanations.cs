using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>All that a run of one partner's tiers saw and decided.</summary>
internal sealed record WaterfallStory(
    Waterfall Rules, string Name, decimal Apportioned, IReadOnlyList<TierAmount> Tiers, PreferredReturnAccount Account, IReadOnlyList<HurdleState?> Hurdles);

/// <summary>
/// The tree under a partner's line. Wherever a formula begins with "sum of", the values of the parts add up to the value: a test evaluates it.
/// </summary>
internal static class WaterfallExplanations
{
    internal static Explanation OfLine(WaterfallStory story)
    {
        var left = story.Apportioned;
        var received = 0m;
        var parts = new List<Explanation>();
        for (var i = 0; i < story.Tiers.Count; i++)
        {
            parts.Add(OfTier(story, i, left, received));
            left -= story.Tiers[i].Total;
            received += story.Tiers[i].ToPartner;
        }
        var terms = story.Rules.Terms;
        return new Explanation(
            $"Distribution, {story.Name}", story.Rules.Currency.Format(story.Apportioned), "sum of its tiers", terms.Hurdle.Clause, Parts: parts);
    }

    private static Explanation OfTier(WaterfallStory story, int index, decimal left, decimal received)
    {
        var amount = story.Tiers[index];
        var clause = story.Rules.TierClauses[index];
        var money = story.Rules.Currency;
        var value = money.Format(amount.Total);
        return amount.Tier switch
        {
            ReturnOfCapitalTier => new Explanation(
                "Return of capital", value, $"lesser of what is left, {money.Format(left)}, and unreturned capital", clause,
                Parts: [Unreturned(story)]),
            PreferredReturnTier => new Explanation(
                "Preferred return", value, $"lesser of what is left, {money.Format(left)}, and unpaid preferred return", clause,
                "the need is rounded to the minor unit, half away from zero", Parts: [Unpaid(story)]),
            CatchUpTier catchUp => new Explanation(
                "Catch-up", value,
                FormattableString.Invariant($"sum of its parts; the lesser of what is left, {money.Format(left)}, and the open need {money.Format(amount.Need ?? 0)} = ({catchUp.Target} × profit of the tiers before to date − carried interest of them) ÷ ({catchUp.GpShare} − {catchUp.Target}) less what went through the tier before"),
                clause, "the need and the general partner's part are rounded to the minor unit; the limited partner takes the rest",
                Parts: Halves(money, amount, catchUp.GpShare)),
            SplitTier { Until: { } until } split => new Explanation(
                "Split up to a hurdle", value,
                FormattableString.Invariant($"lesser of what is left, {money.Format(left)}, and (need for the hurdle − {money.Format(received)} of the tiers before) ÷ (1 − {split.GpShare}), not below zero"),
                clause, "the need and the general partner's part are rounded to the minor unit; the limited partner takes the rest",
                Parts: [.. Halves(money, amount, split.GpShare), OfHurdle(until, story.Hurdles[index]!)]),
            SplitTier split => new Explanation(
                "Split", value, "sum of its parts; all that is left", clause,
                "the general partner's part is rounded to the minor unit; the limited partner takes the rest",
                Parts: Halves(money, amount, split.GpShare)),
            _ => throw new ArgumentOutOfRangeException(nameof(index), index, "Not a tier."),
        };
    }

    /// <summary>What a hurdle asks for before a distribution.</summary>
    internal static Explanation OfHurdle(Hurdle hurdle, HurdleState state) => hurdle is AllOfHurdle all
        ? new Explanation(
            "Need for all hurdles", Print.Exact(state.Balance), "the largest of the needs",
            Parts: [.. all.Hurdles.Zip(((AllOfState)state).Hurdles, OfHurdle)])
        : new Explanation(
            $"Need for {TermsInWords.Words(hurdle)}", Print.Exact(state.Balance), "sum of contributions, their growth and what was received", Rounding: "not rounded",
            Parts: new StepParts([.. state.Steps], hurdle));

    private static Explanation[] Halves(Currency money, TierAmount amount, decimal share) =>
    [
        new("To the limited partner", money.Format(amount.ToPartner), "the rest"),
        new("To the general partner", money.Format(amount.CarriedInterest), FormattableString.Invariant($"{amount.Total} × {share}")),
    ];

    private static Explanation Unreturned(WaterfallStory story) => new(
        "Unreturned capital", Print.Exact(story.Account.UnreturnedCapital), "sum of contributions less capital returned",
        Parts: new StepParts([.. story.Account.Steps.Where(s => s.Kind is AccountStepKind.Contribution or AccountStepKind.CapitalReturned or AccountStepKind.ReturnedTooMuch)], null));

    private static Explanation Unpaid(WaterfallStory story) => new(
        "Unpaid preferred return", Print.Exact(story.Account.UnpaidReturn), "sum of accruals less return paid", story.Rules.Terms.Tiers.Clause, "not rounded",
        Parts: new StepParts([.. story.Account.Steps.Where(s => s.Kind is AccountStepKind.Accrual or AccountStepKind.ReturnPaid or AccountStepKind.ReturnPaidTooMuch)], story.Rules.Preferred));
}
