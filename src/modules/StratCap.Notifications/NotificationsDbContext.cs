using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications;

/// <summary>The module's tables, schema <c>notifications</c>.</summary>
internal sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "notifications";

    public override string Schema => Module;

    public DbSet<Email> Emails => Set<Email>();
    public DbSet<QueuedEmail> Queue => Set<QueuedEmail>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Email>(Email.Map);
        model.Entity<QueuedEmail>(QueuedEmail.Map);
    }
}

internal sealed class NotificationsDesignTime : DesignTimeContext<NotificationsDbContext>
{
    protected override string Schema => NotificationsDbContext.Module;
}
