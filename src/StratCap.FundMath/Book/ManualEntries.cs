using StratCap.FundMath.Allocation;

namespace StratCap.FundMath.Book;

/// <summary>A manual entry of the book.</summary>
/// <param name="Reverses">Of an accrual's mirror, the accrual's entry.</param>
public sealed record BookEntry(Guid EntryId, DateOnly Date, string Memo, IReadOnlyList<EntryLine> Lines, DateOnly? ReverseOn, Guid? Reverses, Guid FactId);

/// <summary>Makes manual entries: lines with each partner's share frozen in them, and the mirror of an accrual.</summary>
public static class ManualEntries
{
    /// <summary>A line as it is, or, of income and expenses that are shared by commitment, with the shares that the commitments give: largest remainder, ties to the earlier partner.</summary>
    /// <param name="book">The book as of the entry's date.</param>
    /// <exception cref="FundRuleException"><c>allocation.no_weights</c>: there is no commitment yet; <c>allocation.not_payable</c>.</exception>
    public static EntryLine Shared(FundBook book, EntryLine line)
    {
        if (!line.ByCommitment)
            return line;
        var parts = LargestRemainder.Split(line.Amount, [.. book.Partners.Select(p => p.Commitment)], book.Currency.MinorUnits);
        return line with { Shares = [.. book.Partners.Select(p => new Share(p.InvestorId, parts[p.Index])).Where(s => s.Amount != 0)] };
    }

    /// <summary>The entry that takes an accrual back on its day: every line with its sign turned.</summary>
    /// <exception cref="ArgumentException">It names no day on which it is taken back.</exception>
    public static ManualEntryRecorded Mirror(ManualEntryRecorded accrual, Guid entryId) => accrual.ReverseOn is null
        ? throw new ArgumentException("The entry is no accrual.", nameof(accrual))
        : new ManualEntryRecorded(entryId, accrual.Memo, [.. accrual.Lines.Select(Turned)], Reverses: accrual.EntryId);

    /// <summary>The same entry in a book in which other partners have other commitments; a mirror stays its accrual's.</summary>
    internal static ManualEntryRecorded Again(FundBook book, ManualEntryRecorded fact) =>
        fact with { Lines = [.. book.Entries.FirstOrDefault(e => e.EntryId == fact.Reverses)?.Lines.Select(Turned) ?? fact.Lines.Select(l => Shared(book, l))] };

    /// <summary>The lines of one account, with their entries.</summary>
    internal static IEnumerable<(BookEntry Entry, EntryLine Line)> Of(FundBook book, EntryAccount account) =>
        book.Entries.SelectMany(e => e.Lines.Where(l => l.Account == account).Select(l => (e, l)));

    internal static EntryLine Turned(EntryLine line) => line with { Amount = -line.Amount, Shares = [.. line.Shares.Select(s => s with { Amount = -s.Amount })] };

    /// <summary>Lines that say the same, share by share.</summary>
    internal static IEqualityComparer<EntryLine> SameLines { get; } = EqualityComparer<EntryLine>.Create(
        (a, b) => a is not null && b is not null && a with { Shares = b.Shares } == b && a.Shares.SequenceEqual(b.Shares), line => line.Amount.GetHashCode());
}
