using StratCap.FundMath.Book;
using StratCap.FundMath.Terms;

namespace StratCap.FundMath.Allocation;

/// <summary>A management fee for a period.</summary>
/// <param name="Amount">For the fund, rounded once.</param>
/// <param name="ByPartner">Each partner's own fee, unrounded, in order of admission: the weights by which the amount is shared.</param>
/// <param name="Explanation">How it came about, or null when not asked for.</param>
public sealed record ManagementFeeResult(decimal Amount, IReadOnlyList<decimal> ByPartner, Explanation? Explanation)
{
    /// <summary>Each partner's part of the explanation, in order of admission; null where he owes nothing.</summary>
    internal IReadOnlyList<Explanation?> ExplanationByPartner { get; init; } = [];
}

/// <summary>
/// The management fee: for each limited partner his rate × his basis × the part of the year, summed and rounded for the fund (ILPA Model LPA 8.3; a
/// whole quarter is a fourth of a year, a stub and the parts around a change of terms count actual days over 365). The basis is measured in the book that is
/// passed: fold it as of the first day of the period. <see cref="FeeBase"/> says what it is.
/// </summary>
public static class ManagementFee
{
    /// <summary>Computes the fee of a period.</summary>
    /// <param name="book">The book as of the opening of the period.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Not counted.</param>
    /// <param name="explain">Whether to build the explanation.</param>
    /// <param name="watch">Told between two partners; may stop the run.</param>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c> or <c>fee.period_empty</c>.</exception>
    public static ManagementFeeResult For(FundBook book, DateOnly from, DateOnly to, bool explain = true, RunWatch? watch = null) =>
        For(book, from, to, terms => terms, explain, watch);

    /// <summary>As above, as if the fee's terms were others.</summary>
    internal static ManagementFeeResult For(FundBook book, DateOnly from, DateOnly to, Func<ManagementFeeTerms, ManagementFeeTerms> asIf, bool explain, RunWatch? watch = null)
    {
        if (to <= from)
            throw new FundRuleException("fee.period_empty", "Let the fee's period end after it begins; its last day is not counted.");
        var pieces = Pieces(book, from, to, asIf);
        List<FeeStretch>[] stretches = [.. book.Partners.Watched(watch).Select(p => Stretches(p, pieces))];
        Fraction[] fees = [.. stretches.Select(s => Fraction.Sum(s.Select(x => x.Fee)))];
        var amount = FeeStretch.Total(fees, book.Currency);
        decimal[] byPartner = [.. fees.Select(f => f.ToDecimal())];
        if (!explain)
            return new ManagementFeeResult(amount, byPartner, null);
        Explanation?[] parts = [.. book.Partners.Select(p => fees[p.Index].IsZero
            ? null
            : FeeStretch.Explain(p.Name, stretches[p.Index], pieces[0].Clause))];
        var whole = new Explanation(
            "Management fee", book.Currency.Format(amount), "sum over limited partners", pieces[0].Clause, "rounded once for the fund, half away from zero",
            Parts: [.. parts.OfType<Explanation>()], Operation: Operation.Sum)
        {
            RoundedTo = book.Currency.MinorUnits,
        };
        return new ManagementFeeResult(amount, byPartner, whole) { ExplanationByPartner = parts };
    }

    private static List<FeeStretch> Stretches(PartnerAccount partner, List<Piece> pieces) => partner.IsLimitedPartner
        ? [.. pieces.Select(p => new FeeStretch(
            p.Fee.RateOf(partner.InvestorId), p.Base.Of(partner), () => p.Base.Explain(partner, p.TermsFactId), TermsInWords.Words(p.Fee.Basis), p.Years, p.YearsInWords))]
        : [];

    /// <summary>The calendar period of the terms' frequency in which a date lies; the end is not counted.</summary>
    public static (DateOnly From, DateOnly To) PeriodAround(DateOnly date, FeeFrequency frequency) => FeePeriods.Around(date, Months(frequency));

    private static int Months(FeeFrequency frequency) => frequency switch
    {
        FeeFrequency.Quarterly => 3,
        FeeFrequency.SemiAnnually => 6,
        _ => 12,
    };

    private sealed record Piece(ManagementFeeTerms Fee, FeeBase Base, string Clause, Guid TermsFactId, Fraction Years, string YearsInWords);

    private static List<Piece> Pieces(FundBook book, DateOnly from, DateOnly to, Func<ManagementFeeTerms, ManagementFeeTerms> asIf)
    {
        var starts = book.TermsTimeline.Where(t => t.From > from && t.From < to).Select(t => t.From).Distinct().Prepend(from).ToList();
        var pieces = new List<Piece>(starts.Count);
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : to;
            var terms = book.FindTermsAt(starts[i])
                ?? throw new FundRuleException("book.terms.missing", "The fund has no terms on that date: set its terms first.");
            var (fee, clause) = (asIf(terms.Terms.ManagementFee.Value), terms.Terms.ManagementFee.Clause);
            var days = end.DayNumber - starts[i].DayNumber;
            var isWhole = PeriodAround(starts[i], fee.Frequency) == (starts[i], end);
            var months = Months(fee.Frequency);
            pieces.Add(new Piece(
                fee, new FeeBase(book, fee), clause, terms.FactId,
                isWhole ? new Fraction(months, 12) : ExactYears.Between(starts[i], end, DayCount.Act365),
                isWhole ? FormattableString.Invariant($"{months}/12 year") : FormattableString.Invariant($"{days}/365 year")));
        }
        return pieces;
    }
}
