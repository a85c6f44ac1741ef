using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Contracts.Documents;
using StratCap.Foundation.Tenancy;

namespace StratCap.Documents.Keeping;

/// <summary>A document: whose it is, its latest version, and what keeps it from being destroyed. The row of a destroyed one stays, so that it can be told that it was there.</summary>
internal sealed class KeptDocument : ITenantOwned
{
    public const int TitleLength = 200;
    public const int ReasonLength = 300;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid FundId { get; init; }
    public Guid? InvestorId { get; init; }
    public Guid? ProcessId { get; init; }
    public DocumentKind Kind { get; init; }
    public required string Title { get; init; }
    public int LatestVersion { get; set; }
    public string FileName { get; set; } = "";
    public string ContentType { get; set; } = "";
    public long SizeBytes { get; set; }
    public string Sha256 { get; set; } = "";
    public DateTimeOffset AddedAt { get; init; }
    public required string AddedByName { get; init; }
    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>What rests on it; such a document is never destroyed.</summary>
    public string? NeededFor { get; set; }

    /// <summary>Why it is under legal hold; null when it is not.</summary>
    public string? HoldReason { get; set; }
    public DateTimeOffset? HeldAt { get; set; }
    public string? HeldByName { get; set; }

    /// <summary>The last day on which it must be kept; it only ever moves on.</summary>
    public DateOnly? RetainUntil { get; set; }

    /// <summary>The version that its investors see in the portal; null when none is shared.</summary>
    public int? SharedVersion { get; set; }
    public DateTimeOffset? SharedAt { get; set; }
    public string? SharedByName { get; set; }

    public DateTimeOffset? DestroyedAt { get; set; }
    public string? DestroyedByName { get; set; }
    public string? DestroyedWhy { get; set; }

    /// <summary>Rises with every change of this row.</summary>
    public int Revision { get; set; }

    public DocumentInfo Info => new(Id, FundId, InvestorId, ProcessId, Kind, Title, LatestVersion, FileName, ContentType, SizeBytes, Sha256, ChangedAt, AddedByName);

    /// <summary>Adds a version and makes it the latest.</summary>
    public DocumentVersion Take(CheckedFile file, string addedByName, DateTimeOffset now)
    {
        (LatestVersion, FileName, ContentType, SizeBytes, Sha256, ChangedAt) = (LatestVersion + 1, file.FileName, file.ContentType, file.SizeBytes, file.Sha256, now);
        Revision++;
        return new DocumentVersion
        {
            DocumentId = Id,
            Number = LatestVersion,
            FileName = FileName,
            ContentType = ContentType,
            SizeBytes = SizeBytes,
            Sha256 = Sha256,
            AddedAt = now,
            AddedByName = addedByName,
        };
    }

    internal static void Map(EntityTypeBuilder<KeptDocument> e)
    {
        e.ToTable("documents").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Kind).HasMaxLength(40);
        e.Property(x => x.Title).HasMaxLength(TitleLength);
        e.Property(x => x.FileName).HasMaxLength(CheckedFile.NameLength);
        e.Property(x => x.ContentType).HasMaxLength(100);
        e.Property(x => x.Sha256).HasMaxLength(64);
        e.Property(x => x.AddedByName).HasMaxLength(200);
        e.Property(x => x.NeededFor).HasMaxLength(ReasonLength);
        e.Property(x => x.HoldReason).HasMaxLength(ReasonLength);
        e.Property(x => x.HeldByName).HasMaxLength(200);
        e.Property(x => x.SharedByName).HasMaxLength(200);
        e.Property(x => x.DestroyedByName).HasMaxLength(200);
        e.Property(x => x.DestroyedWhy).HasMaxLength(ReasonLength);
        e.Property(x => x.Revision).IsConcurrencyToken();
        // Ids are not made in the order of time: other modules make their own.
        e.HasIndex(x => new { x.TenantId, x.FundId, x.AddedAt, x.Id });
        e.HasIndex(x => new { x.TenantId, x.AddedAt, x.Id });
        e.HasIndex(x => new { x.TenantId, x.SharedAt, x.Id }).HasFilter("shared_version is not null");
        e.Ignore(x => x.Info);
    }
}

/// <summary>A version of a document. The row stays when the document is destroyed; its bytes do not.</summary>
internal sealed class DocumentVersion : ITenantOwned, Foundation.Data.IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid DocumentId { get; init; }
    public int Number { get; init; }
    public required string FileName { get; init; }
    public required string ContentType { get; init; }
    public long SizeBytes { get; init; }
    public required string Sha256 { get; init; }
    public DateTimeOffset AddedAt { get; init; }
    public required string AddedByName { get; init; }

    internal static void Map(EntityTypeBuilder<DocumentVersion> e)
    {
        e.ToTable("document_versions").HasKey(x => new { x.TenantId, x.DocumentId, x.Number });
        e.Property(x => x.FileName).HasMaxLength(CheckedFile.NameLength);
        e.Property(x => x.ContentType).HasMaxLength(100);
        e.Property(x => x.Sha256).HasMaxLength(64);
        e.Property(x => x.AddedByName).HasMaxLength(200);
        e.HasIndex(x => new { x.TenantId, x.Sha256 });
    }
}

/// <summary>Somebody opened a version.</summary>
internal sealed class DocumentAccess : ITenantOwned, Foundation.Data.IAppendOnly
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid DocumentId { get; init; }
    public int Version { get; init; }
    public DateTimeOffset At { get; init; }
    public Guid UserId { get; init; }
    public required string UserName { get; init; }
    public string? Address { get; init; }

    internal static void Map(EntityTypeBuilder<DocumentAccess> e)
    {
        e.ToTable("document_accesses").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.UserName).HasMaxLength(200);
        e.Property(x => x.Address).HasMaxLength(64);
        e.HasIndex(x => new { x.TenantId, x.DocumentId, x.Id });
    }
}
