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
/// passed: fold it as of the first day of the period.
/// </summary>
public static class ManagementFee
{
    /// <summary>Computes the fee of a period.</summary>
    /// <param name="book">The book as of the opening of the period.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Not counted.</param>
    /// <param name="explain">Whether to build the explanation.</param>
    /// <exception cref="FundRuleException"><c>book.terms.missing</c> or <c>fee.period_empty</c>.</exception>
    public static ManagementFeeResult For(FundBook book, DateOnly from, DateOnly to, bool explain = true)
    {
        if (to <= from)
            throw new FundRuleException("fee.period_empty", "Let the fee's period end after it begins; its last day is not counted.");
        var pieces = Pieces(book, from, to);
        var fees = new decimal[book.Partners.Count];
        foreach (var piece in pieces)
        {
            foreach (var partner in book.Partners)
                fees[partner.Index] += partner.IsLimitedPartner ? piece.Fee.RateOf(partner.InvestorId) * BasisOf(partner, piece.Fee.Basis) * piece.Years : 0;
        }
        var amount = book.Currency.Round(fees.Sum());
        if (!explain)
            return new ManagementFeeResult(amount, fees, null);
        Explanation?[] parts = [.. book.Partners.Select(p => fees[p.Index] == 0 ? null : Explain(p, fees[p.Index], pieces))];
        var whole = new Explanation(
            "Management fee", book.Currency.Format(amount), "sum over limited partners", pieces[0].Clause, "rounded once for the fund, half away from zero",
            Parts: [.. parts.OfType<Explanation>()]);
        return new ManagementFeeResult(amount, fees, whole) { ExplanationByPartner = parts };
    }

    /// <summary>What the fee is a percentage of, for a partner.</summary>
    public static decimal BasisOf(PartnerAccount partner, FeeBasis basis) => basis switch
    {
        FeeBasis.Commitments => partner.Commitment,
        FeeBasis.InvestedCost => partner.InvestmentCost,
        FeeBasis.Contributions => partner.Contributed,
        _ => Math.Max(0, partner.Nav),
    };

    /// <summary>The calendar period of the terms' frequency in which a date lies; the end is not counted.</summary>
    public static (DateOnly From, DateOnly To) PeriodAround(DateOnly date, FeeFrequency frequency)
    {
        var months = Months(frequency);
        var from = new DateOnly(date.Year, ((date.Month - 1) / months * months) + 1, 1);
        return (from, from.AddMonths(months));
    }

    private static int Months(FeeFrequency frequency) => frequency switch
    {
        FeeFrequency.Quarterly => 3,
        FeeFrequency.SemiAnnually => 6,
        _ => 12,
    };

    private sealed record Piece(DateOnly From, DateOnly To, ManagementFeeTerms Fee, string Clause, Guid TermsFactId, decimal Years, string YearsInWords);

    private static List<Piece> Pieces(FundBook book, DateOnly from, DateOnly to)
    {
        var starts = book.TermsTimeline.Where(t => t.From > from && t.From < to).Select(t => t.From).Distinct().Prepend(from).ToList();
        var pieces = new List<Piece>(starts.Count);
        for (var i = 0; i < starts.Count; i++)
        {
            var end = i + 1 < starts.Count ? starts[i + 1] : to;
            var terms = book.FindTermsAt(starts[i])
                ?? throw new FundRuleException("book.terms.missing", "The fund has no terms on that date: set its terms first.");
            var fee = terms.Terms.ManagementFee;
            var days = end.DayNumber - starts[i].DayNumber;
            var isWhole = PeriodAround(starts[i], fee.Value.Frequency) == (starts[i], end);
            var months = Months(fee.Value.Frequency);
            pieces.Add(new Piece(
                starts[i], end, fee.Value, fee.Clause, terms.FactId,
                isWhole ? months / 12m : days / 365m,
                isWhole ? FormattableString.Invariant($"{months}/12 year") : FormattableString.Invariant($"{days}/365 year")));
        }
        return pieces;
    }

    private static Explanation Explain(PartnerAccount partner, decimal fee, List<Piece> pieces) => new(
        $"Management fee, {partner.Name}",
        Print.Exact(fee),
        string.Join(" + ", pieces.Select(p => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{p.Fee.RateOf(partner.InvestorId)} × {BasisOf(partner, p.Fee.Basis)} ({TermsInWords.Words(p.Fee.Basis)}) × {p.YearsInWords}"))),
        pieces[0].Clause,
        Facts: [.. pieces.Select(p => p.TermsFactId), .. partner.Commitments.Select(c => c.FactId), .. partner.Moves.Select(m => m.FactId)]);
}
