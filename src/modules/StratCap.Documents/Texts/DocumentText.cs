using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NpgsqlTypes;
using StratCap.Documents.Keeping;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Documents.Texts;

/// <summary>Where taking out a document's text stands.</summary>
internal enum TextState
{
    /// <summary>Waits for a worker.</summary>
    Ready,

    /// <summary>A worker is at it.</summary>
    Running,

    /// <summary>It was looked at; what was found is searched.</summary>
    Completed,

    /// <summary>Given up: that the file cannot be read is no failure, that it is gone is one.</summary>
    Failed,
}

/// <summary>
/// The words of a document's latest version, for the search, and the job that takes them out. The words alone are kept, with where they stand, and not the text. Seen by the platform's role: row security lets no
/// index of words be used (<c>etc/docs/decisions/0023-words-of-documents.md</c>), and <see cref="TextSearch"/> asks for one firm's rows by name.
/// </summary>
internal sealed class DocumentText : ITenantOwned, IPlatformVisible
{
    public const int MissingLength = 300;

    private const string Derived = "Made of the document's bytes, and made again where they arrive.";

    public Guid TenantId { get; set; }

    /// <summary>The document's.</summary>
    public Guid Id { get; init; }

    /// <summary>The version whose words are to be found; those of the one before are found until then.</summary>
    public int Version { get; set; }
    public TextState State { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? StartedAt { get; set; }
    public Guid? LeaseOwner { get; set; }
    public DateTimeOffset? LeaseUntil { get; set; }
    public int Attempts { get; set; }

    /// <summary>Title, file name and text as words, and one word that stands for the firm (<see cref="TextSearch.FirmWord"/>).</summary>
    public NpgsqlTsVector? Words { get; init; }

    /// <summary>Why the words are not all of the file's; null when they are.</summary>
    public string? Missing { get; init; }

    public static DocumentText Of(KeptDocument document, DateTimeOffset now) => new() { Id = document.Id, Version = document.LatestVersion, CreatedAt = now };

    /// <summary>Asks for the words of the latest version; whoever is at those of the one before has lost it.</summary>
    public void Again(KeptDocument document, DateTimeOffset now) =>
        (Version, State, CreatedAt, LeaseOwner, LeaseUntil, Attempts) = (document.LatestVersion, TextState.Ready, now, null, null, 0);

    internal static void Map(EntityTypeBuilder<DocumentText> e)
    {
        e.ToTable("document_texts").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.State).HasMaxLength(20).NotExported(Derived, "'Ready'");
        e.Property(x => x.StartedAt).NotExported(Derived);
        e.Property(x => x.LeaseOwner).NotExported(Derived);
        e.Property(x => x.LeaseUntil).NotExported(Derived);
        e.Property(x => x.Attempts).NotExported(Derived, "0");
        e.Property(x => x.Words).NotExported(Derived);
        e.Property(x => x.Missing).HasMaxLength(MissingLength).NotExported(Derived);
        e.HasIndex(x => x.Words).HasMethod("gin");
        e.HasIndex(x => new { x.State, x.CreatedAt });
    }
}
