using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>What an earlier distribution gave through each tier.</summary>
internal sealed record EarlierTiers(DateOnly Date, Guid? FactId, IReadOnlyList<TierAmount> Tiers);

/// <summary>All that a run of one partner's tiers saw and decided.</summary>
internal sealed record WaterfallStory(
    Waterfall Rules, IReadOnlyList<TierAmount> Tiers, PreferredReturnAccount Account, IReadOnlyList<HurdleState?> Hurdles, IReadOnlyList<EarlierTiers> Earlier);

/// <summary>The tree under a partner's line: his share, and tier by tier what is left of it and what the tier needs.</summary>
internal sealed class WaterfallExplanations
{
    private const string AdvanceKey = "advance";

    private const string Halved = "the general partner's part is rounded to the minor unit, half away from zero; the limited partner takes the rest";

    private readonly WaterfallStory story;
    private readonly Explanation share;
    private readonly Telling telling;
    private readonly AccountFigures account;
    private readonly List<Explanation> tiers = [];
    private readonly List<Explanation> toPartner = [];
    private readonly List<Explanation?> carried = [];
    private decimal left;

    private WaterfallExplanations(WaterfallStory story, Explanation share)
    {
        this.story = story;
        this.share = share with { Key = "share" };
        telling = new Telling(story.Rules.Currency);
        left = share.Amount!.Value;
        var terms = story.Rules.Terms;
        account = new AccountFigures(
            telling, "account", story.Rules.Preferred, terms.PaymentOrder.Value, story.Account, terms.Tiers.Clause, listsCapital: story.Rules.Tiers.OfType<ReturnOfCapitalTier>().Any());
    }

    /// <param name="share">His share before carried interest.</param>
    /// <param name="advance">Carried interest that was paid in advance and is taken off: the tiers hold so much more than the share.</param>
    /// <param name="play">Plays his history with all steps kept.</param>
    internal static Explanation OfLine(Waterfall rules, string name, decimal apportioned, decimal advance, Func<Explanation>? share, Func<WaterfallStory> play) => new(
        $"Distribution, {name}", rules.Currency.Format(apportioned), "sum of its tiers", rules.Terms.Hurdle.Clause,
        Parts: Explanation.WhenRead(() => Parts(new WaterfallExplanations(play(), WithAdvance(share?.Invoke() ?? Telling.Given($"Share, {name}", apportioned), advance)), advance)), Operation: Operation.Sum)
    {
        OwnKeys = true,
    };

    private static Explanation WithAdvance(Explanation share, decimal advance) => advance == 0
        ? share
        : Telling.Unrounded(Operation.Sum, "In the tiers", share.Amount!.Value + advance, [share, Telling.Given("Carried interest paid in advance, now earned", advance, "ILPA Model LPA 14.5")]);

    private static List<Explanation> Parts(WaterfallExplanations tiers, decimal advance) => advance == 0
        ? tiers.Parts()
        : [.. tiers.Parts(), Telling.Given("Carried interest paid in advance", -advance, "ILPA Model LPA 14.5") with { Key = AdvanceKey }];

    /// <summary>What the tiers take from a line for the general partner: all of it less what they leave to the limited partner.</summary>
    internal static Explanation OfCarriedInterest(ScenarioLine line)
    {
        var whole = line.Explanation!;
        // Where each deal stands alone, the line is the sum of its deals' lines, which have tiers of their own.
        return whole.OwnKeys
            ? OfCarriedInterest(line.Name, whole, line.Line.CarriedInterest)
            : new Explanation(
                $"Carried interest, {line.Name}", Print.Exact(line.Line.CarriedInterest), "sum of its investments', each alone",
                Parts: Explanation.WhenRead(() => [.. whole.Parts.Select(deal => OfCarriedInterest(deal.Label, deal, deal.Amount!.Value - deal.Parts.Where(IsTier).Sum(t => Kept(t).Amount!.Value)))]), Operation: Operation.Sum);
    }

