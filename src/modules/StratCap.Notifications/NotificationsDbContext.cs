using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;

namespace StratCap.Notifications;

/// <summary>The module's tables, schema <c>notifications</c>.</summary>
internal sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "notifications";

    public override string Schema => Module;

    public DbSet<Email> Emails => Set<Email>();
    public DbSet<QueuedEmail> Queue => Set<QueuedEmail>();
    public DbSet<UserEmail> UserEmails => Set<UserEmail>();
    public DbSet<UserNotification> UserNotifications => Set<UserNotification>();
    public DbSet<NotificationPreference> Preferences => Set<NotificationPreference>();
    public DbSet<NotificationDay> Days => Set<NotificationDay>();

    protected override void Map(ModelBuilder model)
    {
        model.Entity<Email>(Email.Map);
        model.Entity<QueuedEmail>(QueuedEmail.Map);
        model.Entity<UserEmail>(UserEmail.Map);
        model.Entity<UserNotification>(UserNotification.Map);
        model.Entity<NotificationPreference>(NotificationPreference.Map);
        model.Entity<NotificationDay>(NotificationDay.Map);
    }
}

internal sealed class NotificationsDesignTime : DesignTimeContext<NotificationsDbContext>
{
    protected override string Schema => NotificationsDbContext.Module;
}
