using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// A limited partner's way through the tiers: what he paid in and what every tier has given so far. Contributions and distributions are told in
/// order of date; those of a day in the order in which they count.
/// </summary>
public sealed class PartnerWaterfall
{
    private readonly Waterfall rules;
    private readonly Guid partnerId;
    private readonly string name;
    private readonly PreferredReturnAccount account;
    private readonly HurdleState?[] hurdles;
    private readonly decimal[] through;
    private readonly decimal[] carried;

    /// <summary>Carried interest that was paid in advance and not taken off yet.</summary>
    private decimal advance;

    /// <summary>All that was told, to be told again with its steps when somebody opens an explanation; null where none is wanted.</summary>
    private readonly List<Action<PartnerWaterfall>>? told;
    private readonly List<EarlierTiers>? earlier;

    internal PartnerWaterfall(Waterfall rules, Guid partnerId, string name, bool explain, bool keepSteps = false)
    {
        this.rules = rules;
        this.partnerId = partnerId;
        this.name = name;
        told = explain ? [] : null;
        earlier = keepSteps ? [] : null;
        account = rules.OpenAccount(rules.Preferred, keepSteps);
        hurdles = [.. rules.Tiers.Select(t => t is SplitTier { Until: { } until } ? rules.OpenHurdle(until, keepSteps) : null)];
        through = new decimal[rules.Tiers.Count];
        carried = new decimal[rules.Tiers.Count];
    }

    /// <summary>Capital in the tiers that has not been returned; may be finer than the minor unit.</summary>
    public decimal UnreturnedCapital => account.UnreturnedCapital;

    /// <summary>Preferred return that accrued and was not paid by the day last told, unrounded.</summary>
    public decimal UnpaidReturn => account.UnpaidReturn;

    /// <summary>Capital enters the tiers.</summary>
    public void Contribute(WaterfallContribution contribution)
    {
        told?.Add(w => w.Contribute(contribution));
        account.Contribute(contribution);
        foreach (var hurdle in hurdles)
            hurdle?.Contribute(contribution);
    }

    /// <summary>Runs a share through the tiers without recording it. See <see cref="Record(DateOnly, WaterfallLine, Guid?)"/>.</summary>
    /// <param name="date">The distribution date, not before the last one told.</param>
    /// <param name="apportioned">His share before carried interest, payable, not negative.</param>
    /// <exception cref="FundRuleException"><c>waterfall.amount_not_payable</c>.</exception>
    public WaterfallLine Run(DateOnly date, decimal apportioned)
    {
        if (apportioned < 0 || !rules.Currency.IsPayable(apportioned))
            throw new FundRuleException("waterfall.amount_not_payable", $"Give a share that is not negative and that {rules.Currency.Code} can pay.");
        AccrueTo(date);
        var taken = Advances.CarryTaken(advance, rules.Currency, more => Fill(apportioned + more, null).Sum(t => t.CarriedInterest));
        var line = new WaterfallLine(partnerId, apportioned, Fill(apportioned + taken, null), null) { AdvanceTaken = taken };
        if (told is null)
            return line;
        var count = told.Count;
        return line with { Explanation = Explain(line, date, null, again => told.GetRange(0, count).ForEach(tell => tell(again))) };
    }

    /// <summary>The tree under a line, made when it is read by telling the history again with all its steps.</summary>
    /// <param name="share">Where the share comes from; null is that the caller gave it.</param>
    internal Explanation Explain(WaterfallLine line, DateOnly date, Func<Explanation>? share, Action<PartnerWaterfall> tellHistory) =>
        WaterfallExplanations.OfLine(rules, name, line.Apportioned, line.AdvanceTaken, share, () =>
        {
            // Lines of one run may be opened on several threads; what grows at which rate is known to all of them.
            lock (rules)
            {
                var again = new PartnerWaterfall(rules, partnerId, name, explain: false, keepSteps: true);
                tellHistory(again);
                again.AccrueTo(date);
                return new WaterfallStory(rules, again.Fill(line.Apportioned + line.AdvanceTaken, null), again.account, again.hurdles, again.earlier!);
            }
        });

