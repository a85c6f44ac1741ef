using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.Bounces;

/// <summary>Whose a mail is that was sent: all that is seen over all tenants when a report of it comes. No address, no text.</summary>
internal sealed class SentMail : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid MailId { get; init; }
    public bool ForUser { get; init; }

    /// <summary>The last time.</summary>
    public DateTimeOffset SentAt { get; set; }

    internal static void Map(EntityTypeBuilder<SentMail> e)
    {
        e.ToTable("sent_mails").HasKey(x => new { x.TenantId, x.MailId });
        e.NotExported("A report comes to the installation that sent the mail.");
        e.HasIndex(x => x.MailId);
        e.HasIndex(x => x.SentAt);
    }

    /// <summary>Notes that a mail was sent.</summary>
    public static Task Note(NotificationsDbContext db, QueuedEmail queued, DateTimeOffset at, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        insert into notifications.sent_mails (tenant_id, mail_id, for_user, sent_at) values ({db.TenantId}, {queued.EmailId}, {queued.ForUser}, {at})
        on conflict (tenant_id, mail_id) do update set sent_at = excluded.sent_at
        """, ct);
}

/// <summary>What a mail server told of a mail. Only ever added to.</summary>
internal sealed class DeliveryReport : ITenantOwned, IAppendOnly
{
    public const int MaxMta = 300;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid MailId { get; init; }

    /// <summary>Which sending of the mail it is of.</summary>
    public int Sending { get; init; }

    public DeliveryAction Action { get; init; }
    public required string Status { get; init; }
    public string? Diagnostic { get; init; }
    public string? RemoteMta { get; init; }
    public DateTimeOffset At { get; init; }

    /// <summary>The same report is kept once.</summary>
    public required string Digest { get; init; }

    internal static void Map(EntityTypeBuilder<DeliveryReport> e)
    {
        e.ToTable("delivery_reports").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Action).HasMaxLength(20);
        e.Property(x => x.Status).HasMaxLength(20);
        e.Property(x => x.Diagnostic).HasMaxLength(OutgoingMail.MaxReason);
        e.Property(x => x.RemoteMta).HasMaxLength(MaxMta);
        e.Property(x => x.Digest).HasMaxLength(64);
        e.HasIndex(x => new { x.TenantId, x.MailId, x.Sending, x.Digest }).IsUnique();
    }
}

/// <summary>An address to which the firm sends nothing more, since mail to it came back for good.</summary>
internal sealed class SuppressedAddress : ITenantOwned
{
    /// <summary>What is said where a mail to such an address is not sent.</summary>
    public const string Why = "Mail to this address came back before: lift the suppression and send it again.";

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }

    /// <summary>In lower case.</summary>
    public required string Address { get; init; }

    public required string Status { get; init; }
    public string? Diagnostic { get; init; }
    public DateTimeOffset Since { get; init; }

    /// <summary>The mail that came back.</summary>
    public Guid MailId { get; init; }

    /// <summary>A user's rather than an investor's.</summary>
    public bool OfUser { get; init; }

    /// <summary>How an address is looked up: no mail system in use tells addresses apart by capital letters.</summary>
    public static string KeyOf(string address) => address.ToLowerInvariant();

    /// <summary>Why nothing is sent to an address; null when it may have mail.</summary>
    public static Task<SuppressedAddress?> Of(NotificationsDbContext db, string? address, CancellationToken ct)
    {
        var key = address is null ? null : KeyOf(address);
        return db.Suppressed.AsNoTracking().SingleOrDefaultAsync(s => s.Address == key, ct);
    }

    internal static void Map(EntityTypeBuilder<SuppressedAddress> e)
    {
        e.ToTable("suppressed_addresses").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Address).HasMaxLength(254);
        e.Property(x => x.Status).HasMaxLength(20);
        e.Property(x => x.Diagnostic).HasMaxLength(OutgoingMail.MaxReason);
        e.HasIndex(x => new { x.TenantId, x.Address }).IsUnique();
    }
}
