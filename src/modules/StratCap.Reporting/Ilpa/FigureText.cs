using System.Globalization;
using System.Text.RegularExpressions;

namespace StratCap.Reporting.Ilpa;

/// <summary>
/// Reads a figure that somebody wrote as text, where it can mean one thing alone: digits with a point and with commas for thousands, a currency's sign or code on either side, minus or parentheses for
/// negative, a dash for nothing. What may be another figure elsewhere, such as 1.234 or 1,50, is not read.
/// </summary>
internal static partial class FigureText
{
    private static readonly string[] Codes =
    [
        "AED", "AUD", "BRL", "CAD", "CHF", "CLP", "CNH", "CNY", "COP", "CZK", "DKK", "EGP", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "KWD",
        "MAD", "MXN", "MYR", "NGN", "NOK", "NZD", "PEN", "PHP", "PLN", "QAR", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "USD", "VND", "ZAR",
    ];

    /// <summary>The figure; null when the text is none, or may be several.</summary>
    public static decimal? Read(string text)
    {
        var (rest, signed, named, negative) = (text.Trim(), false, false, false);
        while (true)
        {
            if (rest is "-" or "–" or "—") return signed ? null : 0;
            if (!named && Currency(rest) is { } without) (rest, named) = (without, true);
            else if (!signed && Sign(rest) is { } bare) (rest, signed, negative) = (bare.Left, true, bare.Negative);
            else break;
        }
        return Plain().IsMatch(rest) && !MayBeThousands().IsMatch(rest) && decimal.TryParse(rest, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var read)
            ? negative ? -read : read
            : null;
    }

    /// <summary>What is left of a text without its currency; null when it has none.</summary>
    private static string? Currency(string text)
    {
        if (Leading().Match(text) is { Success: true } sign) return text[sign.Length..].TrimStart();
        if (text.Length > 0 && char.GetUnicodeCategory(text[^1]) == UnicodeCategory.CurrencySymbol) return text[..^1].TrimEnd();
        if (Array.Exists(Codes, code => text.StartsWith(code, StringComparison.Ordinal))) return text[3..].TrimStart();
        return Array.Exists(Codes, code => text.EndsWith(code, StringComparison.Ordinal)) ? text[..^3].TrimEnd() : null;
    }

    private static (string Left, bool Negative)? Sign(string text) => text switch
    {
        ['(', .. var inside, ')'] => (inside.Trim(), true),
        ['-' or '−', .. var behind] => (behind.TrimStart(), true),
        ['+', .. var behind] => (behind.TrimStart(), false),
        [.. var before, '-' or '−'] => (before.TrimEnd(), true),
        _ => null,
    };

    [GeneratedRegex(@"^(([1-9][0-9]{0,2}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?|\.[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();

    /// <summary>A thousand where the point parts thousands.</summary>
    [GeneratedRegex(@"^[1-9][0-9]{0,2}\.[0-9]{3}$", RegexOptions.CultureInvariant)]
    private static partial Regex MayBeThousands();

    /// <summary>A sign, also with the letters that tell dollars apart, such as US$ and HK$.</summary>
    [GeneratedRegex(@"^[A-Z]{0,3}\p{Sc}", RegexOptions.CultureInvariant)]
    private static partial Regex Leading();
}
