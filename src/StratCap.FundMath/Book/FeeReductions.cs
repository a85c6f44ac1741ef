using StratCap.FundMath.Allocation;

namespace StratCap.FundMath.Book;

/// <summary>Makes waivers, rebates and offsets of the management fee, partner by partner.</summary>
public static class FeeReductions
{
    /// <summary>The category of organisation expenses and of offsets for what exceeds their cap.</summary>
    public const string Organisation = "Organisation";

    /// <summary>
    /// Recognises fees that the manager received: the part that is set off is rounded for the fund and shared among limited partners by commitment, by largest
    /// remainder. Who pays no fee gives his part to nobody: it is left out.
    /// </summary>
    /// <param name="book">The book as of the day on which they are recognised.</param>
    /// <param name="received">What the manager received.</param>
    /// <param name="part">The part to be set off: 1 is all (ILPA Model LPA 8.4), 0.8 is 80 %.</param>
    /// <exception cref="FundRuleException"><c>offset.part_out_of_range</c>, <c>book.terms.missing</c>, <c>allocation.no_weights</c>: nobody pays a fee.</exception>
    public static FeeOffsetRecognised Recognise(FundBook book, Guid offsetId, string category, decimal received, decimal part = 1m)
    {
        if (part is <= 0 or > 1)
            throw new FundRuleException("offset.part_out_of_range", "Give the part that is set off as a fraction above 0, at most 1: 0.8 is 80 %.");
        return Recognise(book, offsetId, category, book.Currency.Round(received * part), [.. book.Partners.Select(p => p.IsLimitedPartner ? p.Commitment : 0)]);
    }

    private static FeeOffsetRecognised Recognise(FundBook book, Guid offsetId, string category, decimal amount, decimal[] weights)
    {
        var shares = LargestRemainder.Split(amount, weights, book.Currency.MinorUnits);
        Share[] kept = [.. book.Partners.Where(p => shares[p.Index] > 0 && PaysFee(book, p)).Select(p => new Share(p.InvestorId, shares[p.Index]))];
        return new FeeOffsetRecognised(offsetId, category, kept.Sum(s => s.Amount), kept);
    }

    private static bool PaysFee(FundBook book, PartnerAccount partner) =>
        partner.IsLimitedPartner && book.TermsAt(book.AsOf).ManagementFee.Value.RateOf(partner.InvestorId) > 0;

    /// <summary>
    /// Recognises organisation expenses above their cap, less what was recognised of them before: the manager bears them by an offset of his fee (ILPA Model LPA 8.4).
    /// Expenses of the category <see cref="Organisation"/> count; shared by commitment among those who pay a fee, so that all of it is set off.
    /// </summary>
    /// <param name="ofCommitments">A fraction of all commitments: 0.001 is 0.1 %.</param>
    /// <param name="atMost">An amount; the lower of both is the cap.</param>
    /// <exception cref="FundRuleException"><c>offset.within_cap</c>: there is no excess; others as above.</exception>
    public static FeeOffsetRecognised RecogniseOrganisation(FundBook book, Guid offsetId, decimal ofCommitments, decimal atMost)
    {
        var cap = Math.Min(book.Currency.Round(ofCommitments * book.Total.Commitment), atMost);
        var charged = book.Expenses.Where(e => e.Category == Organisation).Sum(e => e.Amount) + ManualEntries.Of(book, EntryAccount.Expenses).Where(e => e.Line.Category == Organisation).Sum(e => e.Line.Amount);
        var excess = charged - cap - book.FeeOffsets.Where(o => o.Category == Organisation).Sum(o => o.Amount);
        return excess > 0
            ? Recognise(book, offsetId, Organisation, excess, [.. book.Partners.Select(p => PaysFee(book, p) ? p.Commitment : 0)])
            : throw new FundRuleException("offset.within_cap", $"Organisation expenses are within their cap of {book.Currency.Format(cap)} {book.Currency.Code}, or what exceeds it was recognised already.");
    }

    /// <summary>Applies what each partner has waiting to his part of a fee, never below zero; the rest waits on.</summary>
    /// <param name="book">The book with the fee in it.</param>
    /// <exception cref="FundRuleException"><c>book.fee.unknown</c>; <c>offset.nothing_to_apply</c>.</exception>
    public static FeeReduced ApplyOffsets(FundBook book, Guid reductionId, Guid chargeId) =>
        Make(book, reductionId, chargeId, FeeReductionKind.Offset, (partner, left) => Math.Min(partner.OffsetBalance, left));

    /// <summary>Waives or rebates a part of a fee for some partners, each rounded half away from zero, at most what he has left to pay of it.</summary>
    /// <param name="investorIds">For whom; others bear none of it.</param>
    /// <param name="part">The part of his charged fee: 0.5 is half.</param>
    /// <exception cref="FundRuleException"><c>book.fee.unknown</c>; <c>offset.nothing_to_apply</c>.</exception>
    public static FeeReduced Give(FundBook book, Guid reductionId, Guid chargeId, FeeReductionKind kind, IReadOnlyCollection<Guid> investorIds, decimal part)
    {
        var fee = Find(book, chargeId);
        return Make(book, reductionId, chargeId, kind, (partner, left) => investorIds.Contains(partner.InvestorId)
            ? Math.Min(left, book.Currency.Round(part * fee.Shares.Where(s => s.InvestorId == partner.InvestorId).Sum(s => s.Amount)))
            : 0);
    }

    private static FeeReduced Make(FundBook book, Guid reductionId, Guid chargeId, FeeReductionKind kind, Func<PartnerAccount, decimal, decimal> reduction)
    {
        var fee = Find(book, chargeId);
        Share[] shares = [.. book.Partners.Select(p => new Share(p.InvestorId, reduction(p, book.NetFeeOf(fee, p.InvestorId)))).Where(s => s.Amount > 0)];
        return shares.Length > 0
            ? new FeeReduced(reductionId, chargeId, kind, shares.Sum(s => s.Amount), shares)
            : throw new FundRuleException("offset.nothing_to_apply", "There is nothing by which that fee could become smaller: it is paid off, or no offset waits.");
    }

    private static BookFee Find(FundBook book, Guid chargeId) => book.Fees.FirstOrDefault(f => f.ChargeId == chargeId)
        ?? throw new FundRuleException("book.fee.unknown", "The management fee is not charged at that date: charge it first.");
}