    private static Explanation OfCarriedInterest(string name, Explanation line, decimal amount) => new(
        $"Carried interest, {name}", Print.Exact(amount), "the distribution less what its tiers leave to the limited partner",
        Parts: Explanation.WhenRead(() => [line with { OwnKeys = false }, .. line.Parts.Where(IsTier).Select(Kept)]), Operation: Operation.Difference)
    {
        OwnKeys = true,
    };

    private static bool IsTier(Explanation part) => part.Key != AdvanceKey;

    private static Explanation Kept(Explanation tier) => (tier.Parts[0].Key == $"{tier.Key} kept" ? tier.Parts[0] : tier).Again();

    /// <summary>What a hurdle asks for before a distribution.</summary>
    internal static Explanation OfHurdle(Telling telling, string prefix, Hurdle hurdle, HurdleState state, PaymentOrder order, string? clause) => hurdle is AllOfHurdle all
        ? Telling.Unrounded(
            Operation.Greater, "Need for all hurdles", state.Balance,
            [.. all.Hurdles.Zip(((AllOfState)state).Hurdles).Select((h, i) => OfHurdle(telling, $"{prefix}.{i + 1}", h.First, h.Second, order, clause))], "the largest of the needs")
        : new AccountFigures(telling, prefix, hurdle, order, state, clause, listsCapital: true).Need($"Need for {TermsInWords.Words(hurdle)}", state.Balance);

    private List<Explanation> Parts()
    {
        for (var i = 0; i < story.Tiers.Count; i++)
            OfTier(i, story.Tiers[i]);
        return tiers;
    }

    private void OfTier(int index, TierAmount amount)
    {
        var clause = story.Rules.TierClauses[index];
        var key = $"tier {index + 1}";
        switch (amount.Tier)
        {
            case ReturnOfCapitalTier:
                Whole(key, "Return of capital", amount, clause, "lesser of what is left and unreturned capital", account.UnreturnedCapital(story.Account.UnreturnedCapital));
                break;
            case PreferredReturnTier:
                Whole(key, "Preferred return", amount, clause, "lesser of what is left and unpaid preferred return", account.UnpaidReturn(story.Account.UnpaidReturn));
                break;
            case CatchUpTier catchUp:
                Halves(key, "Catch-up", amount, clause, catchUp.GpShare, "lesser of what is left and what is open of the catch-up", () => CatchUpNeed(index, catchUp, amount.Need!.Value));
                break;
            case SplitTier { Until: { } until } split:
                Halves(key, "Split up to a hurdle", amount, clause, split.GpShare, "lesser of what is left and what the hurdle needs", () => HurdleNeed(index, split, until, amount.Need!.Value));
                break;
            case SplitTier split:
                Halves(key, "Split", amount, clause, split.GpShare, "all that is left", null);
                break;
        }
        left -= amount.Total;
    }

    /// <summary>What is left of the share for this tier.</summary>
    private Explanation Left() => tiers.Count == 0
        ? telling.Mention(share)
        : telling.Money(Operation.Difference, "What is left of the share", left, [share.Again(), .. tiers.Select(t => t.Again())]);

    private void Whole(string key, string label, TierAmount amount, string clause, string formula, Explanation owed)
    {
        var need = telling.Rounded(Operation.NotBelowZero, $"Need of the tier: {owed.Label}", amount.Need!.Value, [owed]);
        var tier = telling.Money(Operation.Lesser, label, amount.Total, [Left(), need], formula, clause) with { Key = key };
        tiers.Add(tier);
        toPartner.Add(tier);
        carried.Add(null);
    }

    private void Halves(string key, string label, TierAmount amount, string clause, decimal gpShare, string formula, Func<Explanation>? need)
    {
        var taken = need is null
            ? telling.Money(Operation.Sum, "Taken by the tier", amount.Total, [Left()], formula)
            : telling.Money(Operation.Lesser, "Taken by the tier", amount.Total, [Left(), need()], formula);
        taken = taken with { Key = $"{key} taken" };
        var rate = Telling.Given("General partner's share of the tier", gpShare, clause);
        var carry = telling.Rounded(Operation.Product, "To the general partner", amount.CarriedInterest, [taken.Again(), rate], rounding: Halved) with { Key = $"{key} carry" };
        var kept = telling.Money(Operation.Difference, "To the limited partner", amount.ToPartner, [taken, carry.Again()], "the rest") with { Key = $"{key} kept" };
        tiers.Add(telling.Money(Operation.Sum, label, amount.Total, [kept, carry], "sum of both parts", clause) with { Key = key });
        toPartner.Add(kept);
        carried.Add(carry);
    }

