using System.Text.Json.Serialization;
using StratCap.Foundation.Web;
using StratCap.FundMath;
using StratCap.FundMath.Returns;

namespace StratCap.Contracts.Funds;

/// <summary>A line of performance as the API shows it: an investor's, all limited partners', or the fund's.</summary>
/// <param name="Basis"><c>Book</c>: from the book's movements; <c>Disclosed</c>: from what the investor itself disclosed.</param>
/// <param name="Dpi">Distributed ÷ paid in, four decimals; null when nothing is paid in or not disclosed. Likewise the others.</param>
/// <param name="Irr">Annual, actual/365, six decimals; null when there is none.</param>
/// <param name="IrrStatus">Whether the rate is unique, one of several, or why there is none.</param>
/// <param name="ReportedMultiple">The investor's own TVPI.</param>
/// <param name="MultipleDifference">Ours less the reported one.</param>
public sealed record PerformanceView(
    Guid? InvestorId, string Name, string Basis, DateOnly AsOf, MoneyView Commitment, MoneyView? PaidIn, MoneyView? Distributed, MoneyView? ResidualValue, MoneyView AccruedCarriedInterest,
    decimal? Dpi, decimal? Rvpi, decimal? Tvpi, decimal? Pic, decimal? Irr, string? IrrStatus,
    decimal? ReportedMultiple, decimal? MultipleDifference, decimal? ReportedNetIrr, IReadOnlyList<string> Notes, Explanation? Explanation)
{
    /// <summary>The same without the subscription line; absent when nothing was drawn.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WithoutLineView? WithoutLine { get; init; }

    /// <summary>A line of the kernel, rounded for showing: multiples to four decimals, rates to six.</summary>
    public static PerformanceView Of(PerformanceLine line, string currency)
    {
        MoneyView? Money(decimal? amount) => amount is { } value ? MoneyView.Of(value, currency) : null;
        return new(
            line.InvestorId, line.Name, line.Basis.ToString(), line.AsOf, MoneyView.Of(line.Commitment, currency), Money(line.PaidIn), Money(line.Distributed), Money(line.ResidualValue),
            MoneyView.Of(line.AccruedCarry, currency), Round(line.Dpi, 4), Round(line.Rvpi, 4), Round(line.Tvpi, 4), Round(line.Pic, 4),
            Round(line.Irr?.Rate, 6), line.Irr?.Status.ToString(), line.ReportedMultiple, Round(line.MultipleDifference, 4), line.ReportedNetIrr, line.Notes, line.Explanation)
        {
            WithoutLine = line.WithoutLine is { } without
                ? new(MoneyView.Of(without.PaidIn, currency), MoneyView.Of(without.ResidualValue, currency), MoneyView.Of(without.LineCosts, currency),
                    Round(without.Tvpi, 4), Round(without.Irr.Rate, 6), without.Irr.Status.ToString())
                : null,
        };
    }

    internal static decimal? Round(decimal? value, int decimals) => value is { } number ? Math.Round(number, decimals, MidpointRounding.AwayFromZero) : null;
}

/// <summary>Performance as if draws on the subscription line had been called and repayments distributed; interest and fees of the line left out (ILPA Performance Template v1.1).</summary>
/// <param name="LineCosts">Interest and fees charged, which the view leaves out.</param>
/// <param name="Tvpi">Four decimals; null when nothing is paid in.</param>
/// <param name="Irr">Annual, actual/365, six decimals; null when there is none.</param>
public sealed record WithoutLineView(MoneyView PaidIn, MoneyView ResidualValue, MoneyView LineCosts, decimal? Tvpi, decimal? Irr, string IrrStatus);

/// <summary>Performance in another currency than the fund's: each movement at its day's rate, values at the rate of the day of measurement.</summary>
/// <param name="Dpi">Distributed ÷ paid in, four decimals; null when nothing is paid in. Likewise the others.</param>
/// <param name="Irr">Of the converted flows; annual, actual/365, six decimals; null when there is none.</param>
public sealed record ConvertedPerformanceView(
    MoneyView PaidIn, MoneyView Distributed, MoneyView ResidualValue, decimal? Dpi, decimal? Rvpi, decimal? Tvpi, decimal? Irr, string IrrStatus, Explanation? Explanation)
{
    /// <summary>The kernel's figures, rounded for showing.</summary>
    public static ConvertedPerformanceView Of(ConvertedPerformance performance, bool explain)
    {
        MoneyView Money(decimal amount) => MoneyView.Of(amount, performance.Currency);
        return new(
            Money(performance.PaidIn), Money(performance.Distributed), Money(performance.ResidualValue), PerformanceView.Round(performance.Dpi, 4), PerformanceView.Round(performance.Rvpi, 4),
            PerformanceView.Round(performance.Tvpi, 4), PerformanceView.Round(performance.Irr.Rate, 6), performance.Irr.Status.ToString(), explain ? performance.Explanation : null);
    }
}
