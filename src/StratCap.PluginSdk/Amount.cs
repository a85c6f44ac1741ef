using System.Globalization;

namespace StratCap.PluginSdk;

/// <summary>An amount of one currency, exact. On every wire a decimal string, never binary floating point.</summary>
/// <param name="Value">In units of the currency (dollars, not cents); signs are said where they are used.</param>
/// <param name="Currency">ISO 4217, three capital letters.</param>
public readonly record struct Amount(decimal Value, string Currency)
{
    /// <summary>Decimal places of a currency's minor unit (ISO 4217): JPY 0, KWD 3, most 2.</summary>
    public static int MinorUnits(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "UYI" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        "CLF" or "UYW" => 4,
        _ => 2,
    };

    /// <summary>Whether it has no more decimal places than its currency.</summary>
    public bool FitsCurrency => decimal.Round(Value, MinorUnits(Currency)) == Value;

    /// <summary>The amount with its currency's places, invariant: <c>1234.50</c>.</summary>
    /// <exception cref="ConnectorException">The amount has more places than its currency: it is not rounded in silence (<see cref="ErrorClass.Validation"/>).</exception>
    public string Plain()
    {
        var places = MinorUnits(Currency);
        if (decimal.Round(Value, places) != Value) throw new ConnectorException(ErrorClass.Validation, $"An amount in {Currency} has at most {places} decimal places.");
        return Value.ToString("F" + places, CultureInfo.InvariantCulture);
    }

    /// <summary>The amount in minor units (cents), exact.</summary>
    /// <exception cref="ConnectorException">More places than the currency has, or too large for 64 bits.</exception>
    public long Minor()
    {
        var places = MinorUnits(Currency);
        var scaled = Value;
        for (var i = 0; i < places; i++) scaled *= 10;
        if (decimal.Truncate(scaled) != scaled) throw new ConnectorException(ErrorClass.Validation, $"An amount in {Currency} has at most {places} decimal places.");
        if (scaled is > long.MaxValue or < long.MinValue) throw new ConnectorException(ErrorClass.Validation, "The amount is too large.");
        return (long)scaled;
    }

    /// <summary>Reads minor units.</summary>
    public static Amount OfMinor(long minor, string currency)
    {
        decimal value = minor;
        for (var i = 0; i < MinorUnits(currency); i++) value /= 10;
        return new(value, currency);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value} {Currency}");
}
