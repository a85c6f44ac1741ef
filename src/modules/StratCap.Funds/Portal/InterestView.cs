using StratCap.Contracts.Funds;
using StratCap.Foundation.Web;
using StratCap.FundMath.Book;
using StratCap.FundMath.Returns;

namespace StratCap.Funds.Portal;

/// <summary>What an investor has in a fund, net of fees, expenses and carried interest, paid and accrued.</summary>
/// <param name="Basis"><c>Book</c>: from the fund's own movements; <c>Disclosed</c>: from what the investor itself disclosed.</param>
/// <param name="AsOf">Day of the figures: of the last fact of the book, or of the disclosure.</param>
/// <param name="Called">Called to date; <c>Outstanding</c> is still to be paid of it.</param>
/// <param name="Distributed">Declared, less carried interest.</param>
/// <param name="Nav">Capital account less accrued carried interest.</param>
/// <param name="Dpi">Distributed ÷ paid in, four decimals; null when nothing is paid in or not disclosed. Likewise the others.</param>
/// <param name="Irr">Annual, actual/365, six decimals; null when there is none.</param>
/// <param name="IrrStatus">Whether the rate is unique, one of several, or why there is none.</param>
internal sealed record InterestView(
    Guid FundId, string FundName, string Currency, Guid InvestorId, string InvestorName, string Basis, DateOnly AsOf, MoneyView Commitment, MoneyView Called, MoneyView Outstanding,
    MoneyView Unfunded, MoneyView? PaidIn, MoneyView? Distributed, MoneyView? Nav, MoneyView AccruedCarriedInterest,
    decimal? Dpi, decimal? Rvpi, decimal? Tvpi, decimal? Irr, string? IrrStatus, IReadOnlyList<string> Notes)
{
    internal static InterestView Of(FundBook book, Guid investorId)
    {
        var (partner, currency) = (book.Partner(investorId), book.Currency.Code);
        MoneyView Money(decimal amount) => MoneyView.Of(amount, currency);
        var line = PerformanceView.Of(Performance.OfPartner(book, investorId, explain: false), currency);
        return new(
            book.FundId, book.Name, currency, investorId, partner.Name, line.Basis, line.AsOf, line.Commitment, Money(partner.Called), Money(partner.Outstanding),
            Money(partner.Unfunded), line.PaidIn, line.Distributed, line.ResidualValue, line.AccruedCarriedInterest,
            line.Dpi, line.Rvpi, line.Tvpi, line.Irr, line.IrrStatus, line.Notes);
    }
}
