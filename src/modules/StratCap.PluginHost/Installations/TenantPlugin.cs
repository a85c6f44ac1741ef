using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.PluginHost.Installations;

/// <summary>A plugin that a firm's administrator switched on, and the version that serves the firm.</summary>
internal sealed class TenantPlugin : ITenantOwned, IPlatformVisible
{
    public Guid TenantId { get; set; }
    public required string PluginId { get; init; }

    /// <summary>The version that serves; never another than this.</summary>
    public required string Version { get; set; }

    /// <summary>Whether newer versions are taken up when the platform allows them, as long as every connection's settings fit them.</summary>
    public bool Follows { get; set; }

    public bool Enabled { get; set; }
    public required string ChangedByName { get; set; }
    public DateTimeOffset ChangedAt { get; set; }
    public int Revision { get; set; } = 1;

    internal static void Map(EntityTypeBuilder<TenantPlugin> e)
    {
        e.ToTable("tenant_plugins").HasKey(x => new { x.TenantId, x.PluginId });
        e.Property(x => x.PluginId).HasMaxLength(InstalledVersion.IdLength);
        e.Property(x => x.Version).HasMaxLength(InstalledVersion.VersionLength);
        e.Property(x => x.ChangedByName).HasMaxLength(200);
        e.Property(x => x.Revision).IsConcurrencyToken();
        e.HasIndex(x => x.PluginId);
    }
}
