using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A partner's part of a liquidation before the tiers.</summary>
internal sealed record ScenarioPartner(
    PartnerAccount Partner, IReadOnlyList<LiquidationPool> Pools, bool HasHistory, decimal Share, decimal PaidIn, decimal Distributed, IReadOnlyList<Guid> Facts);

/// <summary>All that a liquidation runs on.</summary>
internal sealed record ScenarioInputs(ScenarioBasis Basis, IReadOnlyList<ScenarioPartner> Partners, string SharedBy, IReadOnlyList<string> Notes)
{
    internal static ScenarioInputs FromBook(FundBook book, FundTerms terms, decimal? value)
    {
        var notes = new List<string>();
        var (shares, sharedBy) = Shares(book, terms, value, notes);
        if (terms.DealByDeal is { Value.Pool: DealPool.EachDeal })
            notes.Add("Each investment's own net assets run through its own tiers; what the fund holds or owes beside them is shared over them by their fair value.");
        var partners = book.Partners.Select(p => new ScenarioPartner(
            p, WaterfallHistory.Liquidated(book, p, terms), true, shares[p.Index], p.Contributed, p.Distributed, []));
        return new ScenarioInputs(ScenarioBasis.Book, [.. partners], sharedBy, notes);
    }

    /// <summary>
    /// By capital accounts: at the net asset value everybody gets his balance. What the value is above or below it is a gain or loss on the
    /// investments, shared by their fair value. Terms that apportion by commitments or contributions do so here too.
    /// </summary>
    internal static (decimal[] Shares, string SharedBy) Shares(FundBook book, FundTerms terms, decimal? value, List<string> notes)
    {
        var balances = book.Partners.Select(p => Math.Max(0, p.Nav)).ToArray();
        if (book.Partners.Any(p => p.Nav < 0))
            notes.Add("A capital account below zero takes no part: the others' balances are distributed.");
        var units = book.Currency.MinorUnits;
        if (value is { } given && terms.Apportioning.Value != ApportioningBase.SharingPercentages)
        {
            var (weights, name, _) = DistributionRun.Weights(book, terms, null);
            return (LargestRemainder.Split(given, weights, units), $"apportioned by {name}");
        }
        var difference = (value ?? balances.Sum()) - balances.Sum();
        if (difference == 0)
            return (balances, "apportioned by capital account balances");
        var held = book.Partners.Select(p => Math.Max(0, p.FairValue)).ToArray();
        if (held.Any(h => h > 0))
        {
            var gains = LargestRemainder.Split(difference, held, units);
            var shares = balances.Zip(gains, (b, g) => b + g).ToArray();
            if (shares.All(s => s >= 0))
                return (shares, "apportioned by capital account balances, the difference of the value to them by the fair value held");
        }
        var fallback = balances.Any(b => b > 0) ? balances : [.. book.Partners.Select(p => p.Contributed)];
        return (LargestRemainder.Split(value!.Value, fallback, units), "apportioned in proportion to capital accounts");
    }
}
