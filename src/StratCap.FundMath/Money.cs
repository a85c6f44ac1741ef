using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace StratCap.FundMath;

/// <summary>An ISO 4217 currency and its minor units (JPY 0, KWD 3, most 2).</summary>
public readonly record struct Currency
{
    private static readonly Dictionary<string, int> UnlikeTwo = new(StringComparer.Ordinal)
    {
        ["BIF"] = 0,
        ["CLP"] = 0,
        ["DJF"] = 0,
        ["GNF"] = 0,
        ["ISK"] = 0,
        ["JPY"] = 0,
        ["KMF"] = 0,
        ["KRW"] = 0,
        ["PYG"] = 0,
        ["RWF"] = 0,
        ["UGX"] = 0,
        ["VND"] = 0,
        ["VUV"] = 0,
        ["XAF"] = 0,
        ["XOF"] = 0,
        ["XPF"] = 0,
        ["BHD"] = 3,
        ["IQD"] = 3,
        ["JOD"] = 3,
        ["KWD"] = 3,
        ["LYD"] = 3,
        ["OMR"] = 3,
        ["TND"] = 3,
    };

    /// <summary>Three capital letters, such as <c>USD</c>.</summary>
    public string Code { get; }

    /// <summary>Decimals of the smallest payable unit: 0, 2 or 3 (ISO 4217).</summary>
    public int MinorUnits { get; private init; }

    /// <summary>Makes a currency from its code.</summary>
    /// <exception cref="ArgumentException">The code is not three capital letters.</exception>
    public Currency(string code)
    {
        if (!IsCode(code))
            throw new ArgumentException($"'{code}' is not an ISO 4217 code: give three capital letters, such as USD.", nameof(code));
        Code = code;
        MinorUnits = UnlikeTwo.GetValueOrDefault(code, 2);
    }

    /// <summary>Whether a text has the form of a code: three capital letters.</summary>
    public static bool IsCode([NotNullWhen(true)] string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);

    /// <summary>Last digits that a sum of some thousand endless decimals may lose.</summary>
    private const int LostDigits = 4;

    /// <summary>A decimal has no more decimals: below one, they end before the digits do.</summary>
    private const int MostDecimals = 28;

    /// <summary>10^26 ÷ 2^64.</summary>
    private const uint HighWordOf27Digits = 5_421_010;

    /// <summary>The currency counted in another smallest unit than it pays, as in a statement in thousands.</summary>
    /// <param name="decimals">0 to 6.</param>
    public Currency CountedTo(int decimals) => decimals is >= 0 and <= 6
        ? this with { MinorUnits = decimals }
        : throw new ArgumentOutOfRangeException(nameof(decimals), decimals, "Count to between 0 and 6 decimals.");

    /// <summary>The smallest payable amount, such as 0.01.</summary>
    public decimal MinorUnit => UnitOf(MinorUnits);

    /// <summary>One in the last of so many decimals, such as 0.01 of two; exact.</summary>
    internal static decimal UnitOf(int decimals) => new(1, 0, 0, false, checked((byte)decimals));

    /// <summary>
    /// Rounds to the minor unit, half away from zero (the usage of contracts and spreadsheets). An amount that ends in all the digits that a decimal has (15/34 of something, the sum
    /// of some thousand thirds) has lost the rest: it counts as half a unit where it falls short of it by no more than some of its last digits.
    /// </summary>
    public decimal Round(decimal amount) => HalfAway(amount, MinorUnits);

    internal static decimal HalfAway(decimal amount, int decimals) =>
        Math.Round(amount.Scale > decimals + LostDigits && (amount.Scale == MostDecimals || HasAllDigits(amount)) ? Math.Round(amount, amount.Scale - LostDigits, MidpointRounding.AwayFromZero) : amount, decimals, MidpointRounding.AwayFromZero);

    /// <summary>Whether it has 27 digits or more: nobody writes such an amount, it is what a division left.</summary>
    private static bool HasAllDigits(decimal amount)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(amount, bits);
        return (uint)bits[2] >= HighWordOf27Digits;
    }

    /// <summary>Whether the amount has no more decimals than the currency pays.</summary>
    public bool IsPayable(decimal amount) => Round(amount) == amount;

    /// <summary>Writes exactly the currency's decimals, invariant: <c>1234.50</c>.</summary>
    public string Format(decimal amount) => amount.ToString("F" + MinorUnits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override string ToString() => Code;
}

/// <summary>An amount in a currency. Sums of unlike currencies are refused.</summary>
/// <param name="Amount">In major units, exact.</param>
/// <param name="Currency">The currency of the amount.</param>
public readonly record struct Money(decimal Amount, Currency Currency)
{
    /// <summary>Adds two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator +(Money left, Money right) => new(left.Amount + right.Same(left).Amount, left.Currency);

    /// <summary>Subtracts two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public static Money operator -(Money left, Money right) => new(left.Amount - right.Same(left).Amount, left.Currency);

    /// <inheritdoc/>
    public override string ToString() => $"{Currency.Format(Amount)} {Currency.Code}";

    private Money Same(Money other) => Currency == other.Currency
        ? this
        : throw new InvalidOperationException($"{Currency} and {other.Currency} cannot be added: convert with a stored rate first.");
}
