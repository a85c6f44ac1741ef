using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Connections;

namespace StratCap.PluginHost.OAuth;

/// <summary>The tokens that a vendor gave for a connection, sealed under the firm's key.</summary>
internal sealed class OAuthGrant : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid ConnectionId { get; init; }
    public int KeyNumber { get; set; }
    public required byte[] AccessToken { get; set; }
    public byte[]? RefreshToken { get; set; }

    /// <summary>When the access token ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>When the refresh token ends, where the vendor says: then somebody must connect anew.</summary>
    public DateTimeOffset? RefreshEndsAt { get; set; }

    public required string GrantedByName { get; set; }
    public DateTimeOffset GrantedAt { get; set; }

    /// <summary>Counts the tokens got.</summary>
    public int Number { get; set; } = 1;

    internal static void Map(EntityTypeBuilder<OAuthGrant> e)
    {
        e.ToTable("oauth_grants").HasKey(x => new { x.TenantId, x.ConnectionId });
        e.NotExported("Secrets lie sealed under this installation's key and do not leave: they are entered anew.");
        e.HasOne<FirmConnection>().WithOne().HasForeignKey<OAuthGrant>(x => new { x.TenantId, x.ConnectionId }).OnDelete(DeleteBehavior.Cascade);
        e.HasOne<Secrets.DataKey>().WithMany().HasForeignKey(x => new { x.TenantId, x.KeyNumber });
        e.Property(x => x.GrantedByName).HasMaxLength(200);
        e.Property(x => x.Number).IsConcurrencyToken();
    }
}
