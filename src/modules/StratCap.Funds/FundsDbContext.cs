using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Funds.Book;
using StratCap.Funds.Entries;
using StratCap.Funds.Investors;
using StratCap.Funds.Periods;
using StratCap.Funds.Portfolio;
using StratCap.Funds.Proposals;
using StratCap.Funds.Rates;

namespace StratCap.Funds;

/// <summary>The book (facts), what lists read (projections, recreated from the book at will), what is not yet a fact (proposals, contacts), the firm's exchange rates, and how investments are classified.</summary>
internal sealed class FundsDbContext(DbContextOptions<FundsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public override string Schema => FundsModule.Name;

    public DbSet<FactRow> Facts => Set<FactRow>();
    public DbSet<FundRow> Funds => Set<FundRow>();
    public DbSet<PartnerRow> Partners => Set<PartnerRow>();
    public DbSet<CommitmentRow> Commitments => Set<CommitmentRow>();
    public DbSet<CapitalCallRow> CapitalCalls => Set<CapitalCallRow>();
    public DbSet<CapitalCallLineRow> CapitalCallLines => Set<CapitalCallLineRow>();
    public DbSet<DealRow> Deals => Set<DealRow>();
    public DbSet<DistributionRow> Distributions => Set<DistributionRow>();
    public DbSet<DistributionLineRow> DistributionLines => Set<DistributionLineRow>();
    public DbSet<PositionRowEntity> Positions => Set<PositionRowEntity>();
    public DbSet<Investor> Investors => Set<Investor>();
    public DbSet<Proposal> Proposals => Set<Proposal>();
    public DbSet<ProposalVersion> ProposalVersions => Set<ProposalVersion>();
    public DbSet<PeriodReopening> PeriodReopenings => Set<PeriodReopening>();
    public DbSet<ManualEntry> ManualEntries => Set<ManualEntry>();
    public DbSet<FxRateRow> FxRates => Set<FxRateRow>();
    public DbSet<InvestmentProfileRow> InvestmentProfiles => Set<InvestmentProfileRow>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<FactRow>(FactRow.Map);
        Projections.Map(model);
        model.Entity<Investor>(Investor.Map);
        model.Entity<Proposal>(Proposal.Map);
        model.Entity<ProposalVersion>(ProposalVersion.Map);
        model.Entity<PeriodReopening>(PeriodReopening.Map);
        model.Entity<ManualEntry>(ManualEntry.Map);
        model.Entity<FxRateRow>(FxRateRow.Map);
        model.Entity<InvestmentProfileRow>(InvestmentProfileRow.Map);
    }
}

internal sealed class FundsDesignTime : DesignTimeContext<FundsDbContext>
{
    protected override string Schema => FundsModule.Name;
}
