using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Notifications.Messages;

namespace StratCap.Notifications.People;

/// <summary>
/// A message to a user: of a notification, or about his account. What it says may hold a link that opens his account, so it lies here sealed, no list
/// shows it, and it is gone when the message is.
/// </summary>
internal sealed class UserEmail : OutgoingMail
{
    /// <summary>What the words are sealed for.</summary>
    public const string Purpose = "notifications.user-email";

    public Guid UserId { get; init; }

    /// <summary>A <see cref="NotificationKind"/> or what it tells of his account.</summary>
    public required string Kind { get; init; }

    /// <summary>What it tells of: one message for each cause and person.</summary>
    public Guid CauseId { get; init; }

    /// <summary>The digest that says it; null when it is a mail of its own.</summary>
    public Guid? DigestId { get; set; }

    /// <summary>Text and HTML, sealed; null once it was sent or given up.</summary>
    public byte[]? Body { get; set; }

    internal static void Map(EntityTypeBuilder<UserEmail> e)
    {
        e.ToTable("user_emails").HasKey(x => new { x.TenantId, x.Id });
        MapMail(e);
        e.Property(x => x.Kind).HasMaxLength(40);
        e.Property(x => x.Body).NotExported("What waits is sent by the installation that queued it, and may hold a link that opens an account there.");
        e.HasIndex(x => new { x.TenantId, x.CauseId, x.Kind, x.UserId }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.CreatedAt });
        e.HasIndex(x => new { x.TenantId, x.DigestId }).HasFilter("digest_id is not null");
    }
}