    /// <summary>Records a line that was run on the same day, or one of the same tiers that was paid in another way.</summary>
    public void Record(DateOnly date, WaterfallLine line, Guid? factId = null)
    {
        advance -= line.AdvanceTaken;
        Record(date, line.Tiers, line.ReturnOfCapital, line.PreferredReturn, line.ToPartner, factId);
    }

    /// <summary>Plays a history up to and including a date; of a day, contributions first. A distribution whose tiers beyond the preferred return are known in total only fills them in their order.</summary>
    internal void Play(WaterfallPartner partner, DateOnly date)
    {
        var events = partner.Contributions.Where(c => c.Date <= date).Select(c => (c.Date, Order: 0, Apply: (Action)(() => Contribute(c))))
            .Concat(partner.Earlier.Where(e => e.Date <= date).Select(e => (e.Date, Order: 1, Apply: (Action)(() => Record(e)))));
        foreach (var (_, _, apply) in events.OrderBy(e => e.Date).ThenBy(e => e.Order))
            apply();
        AccrueTo(date);
    }

    private void Record(WaterfallDistribution paid)
    {
        AccrueTo(paid.Date);
        advance += paid.CarryAdvance;
        Record(paid.Date, Fill(paid.Through, paid), paid.ReturnOfCapital, paid.PreferredReturn, paid.ToPartner, paid.FactId);
    }

    private void Record(DateOnly date, IReadOnlyList<TierAmount> tiers, decimal capital, decimal preferredReturn, decimal toPartner, Guid? factId)
    {
        told?.Add(w => w.Record(date, tiers, capital, preferredReturn, toPartner, factId));
        earlier?.Add(new EarlierTiers(date, factId, tiers));
        account.Distribute(date, capital, preferredReturn, factId);
        foreach (var hurdle in hurdles)
            hurdle?.Receive(date, toPartner, factId);
        for (var i = 0; i < through.Length; i++)
        {
            through[i] += tiers[i].Total;
            carried[i] += tiers[i].CarriedInterest;
        }
    }

    private void AccrueTo(DateOnly date)
    {
        account.AccrueTo(date);
        foreach (var hurdle in hurdles)
            hurdle?.AccrueTo(date);
    }

    /// <summary>Fills the tiers in order. Of what was already paid, capital and preferred return are what they were.</summary>
    private TierAmount[] Fill(decimal share, WaterfallDistribution? paid)
    {
        var amounts = new TierAmount[rules.Tiers.Count];
        var left = share;
        var received = 0m;
        for (var i = 0; i < amounts.Length; i++)
        {
            var tier = rules.Tiers[i];
            var need = tier switch
            {
                ReturnOfCapitalTier => paid?.ReturnOfCapital ?? Need(UnreturnedCapital),
                PreferredReturnTier => paid?.PreferredReturn ?? Need(UnpaidReturn),
                CatchUpTier catchUp => CatchUpNeed(catchUp, i, amounts),
                SplitTier { Until: not null } split => Need((hurdles[i]!.Balance - received) / (1 - split.GpShare)),
                _ => (decimal?)null,
            };
            var taken = Math.Min(left, need ?? left);
            var carry = tier switch { CatchUpTier c => rules.Currency.Round(taken * c.GpShare), SplitTier s => rules.Currency.Round(taken * s.GpShare), _ => 0 };
            amounts[i] = new TierAmount(tier, need, taken - carry, carry);
            left -= taken;
            received += taken - carry;
        }
        return amounts;
    }

    private decimal Need(decimal exact) => Math.Max(0, rules.Currency.Round(exact));

    /// <summary>
    /// What is still open of the catch-up: with profit P and carry G of the tiers before it, over all distributions, its whole size x is
    /// (target · P − G) ÷ (share − target), from G + x · share = target · (P + x); less what went through it before.
    /// </summary>
    private decimal CatchUpNeed(CatchUpTier catchUp, int index, TierAmount[] now)
    {
        decimal profit = 0, carry = 0;
        for (var i = 0; i < index; i++)
        {
            if (rules.Tiers[i] is ReturnOfCapitalTier)
                continue;
            profit += through[i] + now[i].Total;
            carry += carried[i] + now[i].CarriedInterest;
        }
        return Math.Max(0, rules.Currency.Round(((catchUp.Target * profit) - carry) / (catchUp.GpShare - catchUp.Target)) - through[index]);
    }
}
