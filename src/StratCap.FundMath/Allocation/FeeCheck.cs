using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>What is wrong with a management fee or an offset: the patterns that regulators found.</summary>
public enum FeeFault
{
    /// <summary>The fund was charged more than its terms give for the period.</summary>
    AboveTerms,

    /// <summary>The fee is what the terms would give without their clause on permanent write-downs (<see cref="WriteDownTerms"/>; ILPA Model LPA 8.3).</summary>
    WriteDownIgnored,

    /// <summary>A partner bears more than his own fee, though the fund does not.</summary>
    PartnerAboveTerms,

    /// <summary>Two fees are charged for the same days.</summary>
    PeriodChargedTwice,

    /// <summary>The same kind of reduction was given twice to the same partner for the same fee.</summary>
    ReducedTwice,

    /// <summary>Offsets waited on the day of the fee, and it was not reduced by them.</summary>
    OffsetMissed,

    /// <summary>An offset was credited to some partners who pay the fee and not to others, by their commitments.</summary>
    OffsetUneven,
}

/// <summary>A fault of one fee or offset.</summary>
/// <param name="SubjectId">The charge, or the offset.</param>
/// <param name="InvestorId">The partner; null where it is the fund.</param>
/// <param name="Date">Of the charge or the offset.</param>
/// <param name="Found">What stands in the book.</param>
/// <param name="Right">What the terms give.</param>
public sealed record FeeFinding(FeeFault Fault, Guid SubjectId, Guid? InvestorId, DateOnly Date, decimal Found, decimal Right);

/// <summary>A check of a span's fees.</summary>
/// <param name="Fees">How many were charged in it.</param>
/// <param name="Charged">Their sum less waivers and rebates.</param>
/// <param name="Right">What the terms give for them.</param>
public sealed record FeeCheckResult(int Fees, decimal Charged, decimal Right, IReadOnlyList<FeeFinding> Findings);

/// <summary>
/// Computes the management fees of a span again from the terms, each on the book of its period's first day, and looks for what managers were found to do wrong.
/// Waivers and rebates count as corrections of what was charged too much; a fee below the terms is no fault. Impairment is
/// measured investment by investment, where the terms have a clause on it.
/// Interest on deferred fees is not looked for: the book has no deferred fees.
/// </summary>
public static class FeeCheck
{
    /// <summary>Sharing out to the unit, on the cumulative total, moves a share by less than this many units.</summary>
    private const int UnitsOfSharing = 2;

    /// <summary>Checks the fees that are charged, and the offsets that are recognised, in a span.</summary>
    /// <param name="facts">The whole book.</param>
    /// <param name="from">First day.</param>
    /// <param name="through">Last day; what corrects a fee counts by then.</param>
    public static FeeCheckResult Run(IReadOnlyList<RecordedFact> facts, DateOnly from, DateOnly through)
    {
        var book = FundBook.Fold(facts, through);
        BookFee[] fees = [.. book.Fees.Where(f => f.Date >= from)];
        var findings = new List<FeeFinding>();
        var right = 0m;
        foreach (var fee in fees)
        {
            right += AgainstTerms(book, FundBook.Fold(facts, fee.PeriodFrom), fee, findings);
            findings.AddRange(book.Fees.TakeWhile(f => f != fee).Where(f => f.PeriodFrom < fee.PeriodTo && fee.PeriodFrom < f.PeriodTo)
                .Select(_ => new FeeFinding(FeeFault.PeriodChargedTwice, fee.ChargeId, null, fee.Date, fee.Amount, 0)));
            findings.AddRange(Twice(book, fee));
        }
        findings.AddRange(Missed(book));
        findings.AddRange(book.FeeOffsets.Where(o => o.Date >= from).SelectMany(o => Uneven(FundBook.Fold(facts, o.Date), o)));
        return new FeeCheckResult(fees.Length, fees.Sum(f => Corrected(book, f)), right, findings);
    }

    private static decimal AgainstTerms(FundBook book, FundBook opening, BookFee fee, List<FeeFinding> findings)
    {
        if (opening.FindTermsAt(fee.PeriodFrom) is null)
        {
            findings.Add(new FeeFinding(FeeFault.AboveTerms, fee.ChargeId, null, fee.Date, Corrected(book, fee), 0));
            return 0;
        }
        var right = ManagementFee.For(opening, fee.PeriodFrom, fee.PeriodTo, explain: false);
        var charged = Corrected(book, fee);
        if (charged <= right.Amount)
        {
            findings.AddRange(OfPartners(book, opening, fee, right));
            return right.Amount;
        }
        var ignoring = ManagementFee.For(opening, fee.PeriodFrom, fee.PeriodTo, terms => terms with { WriteDowns = null }, explain: false);
        findings.Add(new FeeFinding(charged > ignoring.Amount ? FeeFault.AboveTerms : FeeFault.WriteDownIgnored, fee.ChargeId, null, fee.Date, charged, right.Amount));
        return right.Amount;
    }

