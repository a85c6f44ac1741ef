using StratCap.FundMath.Returns;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A partner of a fund that is calculated without a book.</summary>
/// <param name="BearsCarry">A limited partner; the general partner's own commitment bypasses the tiers.</param>
public sealed record FundPartner(Guid PartnerId, string Name, bool BearsCarry, decimal Commitment);

/// <summary>A distribution worked out.</summary>
/// <param name="DealId">The deal it comes from, where deals are taken one by one.</param>
/// <param name="Lines">One for each partner, in their order; without tiers for who bears no carry.</param>
public sealed record FundDistribution(DateOnly Date, decimal Amount, Guid? DealId, IReadOnlyList<WaterfallLine> Lines)
{
    /// <summary>Carried interest of all lines.</summary>
    public decimal CarriedInterest => Lines.Sum(l => l.CarriedInterest);

    /// <summary>A tier added up over all who run through it.</summary>
    public (decimal ToPartners, decimal CarriedInterest) Tier(int index)
    {
        var tier = Lines.Where(l => l.Tiers.Count > 0).Select(l => l.Tiers[index]).ToList();
        return (tier.Sum(t => t.ToPartner), tier.Sum(t => t.CarriedInterest));
    }
}

/// <summary>A fund's waterfall added up since inception.</summary>
/// <param name="ProfitDistributed">What went through the tiers of those who bear carry beyond the return of capital, carried interest included.</param>
/// <param name="UnreturnedCapital">Paid in by those who bear carry and not returned.</param>
/// <param name="FundProfit">All distributions less all contributions.</param>
public sealed record FundWaterfallTotals(
    decimal CarryBearingPaidIn, decimal CarryBearingReceived, decimal OwnAccountPaidIn, decimal OwnAccountReceived, decimal CarriedInterest,
    decimal ProfitDistributed, decimal UnreturnedCapital, decimal FundProfit)
{
    /// <summary>Carried interest ÷ profit distributed; null without profit.</summary>
    public decimal? CarryShareOfProfit => ProfitDistributed > 0 ? CarriedInterest / ProfitDistributed : null;
}

/// <summary>What the partners of a fund paid in and received: always in totals, and flow by flow where the history is kept.</summary>
/// <param name="partners">In the order in which they take odd units.</param>
/// <param name="keepsHistory">Whether flows and distributions are kept; without them the memory does not grow with the fund's life.</param>
public sealed class FundFlows(IReadOnlyList<FundPartner> partners, bool keepsHistory = true)
{
    private readonly List<(DateOnly Date, int Partner, decimal Amount)> contributions = [];
    private readonly List<FundDistribution> distributions = [];
    private readonly PartnerSums[] sums = new PartnerSums[partners.Count];

    /// <summary>The partners, in their order.</summary>
    public IReadOnlyList<FundPartner> Partners => partners;

    /// <summary>Distributions in the order in which they were made.</summary>
    /// <exception cref="InvalidOperationException">The history is not kept.</exception>
    public IReadOnlyList<FundDistribution> Distributions => keepsHistory ? distributions : throw HistoryIsNotKept();

    /// <summary>All that was paid in.</summary>
    public decimal PaidIn { get; private set; }

    /// <summary>All that was distributed, carried interest included.</summary>
    public decimal Distributed { get; private set; }

    /// <summary>A partner's flows as he sees them: paid in is negative, received is after carried interest.</summary>
    /// <exception cref="InvalidOperationException">The history is not kept.</exception>
    public IEnumerable<DatedFlow> Net(int partner) => Contributions.Where(c => c.Partner == partner).Select(c => new DatedFlow(c.Date, -c.Amount))
        .Concat(Distributions.Select(d => new DatedFlow(d.Date, d.Lines[partner].ToPartner)));

    /// <summary>All partners' flows before carried interest.</summary>
    /// <exception cref="InvalidOperationException">The history is not kept.</exception>
    public IEnumerable<DatedFlow> Gross => Contributions.Select(c => new DatedFlow(c.Date, -c.Amount)).Concat(Distributions.Select(d => new DatedFlow(d.Date, d.Amount)));

    private List<(DateOnly Date, int Partner, decimal Amount)> Contributions => keepsHistory ? contributions : throw HistoryIsNotKept();

    /// <summary>Adds up since inception.</summary>
    public FundWaterfallTotals Totals()
    {
        decimal bearingIn = 0, bearingOut = 0, ownIn = 0, ownOut = 0, carry = 0, capital = 0;
        for (var i = 0; i < partners.Count; i++)
        {
            var sum = sums[i];
            if (partners[i].BearsCarry)
            {
                bearingIn += sum.PaidIn;
                bearingOut += sum.Received;
                carry += sum.CarriedInterest;
                capital += sum.CapitalReturned;
            }
            else
            {
                ownIn += sum.PaidIn;
                ownOut += sum.Received;
            }
        }
        return new FundWaterfallTotals(bearingIn, bearingOut, ownIn, ownOut, carry, bearingOut + carry - capital, bearingIn - capital, Distributed - PaidIn);
    }

    internal decimal PaidInBy(int partner) => sums[partner].PaidIn;

    /// <exception cref="FundRuleException"><c>waterfall.contribution_negative</c>.</exception>
    internal void Contribute(DateOnly date, int partner, decimal amount)
    {
        if (amount < 0)
            throw new FundRuleException("waterfall.contribution_negative", "Give contributions as amounts that are not negative.");
        if (keepsHistory)
            contributions.Add((date, partner, amount));
        sums[partner].PaidIn += amount;
        PaidIn += amount;
    }

    /// <summary>Runs each share through its partner's tiers and records the distribution.</summary>
    internal FundDistribution Distribute(DateOnly date, decimal amount, Guid? dealId, decimal[] shares, Func<int, PartnerWaterfall> waterfallOf)
    {
        var lines = new WaterfallLine[shares.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            if (partners[i].BearsCarry)
            {
                lines[i] = waterfallOf(i).Run(date, shares[i]);
                waterfallOf(i).Record(date, lines[i]);
            }
            else
            {
                lines[i] = new WaterfallLine(partners[i].PartnerId, shares[i], [], null);
            }
            sums[i].Add(lines[i]);
        }
        var distribution = new FundDistribution(date, amount, dealId, lines);
        Distributed += amount;
        if (keepsHistory)
            distributions.Add(distribution);
        return distribution;
    }

    internal static void RequirePayable(decimal amount, Currency currency)
    {
        if (amount < 0 || !currency.IsPayable(amount))
            throw new FundRuleException("distribution.amount_not_payable", $"Give an amount that is not negative and that {currency.Code} can pay.");
    }

    private static InvalidOperationException HistoryIsNotKept() => new("The history of this fund is not kept: take what each distribution returns, or keep it.");

    /// <summary>What a partner paid in and received since inception.</summary>
    private struct PartnerSums
    {
        private decimal throughCapitalTier;
        private bool hasCapitalTier;

        internal decimal PaidIn { get; set; }

        internal decimal Received { get; private set; }

        internal decimal CarriedInterest { get; private set; }

        /// <summary>By the tier that returns it; where the first hurdle does, whatever he received up to his contributions.</summary>
        internal readonly decimal CapitalReturned => hasCapitalTier ? throughCapitalTier : Math.Min(PaidIn, Received);

        internal void Add(WaterfallLine line)
        {
            Received += line.ToPartner;
            CarriedInterest += line.CarriedInterest;
            throughCapitalTier += line.ReturnOfCapital;
            hasCapitalTier |= line.Tiers.Any(t => t.Tier is ReturnOfCapitalTier);
        }
    }
}
