using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>Where the amounts of a call come from.</summary>
internal static class CallExplanations
{
    internal static Explanation OfLine(FundBook book, PartnerAccount partner, List<PurposeSplit> splits, decimal total, FundTerms terms) => new(
        $"Capital call, {partner.Name}",
        book.Currency.Format(total),
        "sum of its purposes",
        terms.CallBases.Clause,
        Parts: [.. splits.Where(s => s.Parts[partner.Index] != 0).Select(s => OfPurpose(book, partner, s))]);

    internal static Explanation OfTotal(FundBook book, List<PurposeSplit> splits, List<CapitalCallLine> lines, decimal total) => new(
        "Capital call, all partners",
        book.Currency.Format(total),
        "sum over partners",
        splits[0].Clause,
        Parts: [.. lines.Select(l => l.Explanation).OfType<Explanation>()]);

    private static Explanation OfPurpose(FundBook book, PartnerAccount partner, PurposeSplit split)
    {
        var weight = split.Weights[partner.Index];
        var weightPart = new Explanation(
            WeightLabel(split.Base), Print.Exact(weight), Facts: WeightFacts(book, partner, split), Parts: split.Fee.Count > 0 && split.Fee[partner.Index] is { } fee ? [fee] : []);
        var rounding = "largest remainder on the cumulative total less what was allocated before; ties to the partner admitted earlier";
        return new Explanation(
            split.Request.Description.Length > 0 ? split.Request.Description : split.Request.Kind.ToString(),
            book.Currency.Format(split.Parts[partner.Index]),
            Formula(split, partner.Index),
            $"{split.Clause}: {TermsInWords.Words(split.Base)}",
            rounding,
            Parts: [weightPart]);
    }

    private static string Formula(PurposeSplit split, int index)
    {
        if (split.IsCapped.Length == 0)
            return FormattableString.Invariant($"{split.Request.Amount} × {Print.Exact(split.Weights[index])} ÷ {Print.Exact(split.Weights.Sum())}");
        if (split.IsCapped[index])
            return "held at the unfunded commitment; what is missing falls on the others by their weights";
        var left = split.Request.Amount - split.Parts.Where((_, i) => split.IsCapped[i]).Sum();
        var sum = split.Weights.Where((_, i) => !split.IsCapped[i]).Sum();
        return FormattableString.Invariant($"{left} × {Print.Exact(split.Weights[index])} ÷ {Print.Exact(sum)}, after those who are held at their unfunded commitment");
    }

    private static string WeightLabel(AllocationBase allocationBase) => allocationBase switch
    {
        AllocationBase.RemainingCommitments => "Unfunded commitment before the purpose",
        AllocationBase.SharingPercentages => "Called for the investment before",
        AllocationBase.Commitments => "Commitment",
        _ => "Own management fee of the period",
    };

    private static IReadOnlyList<Guid> WeightFacts(FundBook book, PartnerAccount partner, PurposeSplit split) => split.Base switch
    {
        AllocationBase.RemainingCommitments =>
        [
            .. partner.Commitments.Select(c => c.FactId),
            .. book.Calls.Where(c => c.LineOf(partner.InvestorId) is not null).Select(c => c.FactId),
            .. partner.Distributions.Where(d => d.Line.Recallable != 0).Select(d => d.FactId),
            .. partner.Moves.Select(m => m.FactId),
        ],
        AllocationBase.SharingPercentages => book.Deal(split.Request.DealId!.Value).Facts,
        AllocationBase.Commitments => [.. partner.Commitments.Select(c => c.FactId), .. partner.Moves.Select(m => m.FactId)],
        _ => [],
    };
}
