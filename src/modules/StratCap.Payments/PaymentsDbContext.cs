using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Accounts;
using StratCap.Payments.Instructions;

namespace StratCap.Payments;

/// <summary>The module's tables, schema <c>payments</c>.</summary>
internal sealed class PaymentsDbContext(DbContextOptions<PaymentsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "payments";

    public override string Schema => Module;

    public DbSet<PaymentInstruction> Instructions => Set<PaymentInstruction>();

    public DbSet<ReceivingAccount> Accounts => Set<ReceivingAccount>();
    public DbSet<AccountDecision> Decisions => Set<AccountDecision>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<PaymentInstruction>(PaymentInstruction.Map);
        model.Entity<ReceivingAccount>(ReceivingAccount.Map);
        model.Entity<AccountDecision>(AccountDecision.Map);
    }
}

internal sealed class PaymentsDesignTime : DesignTimeContext<PaymentsDbContext>
{
    protected override string Schema => PaymentsDbContext.Module;
}
