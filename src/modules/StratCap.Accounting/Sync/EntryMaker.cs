using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using StratCap.Contracts.Funds;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Ledgers;

namespace StratCap.Accounting.Sync;

/// <summary>Makes of one of our entries what is posted: a line for each account, side and partner, on their accounts, with the partner's name in its text.</summary>
internal sealed class EntryMaker(IInvestorContacts contacts)
{
    private readonly ConcurrentDictionary<Guid, Dictionary<Guid, string>> _names = new();

    /// <summary>The lines to send.</summary>
    public async Task<List<SentLine>> Lines(AccountingDbContext db, SyncLink link, SentEntry sent, CancellationToken ct)
    {
        var mapped = await db.Mappings.AsNoTracking().Where(m => m.LinkId == link.Id).ToDictionaryAsync(m => m.Account, m => m.TheirAccountId, ct);
        return [.. (await Parts(db, sent.EntryId, sent.FundId, ct)).Select((part, i) => new SentLine
        {
            LinkId = link.Id,
            EntryId = sent.EntryId,
            Number = i + 1,
            TheirAccountId = mapped[part.Account],
            Amount = part.Amount,
            Text = part.Text,
        })];
    }

    /// <summary>An entry's lines to send, still on our accounts. Debits and credits of an account are not set off against each other, so that their ledger shows what ours does.</summary>
    public async Task<List<PostingPart>> Parts(AccountingDbContext db, Guid entryId, Guid fundId, CancellationToken ct)
    {
        var lines = await db.Lines.AsNoTracking().Where(l => l.EntryId == entryId).OrderBy(l => l.Number).ToListAsync(ct);
        var names = await Names(fundId, ct);
        return [.. lines.GroupBy(l => (l.Account, l.PartnerId, Debit: l.Amount > 0)).Select(g => new PostingPart(
            g.Key.Account, g.Sum(l => l.Amount), g.Key.PartnerId is { } partner ? names.GetValueOrDefault(partner) ?? partner.ToString() : null))];
    }

    /// <summary>The entry as it is handed to a connection.</summary>
    public static EntryToPost ToPost(SyncLink link, SentEntry sent, IReadOnlyList<SentLine> lines, string? reversesExternalId) => new(
        SentEntry.KeyOf(sent.EntryId), sent.Date, sent.Reference, sent.Text,
        [.. lines.Select(l => new LedgerLine(l.TheirAccountId, l.Amount > 0 ? Side.Debit : Side.Credit, new Amount(Math.Abs(l.Amount), sent.Currency), l.Text, link.LineDimensions))], reversesExternalId);

    private async Task<Dictionary<Guid, string>> Names(Guid fundId, CancellationToken ct)
    {
        if (_names.TryGetValue(fundId, out var known)) return known;
        var read = (await contacts.Of(fundId, ct)).ToDictionary(c => c.InvestorId, c => c.InvestorName);
        return _names.GetOrAdd(fundId, read);
    }
}

/// <summary>What an entry puts on one account and side for one partner.</summary>
/// <param name="Account">A code of our chart.</param>
/// <param name="Amount">Debit positive, credit negative.</param>
/// <param name="Text">The partner's name, where it has one.</param>
internal sealed record PostingPart(string Account, decimal Amount, string? Text);
