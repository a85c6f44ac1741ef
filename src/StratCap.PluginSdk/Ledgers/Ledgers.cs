using StratCap.PluginSdk.Connections;

namespace StratCap.PluginSdk.Ledgers;

/// <summary>Capabilities <c>pullAccounts</c> and <c>pullJournal</c>: reads a general ledger.</summary>
public interface ILedgerReader
{
    /// <summary>The whole chart of accounts, inactive accounts included.</summary>
    IAsyncEnumerable<Page<LedgerAccount>> ListAccounts(Connection connection, CancellationToken ct);

    /// <summary>Entries made, changed or deleted since a cursor, in the vendor's order of change; overlapping a little is right, missing is not.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cursor">Null for all that there is from the setting <c>startDate</c> on.</param>
    /// <param name="ct">Stops it between pages.</param>
    IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(Connection connection, string? cursor, CancellationToken ct);
}

/// <summary>Capability <c>pushJournal</c>: posts into a general ledger. There is no update: what was posted is reversed, and posted anew.</summary>
public interface ILedgerWriter
{
    /// <summary>Posts a balanced entry once: the same key again gives the first answer.</summary>
    Task<WriteOutcome> PostEntry(Connection connection, EntryToPost entry, CancellationToken ct);

    /// <summary>Looks for an entry by the key (or the reference made of it) that it was posted under; null when the vendor has none.</summary>
    Task<WriteOutcome.Accepted?> FindEntry(Connection connection, EntryToFind entry, CancellationToken ct);
}

/// <summary>Where an account stands in the accounts.</summary>
public enum LedgerAccountKind
{
    /// <summary>What is owned.</summary>
    Asset,

    /// <summary>What is owed.</summary>
    Liability,

    /// <summary>Partners' capital.</summary>
    Equity,

    /// <summary>Income.</summary>
    Revenue,

    /// <summary>Cost.</summary>
    Expense,

    /// <summary>Balance sheet, the vendor does not say which side.</summary>
    BalanceSheet,

    /// <summary>Statistical or otherwise without money.</summary>
    Other,

    /// <summary>Profit and loss, the vendor does not say whether income or cost.</summary>
    ProfitAndLoss,
}

/// <summary>An account of the vendor's chart.</summary>
/// <param name="Id">The vendor's id, as lines refer to it.</param>
/// <param name="Number">As people know it; may equal the id.</param>
/// <param name="Name">Its full name.</param>
/// <param name="Kind">Where it stands.</param>
/// <param name="Currency">Null: any.</param>
/// <param name="Active">Whether it may be posted to.</param>
public sealed record LedgerAccount(string Id, string? Number, string Name, LedgerAccountKind Kind, string? Currency, bool Active);

/// <summary>Debit or credit.</summary>
public enum Side
{
    /// <summary>Debit.</summary>
    Debit,

    /// <summary>Credit.</summary>
    Credit,
}

/// <summary>An entry of the vendor's ledger.</summary>
/// <param name="Id">The vendor's id; with it a later revision overtakes an earlier one.</param>
/// <param name="Revision">The vendor's version, comparable as the vendor compares it.</param>
/// <param name="Deleted">It is no more; then it may have no lines and no date.</param>
/// <param name="Date">The posting date.</param>
/// <param name="Number">Its number, as people know it.</param>
/// <param name="Reference">What the poster wrote for reference; ours has our key's reference.</param>
/// <param name="Memo">Its text.</param>
/// <param name="ModifiedAt">When it was last changed, where the vendor says.</param>
/// <param name="ReversedById">The entry that reverses it.</param>
/// <param name="Lines">Its lines.</param>
public sealed record LedgerEntry(
    string Id, string? Revision, bool Deleted, DateOnly? Date, string? Number, string? Reference, string? Memo, DateTimeOffset? ModifiedAt, string? ReversedById, IReadOnlyList<LedgerLine> Lines);

/// <summary>A line of an entry.</summary>
/// <param name="AccountId">The vendor's id of the account.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="Amount">Never negative: what a vendor shows as a negative debit is a credit.</param>
/// <param name="Text">Its text.</param>
/// <param name="Dimensions">Class, location, cost centre, by the vendor's names.</param>
public sealed record LedgerLine(string AccountId, Side Side, Amount Amount, string? Text = null, IReadOnlyDictionary<string, string>? Dimensions = null);

/// <summary>An entry to post: one currency, debits equal credits.</summary>
/// <param name="Key">Ours for ever, at most 50 letters, digits and dashes: one entry, one key.</param>
/// <param name="Date">The posting date.</param>
/// <param name="Reference">At most 16 letters, digits and dashes, unique, made of the key: every vendor's reference field takes it, so that it can be found again.</param>
/// <param name="Memo">Its text.</param>
/// <param name="Lines">Two or more, all of one currency, every amount above zero.</param>
/// <param name="ReversesExternalId">The entry of the vendor's that this reverses; the lines are the reversed ones all the same.</param>
public sealed record EntryToPost(string Key, DateOnly Date, string Reference, string? Memo, IReadOnlyList<LedgerLine> Lines, string? ReversesExternalId = null)
{
    /// <summary>Why the entry cannot be posted anywhere; null when it can. The conformance kit asks that a plugin refuses such an entry before the vendor sees it.</summary>
    public WriteOutcome.Rejected? Problem()
    {
        if (!IsPlain(Key, 50)) return new("entry.key_malformed", "The key of an entry has 1 to 50 letters, digits and dashes.", "key");
        if (!IsPlain(Reference, 16)) return new("entry.reference_malformed", "The reference of an entry has 1 to 16 letters, digits and dashes.", "reference");
        if (Lines.Count < 2) return new("entry.too_few_lines", "An entry has two lines or more.", "lines");
        if (Lines.Any(l => l.Amount.Value <= 0)) return new("entry.amount_not_positive", "Every amount of an entry is above zero.", "lines");
        if (Lines.Select(l => l.Amount.Currency).Distinct().Count() > 1) return new("entry.several_currencies", "An entry has one currency.", "lines");
        if (Lines.FirstOrDefault(l => !l.Amount.FitsCurrency) is { } line) return new("entry.too_many_places", $"An amount in {line.Amount.Currency} has at most {Amount.MinorUnits(line.Amount.Currency)} decimal places.", "lines");
        var difference = Lines.Sum(l => l.Side == Side.Debit ? l.Amount.Value : -l.Amount.Value);
        return difference == 0 ? null : new("entry.unbalanced", FormattableString.Invariant($"Debits and credits differ by {Math.Abs(difference)}."), "lines");
    }

    private static bool IsPlain(string text, int length) => text.Length > 0 && text.Length <= length && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}

/// <summary>What to look for.</summary>
/// <param name="Key">The key it was posted under.</param>
/// <param name="Reference">The reference it was posted with.</param>
/// <param name="Date">Its posting date, where the vendor's search wants one.</param>
public sealed record EntryToFind(string Key, string Reference, DateOnly Date);
