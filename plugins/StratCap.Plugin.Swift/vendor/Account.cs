using System.Globalization;

namespace StratCap.Plugin.Swift.Vendor;

/// <summary>The fund's account in the bank's books.</summary>
internal sealed class Account
{
    internal const string Iban = "GB29NWBK60161331926819", Currency = "GBP";
    internal const decimal Opening = 250_000.25m;
    internal static readonly DateOnly Day = new(2026, 1, 15);

    internal List<Line> Lines { get; } = [];

    internal decimal Closing => Opening + Lines.Sum(l => l.Signed);

    /// <summary>Books one line more: every third goes out, so that signs are told apart.</summary>
    internal Line Book()
    {
        var number = Lines.Count + 1;
        var line = new Line("NW" + number.ToString("000000000", CultureInfo.InvariantCulture), "CALL-3-LP-" + number.ToString(CultureInfo.InvariantCulture), (number % 3 == 0 ? -1 : 1) * (10m + (number % 977) + (number % 100 / 100m)));
        Lines.Add(line);
        return line;
    }
}

/// <summary>A booked line.</summary>
/// <param name="Reference">The bank's, unique for ever.</param>
/// <param name="EndToEndId">The payer's.</param>
/// <param name="Signed">From the account's side.</param>
internal sealed record Line(string Reference, string EndToEndId, decimal Signed);
