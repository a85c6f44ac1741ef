using StratCap.FundMath.Book;
using StratCap.FundMath.Waterfalls;

namespace StratCap.FundMath.Returns;

/// <summary>What performance is measured on.</summary>
public enum PerformanceBasis
{
    /// <summary>Movements in the book.</summary>
    Book,

    /// <summary>Figures that the investor disclosed.</summary>
    Disclosed,
}

/// <summary>
/// Performance of a partner or a group, net of fees, expenses and carried interest paid and accrued. Ratios are unrounded fractions of paid-in
/// capital and null when nothing was paid in or a figure was not disclosed (GIPS 2020: DPI = D/PI, RVPI = RV/PI, TVPI = (D + RV)/PI, PIC = PI/commitment).
/// </summary>
/// <param name="InvestorId">Null for a group.</param>
/// <param name="AsOf">The date of the figures: the book's, or of the latest disclosure.</param>
/// <param name="Commitment">Commitments.</param>
/// <param name="PaidIn">Contributions received; recalled money counts again.</param>
/// <param name="Distributed">Declared; withheld tax included, carried interest not.</param>
/// <param name="ResidualValue">Capital account less accrued carried interest, or the disclosed remaining value.</param>
/// <param name="AccruedCarry">What a liquidation at the capital accounts would take; zero on disclosed figures, which are net of it.</param>
/// <param name="Irr">Null on disclosed figures: the dates of their flows are not known.</param>
/// <param name="ReportedMultiple">The investor's own TVPI.</param>
/// <param name="MultipleDifference">TVPI less the reported multiple.</param>
/// <param name="ReportedNetIrr">The investor's own IRR.</param>
/// <param name="Notes">What a reader must know, in sentences.</param>
public sealed record PerformanceLine(
    Guid? InvestorId, string Name, PartnerKind? Partner, PerformanceBasis Basis, DateOnly AsOf, decimal Commitment,
    decimal? PaidIn, decimal? Distributed, decimal? ResidualValue, decimal AccruedCarry,
    decimal? Dpi, decimal? Rvpi, decimal? Tvpi, decimal? Pic, IrrResult? Irr,
    decimal? ReportedMultiple, decimal? MultipleDifference, decimal? ReportedNetIrr, IReadOnlyList<string> Notes, Explanation? Explanation)
{
    /// <summary>The same without the subscription line; null when nothing was drawn.</summary>
    public WithoutLinePerformance? WithoutLine { get; init; }
}

/// <summary>
/// Net performance as if draws on the subscription line had been called and repayments been distributed on their days (ILPA Performance Template v1.1, without line):
/// a draw raises paid-in capital, a repayment lowers it, what is open is added to the residual value. Interest and fees of the line are left out: calls for them are
/// no contribution, and what was charged above those calls is added to the residual value. Accrued carried interest is the same in both views.
/// </summary>
/// <param name="PaidIn">Contributions but for the line's costs + draws − repayments.</param>
/// <param name="ResidualValue">Residual value + open line + the line's costs charged − called.</param>
/// <param name="LineCosts">Interest and fees charged, which the view leaves out.</param>
/// <param name="Tvpi">(distributed + residual value) ÷ paid-in, unrounded; null when nothing is paid in.</param>
public sealed record WithoutLinePerformance(decimal PaidIn, decimal ResidualValue, decimal LineCosts, decimal? Tvpi, IrrResult Irr);

/// <summary>Performance of a fund.</summary>
/// <param name="Fund">All partners.</param>
/// <param name="LimitedPartners">All limited partners together: the population of net returns.</param>
/// <param name="Partners">Each partner, in order of admission.</param>
public sealed record FundPerformance(PerformanceLine Fund, PerformanceLine LimitedPartners, IReadOnlyList<PerformanceLine> Partners);

/// <summary>Measures performance.</summary>
public static class Performance
{
    /// <summary>Measures every partner and the fund.</summary>
    /// <param name="book">The book as of the date of measurement.</param>
    /// <param name="explain">Whether to build explanations.</param>
    /// <param name="watch">Told between two partners; may stop the run.</param>
    public static FundPerformance Of(FundBook book, bool explain = true, RunWatch? watch = null)
    {
        if (!book.HasMovements && book.HasDisclosures)
            return DisclosedPerformance.Of(book, explain);
        var carry = AccruedCarry.Of(book, watch?.Part(0, 0.5m));
        var partners = book.Partners.Watched(watch?.Part(0.5m, 1)).Select(p => BookPerformance.OfPartner(book, p, carry, explain)).ToList();
        return new FundPerformance(
            BookPerformance.OfGroup(book, book.Name, book.Partners, carry, explain),
            BookPerformance.OfGroup(book, "Limited partners", [.. book.Partners.Where(p => p.IsLimitedPartner)], carry, explain),
            partners);
    }

    /// <summary>Measures all limited partners together, net, against a public index.</summary>
    /// <param name="book">The book as of the date of measurement; its movements are measured, not disclosed figures.</param>
    /// <param name="index">Levels on the day of each movement and on the book's own day.</param>
    /// <exception cref="FundRuleException"><c>pme.no_movements</c>, and as <see cref="PublicMarketEquivalent"/>.</exception>
    public static PmeResult PmeOfLimitedPartners(FundBook book, IReadOnlyDictionary<DateOnly, decimal> index) => book.HasMovements
        ? BookPerformance.PmeOfLimitedPartners(book, AccruedCarry.Of(book), index)
        : throw new FundRuleException("pme.no_movements", "The book holds no movements to compare with an index.");

    /// <summary>Measures one partner as <see cref="Of"/> does, without measuring the others.</summary>
    /// <param name="book">The book as of the date of measurement.</param>
    /// <param name="investorId">The partner.</param>
    /// <param name="explain">Whether to build the explanation.</param>
    /// <exception cref="FundRuleException"><c>book.investor.unknown</c>.</exception>
    public static PerformanceLine OfPartner(FundBook book, Guid investorId, bool explain = true)
    {
        var partner = book.Partner(investorId);
        return OfPartner(book, partner, AccruedCarry.Of(book, partner), explain);
    }

    /// <summary>Measures one partner.</summary>
    /// <param name="accruedCarry">Accrued carried interest of the book, which a run over many partners makes once.</param>
    internal static PerformanceLine OfPartner(FundBook book, PartnerAccount partner, AccruedCarry accruedCarry, bool explain) =>
        !book.HasMovements && book.HasDisclosures
            ? DisclosedPerformance.OfPartner(book, partner, explain)
            : BookPerformance.OfPartner(book, partner, accruedCarry, explain);
}
