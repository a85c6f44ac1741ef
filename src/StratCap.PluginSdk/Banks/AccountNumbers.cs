using System.Globalization;

namespace StratCap.PluginSdk.Banks;

/// <summary>Whether numbers that name accounts and banks are well formed. It says nothing about whether they exist.</summary>
public static class AccountNumbers
{
    /// <summary>An ABA routing number: nine digits, the last a check digit (weights 3, 7, 1; the sum is a multiple of ten).</summary>
    public static bool IsRouting(string? value) => value is { Length: 9 } && value.All(char.IsAsciiDigit) && value[8] - '0' == RoutingCheckDigit(value[..8]);

    /// <summary>The check digit of a bank's first eight digits.</summary>
    /// <exception cref="ArgumentException">It is not eight digits.</exception>
    public static int RoutingCheckDigit(string eight)
    {
        if (eight.Length != 8 || !eight.All(char.IsAsciiDigit)) throw new ArgumentException("Eight digits are wanted.", nameof(eight));
        var sum = 0;
        for (var i = 0; i < 8; i++) sum += (eight[i] - '0') * (i % 3) switch { 0 => 3, 1 => 7, _ => 1 };
        return (10 - sum % 10) % 10;
    }

    /// <summary>An IBAN (ISO 13616) without spaces: 15 to 34 capitals and digits whose check digits fit (ISO 7064, 97-10).</summary>
    public static bool IsIban(string? value) =>
        value is { Length: >= 15 and <= 34 } && char.IsAsciiLetterUpper(value[0]) && char.IsAsciiLetterUpper(value[1]) && char.IsAsciiDigit(value[2]) && char.IsAsciiDigit(value[3])
        && Mod97(string.Concat(value.AsSpan(4), value.AsSpan(0, 4))) == 1;

    /// <summary>A BIC (ISO 9362): four letters or digits, a country, two and perhaps three more.</summary>
    public static bool IsBic(string? value) =>
        value is { Length: 8 or 11 } && value.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)) && char.IsAsciiLetterUpper(value[4]) && char.IsAsciiLetterUpper(value[5]);

    /// <summary>A creditor identifier of the SEPA debit schemes: country, check digits, business code (which the check leaves out), the creditor's own number.</summary>
    public static bool IsCreditorIdentifier(string? value) =>
        value is { Length: >= 8 and <= 35 } && char.IsAsciiLetterUpper(value[0]) && char.IsAsciiLetterUpper(value[1]) && char.IsAsciiDigit(value[2]) && char.IsAsciiDigit(value[3])
        && Mod97(string.Concat(value.AsSpan(7), value.AsSpan(0, 4))) == 1;

    /// <summary>The remainder by 97 with letters read as 10 to 35; -1 where there is anything but capitals and digits.</summary>
    private static int Mod97(string text)
    {
        var rest = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c)) rest = (rest * 10 + (c - '0')) % 97;
            else if (char.IsAsciiLetterUpper(c)) rest = (rest * 100 + (c - 'A' + 10)) % 97;
            else return -1;
        }
        return rest;
    }

    /// <summary>The last four, for showing; shorter numbers are hidden whole.</summary>
    public static string Mask(string number) => number.Length > 4 ? string.Create(CultureInfo.InvariantCulture, $"…{number.AsSpan(number.Length - 4)}") : "…";
}
