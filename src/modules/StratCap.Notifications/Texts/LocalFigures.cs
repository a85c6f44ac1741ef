using System.Globalization;
using StratCap.FundMath;

namespace StratCap.Notifications.Texts;

/// <summary>How mails to investors write days and amounts in a language.</summary>
internal sealed class LocalFigures(string language)
{
    // The server has no cultures of the machine's: what a language needs is said here.
    private static readonly NumberFormatInfo German = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };

    public string Language => language;

    /// <summary>A day, such as 31 March 2026 or 31.03.2026.</summary>
    public string Date(DateOnly day) => day.ToString(language == "de" ? "dd.MM.yyyy" : "d MMMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>An amount with its currency and the currency's places.</summary>
    public string Money(decimal amount, string currency)
    {
        var places = "N" + new Currency(currency).MinorUnits;
        return language == "de" ? $"{amount.ToString(places, German)} {currency}" : $"{currency} {amount.ToString(places, CultureInfo.InvariantCulture)}";
    }
}
