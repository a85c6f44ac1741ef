using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>A partner's part of a liquidation before the tiers.</summary>
/// <param name="ExplainShare">Where the share comes from.</param>
internal sealed record ScenarioPartner(
    PartnerAccount Partner, IReadOnlyList<LiquidationPool> Pools, bool HasHistory, decimal Share, decimal PaidIn, decimal Distributed, Func<Explanation> ExplainShare);

/// <summary>Partners' shares of a liquidation, in order of admission, and where each comes from.</summary>
internal sealed record ScenarioShares(decimal[] Shares, Func<PartnerAccount, Explanation> Explain);

/// <summary>All that a liquidation runs on.</summary>
internal sealed record ScenarioInputs(ScenarioBasis Basis, IReadOnlyList<ScenarioPartner> Partners, IReadOnlyList<string> Notes)
{
    /// <param name="only">Whose part alone is wanted; null is everybody's.</param>
    internal static ScenarioInputs FromBook(FundBook book, FundTerms terms, decimal? value, PartnerAccount? only = null)
    {
        var notes = new List<string>();
        var shared = SharesOf(book, terms, value, notes);
        if (terms.DealByDeal is { Value.Pool: DealPool.EachDeal })
            notes.Add("Each investment's own net assets run through its own tiers; what the fund holds or owes beside them is shared over them by their fair value.");
        var partners = (only is null ? book.Partners : [only]).Select(p => new ScenarioPartner(
            p, WaterfallHistory.Liquidated(book, p, terms), true, shared.Shares[p.Index], p.Contributed, p.Distributed, () => shared.Explain(p)));
        return new ScenarioInputs(ScenarioBasis.Book, [.. partners], notes);
    }

    /// <summary>
    /// By capital accounts: at the net asset value everybody gets his balance. What the value is above or below it is a gain or loss on the
    /// investments, shared by their fair value. Terms that apportion by commitments or contributions do so here too.
    /// </summary>
    internal static ScenarioShares SharesOf(FundBook book, FundTerms terms, decimal? value, List<string> notes)
    {
        var balances = book.Partners.Select(p => Math.Max(0, p.Nav)).ToArray();
        if (book.Partners.Any(p => p.Nav < 0))
            notes.Add("A capital account below zero takes no part: the others' balances are distributed.");
        if (value is { } given && terms.Apportioning.Value != ApportioningBase.SharingPercentages)
        {
            var (weights, name, _) = DistributionRun.Weights(book, terms, null);
            return Split(book, given, weights, name, "Share");
        }
        var difference = (value ?? balances.Sum()) - balances.Sum();
        if (difference == 0)
            return new ScenarioShares(balances, p => OfBalance(book, p, $"Share, {p.Name}"));
        var held = book.Partners.Select(p => Math.Max(0, p.FairValue)).ToArray();
        if (held.Any(h => h > 0))
        {
            var gains = Split(book, difference, held, "fair values held", "Part of the difference between the value and the balances");
            var shares = balances.Zip(gains.Shares, (b, g) => b + g).ToArray();
            if (shares.All(s => s >= 0))
            {
                return new ScenarioShares(shares, p => new Telling(book.Currency).Money(
                    Operation.Sum, $"Share, {p.Name}", shares[p.Index], [OfBalance(book, p, "Capital account balance, not below zero"), gains.Explain(p)]));
            }
        }
        var fallback = balances.Any(b => b > 0) ? balances : [.. book.Partners.Select(p => p.Contributed)];
        return Split(book, value!.Value, fallback, balances.Any(b => b > 0) ? "capital account balances" : "contributions to date", "Share");
    }

    private static ScenarioShares Split(FundBook book, decimal amount, decimal[] weights, string weightName, string label)
    {
        var shares = LargestRemainder.Split(amount, weights, book.Currency.MinorUnits);
        return new ScenarioShares(shares, p => new ShareExplanation(
            book.Currency, $"{label}, {p.Name}", amount, 0, Telling.Given($"Own part of the {weightName}", weights[p.Index]), weights.Sum(), weightName, shares[p.Index], 0).Explain(null));
    }

    private static Explanation OfBalance(FundBook book, PartnerAccount partner, string label) => new Telling(book.Currency).Money(
        Operation.NotBelowZero, label, Math.Max(0, partner.Nav), [Telling.Given("Capital account balance", partner.Nav)]);
}
