namespace StratCap.FundMath.Book;

/// <summary>Manual entries.</summary>
internal sealed partial class BookFolder
{
    private void RecordEntry(ManualEntryRecorded fact, Entry entry)
    {
        RequireUnused(fact.EntryId, "entry");
        if (string.IsNullOrWhiteSpace(fact.Memo))
            throw Refuse("book.entry.memo_missing", "Say what the entry is for.");
        if (fact.Lines.Count < 2)
            throw Refuse("book.entry.lines_missing", "Give the entry at least two lines.");
        foreach (var line in fact.Lines)
            CheckLine(line);
        if (fact.Lines.Sum(l => l.Amount) is var left && left != 0)
            throw Refuse("book.entry.unbalanced", $"Debits and credits differ by {book.Currency.Format(Math.Abs(left))} {book.Currency.Code}: let them be equal.");
        if (fact.ReverseOn is { } day && day <= entry.EffectiveDate)
            throw Refuse("book.entry.reversed_too_early", "Let an accrual be taken back on a later day than its own.");
        if (fact.Reverses is { } accrual)
            CheckMirror(fact, entry, accrual);
        usedIds.Add(fact.EntryId);
        book.EntryList.Add(new BookEntry(fact.EntryId, entry.EffectiveDate, fact.Memo, fact.Lines, fact.ReverseOn, fact.Reverses, entry.FactId));
        foreach (var line in fact.Lines)
            Take(line);
    }

    private void CheckLine(EntryLine line)
    {
        RequirePayable(line.Amount, "amount of a line");
        if (line.Amount == 0)
            throw Refuse("book.entry.line_empty", "Give each line a debit or a credit.");
        if (line.Account == EntryAccount.Expenses ? string.IsNullOrWhiteSpace(line.Category) : line.Category is { } kind && string.IsNullOrWhiteSpace(kind))
            throw Refuse("book.entry.category", "Give expenses a category, such as Audit.");
        if (line.Account == EntryAccount.OtherIncome == line.Income is null)
            throw Refuse("book.entry.income_kind", "Say of income, and of no other line, whether it is interest, dividends or other.");
        if (!line.IsOfPartners && (line.ByCommitment || line.Shares.Count > 0))
            throw Refuse("book.entry.not_of_partners", "Receivables and payables are the fund's as a whole: give them no partner.");
        RequireShares(line.Shares, line.IsOfPartners ? line.Amount : 0, "line", mayBeNegative: true);
    }

    private void CheckMirror(ManualEntryRecorded fact, Entry entry, Guid accrual)
    {
        if (book.EntryList.Find(e => e.EntryId == accrual) is not { ReverseOn: { } day } original)
            throw Refuse("book.entry.accrual_unknown", "The accrual that the entry takes back does not count at that date.");
        if (book.EntryList.Exists(e => e.Reverses == accrual))
            throw Refuse("book.entry.already_reversed", "The accrual is taken back already.");
        if (day != entry.EffectiveDate || fact.ReverseOn is not null || !original.Lines.Select(ManualEntries.Turned).SequenceEqual(fact.Lines, ManualEntries.SameLines))
            throw Refuse("book.entry.no_mirror", "An accrual is taken back on its day, each line with its sign turned.");
    }

    private void Take(EntryLine line)
    {
        switch (line.Account)
        {
            case EntryAccount.OtherReceivables:
                book.Total.OtherReceivables += line.Amount;
                break;
            case EntryAccount.OtherPayables:
                book.Total.OtherPayables -= line.Amount;
                break;
            case EntryAccount.OtherIncome:
                Take(line, Component.EntryIncome, -1);
                break;
            case EntryAccount.Expenses:
                Take(line, Component.EntryExpenses, 1);
                if (LineCosts.Are(line.Category!))
                    Take(line, Component.LineCosts, 1);
                break;
        }
    }

    private void Take(EntryLine line, Component component, int sign)
    {
        foreach (var share in line.Shares)
            Move(book.PartnerById[share.InvestorId], component, sign * share.Amount);
        Total(component, sign * line.Amount);
    }
}
