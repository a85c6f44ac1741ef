using System.Globalization;
using StratCap.FundMath;

namespace StratCap.Reporting.Documents;

/// <summary>How documents print figures and dates: thousands separators, negative in parentheses, English month names, whatever the machine's culture.</summary>
internal static class Figures
{
    /// <summary>The amount itself, if the currency can pay it.</summary>
    /// <exception cref="FundRuleException"><c>reporting.document.amount_not_payable</c>: printing would round, and the printed parts might not add up.</exception>
    public static decimal Payable(decimal amount, Currency currency) => currency.IsPayable(amount)
        ? amount
        : throw new FundRuleException("reporting.document.amount_not_payable", $"{amount.ToString(CultureInfo.InvariantCulture)} has more decimals than {currency} pays: round it where it is posted, before it is printed.");

    /// <summary>Money with the currency's decimals, without its code: <c>(1,234.50)</c>.</summary>
    /// <exception cref="FundRuleException"><c>reporting.document.amount_not_payable</c>.</exception>
    public static string Money(decimal amount, Currency currency) =>
        Number(Payable(amount, currency), currency.MinorUnits);

    /// <summary>A number with thousands separators, negative in parentheses. It must have no more decimals than asked for.</summary>
    public static string Number(decimal number, int decimals) =>
        Signed(number, Math.Abs(number).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));

    /// <summary>Money with its currency in front: <c>USD 1,234.50</c>.</summary>
    public static string MoneyWithCode(decimal amount, Currency currency) => $"{currency.Code}\u00A0{Money(amount, currency)}";

    /// <summary>A ratio such as DPI, two decimals, half away from zero: <c>1.25x</c>; <c>n/a</c> when null.</summary>
    public static string Multiple(decimal? ratio) =>
        ratio is { } value ? Signed(value, Round(Math.Abs(value)).ToString("N2", CultureInfo.InvariantCulture) + "x") : "n/a";

    /// <summary>A fraction as per cent, two decimals, half away from zero: 0.0825 is <c>8.25%</c>; <c>n/a</c> when null.</summary>
    public static string Percent(decimal? fraction) =>
        fraction is { } value ? Signed(value, Round(Math.Abs(value) * 100).ToString("N2", CultureInfo.InvariantCulture) + "%") : "n/a";

    /// <summary>A date that no reader can take for another: <c>9 March 2026</c>.</summary>
    public static string Date(DateOnly date) => date.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A date for tables: <c>09 Mar 2026</c>.</summary>
    public static string ShortDate(DateOnly date) => date.ToString("dd MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>A moment in UTC, to the minute: <c>2026-03-09 14:05 UTC</c>.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static decimal Round(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);

    private static string Signed(decimal value, string magnitude) => value < 0 ? $"({magnitude})" : magnitude;
}
