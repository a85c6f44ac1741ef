using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Accounting.Sync;

/// <summary>Reads their chart and their entries. What comes again unchanged is not written again; what comes late and older than what is known changes nothing.</summary>
internal sealed class Puller(RunSteps steps, TimeProvider clock)
{
    /// <summary>Reads their whole chart of accounts; an account that is no longer in it is kept as inactive.</summary>
    public async Task Accounts(SyncJob job, CancellationToken ct)
    {
        await steps.Step(job, (_, run, _) =>
        {
            run.Doing = "Reading the chart of accounts";
            return Task.CompletedTask;
        }, ct);
        // Only a chart that was read to its end tells what is no longer in it.
        var read = new Dictionary<string, LedgerAccount>(StringComparer.Ordinal);
        await foreach (var page in job.Ledger.ListAccounts(ct).WithCancellation(ct))
            foreach (var account in page.Items.Select(Clean)) read[account.Id] = account;
        await steps.Step(job, async (db, run, _) =>
        {
            var known = await db.TheirAccounts.AsTracking().Where(a => a.LinkId == job.LinkId).ToDictionaryAsync(a => a.ExternalId, StringComparer.Ordinal, ct);
            foreach (var account in read.Values) Keep(db, job.LinkId, known, account);
            foreach (var gone in known.Values.Where(a => !read.ContainsKey(a.ExternalId))) gone.Active = false;
            db.ChangeTracker.DetectChanges();
            run.AccountsRead = read.Count;
            run.AccountsChanged += db.ChangeTracker.Entries<TheirAccount>().Count(e => e.State is EntityState.Added or EntityState.Modified);
            (await State(db, job.LinkId, ct)).AccountsReadAt = clock.GetUtcNow();
        }, ct);
    }

    /// <summary>Reads the entries that changed since the last time, page by page, each with its cursor in one transaction.</summary>
    public async Task Entries(SyncJob job, CancellationToken ct)
    {
        var began = clock.GetUtcNow();
        var cursor = await steps.Step(job, async (db, run, _) =>
        {
            run.Doing = "Reading entries";
            return (await State(db, job.LinkId, ct)).Cursor;
        }, ct);
        await foreach (var page in job.Ledger.StreamEntries(cursor, ct).WithCancellation(ct))
            await steps.Step(job, (db, run, _) => Keep(db, run, job.LinkId, page, ct), ct);
        // What was posted after the reading began may not have been among it.
        await steps.Step(job, async (db, _, _) => (await State(db, job.LinkId, ct)).EntriesReadAt = began, ct);
    }

    internal static async Task<SyncState> State(AccountingDbContext db, Guid linkId, CancellationToken ct) => await db.SyncStates.AsTracking().SingleAsync(s => s.LinkId == linkId, ct);

    private static void Keep(AccountingDbContext db, Guid linkId, Dictionary<string, TheirAccount> known, LedgerAccount read)
    {
        if (!known.TryGetValue(read.Id, out var account))
        {
            account = new TheirAccount { LinkId = linkId, ExternalId = read.Id, Name = "" };
            db.TheirAccounts.Add(account);
        }
        (account.Number, account.Name, account.Kind, account.Currency, account.Active) = (read.Number, read.Name, read.Kind, read.Currency, read.Active);
    }

    private async Task Keep(AccountingDbContext db, SyncRun run, Guid linkId, Page<LedgerEntry> page, CancellationToken ct)
    {
        var items = page.Items.Select(Clean).ToList();
        var ids = items.Select(e => e.Id).Distinct().ToList();
        var known = await db.TheirEntries.AsTracking().Where(e => e.LinkId == linkId && ids.Contains(e.ExternalId)).ToDictionaryAsync(e => e.ExternalId, StringComparer.Ordinal, ct);
        var latest = new Dictionary<string, LedgerEntry>(StringComparer.Ordinal);
        foreach (var read in items)
            if (!latest.TryGetValue(read.Id, out var other) || Overtakes(read.Revision, read.Deleted, other.Revision, other.Deleted)) latest[read.Id] = read;
        var news = latest.Values.Where(e => IsNews(known.GetValueOrDefault(e.Id), e)).ToList();
        var replaced = news.Select(e => e.Id).Where(known.ContainsKey).ToList();
        if (replaced.Count > 0) await db.TheirLines.Where(l => l.LinkId == linkId && replaced.Contains(l.ExternalId)).ExecuteDeleteAsync(ct);
        foreach (var read in news) Keep(db, run, linkId, known.GetValueOrDefault(read.Id), read);
        run.EntriesRead += items.Count;
        var state = await State(db, linkId, ct);
        // It got further: whoever takes the run over begins to count anew.
        if (state.Cursor != page.Cursor) run.Attempts = 0;
        state.Cursor = page.Cursor;
    }