    /// <summary>See <see cref="PartnerWaterfall"/> for where the size of a catch-up comes from.</summary>
    private Explanation CatchUpNeed(int index, CatchUpTier catchUp, decimal need)
    {
        var clause = story.Rules.TierClauses[index];
        List<Explanation> profit = [], carry = [], through = [];
        for (var i = 0; i < index; i++)
        {
            if (story.Rules.Tiers[i] is ReturnOfCapitalTier)
                continue;
            profit.AddRange(Before(i, t => t.Total, "through the tier"));
            profit.Add(tiers[i].Again());
            carry.AddRange(Before(i, t => t.CarriedInterest, "carried interest of the tier"));
            if (carried[i] is { } now)
                carry.Add(now.Again());
        }
        through.AddRange(Before(index, t => t.Total, "through the catch-up"));
        var (p, g, t) = (Sum(profit), Sum(carry), Sum(through));
        var target = Telling.Given("General partner's target share of the profit", catchUp.Target, clause);
        var numerator = Telling.Unrounded(
            Operation.Difference, "Carried interest that is missing", (catchUp.Target * p) - g,
            [Telling.Unrounded(Operation.Product, "Target of the profit so far", catchUp.Target * p, [target, Telling.Unrounded(Operation.Sum, "Profit of the tiers before, to date", p, profit)]),
                Telling.Unrounded(Operation.Sum, "Carried interest of the tiers before, to date", g, carry)]);
        var speed = Telling.Unrounded(
            Operation.Difference, "What each unit of the catch-up makes up", catchUp.GpShare - catchUp.Target,
            [Telling.Given("General partner's share of the tier", catchUp.GpShare, clause), target]);
        var whole = telling.Rounded(Operation.Quotient, "Whole catch-up", story.Rules.Currency.Round(numerator.Amount!.Value / speed.Amount!.Value), [numerator, speed],
            "(target × profit of the tiers before − their carried interest) ÷ (share of the tier − target)");
        var open = telling.Money(Operation.Difference, "Open of the catch-up", whole.Amount!.Value - t, [whole, .. through], "the whole less what went through it before");
        return telling.Money(Operation.NotBelowZero, "Need of the tier: catch-up", need, [open]);
    }

    private Explanation HurdleNeed(int index, SplitTier split, Hurdle until, decimal need)
    {
        var clause = story.Rules.TierClauses[index];
        var state = story.Hurdles[index]!;
        var hurdle = OfHurdle(telling, $"hurdle {index + 1}", until, state, story.Rules.Terms.PaymentOrder.Value, clause);
        var received = Sum(toPartner);
        var missing = Telling.Unrounded(
            Operation.Difference, "Missing to the hurdle", state.Balance - received, [hurdle, .. toPartner.Select(t => t.Again())], "what the hurdle asks for less what the tiers before give");
        var share = Telling.Unrounded(
            Operation.Difference, "Limited partner's share of the tier", 1 - split.GpShare, [Telling.Given("The whole", 1), Telling.Given("General partner's share of the tier", split.GpShare, clause)]);
        var exact = Telling.Unrounded(Operation.Quotient, "Size of the tier", (state.Balance - received) / (1 - split.GpShare), [missing, share]);
        return telling.Rounded(Operation.NotBelowZero, "Need of the tier: hurdle", need, [exact]);
    }

    private IEnumerable<Explanation> Before(int tier, Func<TierAmount, decimal> amount, string what) => story.Earlier
        .Where(e => amount(e.Tiers[tier]) != 0)
        .Select(e => Telling.Given($"{Print.Date(e.Date)}, {what}", amount(e.Tiers[tier]), facts: e.FactId is { } id ? [id] : []));

    private static decimal Sum(IEnumerable<Explanation> figures) => figures.Sum(f => f.Amount!.Value);
}
