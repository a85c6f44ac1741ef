using System.Globalization;
using System.Runtime.CompilerServices;
using StratCap.Contracts.Plugins;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Server.Tests.Accounting;

/// <summary>The worker's process dies at this moment: nothing of ours catches it.</summary>
internal sealed class KilledException : Exception;

/// <summary>
/// A general ledger that keeps what it is sent and tells what changed, over a connection that can break at any call. It knows no keys: whatever is sent twice stands
/// there twice. So a test sees whether each entry was sent once.
/// </summary>
internal sealed class GeneralLedger : IConnectors, ILedgerConnection
{
    private readonly Lock _lock = new();
    private readonly List<string> _changes = [];

    public Guid ConnectionId { get; } = Guid.CreateVersion7();

    /// <summary>Null: for every fund.</summary>
    public Guid? FundId { get; set; }

    public bool IsOn { get; set; } = true;
    public List<string> Capabilities { get; } = ["pullAccounts", "pullJournal", "pushJournal"];
    public List<LedgerAccount> Chart { get; } = [];
    public Dictionary<string, LedgerEntry> Entries { get; } = new(StringComparer.Ordinal);
    public int PageSize { get; set; } = 3;

    /// <summary>Begins each reading with an empty page that leaves the cursor where it stood.</summary>
    public bool Repeats { get; set; }

    /// <summary>Every call, in order: <c>accounts</c>, <c>entries</c>, <c>page</c>, <c>post</c>, <c>find</c>.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What was sent.</summary>
    public List<EntryToPost> Sent { get; } = [];

    /// <summary>Happens before a call does anything; may throw.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Happens after a call has done its work and before it answers; may throw.</summary>
    public Action<string>? After { get; set; }

    /// <summary>What the ledger answers to an entry instead of taking it; null takes it.</summary>
    public Func<EntryToPost, WriteOutcome?>? Refuses { get; set; }

    public IEnumerable<LedgerEntry> Standing => Entries.Values.Where(e => !e.Deleted);

    public Task<IReadOnlyList<ConnectionInfo>> Connections(IReadOnlyCollection<string> capabilities, CancellationToken ct) => Task.FromResult<IReadOnlyList<ConnectionInfo>>(
        IsOn && Capabilities.Any(capabilities.Contains) ? [new(ConnectionId, "Books of the firm", "stratcap.test", "1.0.0", FundId, Capabilities, true)] : []);

    public ILedgerConnection Ledger(Guid connectionId) => connectionId == ConnectionId ? this : throw Unknown;

    public IBankConnection Bank(Guid connectionId) => throw Unknown;

    public IPaymentConnection Payments(Guid connectionId) => throw Unknown;

    public IPortalConnection Portal(Guid connectionId) => throw Unknown;

    public IBankFolder Folder(Guid connectionId) => throw Unknown;

    private static ConnectorException Unknown => new(ErrorClass.NotFound, "There is no such connection.");

    public async IAsyncEnumerable<Page<LedgerAccount>> ListAccounts([EnumeratorCancellation] CancellationToken ct)
    {
        await Called("accounts", () => true);
        foreach (var page in Chart.Chunk(4)) yield return new Page<LedgerAccount>(page, "");
    }

    public async IAsyncEnumerable<Page<LedgerEntry>> StreamEntries(string? cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        await Called("entries", () => true);
        if (Repeats && cursor is not null) yield return new Page<LedgerEntry>([], cursor);
        for (var from = cursor is null ? 0 : int.Parse(cursor, CultureInfo.InvariantCulture); from < _changes.Count; from += PageSize)
        {
            var page = await Called("page", () => _changes.Skip(from).Take(PageSize).Select(id => Entries[id]).ToList());
            ct.ThrowIfCancellationRequested();
            yield return new Page<LedgerEntry>(page, Math.Min(from + PageSize, _changes.Count).ToString(CultureInfo.InvariantCulture));
        }
    }

    public Task<WriteOutcome> PostEntry(EntryToPost entry, CancellationToken ct) => Called("post", () => Refuses?.Invoke(entry) ?? Take(entry));

    /// <summary>Takes an entry, as often as it comes.</summary>
    public WriteOutcome Take(EntryToPost entry)
    {
        Sent.Add(entry);
        var id = (Entries.Count + 1).ToString(CultureInfo.InvariantCulture);
        Put(new LedgerEntry(id, "0", false, entry.Date, "JE-" + id, entry.Reference, entry.Memo, null, null, entry.Lines));
        return new WriteOutcome.Accepted(id, "0");
    }

    public Task<WriteOutcome.Accepted?> FindEntry(EntryToFind entry, CancellationToken ct) => Called("find", () =>
        Standing.FirstOrDefault(e => e.Reference == entry.Reference) is { } found ? new WriteOutcome.Accepted(found.Id, found.Revision) : null);

    /// <summary>Somebody writes into the ledger over there.</summary>
    public void Put(LedgerEntry entry)
    {
        lock (_lock)
        {
            Entries[entry.Id] = entry;
            _changes.Add(entry.Id);
        }
    }

    /// <summary>Somebody deletes an entry over there; the ledger tells no more than its id.</summary>
    public void Delete(string id) => Put(new LedgerEntry(id, null, true, null, null, null, null, null, null, []));

    /// <summary>The ledger tells of everything once more.</summary>
    public void TellAgain()
    {
        lock (_lock) _changes.AddRange([.. _changes]);
    }

    public static LedgerEntry Manual(string id, string revision, DateOnly date, string debit, string credit, decimal amount, string memo = "By hand") => new(
        id, revision, false, date, "JE-" + id, null, memo, null, null, [new(debit, Side.Debit, new(amount, "USD")), new(credit, Side.Credit, new(amount, "USD"))]);

    private async Task<T> Called<T>(string call, Func<T> work)
    {
        await Task.Yield();
        lock (_lock)
        {
            Calls.Add(call);
            Before?.Invoke(call);
            var result = work();
            After?.Invoke(call);
            return result;
        }
    }
}
