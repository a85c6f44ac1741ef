using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Reporting.Publishing;

/// <summary>A report as it was published: which bytes, from which state of the book, by whom. Never changed; a later revision supersedes it.</summary>
internal sealed class PublishedReport : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }

    /// <summary>The document's id, too.</summary>
    public Guid Id { get; init; }
    public Guid PublicationId { get; init; }
    public Guid FundId { get; init; }
    public required string FundName { get; init; }
    public ReportKind Kind { get; init; }
    public Guid? InvestorId { get; init; }
    public string? InvestorName { get; init; }

    /// <summary>The quarter, such as 2026-Q2.</summary>
    public required string Period { get; init; }

    /// <summary>The quarter's last day.</summary>
    public DateOnly To { get; init; }

    /// <summary>1 for the first of its kind, investor and quarter.</summary>
    public int Revision { get; init; }

    /// <summary>The quarter was open in the book that it was made from; it says so.</summary>
    public bool IsPreliminary { get; init; }
    public Guid? SupersedesId { get; init; }
    public required string FileName { get; init; }
    public required string ContentType { get; init; }
    public long SizeBytes { get; init; }
    public required string Sha256 { get; init; }

    /// <summary>Hash of the last fact that the book had; the report rests on that one and all before it.</summary>
    public required string BookHash { get; init; }
    public long BookSequence { get; init; }

    /// <summary>When the book learnt that fact.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>The time printed on it; the same for all of a publication.</summary>
    public DateTimeOffset MadeAt { get; init; }
    public DateTimeOffset PublishedAt { get; init; }
    public Guid PublishedBy { get; init; }
    public required string PublishedByName { get; init; }

    /// <summary>The id of a publication's report: the same for whoever makes it again, so that none is there twice.</summary>
    public static Guid IdOf(Guid publicationId, ReportKind kind, Guid? investorId)
    {
        Span<byte> what = stackalloc byte[36];
        publicationId.TryWriteBytes(what);
        (investorId ?? Guid.Empty).TryWriteBytes(what[16..]);
        BinaryPrimitives.WriteInt32BigEndian(what[32..], (int)kind);
        var id = SHA256.HashData(what).AsSpan(0, 16);
        // Marked as made by rule (version 8), so that no id made by chance can be the same.
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }

    internal static void Map(EntityTypeBuilder<PublishedReport> e)
    {
        e.ToTable("published_reports").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Kind).HasMaxLength(40);
        e.Property(x => x.FundName).HasMaxLength(300);
        e.Property(x => x.InvestorName).HasMaxLength(300);
        e.Property(x => x.Period).HasMaxLength(10);
        e.Property(x => x.FileName).HasMaxLength(200);
        e.Property(x => x.ContentType).HasMaxLength(100);
        e.Property(x => x.Sha256).HasMaxLength(64);
        e.Property(x => x.BookHash).HasMaxLength(64);
        e.Property(x => x.PublishedByName).HasMaxLength(200);
        e.HasIndex(x => new { x.TenantId, x.FundId, x.Period, x.Kind, x.InvestorId, x.Revision }).IsUnique().AreNullsDistinct(false).HasDatabaseName("ix_published_reports_revision");
        e.HasIndex(x => new { x.TenantId, x.PublicationId });
        e.HasIndex(x => new { x.TenantId, x.SupersedesId }).HasFilter("supersedes_id is not null");
        e.HasIndex(x => new { x.TenantId, x.InvestorId, x.To });
        e.HasIndex(x => new { x.TenantId, x.PublishedAt, x.Id });
    }
}

/// <summary>The figures of a published report, in its row: read only where they are compared, and by no list.</summary>
internal sealed class PublishedFigures : ITenantOwned, IAppendOnly
{
    public Guid TenantId { get; set; }

    /// <summary>The report's.</summary>
    public Guid Id { get; init; }

    /// <summary>Each a <see cref="ReportFigure"/>, compressed.</summary>
    public required byte[] Figures { get; init; }

    internal static void Map(EntityTypeBuilder<PublishedFigures> e)
    {
        e.ToTable("published_reports").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Figures).HasColumnName("figures").IsExportedAsBytes("The report's figures as JSON, compressed.");
        e.HasOne<PublishedReport>().WithOne().HasForeignKey<PublishedFigures>(x => new { x.TenantId, x.Id }).Metadata.IsRequiredDependent = true;
    }
}
