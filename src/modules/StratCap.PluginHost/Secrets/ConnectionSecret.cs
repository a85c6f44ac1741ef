using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Connections;

namespace StratCap.PluginHost.Secrets;

/// <summary>A connection's secret, sealed under the firm's key. It is set and cleared, and never shown.</summary>
internal sealed class ConnectionSecret : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid ConnectionId { get; init; }
    public required string Name { get; init; }
    public int KeyNumber { get; set; }
    public required byte[] Sealed { get; set; }
    public required string SetByName { get; set; }
    public DateTimeOffset SetAt { get; set; }

    internal static void Map(EntityTypeBuilder<ConnectionSecret> e)
    {
        e.ToTable("connection_secrets").HasKey(x => new { x.TenantId, x.ConnectionId, x.Name });
        e.NotExported("Secrets lie sealed under this installation's key and do not leave: they are entered anew.");
        e.HasOne<FirmConnection>().WithMany().HasForeignKey(x => new { x.TenantId, x.ConnectionId }).OnDelete(DeleteBehavior.Cascade);
        e.HasOne<DataKey>().WithMany().HasForeignKey(x => new { x.TenantId, x.KeyNumber });
        e.Property(x => x.Name).HasMaxLength(63);
        e.Property(x => x.SetByName).HasMaxLength(200);
    }
}
