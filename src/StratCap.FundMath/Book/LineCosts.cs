namespace StratCap.FundMath.Book;

/// <summary>Interest and fees of the subscription line among expenses: returns without the line leave them out (ILPA Performance Template v1.1).</summary>
public static class LineCosts
{
    /// <summary>The category of the line's interest (ILPA Reporting Template v2.0).</summary>
    public const string Interest = "Subscription facility interest";

    /// <summary>The category of its fees.</summary>
    public const string Fees = "Subscription facility fees";

    /// <summary>Whether an expense of the category is a cost of the line; case does not matter.</summary>
    public static bool Are(string category) =>
        string.Equals(category, Interest, StringComparison.OrdinalIgnoreCase) || string.Equals(category, Fees, StringComparison.OrdinalIgnoreCase);
}
