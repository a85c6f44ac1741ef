using Microsoft.EntityFrameworkCore;
using StratCap.Accounting.Journal;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Accounting;

/// <summary>The module's tables, schema <c>accounting</c>.</summary>
internal sealed class AccountingDbContext(DbContextOptions<AccountingDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "accounting";

    public override string Schema => Module;

    public DbSet<FundLedger> Ledgers => Set<FundLedger>();
    public DbSet<JournalEntry> Entries => Set<JournalEntry>();
    public DbSet<JournalLine> Lines => Set<JournalLine>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<FundLedger>(FundLedger.Map);
        model.Entity<JournalEntry>(JournalEntry.Map);
        model.Entity<JournalLine>(JournalLine.Map);
    }
}

internal sealed class AccountingDesignTime : DesignTimeContext<AccountingDbContext>
{
    protected override string Schema => AccountingDbContext.Module;
}
