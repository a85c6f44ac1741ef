using StratCap.FundMath.Book;
using StratCap.FundMath.Statements;

namespace StratCap.FundMath.Ilpa;

/// <summary>What a reader of a template must know of how it was made.</summary>
internal static class IlpaNotes
{
    /// <summary>Of total expenses; above it the template asks for a footnote.</summary>
    private const decimal MostOther = 0.05m;

    internal static IReadOnlyList<string> Of(StatementRun run, IlpaVersion version, PartnerAccount partner, IReadOnlyList<IReadOnlyDictionary<string, decimal>> columns, IlpaTags tags)
    {
        var (book, money) = (run.After, run.After.Currency);
        var notes = new List<string>
        {
            "Carried interest accrued is what a liquidation at the capital accounts would take on the last day. It is charged to limited partners in all columns; what the general partner receives of it is in none.",
        };
        if (Other(book, columns) is { } other)
            notes.Add(other);
        if (tags.WasApportioned)
            notes.Add("Expenses and income that the equalisation of a later closing moved between partners are apportioned to the categories of all that there was until then.");
        if (tags.HasIncomeOfNoKind)
            notes.Add("Income of which the book does not say whether it is interest or dividends stands as other income.");
        if (partner.Transferred.Nav != 0)
            notes.Add("What came or went with a transfer of an interest is gross of the carried interest accrued on it, which stands in the accrual of the period.");
        if (book.Remedies.Count > 0)
            notes.Add("What partners lost or gained by a default stands among partner transfers.");
        if (partner.Outstanding != 0)
            notes.Add($"The unfunded commitment falls when capital is called: {money.Format(partner.Outstanding)} {money.Code} of it is not received yet.");
        notes.Add(version == IlpaVersion.V20
            ? "Not kept in the book and left empty: balances in escrow. Fees that the adviser received from portfolio companies (section B.1) are here as far as they are set off."
            : "Not kept in the book and left empty: balances in escrow. Capitalized transaction fees and look-through to other funds are left out.");
        return notes;
    }

    private static string? Other(FundBook book, IReadOnlyList<IReadOnlyDictionary<string, decimal>> columns)
    {
        var expenses = IlpaTemplate20.Keys(IlpaTemplate20.Internal).Concat(IlpaTemplate20.Keys(IlpaTemplate20.External)).ToList();
        var isAbove = columns.Any(c => Math.Abs(c["external.other"] + c["internal.other"]) > MostOther * Math.Abs(expenses.Sum(e => c[e])));
        if (!isAbove)
            return null;
        var named = book.Expenses.Select(e => (e.Category, e.Amount)).Concat(ManualEntries.Of(book, EntryAccount.Expenses).Select(e => (Category: e.Line.Category!, e.Line.Amount)))
            .Where(e => IlpaCategories.OfExpense(e.Category) is "external.other" or "internal.other").GroupBy(e => e.Category, StringComparer.Ordinal)
            .Select(g => $"{g.Key} {book.Currency.Format(g.Sum(e => e.Amount))}");
        return $"Other expenses are more than 5 % of all. Since inception, for the fund: {string.Join("; ", named)}.";
    }
}