    private static IEnumerable<FeeFinding> OfPartners(FundBook book, FundBook opening, BookFee fee, ManagementFeeResult right) => CorrectedShares(book, fee)
        .Select(s => (s.InvestorId, Borne: s.Amount, Own: opening.FindPartner(s.InvestorId) is { } p ? right.ByPartner[p.Index] : 0))
        .Where(s => s.Borne - s.Own >= UnitsOfSharing * book.Currency.MinorUnit)
        .Select(s => new FeeFinding(FeeFault.PartnerAboveTerms, fee.ChargeId, s.InvestorId, fee.Date, s.Borne, book.Currency.Round(s.Own)));

    private static decimal Corrected(FundBook book, BookFee fee) => CorrectedShares(book, fee).Sum(s => s.Amount);

    private static IEnumerable<Share> CorrectedShares(FundBook book, BookFee fee)
    {
        var corrections = Reductions(book, fee).Where(r => r.Reduction != FeeReductionKind.Offset).SelectMany(r => r.Shares).ToLookup(s => s.InvestorId, s => s.Amount);
        return fee.Shares.Select(s => s with { Amount = s.Amount - corrections[s.InvestorId].Sum() });
    }

    private static IEnumerable<BookFeeReduction> Reductions(FundBook book, BookFee fee) => book.FeeReductions.Where(r => r.ChargeId == fee.ChargeId);

    private static IEnumerable<FeeFinding> Twice(FundBook book, BookFee fee) => Reductions(book, fee)
        .Where(r => r.Reduction != FeeReductionKind.Offset)
        .SelectMany(r => r.Shares.Select(s => (r.Reduction, s.InvestorId, s.Amount)))
        .GroupBy(s => (s.Reduction, s.InvestorId)).Where(g => g.Skip(1).Any())
        .Select(g => new FeeFinding(FeeFault.ReducedTwice, fee.ChargeId, g.Key.InvestorId, fee.Date, g.Sum(s => s.Amount), g.First().Amount));

    /// <summary>What waited on the day of the last fee that could have taken it.</summary>
    private static IEnumerable<FeeFinding> Missed(FundBook book)
    {
        var offsets = book.FeeOffsets.Select(o => (o.Date, Of: o.Shares.ToLookup(s => s.InvestorId, s => s.Amount))).ToList();
        foreach (var partner in book.Partners.Where(p => p.OffsetBalance > 0))
        {
            foreach (var fee in book.Fees.Reverse())
            {
                var waited = offsets.Where(o => o.Date <= fee.Date).Sum(o => o.Of[partner.InvestorId].Sum()) - partner[Component.OffsetsApplied];
                var missed = Math.Min(waited, book.NetFeeOf(fee, partner.InvestorId));
                if (missed <= 0)
                    continue;
                yield return new FeeFinding(FeeFault.OffsetMissed, fee.ChargeId, partner.InvestorId, fee.Date, book.NetFeeOf(fee, partner.InvestorId), book.NetFeeOf(fee, partner.InvestorId) - missed);
                break;
            }
        }
    }

    private static IEnumerable<FeeFinding> Uneven(FundBook book, BookFeeOffset offset)
    {
        if (book.FindTermsAt(offset.Date)?.Terms.ManagementFee.Value is not { } terms)
            yield break;
        PartnerAccount[] payers = [.. book.Partners.Where(p => p.IsLimitedPartner && p.Commitment > 0 && terms.RateOf(p.InvestorId) > 0)];
        var commitments = payers.Sum(p => p.Commitment);
        foreach (var payer in payers)
        {
            var right = offset.Amount * payer.Commitment / commitments;
            var found = offset.Shares.Where(s => s.InvestorId == payer.InvestorId).Sum(s => s.Amount);
            if (right - found >= UnitsOfSharing * book.Currency.MinorUnit)
                yield return new FeeFinding(FeeFault.OffsetUneven, offset.OffsetId, payer.InvestorId, offset.Date, found, book.Currency.Round(right));
        }
    }
}
