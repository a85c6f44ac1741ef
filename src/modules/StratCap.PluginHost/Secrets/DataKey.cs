using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.PluginHost.Secrets;

/// <summary>A firm's key for its secrets, itself sealed under the platform's key, which is not in the database.</summary>
internal sealed class DataKey : ITenantOwned
{
    public Guid TenantId { get; set; }

    /// <summary>Counts a firm's keys from 1.</summary>
    public int Number { get; init; }

    public required byte[] Sealed { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    internal static void Map(EntityTypeBuilder<DataKey> e)
    {
        e.ToTable("data_keys").HasKey(x => new { x.TenantId, x.Number });
        e.NotExported("The key of the firm's secrets, sealed under this installation's key.");
        e.Property(x => x.Number).ValueGeneratedNever();
    }
}
