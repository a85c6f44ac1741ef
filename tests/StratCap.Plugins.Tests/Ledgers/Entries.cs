using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Plugins.Tests.Ledgers;

/// <summary>Entries to post, and whole streams read.</summary>
internal static class Entries
{
    public static EntryToPost Call(string key = "call-7-rev-1", string reference = "SC0000000007", decimal amount = 500000.00m, string currency = "USD", string debit = "35", string credit = "36", IReadOnlyDictionary<string, string>? dimensions = null) =>
        new(key, new DateOnly(2026, 1, 15), reference, "Call 3", [new(debit, Side.Debit, new(amount, currency), "LP001", dimensions), new(credit, Side.Credit, new(amount, currency), "LP001", dimensions)]);

    public static EntryToPost Unbalanced(EntryToPost entry) => entry with { Lines = [entry.Lines[0], entry.Lines[1] with { Amount = entry.Lines[1].Amount with { Value = entry.Lines[1].Amount.Value + 0.01m } }] };

    public static EntryToPost Reversal(EntryToPost entry, string key, string reference, string externalId) => entry with
    {
        Key = key,
        Reference = reference,
        ReversesExternalId = externalId,
        Lines = [.. entry.Lines.Select(l => l with { Side = l.Side == Side.Debit ? Side.Credit : Side.Debit })],
    };

    public static EntryToFind ToFind(this EntryToPost entry) => new(entry.Key, entry.Reference, entry.Date);

    /// <summary>Everything a stream gives, and where it ended.</summary>
    public static async Task<(List<T> Items, string Cursor, List<Page<T>> Pages)> Whole<T>(this IAsyncEnumerable<Page<T>> stream)
    {
        var pages = await stream.ToListAsync();
        return ([.. pages.SelectMany(p => p.Items)], pages[^1].Cursor, pages);
    }

    /// <summary>As the host keeps them: the last one that came under an id, deletions taken out.</summary>
    public static Dictionary<string, LedgerEntry> Kept(IEnumerable<LedgerEntry> entries)
    {
        var kept = new Dictionary<string, LedgerEntry>();
        foreach (var entry in entries)
        {
            if (entry.Deleted) kept.Remove(entry.Id);
            else kept[entry.Id] = entry;
        }
        return kept;
    }

    public static async Task<ConnectorException> Fails(Func<Task> call) => await Should.ThrowAsync<ConnectorException>(call);
}
