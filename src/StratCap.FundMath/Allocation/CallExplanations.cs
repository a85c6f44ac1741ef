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
        Parts: Explanation.WhenRead(() => OfPurposes(book, partner, splits)),
        Operation: Operation.Sum)
    {
        OwnKeys = true,
    };

    internal static Explanation OfTotal(FundBook book, List<PurposeSplit> splits, List<CapitalCallLine> lines, decimal total) => new(
        "Capital call, all partners",
        book.Currency.Format(total),
        "sum over partners",
        splits[0].Clause,
        Parts: [.. lines.Select(l => l.Explanation).OfType<Explanation>()],
        Operation: Operation.Sum);

    private static List<Explanation> OfPurposes(FundBook book, PartnerAccount partner, List<PurposeSplit> splits)
    {
        var purposes = new List<Explanation>();
        var taken = new List<Explanation>();
        for (var i = 0; i < splits.Count; i++)
        {
            if (splits[i].Parts[partner.Index] == 0)
                continue;
            var purpose = OfPurpose(book, partner, splits[i], taken) with { Key = $"purpose {i + 1}" };
            purposes.Add(purpose);
            if (splits[i].Request.InsideCommitment)
                taken.Add(purpose);
        }
        return purposes;
    }

    private static Explanation OfPurpose(FundBook book, PartnerAccount partner, PurposeSplit split, List<Explanation> taken)
    {
        var label = split.Request.Description.Length > 0 ? split.Request.Description : split.Request.Kind.ToString();
        var clause = $"{split.Clause}: {TermsInWords.Words(split.Base)}";
        if (split.IsCapped.Length > 0 && split.IsCapped[partner.Index])
        {
            return new Telling(book.Currency).Money(
                Operation.NotBelowZero, label, split.Parts[partner.Index], [Unfunded(book, partner, taken)],
                "held at the unfunded commitment; what is missing falls on the others by their weights", clause);
        }
        var (total, weights) = (split.Request.Amount, split.Weights.Sum());
        if (split.IsCapped.Length > 0)
        {
            total -= split.Parts.Where((_, i) => split.IsCapped[i]).Sum();
            weights = split.Weights.Where((_, i) => !split.IsCapped[i]).Sum();
        }
        var isSeries = split.IsCapped.Length == 0;
        return new ShareExplanation(
            book.Currency, label, total, isSeries ? split.Before.Sum() : 0, Weight(book, partner, split, taken), weights, InWords(split),
            split.Parts[partner.Index], isSeries ? split.Before[partner.Index] : 0).Explain(clause);
    }

    private static string InWords(PurposeSplit split)
    {
        var words = split.Base switch
        {
            AllocationBase.RemainingCommitments => "unfunded commitments before the purpose",
            AllocationBase.SharingPercentages => "amounts called for the investment before",
            AllocationBase.Commitments => "commitments",
            _ => "own management fees of the period",
        };
        return split.IsCapped.Length == 0 ? words : words + " of those who are not held at theirs";
    }

    private static Explanation Weight(FundBook book, PartnerAccount partner, PurposeSplit split, List<Explanation> taken)
    {
        var weight = split.Weights[partner.Index];
        return split.Base switch
        {
            AllocationBase.RemainingCommitments => Telling.Unrounded(Operation.NotBelowZero, "Unfunded commitment before the purpose", weight, [Unfunded(book, partner, taken)]),
            AllocationBase.SharingPercentages => Telling.Given("Called for the investment before", weight, facts: book.Deal(split.Request.DealId!.Value).Facts),
            AllocationBase.Commitments => Commitment(partner),
            _ => split.Fee[partner.Index]!,
        };
    }

    private static decimal Inside(BookCall call, PartnerAccount partner) =>
        call.LineOf(partner.InvestorId) is { } line ? line.Amounts.Where((_, p) => call.Purposes[p].InsideCommitment).Sum() : 0;

    private static Explanation Commitment(PartnerAccount partner) =>
        Telling.Given("Commitment", partner.Commitment, facts: [.. partner.Commitments.Select(c => c.FactId), .. partner.Moves.Select(m => m.FactId)]);

    /// <summary>What is left to call: commitments, less calls, plus what became recallable; less the purposes of this call that come before.</summary>
    private static Explanation Unfunded(FundBook book, PartnerAccount partner, List<Explanation> taken)
    {
        List<Explanation> moves =
        [
            .. partner.Commitments.Select(c => Telling.Given($"Commitment of {Print.Date(c.Date)}", c.Amount, facts: [c.FactId])),
            .. book.Calls.Select(c => (Call: c, Inside: Inside(c, partner))).Where(c => c.Inside != 0).Select(c => Telling.Given($"Called by call {c.Call.Number}", -c.Inside, facts: [c.Call.FactId])),
            .. partner.Distributions.Where(d => d.Line.Recallable != 0).Select(d => Telling.Given($"Recallable of distribution {d.Number}", d.Line.Recallable, facts: [d.FactId])),
        ];
        var other = partner.Unfunded - moves.Sum(m => m.Amount!.Value);
        if (other != 0)
            moves.Add(Telling.Given("Released, expired, transferred or called before the book", other, facts: [.. partner.Moves.Select(m => m.FactId)]));
        var before = Telling.Unrounded(Operation.Sum, "Unfunded commitment before the call", partner.Unfunded, moves, "commitments less calls, and what became recallable");
        return taken.Count == 0
            ? before
            : Telling.Unrounded(Operation.Difference, "Unfunded commitment", partner.Unfunded - taken.Sum(t => t.Amount!.Value), [before, .. taken.Select(t => t.Again())], "less the purposes before");
    }
}
