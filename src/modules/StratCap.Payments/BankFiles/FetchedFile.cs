using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.PluginSdk.Connections;

namespace StratCap.Payments.BankFiles;

/// <summary>What became of a file of the bank's.</summary>
internal enum FetchedState
{
    /// <summary>Its statements or answers are taken in; it is moved away.</summary>
    Taken,

    /// <summary>It could not be taken in: people were told, and it lies where it was until they ask for it again.</summary>
    Refused,
}

/// <summary>A file that was found in a bank's folder. By name and hash it is taken in once, wherever it lies.</summary>
internal sealed class FetchedFile : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid ConnectionId { get; init; }
    public required string Name { get; init; }

    /// <summary>SHA-256, lower-case hex; empty: it was too long to be read.</summary>
    public required string Hash { get; init; }

    public long Length { get; init; }

    /// <summary>When the bank's server says that it was written, as seen last: an unchanged file is not read again.</summary>
    public DateTimeOffset ModifiedAt { get; set; }

    public FetchedState State { get; set; }

    /// <summary>Why it was refused.</summary>
    public string? Reason { get; set; }

    public DateTimeOffset At { get; set; }

    /// <summary>Whether it is a file as the bank's folder lists it.</summary>
    public bool Is(RemoteFile file) => Name == NameOf(file) && Length == file.Length && ModifiedAt == file.ModifiedAt;

    public static string NameOf(RemoteFile file) => file.Path[(file.Path.LastIndexOf('/') + 1)..];

    internal static void Map(EntityTypeBuilder<FetchedFile> e)
    {
        e.ToTable("fetched_files").HasKey(x => new { x.TenantId, x.Id });
        e.Property(x => x.Name).HasMaxLength(200);
        e.Property(x => x.Hash).HasMaxLength(64);
        e.Property(x => x.Reason).HasMaxLength(500);
        e.HasIndex(x => new { x.TenantId, x.ConnectionId, x.Name, x.Hash }).IsUnique();
    }
}

/// <summary>A bank's folder that is looked into by schedule, from the first time that somebody asked for its files or the house delivered one. All copies of the server see whose it is, and no more.</summary>
internal sealed class WatchedFolder : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public Guid ConnectionId { get; init; }
    public DateTimeOffset Since { get; init; }

    internal static void Map(EntityTypeBuilder<WatchedFolder> e) => e.ToTable("watched_folders").HasKey(x => new { x.TenantId, x.ConnectionId });

    /// <summary>Begins to look into it; nothing where that was begun.</summary>
    public static Task<int> Begin(PaymentsDbContext db, Guid connectionId, DateTimeOffset at, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"insert into payments.watched_folders (tenant_id, connection_id, since) values ({db.TenantId}, {connectionId}, {at}) on conflict do nothing", ct);
}
