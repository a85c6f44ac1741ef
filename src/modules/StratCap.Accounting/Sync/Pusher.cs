using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Charts;
using StratCap.Contracts.Plugins;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Accounting.Sync;

/// <summary>
/// Posts our entries into their ledger, each once. The intent stands in the database before anything is sent; an entry of which nobody knows whether it arrived is
/// looked for before it is sent again; one that arrived is never sent again.
/// </summary>
internal sealed class Pusher(RunSteps steps, EntryMaker maker, SyncOptions options, TimeProvider clock)
{
    private const int Batch = 500;

    /// <summary>Posts what is to be posted; says what keeps it from posting all.</summary>
    public async Task<SyncProblem?> Push(SyncJob job, CancellationToken ct)
    {
        for (var queued = Batch; queued == Batch;) queued = await steps.Step(job, (db, run, link) => Queue(db, run, link, ct), ct);
        if (await steps.Step(job, (db, _, link) => Unmapped(db, link, clock.Today(), ct), ct) is { } unmapped) return unmapped;
        return await ClearUp(job, ct) ?? await Send(job, ct);
    }

    /// <summary>Why the entries that wait cannot be posted under the mapping as it is; null when they can.</summary>
    private static async Task<SyncProblem?> Unmapped(AccountingDbContext db, SyncLink link, DateOnly today, CancellationToken ct)
    {
        var entries = InScope(db, link).Where(e => !db.Sent.Any(s => s.LinkId == link.Id && s.EntryId == e.Id && s.State != SentState.Pending)).Select(e => e.Id);
        var used = await db.Lines.Where(l => entries.Contains(l.EntryId)).Select(l => l.Account).Distinct().ToListAsync(ct);
        var mapped = await db.Mappings.AsNoTracking().Where(m => m.LinkId == link.Id).ToDictionaryAsync(m => m.Account, m => m.TheirAccountId, ct);
        var chart = await db.Chart(link.FundId, today, ct);
        string Names(IEnumerable<string> codes) => string.Join(", ", codes.Order(StringComparer.Ordinal).Select(c => MapAccounts.Name(chart, c)));
        var missing = used.Where(a => !mapped.ContainsKey(a)).ToList();
        if (missing.Count > 0) return new(ErrorClass.Validation, "ledger_sync.account_unmapped", $"Map these accounts first, nothing is posted without: {Names(missing)}.");
        var targets = used.Select(a => mapped[a]).ToList();
        var closed = await db.TheirAccounts.Where(a => a.LinkId == link.Id && !a.Active && targets.Contains(a.ExternalId)).Select(a => a.ExternalId).ToListAsync(ct);
        return closed.Count == 0 ? null
            : new(ErrorClass.Validation, "ledger_sync.account_inactive", $"Their accounts for these are inactive, map others: {Names(used.Where(a => closed.Contains(mapped[a])))}.");
    }

    /// <summary>The entries that the link posts.</summary>
    internal static IQueryable<Journal.JournalEntry> InScope(AccountingDbContext db, SyncLink link)
    {
        var entries = db.Entries.Where(e => e.EffectiveDate >= link.StartDate);
        return link.FundId is { } fundId ? entries.Where(e => e.FundId == fundId) : entries;
    }

    /// <summary>Notes the intent for entries that have none yet.</summary>
    private static async Task<int> Queue(AccountingDbContext db, SyncRun run, SyncLink link, CancellationToken ct)
    {
        run.Doing = "Posting entries";
        var entries = await InScope(db, link).AsNoTracking().Where(e => !db.Sent.Any(s => s.LinkId == link.Id && s.EntryId == e.Id))
            .OrderBy(e => e.FundId).ThenBy(e => e.FactSequence).Take(Batch).ToListAsync(ct);
        db.Sent.AddRange(entries.Select(e => new SentEntry
        {
            LinkId = link.Id,
            EntryId = e.Id,
            FundId = e.FundId,
            FactSequence = e.FactSequence,
            Date = e.EffectiveDate,
            Text = e.Text,
            Total = e.Total,
            Currency = e.Currency,
            ReversesEntryId = e.ReversesEntryId,
            Reference = SentEntry.ReferenceOf(e.Id),
        }));
        return entries.Count;
    }

    /// <summary>
    /// Looks for the entries of which nobody knows whether they arrived. One that is not there waits to be sent again; after <see cref="SyncOptions.MaxSendings"/> in vain it is
    /// left to people, so that it does not keep the others waiting for ever.
    /// </summary>
    private async Task<SyncProblem?> ClearUp(SyncJob job, CancellationToken ct)
    {
        var open = await steps.Step(job, (db, _, _) => db.Sent.AsNoTracking().Where(s => s.LinkId == job.LinkId && (s.State == SentState.Sending || s.State == SentState.Uncertain))
            .OrderBy(s => s.FundId).ThenBy(s => s.FactSequence).ToListAsync(ct), ct);
        var waiting = 0;
        foreach (var sent in open)
        {
            if (await Find(job, sent, ct)) continue;
            // A call that was under way when its worker died may still arrive, and a ledger may find late what it has taken.
            if (sent.SentAt + options.Settle > clock.GetUtcNow()) waiting++;
            else if (sent.Attempts < options.MaxSendings) await Note(job, sent.EntryId, (s, _) => s.State = SentState.Pending);
            else await Reject(job, sent, new(SentEntry.NoAnswer, $"It was sent {sent.Attempts} times, no answer came, and the ledger has no such entry."));
        }
        return waiting == 0 ? null : StillUncertain(waiting);
    }

