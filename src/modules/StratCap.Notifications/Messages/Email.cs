using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Notifications.Messages;

/// <summary>What a message tells.</summary>
internal enum EmailKind
{
    /// <summary>A capital call was issued.</summary>
    CapitalCallNotice,

    /// <summary>A distribution was declared.</summary>
    DistributionNotice,

    /// <summary>Reports were published.</summary>
    ReportsPublished,
}

/// <summary>Where a message stands.</summary>
internal enum EmailState
{
    /// <summary>To be sent, perhaps again after a failure that may pass.</summary>
    Queued,

    /// <summary>The mail server has taken it.</summary>
    Sent,

    /// <summary>It cannot be sent; the reason says why.</summary>
    Failed,

    /// <summary>The investor has no e-mail address: somebody must tell him in another way, or give the address and send again.</summary>
    NoAddress,

    /// <summary>It is told in a user's digest; investors' messages never are.</summary>
    Gathered,

    /// <summary>The mail server had taken it, and told later that it was not delivered.</summary>
    Bounced,

    /// <summary>It was not sent, since mail to the address came back before.</summary>
    Suppressed,
}

/// <summary>What every message has that is sent, whoever it is to.</summary>
internal abstract class OutgoingMail : ITenantOwned
{
    public const int MaxReason = 1000;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public string? ToName { get; set; }
    public string? ToAddress { get; set; }

    /// <summary>The firm, as the sender's name.</summary>
    public required string FromName { get; init; }

    public required string Subject { get; init; }
    public EmailState State { get; set; }

    /// <summary>Why it failed, or why the last attempt did.</summary>
    public string? Reason { get; set; }

    /// <summary>The version of the firm's own text that it says; null when it is the product's.</summary>
    public int? TextVersion { get; init; }

    public int Attempts { get; set; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? SentAt { get; set; }

    /// <summary>Where it went: the mail server, or the file.</summary>
    public string? SentTo { get; set; }

    /// <summary>Counts changes; the entity tag.</summary>
    public int Version { get; set; }

    /// <summary>The part of Message-Id before the @. The same for every attempt, so that a repeat after a crash can be recognised.</summary>
    public virtual string MessageKey => Id.ToString("N");

    /// <summary>Counts the times that a person had it sent again, so that a report tells of one of them.</summary>
    public virtual int Sending => 0;

    internal static void MapMail<T>(EntityTypeBuilder<T> e) where T : OutgoingMail
    {
        e.Ignore(x => x.MessageKey);
        e.Ignore(x => x.Sending);
        e.Property(x => x.Version).IsConcurrencyToken();
        e.Property(x => x.ToName).HasMaxLength(200);
        e.Property(x => x.ToAddress).HasMaxLength(254);
        e.Property(x => x.FromName).HasMaxLength(200);
        e.Property(x => x.Subject).HasMaxLength(500);
        e.Property(x => x.Reason).HasMaxLength(MaxReason);
        e.Property(x => x.SentTo).HasMaxLength(500);
    }
}

/// <summary>One message to one investor. One for each call, distribution or publication and investor, however often the event arrives.</summary>
internal sealed class Email : OutgoingMail
{
    public EmailKind Kind { get; init; }
    public Guid FundId { get; init; }

    /// <summary>The call, the distribution or the publication.</summary>
    public Guid SubjectId { get; init; }

    public Guid InvestorId { get; init; }
    public required string InvestorName { get; init; }
    public required string Text { get; init; }
    public required string Html { get; init; }

    /// <summary>How often a person asked to send it again.</summary>
    public int Resends { get; set; }

    public override int Sending => Resends;

    /// <summary>Another one when a person sends it again.</summary>
    public override string MessageKey => Resends == 0 ? base.MessageKey : FormattableString.Invariant($"{Id:N}.{Resends}");

    internal static void Map(EntityTypeBuilder<Email> e)
    {
        e.ToTable("emails").HasKey(x => new { x.TenantId, x.Id });
        MapMail(e);
        e.Property(x => x.InvestorName).HasMaxLength(300);
        e.HasIndex(x => new { x.TenantId, x.Kind, x.SubjectId, x.InvestorId }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.State, x.Id });
    }
}

/// <summary>A message that waits to be sent. Apart from the message, so that the sender's look over all tenants sees no address and no text.</summary>
internal sealed class QueuedEmail : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid EmailId { get; init; }
    public DateTimeOffset DueAt { get; set; }

    /// <summary>To a user of the house rather than to an investor.</summary>
    public bool ForUser { get; init; }

    internal static void Map(EntityTypeBuilder<QueuedEmail> e)
    {
        e.ToTable("email_queue").HasKey(x => new { x.TenantId, x.EmailId });
        e.Property(x => x.ForUser).HasDefaultValue(false);
        e.NotExported("What waits is sent by the installation that queued it: nobody gets it twice.");
        e.HasIndex(x => x.DueAt);
        e.HasIndex(x => x.EmailId);
    }
}
