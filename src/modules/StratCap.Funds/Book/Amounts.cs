using StratCap.Foundation.Web;

namespace StratCap.Funds.Book;

/// <summary>What an amount in a request may be, before any rule of the book is asked.</summary>
internal static class Amounts
{
    /// <summary>More than any fund moves at once, and far from where a decimal ends.</summary>
    private const decimal Largest = 1_000_000_000_000_000m;

    /// <summary>Refuses an amount that is not positive, or that no fund moves.</summary>
    public static Refusal? NotPositive(string field, decimal amount) =>
        amount is > 0 and <= Largest ? null : Refusal.Field(field, FormattableString.Invariant($"Give a positive amount of at most {Largest:N0}."));

    /// <summary>Refuses a part that is not above 0 and at most 1.</summary>
    public static Refusal? NotAPart(string field, decimal part) =>
        part is > 0 and <= 1 ? null : Refusal.Field(field, "Give the part as a fraction above 0, at most 1: 0.8 is 80 %.");
}
