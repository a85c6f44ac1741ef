using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Accounts;
using StratCap.Payments.BankFiles;
using StratCap.Payments.Collections;
using StratCap.Payments.Feeds;
using StratCap.Payments.Instructions;
using StratCap.Payments.Links;
using StratCap.Payments.Payees;
using StratCap.Payments.Runs;
using StratCap.Payments.Statements;

namespace StratCap.Payments;

/// <summary>The module's tables, schema <c>payments</c>.</summary>
internal sealed class PaymentsDbContext(DbContextOptions<PaymentsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "payments";

    public override string Schema => Module;

    public DbSet<PaymentInstruction> Instructions => Set<PaymentInstruction>();

    public DbSet<ReceivingAccount> Accounts => Set<ReceivingAccount>();
    public DbSet<AccountDecision> Decisions => Set<AccountDecision>();

    public DbSet<PayeeAccount> PayeeAccounts => Set<PayeeAccount>();
    public DbSet<PayeeStep> PayeeSteps => Set<PayeeStep>();

    public DbSet<AccountLink> Links => Set<AccountLink>();

    public DbSet<Mandate> Mandates => Set<Mandate>();

    public DbSet<PaymentRun> Runs => Set<PaymentRun>();
    public DbSet<RunPayment> RunPayments => Set<RunPayment>();
    public DbSet<PaymentSend> Sends => Set<PaymentSend>();
    public DbSet<ProviderEvent> ProviderEvents => Set<ProviderEvent>();
    public DbSet<ConnectionCursor> Cursors => Set<ConnectionCursor>();

    public DbSet<BankStatement> Statements => Set<BankStatement>();
    public DbSet<BankLine> Lines => Set<BankLine>();
    public DbSet<LineMatch> Matches => Set<LineMatch>();

    public DbSet<BankFeed> Feeds => Set<BankFeed>();
    public DbSet<BankRead> Reads => Set<BankRead>();
    public DbSet<FetchedFile> FetchedFiles => Set<FetchedFile>();
    public DbSet<WatchedFolder> WatchedFolders => Set<WatchedFolder>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<PaymentInstruction>(PaymentInstruction.Map);
        model.Entity<ReceivingAccount>(ReceivingAccount.Map);
        model.Entity<AccountDecision>(AccountDecision.Map);
        model.Entity<PayeeAccount>(PayeeAccount.Map);
        model.Entity<PayeeStep>(PayeeStep.Map);
        model.Entity<AccountLink>(AccountLink.Map);
        model.Entity<Mandate>(Mandate.Map);
        model.Entity<PaymentRun>(PaymentRun.Map);
        model.Entity<RunPayment>(RunPayment.Map);
        model.Entity<PaymentSend>(PaymentSend.Map);
        model.Entity<RunningNumber>(RunningNumber.Map);
        model.Entity<ProviderEvent>(ProviderEvent.Map);
        model.Entity<ConnectionCursor>(ConnectionCursor.Map);
        model.Entity<BankStatement>(BankStatement.Map);
        model.Entity<BankLine>(BankLine.Map);
        model.Entity<LineMatch>(LineMatch.Map);
        model.Entity<BankFeed>(BankFeed.Map);
        model.Entity<BankRead>(BankRead.Map);
        model.Entity<FetchedFile>(FetchedFile.Map);
        model.Entity<WatchedFolder>(WatchedFolder.Map);
    }
}

internal sealed class PaymentsDesignTime : DesignTimeContext<PaymentsDbContext>
{
    protected override string Schema => PaymentsDbContext.Module;
}
