using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Accounting;
using StratCap.Accounting.Sync;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk.Ledgers;
using StratCap.Server.Tests.Harness;

namespace StratCap.Server.Tests.Walls;

/// <summary>What a sync with a general ledger leaves behind, put there as the module would: no plugin runs in these tests.</summary>
internal static class LinkedLedger
{
    public static async Task Add(House house, Firm firm, Dictionary<string, string> ids)
    {
        using var _ = house.Services.GetRequiredService<CurrentTenant>().Use(firm.Id);
        await using var scope = house.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AccountingDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var fund = Guid.Parse(ids["fundId"]);
        var entry = await db.Entries.AsNoTracking().OrderBy(e => e.FactSequence).FirstAsync(e => e.FundId == fund);
        var (link, run, now) = (Guid.CreateVersion7(), Guid.CreateVersion7(), DateTimeOffset.UtcNow);
        db.SyncLinks.Add(new SyncLink { Id = link, Name = "Kestrel canary books", FundId = fund, ConnectionId = Guid.CreateVersion7(), StartDate = new(2020, 1, 1), Direction = SyncDirection.Both, Enabled = true, Dimensions = "{}", CreatedAt = now, Version = 1 });
        db.SyncStates.Add(new SyncState { LinkId = link });
        db.Mappings.Add(new AccountMapping { LinkId = link, Account = "1000", TheirAccountId = "kestrel-1" });
        foreach (var (id, name) in ((string, string)[])[("kestrel-1", "Kestrel canary bank"), ("kestrel-2", "Kestrel canary income")])
            db.TheirAccounts.Add(new TheirAccount { LinkId = link, ExternalId = id, Name = name, Number = id, Kind = LedgerAccountKind.Asset, Active = true });
        db.TheirEntries.Add(new TheirEntry { LinkId = link, ExternalId = "kestrel-je", Date = new(2026, 3, 1), Memo = "Kestrel canary entry", ContentHash = new('0', 64), ChangedAt = now });
        db.TheirLines.Add(new TheirLine { LinkId = link, ExternalId = "kestrel-je", Number = 1, TheirAccountId = "kestrel-1", Amount = 7_654_321m, Currency = "USD" });
        db.Sent.Add(new SentEntry
        {
            LinkId = link,
            EntryId = entry.Id,
            FundId = fund,
            FactSequence = entry.FactSequence,
            Date = entry.EffectiveDate,
            Text = "Kestrel canary posting",
            Total = entry.Total,
            Currency = entry.Currency,
            Reference = SentEntry.ReferenceOf(entry.Id),
            State = SentState.Posted,
            ExternalId = "kestrel-posted",
            PostedAt = now,
        });
        db.SentLines.Add(new SentLine { LinkId = link, EntryId = entry.Id, Number = 1, TheirAccountId = "kestrel-1", Amount = entry.Total });
        db.SyncRuns.Add(new SyncRun { Id = run, LinkId = link, CreatedAt = now, CreatedBy = Guid.CreateVersion7(), CreatedByName = "Kestrel Canary", State = SyncRunState.Completed, FinishedAt = now });
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        (ids["linkId"], ids["syncRunId"], ids["entryId"]) = (link.ToString(), run.ToString(), entry.Id.ToString());
    }
}
