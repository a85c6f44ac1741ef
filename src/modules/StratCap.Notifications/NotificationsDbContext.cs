using System.Data;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query.SqlExpressions;
using Microsoft.EntityFrameworkCore.Storage;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Notifications.Bounces;
using StratCap.Notifications.Messages;
using StratCap.Notifications.People;
using StratCap.Notifications.Texts;
using StratCap.Notifications.Webhooks;

namespace StratCap.Notifications;

/// <summary>The module's tables, schema <c>notifications</c>.</summary>
internal sealed class NotificationsDbContext(DbContextOptions<NotificationsDbContext> options, CurrentTenant tenant) : ModuleDbContext(options, tenant)
{
    public const string Module = "notifications";

    public override string Schema => Module;

    public DbSet<Email> Emails => Set<Email>();
    public DbSet<QueuedEmail> Queue => Set<QueuedEmail>();
    public DbSet<SentMail> SentMails => Set<SentMail>();
    public DbSet<DeliveryReport> Reports => Set<DeliveryReport>();
    public DbSet<SuppressedAddress> Suppressed => Set<SuppressedAddress>();
    public DbSet<UserEmail> UserEmails => Set<UserEmail>();
    public DbSet<UserNotification> UserNotifications => Set<UserNotification>();
    public DbSet<NotificationPreference> Preferences => Set<NotificationPreference>();
    public DbSet<QuietHours> QuietHours => Set<QuietHours>();
    public DbSet<NotificationDay> Days => Set<NotificationDay>();
    public DbSet<MailTextVersion> MailTexts => Set<MailTextVersion>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<WebhookDelivery> Deliveries => Set<WebhookDelivery>();
    public DbSet<QueuedDelivery> DeliveryQueue => Set<QueuedDelivery>();

    /// <summary>The values of an object of texts, without their names: for searches in the database.</summary>
    /// <param name="json">A column of type jsonb.</param>
    public static string ValuesIn(string json) => throw new NotSupportedException("The database does this.");

    protected override void Map(ModelBuilder model)
    {
        model.HasDbFunction(() => ValuesIn(default!)).HasTranslation(arguments => Cast(new SqlFunctionExpression(
            "jsonb_path_query_array", [arguments[0], new SqlConstantExpression("$.*", Text)], nullable: true, argumentsPropagateNullability: [true, false], typeof(string), arguments[0].TypeMapping)));
        model.Entity<Email>(Email.Map);
        model.Entity<QueuedEmail>(QueuedEmail.Map);
        model.Entity<SentMail>(SentMail.Map);
        model.Entity<DeliveryReport>(DeliveryReport.Map);
        model.Entity<SuppressedAddress>(SuppressedAddress.Map);
        model.Entity<UserEmail>(UserEmail.Map);
        model.Entity<UserNotification>(UserNotification.Map);
        model.Entity<NotificationPreference>(NotificationPreference.Map);
        model.Entity<QuietHours>(People.QuietHours.Map);
        model.Entity<NotificationDay>(NotificationDay.Map);
        model.Entity<MailTextVersion>(MailTextVersion.Map);
        model.Entity<Webhook>(Webhook.Map);
        model.Entity<WebhookDelivery>(WebhookDelivery.Map);
        model.Entity<QueuedDelivery>(QueuedDelivery.Map);
    }

    private static readonly StringTypeMapping Text = new("text", DbType.String);

    private static SqlUnaryExpression Cast(SqlExpression json) => new(ExpressionType.Convert, json, typeof(string), Text);
}

internal sealed class NotificationsDesignTime : DesignTimeContext<NotificationsDbContext>
{
    protected override string Schema => NotificationsDbContext.Module;
}
