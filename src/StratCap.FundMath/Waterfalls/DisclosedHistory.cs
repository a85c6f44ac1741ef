using StratCap.FundMath.Allocation;
using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Waterfalls;

/// <summary>
/// A history made from disclosed positions, for a fund whose movements are not in the book: the first disclosure's cumulative figures are opening
/// flows on its date, later differences are flows on theirs. It says so, because the real dates are not known.
/// </summary>
internal static class DisclosedHistory
{
    internal static ScenarioInputs Inputs(FundBook book, FundTerms terms, DateOnly date, decimal? value)
    {
        var notes = new List<string>
        {
            "The fund's movements are not in the book: amounts called and distributed by the first disclosure are taken as flows on its date, later differences as flows on theirs.",
            "Flow dates before the first disclosure are not known, so the preferred return accrues from it and is lower than it truly is.",
            "The disclosed value is already net of accrued carried interest; the carried interest shown is what these tiers would take from it.",
        };
        var latest = book.Partners.Select(p => p.Disclosed.LastOrDefault(d => d.Date <= date)).ToArray();
        var remaining = latest.Select(d => Math.Max(0, d?.Position.RemainingValue ?? 0)).ToArray();
        var total = value ?? remaining.Sum();
        var weights = remaining.Any(r => r > 0) ? remaining : [.. latest.Select(d => d?.Position.Commitment ?? 0)];
        var weightName = remaining.Any(r => r > 0) ? "disclosed remaining values" : "commitments";
        var shares = LargestRemainder.Split(total, weights, book.Currency.MinorUnits);
        var waterfall = new Waterfall(terms, book.Currency);
        var partners = new List<ScenarioPartner>();
        foreach (var partner in book.Partners.Where(p => latest[p.Index] is not null))
        {
            var (history, hasHistory) = Of(waterfall, partner, date, notes);
            var last = latest[partner.Index]!;
            partners.Add(new ScenarioPartner(
                partner, [new LiquidationPool(history, 0, 0)], hasHistory, shares[partner.Index], last.Position.Called ?? 0, last.Position.Distributed ?? 0,
                () => new ShareExplanation(
                    book.Currency, $"Share, {partner.Name}", total, 0, Telling.Given($"Own part of the {weightName}", weights[partner.Index], facts: [last.FactId]), weights.Sum(), weightName,
                    shares[partner.Index], 0).Explain(null)));
        }
        return new ScenarioInputs(ScenarioBasis.Disclosed, partners, notes);
    }

    private static (WaterfallPartner History, bool HasHistory) Of(Waterfall waterfall, PartnerAccount partner, DateOnly date, List<string> notes)
    {
        var contributions = new List<WaterfallContribution>();
        var distributions = new List<WaterfallDistribution>();
        decimal called = 0, distributed = 0;
        foreach (var disclosed in partner.Disclosed.Where(d => d.Date <= date))
        {
            if (disclosed.Position is not { Called: { } calledNow, Distributed: { } distributedNow })
            {
                notes.Add($"{partner.Name} did not disclose what was called or distributed by {Print.Date(disclosed.Date)}: that disclosure makes no flow.");
                continue;
            }
            if (calledNow < called || distributedNow < distributed)
                notes.Add($"{partner.Name} disclosed lower cumulative figures on {Print.Date(disclosed.Date)} than before: the fall makes no flow.");
            if (calledNow > called)
                contributions.Add(new WaterfallContribution(disclosed.Date, calledNow - called, disclosed.FactId));
            if (distributedNow > distributed)
                distributions.Add(ThroughTiers(waterfall, partner, contributions, distributions, disclosed, distributedNow - distributed));
            called = Math.Max(called, calledNow);
            distributed = Math.Max(distributed, distributedNow);
        }
        if (contributions.Count == 0)
            notes.Add($"{partner.Name} disclosed nothing called: its share is shown without tiers.");
        return (new WaterfallPartner(partner.InvestorId, partner.Name, contributions, distributions), contributions.Count > 0);
    }

    /// <summary>What he received is his alone (carry was taken before): capital, then return, and beyond both a share of profit.</summary>
    private static WaterfallDistribution ThroughTiers(
        Waterfall waterfall, PartnerAccount partner, List<WaterfallContribution> contributions, List<WaterfallDistribution> earlier,
        DisclosedPosition disclosed, decimal received)
    {
        var (owedCapital, owedReturn) = waterfall.Owed(disclosed.Date, new WaterfallPartner(partner.InvestorId, partner.Name, contributions, earlier));
        var (capital, preferredReturn) = waterfall.Fill(received, owedCapital, owedReturn);
        return new WaterfallDistribution(disclosed.Date, capital, preferredReturn, 0, received - capital - preferredReturn, 0, disclosed.FactId);
    }
}