    /// <summary>Whether an entry that was read says something else than what is known of it; of one that says the same, the revision is kept.</summary>
    private static bool IsNews(TheirEntry? known, LedgerEntry read)
    {
        if (known is null) return true;
        if (!Overtakes(read.Revision, read.Deleted, known.Revision, known.Deleted)) return false;
        if (known.ContentHash != TheirEntry.HashOf(read)) return true;
        known.Revision = RevisionOf(known, read);
        return false;
    }

    // A tombstone that was told without a revision keeps the last one, so that a late copy of what it was does not bring it back.
    private static string? RevisionOf(TheirEntry? known, LedgerEntry read) => read.Revision ?? known?.Revision;

    private void Keep(AccountingDbContext db, SyncRun run, Guid linkId, TheirEntry? known, LedgerEntry read)
    {
        var (hash, revision) = (TheirEntry.HashOf(read), RevisionOf(known, read));
        var entry = known ?? new TheirEntry { LinkId = linkId, ExternalId = read.Id, ContentHash = hash };
        if (known is null) db.TheirEntries.Add(entry);
        Fill(entry, read, revision, hash);
        if (!read.Deleted) db.TheirLines.AddRange(read.Lines.Select((l, i) => LineOf(linkId, read.Id, l, i + 1)));
        if (read.Deleted) run.EntriesDeleted++;
        else if (known is null) run.EntriesAdded++;
        else run.EntriesChanged++;
    }

    private void Fill(TheirEntry entry, LedgerEntry read, string? revision, string hash)
    {
        (entry.Revision, entry.Deleted, entry.ContentHash, entry.ModifiedAt, entry.ChangedAt) = (revision, read.Deleted, hash, read.ModifiedAt?.ToUniversalTime(), clock.GetUtcNow());
        // A deletion often names no more than the id: what the entry was is kept for whoever asks what went.
        entry.Date = read.Date ?? entry.Date;
        entry.Number = read.Number ?? entry.Number;
        entry.Reference = read.Reference ?? entry.Reference;
        entry.Memo = read.Memo ?? entry.Memo;
        entry.ReversedById = read.ReversedById ?? entry.ReversedById;
    }

    private static TheirLine LineOf(Guid linkId, string externalId, LedgerLine line, int number) => new()
    {
        LinkId = linkId,
        ExternalId = externalId,
        Number = number,
        TheirAccountId = line.AccountId,
        Amount = line.Side == Side.Debit ? line.Amount.Value : -line.Amount.Value,
        Currency = line.Amount.Currency,
        Text = line.Text,
    };

    /// <summary>
    /// Whether what was read is newer than what is known. Numbers compare as numbers, other revisions by their characters; without revisions the later reading wins. Of
    /// the same revision only a deletion is news, and nothing brings a deleted entry back but a higher revision.
    /// </summary>
    internal static bool Overtakes(string? read, bool readDeleted, string? known, bool knownDeleted)
    {
        if (read is null || known is null) return true;
        var order = long.TryParse(read, out var r) && long.TryParse(known, out var k) ? r.CompareTo(k) : string.CompareOrdinal(read, known);
        return order > 0 || (order == 0 && (readDeleted || !knownDeleted));
    }

    private static LedgerAccount Clean(LedgerAccount account) =>
        account with { Id = Clean(account.Id), Number = Clean(account.Number), Name = Clean(account.Name) ?? "", Currency = Clean(account.Currency) };

    private static LedgerEntry Clean(LedgerEntry entry) => entry with
    {
        Id = Clean(entry.Id),
        Revision = Clean(entry.Revision),
        Number = Clean(entry.Number),
        Reference = Clean(entry.Reference),
        Memo = Clean(entry.Memo),
        ReversedById = Clean(entry.ReversedById),
        Lines = [.. entry.Lines.Select(l => l with { AccountId = Clean(l.AccountId), Amount = l.Amount with { Currency = Clean(l.Amount.Currency) }, Text = Clean(l.Text) })],
    };

    /// <summary>PostgreSQL keeps no null characters in texts.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    private static string? Clean(string? text) => text?.Replace("\0", "", StringComparison.Ordinal);
}
