using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>One purpose of a call, shared out: weights, parts and how they were found. Arrays are by partner, in order of admission.</summary>
/// <param name="Before">What each partner already has of the series that this purpose goes on; zeros when it stands alone.</param>
/// <param name="IsCapped">Who is held at his unfunded commitment; empty when nobody is.</param>
internal sealed record PurposeSplit(
    CapitalCallPurposeRequest Request, AllocationBase Base, string Clause, decimal[] Weights, decimal[] Before, decimal[] Parts, bool[] IsCapped, IReadOnlyList<Explanation?> Fee)
{
    internal CallPurpose ToPurpose() => new(Request.Kind, Base, Request.Amount, Request.DealId, Request.Description, Request.InsideCommitment);

    internal static PurposeSplit Make(FundBook book, FundTerms terms, CapitalCallRequest call, CapitalCallPurposeRequest request, decimal[] room)
    {
        if (request.Amount <= 0 || !book.Currency.IsPayable(request.Amount))
            throw new FundRuleException("call.amount_not_positive", $"Give each purpose a positive amount that {book.Currency.Code} can pay.");
        var allocationBase = request.BaseOverride ?? terms.CallBases.Value.For(request.Kind);
        var (weights, fee) = WeightsFor(book, call, request, allocationBase, room);
        var excused = request.ExcusedInvestorIds ?? [];
        foreach (var id in excused)
            weights[book.Partner(id).Index] = 0;
        if (weights.All(w => w == 0))
            throw new FundRuleException("call.no_partners", $"Nobody takes part in the purpose '{request.Description}': its base is zero for every partner who is not excused.");
        // A series of like purposes must not drift by odd units; where somebody is excused or weights move by themselves, each call stands alone.
        var isSeries = allocationBase is AllocationBase.Commitments or AllocationBase.LimitedPartnerSpecific && excused.Count == 0;
        var before = isSeries ? EarlierParts(book, request.Kind, allocationBase, weights) : new decimal[weights.Length];
        var parts = CumulativeAllocation.Next(request.Amount, weights, before, book.Currency.MinorUnits);
        var mustCap = request.InsideCommitment && parts.Zip(room).Any(p => p.First > Math.Max(0, p.Second));
        if (mustCap)
            parts = Capped(book, request, weights, room);
        var sum = weights.Sum();
        bool[] isCapped = mustCap ? [.. parts.Select((part, i) => ShareExplanation.IsCapped(part, room[i], request.Amount, weights[i], sum))] : [];
        return new PurposeSplit(request, allocationBase, terms.CallBases.Clause, weights, before, parts, isCapped, fee);
    }

    private static decimal[] Capped(FundBook book, CapitalCallPurposeRequest request, decimal[] weights, decimal[] room)
    {
        try
        {
            return CappedSplit.Split(request.Amount, weights, room, book.Currency.MinorUnits);
        }
        catch (FundRuleException refusal) when (refusal.Code == "allocation.caps_exceeded")
        {
            var open = room.Where((r, i) => weights[i] > 0 && r > 0).Sum();
            throw new FundRuleException(
                "call.exceeds_unfunded",
                $"{book.Currency.Format(request.Amount)} {book.Currency.Code} cannot be called for '{request.Description}': those who take part have {book.Currency.Format(open)} unfunded together. Lower the amount, or mark the purpose as outside the commitment.");
        }
    }

    private static (decimal[] Weights, IReadOnlyList<Explanation?> Fee) WeightsFor(
        FundBook book, CapitalCallRequest call, CapitalCallPurposeRequest request, AllocationBase allocationBase, decimal[] room)
    {
        IReadOnlyList<Explanation?> fee = [];
        decimal[] weights;
        switch (allocationBase)
        {
            case AllocationBase.RemainingCommitments:
                weights = [.. room.Select(r => Math.Max(0, r))];
                break;
            case AllocationBase.SharingPercentages:
                var deal = book.Deal(request.DealId
                    ?? throw new FundRuleException("book.deal.unknown", "Sharing percentages need an investment: give its id."));
                weights = [.. book.Partners.Select(deal.SharingWeightOf)];
                break;
            case AllocationBase.Commitments:
                weights = [.. book.Partners.Select(p => p.Commitment)];
                break;
            default:
                var (from, to) = FeePeriod(book, call, request);
                var computed = ManagementFee.For(book, from, to);
                fee = computed.ExplanationByPartner;
                weights = [.. computed.ByPartner];
                break;
        }
        foreach (var partner in book.Partners)
        {
            if (request.Kind == CallPurposeKind.ManagementFee && !partner.IsLimitedPartner)
                weights[partner.Index] = 0;
        }
        return (weights, fee);
    }

    private static (DateOnly From, DateOnly To) FeePeriod(FundBook book, CapitalCallRequest call, CapitalCallPurposeRequest request)
    {
        var around = ManagementFee.PeriodAround(call.DueDate, book.TermsAt(call.NoticeDate).ManagementFee.Value.Frequency);
        return (request.FeePeriodFrom ?? around.From, request.FeePeriodTo ?? around.To);
    }

    /// <summary>What was called for like purposes by the same base since commitments last changed or moved.</summary>
    private static decimal[] EarlierParts(FundBook book, CallPurposeKind kind, AllocationBase allocationBase, decimal[] weights)
    {
        var since = LastCommitment(book);
        var earlier = from call in book.Calls
                      where call.NoticeDate >= since
                      from p in Enumerable.Range(0, call.Purposes.Count)
                      where call.Purposes[p].Kind == kind && call.Purposes[p].Base == allocationBase
                      select (call.Purposes[p].Amount, PartsOf(book, call, p));
        return CumulativeAllocation.Before(earlier, weights, book.Currency.MinorUnit);
    }

    private static decimal[] PartsOf(FundBook book, BookCall call, int purpose)
    {
        var parts = new decimal[book.Partners.Count];
        foreach (var line in call.Lines)
            parts[book.PartnerById[line.InvestorId].Index] = line.Amounts[purpose];
        return parts;
    }

    internal static DateOnly LastCommitment(FundBook book) =>
        book.Partners.SelectMany(p => p.Commitments).Select(c => c.Date).Concat(book.Moves.Select(m => m.Date)).DefaultIfEmpty(DateOnly.MinValue).Max();
}
