using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Tenancy;

namespace StratCap.PluginHost.Connections;

/// <summary>How much a line matters.</summary>
internal enum LogLevelShown
{
    /// <summary>What happened.</summary>
    Information,

    /// <summary>What an administrator should look at.</summary>
    Warning,

    /// <summary>What failed.</summary>
    Error,
}

/// <summary>A line for the firm's administrator. The oldest of a connection go when there are more than <see cref="MostOfOne"/>.</summary>
internal sealed class LogLine : ITenantOwned
{
    public const int MostOfOne = 500;
    public const int TextLength = 1000;

    public Guid TenantId { get; set; }

    /// <summary>Made in the order of time.</summary>
    public Guid Id { get; init; }

    public Guid ConnectionId { get; init; }
    public DateTimeOffset At { get; init; }
    public LogLevelShown Level { get; init; }

    /// <summary>What was asked of the vendor, such as <c>StreamEntries</c>.</summary>
    public required string Operation { get; init; }

    public required string Text { get; init; }

    internal static void Map(EntityTypeBuilder<LogLine> e)
    {
        e.ToTable("connection_log").HasKey(x => new { x.TenantId, x.ConnectionId, x.Id });
        e.HasOne<FirmConnection>().WithMany().HasForeignKey(x => new { x.TenantId, x.ConnectionId }).OnDelete(DeleteBehavior.Cascade);
        e.Property(x => x.Operation).HasMaxLength(60);
        e.Property(x => x.Text).HasMaxLength(TextLength);
    }
}
