using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Notifications.Texts;

/// <summary>What a mail says before its values are filled in.</summary>
/// <param name="Version">The firm's version, from 1 on; null is the product's own text.</param>
/// <param name="Body">Markdown.</param>
internal sealed record MailText(int? Version, string Subject, string Body);

/// <summary>One version of a firm's own text of a kind of mail in a language. Only ever added: going back is a version too.</summary>
internal sealed class MailTextVersion : ITenantOwned, IAppendOnly
{
    public const int MaxSubject = 200;
    public const int MaxBody = 10_000;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public required string Kind { get; init; }
    public required string Language { get; init; }

    /// <summary>From 1 on, without a gap.</summary>
    public int Version { get; init; }

    /// <summary>Null, as the body is: from here on the product's own text.</summary>
    public string? Subject { get; init; }

    public string? Body { get; init; }

    /// <summary>The version that this one says again; 0 is the product's own text; null when it was written anew.</summary>
    public int? RestoredFrom { get; init; }

    public DateTimeOffset At { get; init; }
    public Guid ById { get; init; }
    public required string ByName { get; init; }

    internal static void Map(EntityTypeBuilder<MailTextVersion> e)
    {
        e.ToTable("mail_texts").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Kind).HasMaxLength(60);
        e.Property(x => x.Language).HasMaxLength(10);
        e.Property(x => x.Subject).HasMaxLength(MaxSubject);
        e.Property(x => x.Body).HasMaxLength(MaxBody);
        e.Property(x => x.ByName).HasMaxLength(200);
        e.HasIndex(x => new { x.TenantId, x.Kind, x.Language, x.Version }).IsUnique();
    }
}

/// <summary>Finds what the firm in scope says.</summary>
internal static class MailTexts
{
    /// <summary>The last version of each kind and language that the firm has a text of.</summary>
    public static IQueryable<MailTextVersion> Last(NotificationsDbContext db) =>
        db.MailTexts.Where(t => !db.MailTexts.Any(later => later.Kind == t.Kind && later.Language == t.Language && later.Version > t.Version));

    /// <summary>What the firm says of a kind, by language; without an entry where the product's own text stands.</summary>
    public static async Task<IReadOnlyDictionary<string, MailText>> Own(NotificationsDbContext db, string kind, CancellationToken ct) =>
        await Last(db).Where(t => t.Kind == kind && t.Body != null).ToDictionaryAsync(t => t.Language, t => new MailText(t.Version, t.Subject!, t.Body!), ct);
}
