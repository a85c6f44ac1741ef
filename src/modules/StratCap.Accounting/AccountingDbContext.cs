using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Charts;
using StratCap.Accounting.Journal;
using StratCap.Accounting.Sync;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Accounting;

/// <summary>The module's tables, schema <c>accounting</c>.</summary>
internal sealed class AccountingDbContext(DbContextOptions<AccountingDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "accounting";

    public override string Schema => Module;

    public DbSet<FundLedger> Ledgers => Set<FundLedger>();
    public DbSet<LedgerPeriod> Periods => Set<LedgerPeriod>();
    public DbSet<JournalEntry> Entries => Set<JournalEntry>();
    public DbSet<JournalLine> Lines => Set<JournalLine>();
    public DbSet<AccountVersion> AccountVersions => Set<AccountVersion>();
    public DbSet<SyncLink> SyncLinks => Set<SyncLink>();
    public DbSet<SyncState> SyncStates => Set<SyncState>();
    public DbSet<AccountMapping> Mappings => Set<AccountMapping>();
    public DbSet<TheirAccount> TheirAccounts => Set<TheirAccount>();
    public DbSet<TheirEntry> TheirEntries => Set<TheirEntry>();
    public DbSet<TheirLine> TheirLines => Set<TheirLine>();
    public DbSet<SentEntry> Sent => Set<SentEntry>();
    public DbSet<SentLine> SentLines => Set<SentLine>();
    public DbSet<SyncRun> SyncRuns => Set<SyncRun>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<FundLedger>(FundLedger.Map);
        model.Entity<LedgerPeriod>(LedgerPeriod.Map);
        model.Entity<JournalEntry>(JournalEntry.Map);
        model.Entity<JournalLine>(JournalLine.Map);
        model.Entity<AccountVersion>(AccountVersion.Map);
        model.Entity<SyncLink>(SyncLink.Map);
        model.Entity<SyncState>(SyncState.Map);
        model.Entity<AccountMapping>(AccountMapping.Map);
        model.Entity<TheirAccount>(TheirAccount.Map);
        model.Entity<TheirEntry>(TheirEntry.Map);
        model.Entity<TheirLine>(TheirLine.Map);
        model.Entity<SentEntry>(SentEntry.Map);
        model.Entity<SentLine>(SentLine.Map);
        model.Entity<SyncRun>(SyncRun.Map);
    }
}

internal sealed class AccountingDesignTime : DesignTimeContext<AccountingDbContext>
{
    protected override string Schema => AccountingDbContext.Module;
}
