namespace StratCap.FundMath.Book;

/// <summary>What makes fees and unfunded commitments smaller.</summary>
internal sealed partial class BookFolder
{
    private void ReduceFee(FeeReduced fact, Entry entry)
    {
        RequireUnused(fact.ReductionId, "reduction");
        RequirePositive(fact.Amount, "reduction of the management fee");
        RequireShares(fact.Shares, fact.Amount, "reduction of the management fee");
        var fee = book.FeeList.Find(f => f.ChargeId == fact.ChargeId)
            ?? throw Refuse("book.fee.unknown", "The management fee is not charged at that date: charge it first.");
        foreach (var share in fact.Shares)
            CheckReduction(fact, share, fee);
        usedIds.Add(fact.ReductionId);
        book.FeeReductionList.Add(new BookFeeReduction(fact.ReductionId, fact.ChargeId, entry.EffectiveDate, fact.Reduction, fact.Amount, fact.Shares, entry.FactId));
        foreach (var share in fact.Shares)
            Both(book.PartnerById[share.InvestorId], ReducedBy(fact.Reduction), share.Amount);
        book.Total.Cash += fact.Amount;
    }

    private void CheckReduction(FeeReduced fact, Share share, BookFee fee)
    {
        var partner = book.PartnerById[share.InvestorId];
        var left = book.NetFeeOf(fee, share.InvestorId);
        if (share.Amount > left)
            throw Refuse("book.fee.reduction_exceeds_fee", $"{partner.Name} has {book.Currency.Format(left)} {book.Currency.Code} left to pay of that fee: reduce it by no more, and carry the rest forward.");
        if (fact.Reduction == FeeReductionKind.Offset && share.Amount > partner.OffsetBalance)
            throw Refuse("book.fee.offset_exceeds_balance", $"{partner.Name} has {book.Currency.Format(partner.OffsetBalance)} {book.Currency.Code} of offsets that wait to be applied: recognise offsets first, or apply less.");
    }

    private static Component ReducedBy(FeeReductionKind kind) => kind switch
    {
        FeeReductionKind.Waiver => Component.FeesWaived,
        FeeReductionKind.Rebate => Component.FeesRebated,
        _ => Component.OffsetsApplied,
    };

    private void RecogniseOffset(FeeOffsetRecognised fact, Entry entry)
    {
        RequireUnused(fact.OffsetId, "offset");
        RequirePositive(fact.Amount, "offset");
        RequireShares(fact.Shares, fact.Amount, "offset");
        if (string.IsNullOrWhiteSpace(fact.Category))
            throw Refuse("book.offset.category_missing", "Give the offset a category, such as Monitoring.");
        usedIds.Add(fact.OffsetId);
        book.FeeOffsetList.Add(new BookFeeOffset(fact.OffsetId, entry.EffectiveDate, fact.Category, fact.Amount, fact.Shares, entry.FactId));
        foreach (var share in fact.Shares)
            Both(book.PartnerById[share.InvestorId], Component.OffsetsRecognised, share.Amount);
    }

    private void ReleaseUnfunded(UnfundedReleased fact)
    {
        RequireUnused(fact.ReleaseId, "release");
        if (string.IsNullOrWhiteSpace(fact.Reason))
            throw Refuse("book.release.reason_missing", "Say why the commitment is released.");
        var amount = fact.Shares.Sum(s => s.Amount);
        RequirePositive(amount, "release");
        RequireShares(fact.Shares, amount, "release");
        foreach (var share in fact.Shares)
        {
            var partner = book.PartnerById[share.InvestorId];
            if (share.Amount > partner.Unfunded)
                throw Refuse("book.release.exceeds_unfunded", $"{partner.Name} has an unfunded commitment of {book.Currency.Format(partner.Unfunded)} {book.Currency.Code}: release no more.");
        }
        usedIds.Add(fact.ReleaseId);
        foreach (var share in fact.Shares)
            Both(book.PartnerById[share.InvestorId], Component.UnfundedReleased, share.Amount);
    }
}
