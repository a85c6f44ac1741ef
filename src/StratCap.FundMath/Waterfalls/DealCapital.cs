using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// What a partner paid in, deal by deal, and what of it is in the tiers of which pool: the cost of a deal as far as it is realised or lost, contributions for
/// fees and expenses as the terms say. What enters carries the day from which it earns; nothing enters twice.
/// </summary>
/// <param name="enter">Told of what enters a pool; negative where a value that had fallen recovered.</param>
internal sealed class DealCapital(DealByDealTerms terms, Action<Guid, WaterfallContribution> enter)
{
    /// <summary>The pool of all realised deals, and of what belongs to no deal.</summary>
    internal static readonly Guid Together = Guid.Empty;

    private readonly List<Payment> payments = [];
    private readonly Dictionary<Guid, decimal> unreturned = [];

    /// <summary>The pool in whose tiers a deal's capital is.</summary>
    internal Guid PoolOf(Guid? dealId) => terms.Pool == DealPool.RealisedDeals ? Together : dealId ?? Together;

    /// <summary>The partner paid in.</summary>
    /// <param name="dealId">Null for fees and expenses.</param>
    /// <param name="earnsFrom">From when it earns the preferred return.</param>
    internal void Pay(decimal amount, Guid? dealId, DateOnly earnsFrom, bool earns, Guid? factId = null) => payments.Add(new Payment(dealId, amount, earnsFrom, earns, factId));

    /// <summary>Paid for a deal so far; null is for none.</summary>
    internal decimal PaidFor(Guid? dealId) => payments.Where(p => p.DealId == dealId).Sum(p => p.Amount);

    /// <summary>Capital of a pool was returned.</summary>
    internal void Return(Guid pool, decimal capital) => unreturned[pool] = unreturned.GetValueOrDefault(pool) - capital;

    /// <summary>A further part of a deal's cost enters; null is all that is left.</summary>
    internal void EnterCost(DateOnly date, Guid dealId, decimal? part)
    {
        foreach (var payment in payments.Where(p => p.DealId == dealId))
            Enter(payment, date, PoolOf(dealId), part is { } given ? Math.Min(given * payment.Amount, payment.Left) : payment.Left);
    }

    /// <summary>
    /// Brings a deal's cost to a part, by what of each payment is not in yet. A lower part than before takes out what is not returned: the value that was
    /// lost came back.
    /// </summary>
    internal void BringCostTo(DateOnly date, Guid dealId, decimal part)
    {
        var (own, pool) = (payments.Where(p => p.DealId == dealId).ToList(), PoolOf(dealId));
        var (all, entered) = (own.Sum(p => p.Amount), own.Sum(p => p.Entered));
        var change = Math.Max((Math.Min(part, 1) * all) - entered, -Math.Min(entered, Math.Max(0, unreturned.GetValueOrDefault(pool))));
        foreach (var payment in own)
        {
            if (part >= 1)
                Enter(payment, date, pool, payment.Left);
            else if (change > 0)
                Enter(payment, date, pool, change * payment.Left / (all - entered));
            else if (change < 0)
                Enter(payment, date, pool, change * payment.Entered / entered);
        }
    }

    /// <summary>Fees and expenses enter a pool, as far as the terms say.</summary>
    /// <param name="all">Whether all that are left do, as in a liquidation.</param>
    internal void EnterFees(DateOnly date, Guid pool, bool all = false)
    {
        if (terms.Fees == FeeReturn.Excluded)
            return;
        foreach (var fee in payments.Where(p => p.DealId is null))
        {
            var due = all || terms.Fees == FeeReturn.AllToDate ? fee.Left : (fee.Amount * RealisedPart(pool)) - fee.EnteredInto.GetValueOrDefault(pool);
            Enter(fee, date, pool, Math.Clamp(due, 0, fee.Left));
        }
    }

    /// <summary>Cost in the pool's tiers ÷ cost of all deals so far.</summary>
    private decimal RealisedPart(Guid pool)
    {
        decimal realised = 0, all = 0;
        foreach (var payment in payments.Where(p => p.DealId is not null))
        {
            realised += payment.EnteredInto.GetValueOrDefault(pool);
            all += payment.Amount;
        }
        return all == 0 ? 0 : realised / all;
    }

    private void Enter(Payment payment, DateOnly date, Guid pool, decimal amount)
    {
        if (amount == 0)
            return;
        payment.EnteredInto[pool] = payment.EnteredInto.GetValueOrDefault(pool) + amount;
        unreturned[pool] = unreturned.GetValueOrDefault(pool) + amount;
        enter(pool, new WaterfallContribution(date, amount, payment.FactId, payment.EarnsFrom, payment.Earns));
    }

    private sealed record Payment(Guid? DealId, decimal Amount, DateOnly EarnsFrom, bool Earns, Guid? FactId)
    {
        /// <summary>What of it is in the tiers, by pool.</summary>
        internal Dictionary<Guid, decimal> EnteredInto { get; } = [];

        internal decimal Entered => EnteredInto.Values.Sum();

        internal decimal Left => Amount - Entered;
    }
}