    internal static SyncProblem StillUncertain(int count) =>
        new(ErrorClass.Transient, "ledger_sync.uncertain", $"It is not known whether {count} {(count == 1 ? "entry" : "entries")} arrived. The next run looks for them before it sends anything again.");

    private async Task<SyncProblem?> Send(SyncJob job, CancellationToken ct)
    {
        while (await steps.Step(job, (db, _, link) => Begin(db, link, ct), ct) is { } begun)
        {
            var (sent, entry) = begun;
            if (entry.Problem() is { } problem) await Reject(job, sent, problem);
            else if (await Post(job, sent, entry, ct) is { } stop) return stop;
        }
        return null;
    }

    private async Task<SyncProblem?> Post(SyncJob job, SentEntry sent, EntryToPost entry, CancellationToken ct)
    {
        switch (await Answer(job.Ledger, entry, ct))
        {
            case WriteOutcome.Accepted accepted:
                await Arrived(job, sent, accepted);
                return null;
            case WriteOutcome.Rejected rejected:
                await Reject(job, sent, rejected);
                return null;
            case WriteOutcome.Uncertain uncertain:
                // The call may have been long: only now does the time begin in which the entry may still arrive.
                await Note(job, sent.EntryId, (s, run) => (s.State, s.Code, s.Reason, s.SentAt, run.Uncertain) = (SentState.Uncertain, null, uncertain.Text, clock.GetUtcNow(), run.Uncertain + 1));
                // Whoever does not answer one entry is not sent the next.
                return await Find(job, sent, ct) ? null : StillUncertain(1);
            case var other:
                throw new InvalidOperationException($"There is no outcome {other.GetType().Name}.");
        }
    }

    /// <summary>What they answer to an entry; a refusal may come as an exception. That of a search says nothing of the entry, so that only the posting is heard here.</summary>
    private static async Task<WriteOutcome> Answer(ILedgerConnection ledger, EntryToPost entry, CancellationToken ct)
    {
        try
        {
            return await ledger.PostEntry(entry, ct);
        }
        catch (ConnectorException e) when (e.Class is ErrorClass.Validation or ErrorClass.Conflict)
        {
            return new WriteOutcome.Rejected(e.VendorCode ?? "entry.refused", e.Message);
        }
    }

    private Task Reject(SyncJob job, SentEntry sent, WriteOutcome.Rejected rejected) =>
        Note(job, sent.EntryId, (s, run) => (s.State, s.Code, s.Reason, run.Rejected) = (SentState.Rejected, rejected.Code, rejected.Text, run.Rejected + 1));

    private async Task<bool> Find(SyncJob job, SentEntry sent, CancellationToken ct)
    {
        if (await job.Ledger.FindEntry(new EntryToFind(SentEntry.KeyOf(sent.EntryId), sent.Reference, sent.Date), ct) is not { } found) return false;
        await Arrived(job, sent, found);
        return true;
    }

    private Task Arrived(SyncJob job, SentEntry sent, WriteOutcome.Accepted accepted) => Note(job, sent.EntryId, (s, run) =>
    {
        (s.State, s.ExternalId, s.Revision, s.Code, s.Reason, s.PostedAt) = (SentState.Posted, accepted.ExternalId, accepted.Revision, null, null, clock.GetUtcNow());
        (run.Posted, run.Attempts) = (run.Posted + 1, 0);
    });

    /// <summary>Keeps what is known of an entry by now: the answer is worth more than anybody's wish to stop.</summary>
    private Task Note(SyncJob job, Guid entryId, Action<SentEntry, SyncRun> note) => steps.Step(
        job, async (db, run, _) => note(await db.Sent.AsTracking().SingleAsync(s => s.LinkId == job.LinkId && s.EntryId == entryId), run), CancellationToken.None, evenIfStopped: true);

    /// <summary>Takes the next entry, in the order of the books but behind those that were tried less often, and notes as sent what it is about to send. A reversal waits for what it reverses.</summary>
    private async Task<(SentEntry Sent, EntryToPost Entry)?> Begin(AccountingDbContext db, SyncLink link, CancellationToken ct)
    {
        var originals = InScope(db, link);
        var sent = await db.Sent.AsTracking().Where(s => s.LinkId == link.Id && s.State == SentState.Pending && s.Date >= link.StartDate
                && !originals.Any(o => o.Id == s.ReversesEntryId && !db.Sent.Any(p => p.LinkId == link.Id && p.EntryId == o.Id && p.State == SentState.Posted)))
            .OrderBy(s => s.Attempts).ThenBy(s => s.FundId).ThenBy(s => s.FactSequence).FirstOrDefaultAsync(ct);
        if (sent is null) return null;
        var lines = await maker.Lines(db, link, sent, ct);
        await db.SentLines.Where(l => l.LinkId == link.Id && l.EntryId == sent.EntryId).ExecuteDeleteAsync(ct);
        db.SentLines.AddRange(lines);
        (sent.State, sent.SentAt, sent.Attempts) = (SentState.Sending, clock.GetUtcNow(), sent.Attempts + 1);
        var reversed = sent.ReversesEntryId is { } original
            ? await db.Sent.Where(s => s.LinkId == link.Id && s.EntryId == original && s.State == SentState.Posted).Select(s => s.ExternalId).SingleOrDefaultAsync(ct)
            : null;
        return (sent, EntryMaker.ToPost(link, sent, lines, reversed));
    }
}
