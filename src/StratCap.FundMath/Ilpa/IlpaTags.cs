using StratCap.FundMath.Book;

namespace StratCap.FundMath.Ilpa;

/// <summary>
/// Expenses, recognised offsets and income of a book by row of the template: each fact's shares, tagged once by its category. What the equalisation of a closing moves between
/// partners names no category: it is apportioned to those of all that there was until then, so that each partner keeps his sum and each category nothing. Positive, since inception.
/// </summary>
internal sealed class IlpaTags
{
    private readonly Dictionary<Guid, Dictionary<string, decimal>> byPartner = [];

    private readonly Dictionary<string, decimal> ofFund = new(StringComparer.Ordinal);

    private IlpaTags(FundBook book)
    {
        var expensed = ManualEntries.Of(book, EntryAccount.Expenses).ToList();
        var earned = ManualEntries.Of(book, EntryAccount.OtherIncome).ToList();
        foreach (var expense in book.Expenses)
            Add(IlpaCategories.OfExpense(expense.Category), expense.Amount, expense.Shares);
        foreach (var (_, line) in expensed)
            Add(IlpaCategories.OfExpense(line.Category!), line.Amount, line.Shares);
        foreach (var (_, line) in earned)
            Add(IlpaCategories.OfIncome(line.Income), -line.Amount, ManualEntries.Turned(line).Shares);
        foreach (var offset in book.FeeOffsets)
            Add(IlpaCategories.OfOffset(offset.Category), offset.Amount, offset.Shares);
        var income = book.Deals.SelectMany(d => d.ProceedsReceived).Where(p => p.Kind == ProceedsKind.Income).ToList();
        foreach (var one in income)
            Add(IlpaCategories.OfIncome(one.Income), one.Proceeds, one.Shares);
        HasIncomeOfNoKind = income.Any(i => i.Income is null);
        foreach (var move in book.Moves.Where(m => m.ClosingId is not null))
        {
            Apportion(book, move, Component.Expenses, [.. book.Expenses.Where(e => e.Date <= move.Date).Select(e => (IlpaCategories.OfExpense(e.Category), e.Amount))], "external.other");
            Apportion(book, move, Component.OffsetsRecognised, [.. book.FeeOffsets.Where(o => o.Date <= move.Date).Select(o => (IlpaCategories.OfOffset(o.Category), o.Amount))], "offset.other");
            Apportion(book, move, Component.Income, [.. income.Where(i => i.Date <= move.Date).Select(i => (IlpaCategories.OfIncome(i.Income), i.Proceeds))], "income.other");
            Apportion(book, move, Component.EntryExpenses, [.. expensed.Where(e => e.Entry.Date <= move.Date).Select(e => (IlpaCategories.OfExpense(e.Line.Category!), e.Line.Amount))], "external.other");
            Apportion(book, move, Component.EntryIncome, [.. earned.Where(e => e.Entry.Date <= move.Date).Select(e => (IlpaCategories.OfIncome(e.Line.Income), -e.Line.Amount))], "income.other");
            WasApportioned |= book.Partners.Any(p => OfNoCategory.Any(c => Moved(p, move, c) != 0));
        }
    }

    private static readonly Component[] OfNoCategory = [Component.Expenses, Component.Income, Component.EntryExpenses, Component.EntryIncome];

    /// <summary>Whether expenses or income moved between partners without a category of their own.</summary>
    internal bool WasApportioned { get; }

    /// <summary>Whether there was income of which nobody said what it is.</summary>
    internal bool HasIncomeOfNoKind { get; }

    internal static IlpaTags Of(FundBook book) => new(book);

    /// <summary>A partner's.</summary>
    internal decimal Of(Guid investorId, string row) => byPartner.GetValueOrDefault(investorId)?.GetValueOrDefault(row) ?? 0;

    /// <summary>The fund's, from the totals of facts.</summary>
    internal decimal OfFund(string row) => ofFund.GetValueOrDefault(row);

    private void Add(string row, decimal total, IReadOnlyList<Share> shares)
    {
        ofFund[row] = ofFund.GetValueOrDefault(row) + total;
        foreach (var share in shares)
            Add(share.InvestorId, row, share.Amount);
    }

    private void Add(Guid investorId, string row, decimal amount)
    {
        if (!byPartner.TryGetValue(investorId, out var rows))
            byPartner.Add(investorId, rows = new(StringComparer.Ordinal));
        rows[row] = rows.GetValueOrDefault(row) + amount;
    }

    /// <summary>Rounds what has been apportioned of partners and categories up to each cell: differences of such sums add up in both directions.</summary>
    private void Apportion(FundBook book, BookMove move, Component component, List<(string Row, decimal Amount)> charged, string otherwise)
    {
        var rows = charged.GroupBy(c => c.Row, c => c.Amount, StringComparer.Ordinal).Select(g => (Row: g.Key, Amount: g.Sum())).OrderBy(g => g.Row, StringComparer.Ordinal).ToList();
        if (rows.Sum(r => r.Amount) == 0)
            rows = [(otherwise, 1m)];
        var sum = rows.Sum(r => r.Amount);
        var above = new decimal[rows.Count];
        var moved = 0m;
        foreach (var partner in book.Partners)
        {
            moved += Moved(partner, move, component);
            var (weight, left, leftAbove) = (0m, 0m, 0m);
            for (var i = 0; i < rows.Count; i++)
            {
                weight += rows[i].Amount;
                var here = ((Fraction)moved * weight / sum).Round(book.Currency.MinorUnits);
                Add(partner.InvestorId, rows[i].Row, here - left - (above[i] - leftAbove));
                (left, leftAbove, above[i]) = (here, above[i], here);
            }
        }
    }

    private static decimal Moved(PartnerAccount partner, BookMove move, Component component) => partner.Moves.Where(m => m.FactId == move.FactId).Sum(m => m.Moved[component]);
}
