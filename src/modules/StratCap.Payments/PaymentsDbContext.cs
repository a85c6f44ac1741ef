using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Payments.Instructions;

namespace StratCap.Payments;

/// <summary>The module's tables, schema <c>payments</c>.</summary>
internal sealed class PaymentsDbContext(DbContextOptions<PaymentsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "payments";

    public override string Schema => Module;

    public DbSet<PaymentInstruction> Instructions => Set<PaymentInstruction>();

    protected override void Map(ModelBuilder model) => model.Entity<PaymentInstruction>(PaymentInstruction.Map);
}

internal sealed class PaymentsDesignTime : DesignTimeContext<PaymentsDbContext>
{
    protected override string Schema => PaymentsDbContext.Module;
}
