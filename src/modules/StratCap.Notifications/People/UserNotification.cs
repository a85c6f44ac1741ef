using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Notifications.People;

/// <summary>What a notification tells.</summary>
internal enum NotificationKind
{
    /// <summary>A proposal waits for your decision.</summary>
    ProcessWaiting,

    /// <summary>Your proposal was approved.</summary>
    ProcessApproved,

    /// <summary>Your proposal came back: rejected, refused by the book, or undecided for too long.</summary>
    ProcessReturned,

    /// <summary>Your proposal stands in the book.</summary>
    ProcessIssued,

    /// <summary>Your import has ended.</summary>
    ImportFinished,

    /// <summary>Messages of a call or distribution did not reach their investors.</summary>
    MessageFailed,

    /// <summary>Capital is called from an investor for whom you look.</summary>
    CallNotice,

    /// <summary>A distribution to an investor for whom you look was declared.</summary>
    DistributionNotice,

    /// <summary>Another bank account stands for the calls of a fund in which an investor for whom you look has a part.</summary>
    AccountChanged,

    /// <summary>The sync with a general ledger does not do all that it should.</summary>
    LedgerSyncFailed,

    /// <summary>A payment, or what a bank's statement tells of one, needs a person.</summary>
    PaymentAttention,

    /// <summary>A run of payments waits for your release.</summary>
    PaymentRunWaiting,

    /// <summary>A fund's bank feed cannot be read.</summary>
    BankFeedFailed,

    /// <summary>A closed quarter waits for you to reopen it, or to say no.</summary>
    ReopeningWaiting,

    /// <summary>A manual entry waits for your approval.</summary>
    EntryWaiting,

    /// <summary>Reports were published for an investor for whom you look.</summary>
    ReportsPublished,

    /// <summary>A webhook of the firm is no longer sent to, since it failed for too long.</summary>
    WebhookStopped,

    /// <summary>A scheduled report can be fetched.</summary>
    ReportReady,

    /// <summary>A scheduled report could not be made.</summary>
    ReportFailed,

    /// <summary>The export of the firm that you asked for is written, or could not be.</summary>
    ExportFinished,

    /// <summary>Mail to an address came back: to those who can send it again, and to the user whose address it is.</summary>
    MailReturned,
}

/// <summary>Where a notification leads.</summary>
internal enum TargetKind
{
    Workflow,
    CapitalCall,
    Distribution,
    Import,
    Fund,
    LedgerLink,
    PaymentRun,

    /// <summary>A fund's bank statements and their lines.</summary>
    FundBank,

    /// <summary>A fund's quarters.</summary>
    Quarters,

    ManualEntry,

    ValuationRound,

    /// <summary>Published reports of a quarter.</summary>
    Publication,

    Webhook,

    /// <summary>What schedules of reports have made.</summary>
    ScheduledReport,

    /// <summary>The firm's exports.</summary>
    Export,

    /// <summary>A mail to an investor that went out.</summary>
    SentMail,

    /// <summary>The addresses to which nothing is sent.</summary>
    SuppressedAddresses,

    /// <summary>The reader's own address.</summary>
    OwnAddress,
}

/// <summary>What a notification is of; the page that shows it knows the way.</summary>
internal sealed record Target(TargetKind Kind, Guid Id, Guid? FundId = null);

/// <summary>Something that a user should know. Its values are data, so that the page words them in his language. One for each cause and person.</summary>
internal sealed class UserNotification : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public NotificationKind Kind { get; init; }
    public Guid CauseId { get; init; }

    /// <summary>Names and values, as JSON.</summary>
    public required string Parameters { get; set; }

    public TargetKind TargetKind { get; init; }
    public Guid TargetId { get; init; }
    public Guid? FundId { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadAt { get; set; }

    internal static void Map(EntityTypeBuilder<UserNotification> e)
    {
        e.ToTable("user_notifications").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Kind).HasMaxLength(40);
        e.Property(x => x.TargetKind).HasMaxLength(40);
        e.Property(x => x.Parameters).HasColumnType("jsonb");
        e.HasIndex(x => new { x.TenantId, x.CauseId, x.Kind, x.UserId }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.UserId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.UserId, x.Id }, "ix_user_notifications_unread").HasFilter("read_at is null");
        e.HasIndex(x => new { x.TenantId, x.CreatedAt });
    }
}

/// <summary>How a user wants to hear of a kind; without a row, as <see cref="Preferences.Usual"/> says.</summary>
internal sealed class NotificationPreference : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid UserId { get; init; }
    public NotificationKind Kind { get; init; }
    public bool InApp { get; set; }
    public bool Email { get; set; }

    /// <summary>How soon, by mail.</summary>
    public MailRhythm Rhythm { get; set; }

    internal static void Map(EntityTypeBuilder<NotificationPreference> e)
    {
        e.ToTable("notification_preferences").HasKey(x => new { x.TenantId, x.UserId, x.Kind });
        e.Property(x => x.Kind).HasMaxLength(40);
        e.Property(x => x.Rhythm).HasMaxLength(20).HasDefaultValue(MailRhythm.AtOnce);
    }
}

/// <summary>A day on which a tenant's users or webhooks were told something: all that the look for old rows over all tenants sees.</summary>
internal sealed class NotificationDay : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public DateOnly Day { get; init; }

    internal static void Map(EntityTypeBuilder<NotificationDay> e)
    {
        e.ToTable("notification_days").HasKey(x => new { x.TenantId, x.Day });
        e.HasIndex(x => x.Day);
    }

    /// <summary>Marks the day of a time.</summary>
    public static Task Mark(NotificationsDbContext db, DateTimeOffset at, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"insert into notifications.notification_days (tenant_id, day) values ({db.TenantId}, {DateOnly.FromDateTime(at.UtcDateTime)}) on conflict do nothing", ct);
}

/// <summary>What holds for whoever chose nothing, and which kinds are for whom.</summary>
internal static class Preferences
{
    private static readonly NotificationKind[] Mailed = [NotificationKind.ProcessWaiting, NotificationKind.ProcessReturned, NotificationKind.MessageFailed, NotificationKind.AccountChanged, NotificationKind.LedgerSyncFailed, NotificationKind.PaymentAttention, NotificationKind.PaymentRunWaiting, NotificationKind.BankFeedFailed, NotificationKind.ReopeningWaiting, NotificationKind.EntryWaiting, NotificationKind.WebhookStopped, NotificationKind.ReportReady, NotificationKind.ReportFailed];

    /// <summary>The kinds of which an investor's user hears.</summary>
    public static IReadOnlyList<NotificationKind> OfPortal { get; } = [NotificationKind.CallNotice, NotificationKind.DistributionNotice, NotificationKind.AccountChanged, NotificationKind.ReportsPublished, NotificationKind.MailReturned];

    /// <summary>The kinds of which the firm's people hear.</summary>
    public static IReadOnlyList<NotificationKind> OfStaff { get; } = [.. Enum.GetValues<NotificationKind>().Except(OfPortal), NotificationKind.MailReturned];

    /// <summary>Whether it may wait: what warns of a forged account may not.</summary>
    public static bool MayWait(NotificationKind kind) => kind != NotificationKind.AccountChanged;

    /// <summary>Shown to everybody; mailed where somebody waits, or where a forged change must not go unseen. Investors get their notices by mail as it is.</summary>
    public static (bool InApp, bool Email, MailRhythm Rhythm) Usual(NotificationKind kind) => (true, Mailed.Contains(kind), MailRhythm.AtOnce);
}
