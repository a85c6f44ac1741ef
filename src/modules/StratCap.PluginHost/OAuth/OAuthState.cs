using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.PluginHost.Connections;

namespace StratCap.PluginHost.OAuth;

/// <summary>A consent that somebody went to give: good once, for him, for a quarter of an hour.</summary>
internal sealed class OAuthState : ITenantOwned, IPlatformVisible
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    public Guid TenantId { get; set; }

    /// <summary>SHA-256 of the state that went to the vendor, hex.</summary>
    public required string StateHash { get; init; }

    public Guid ConnectionId { get; init; }
    public Guid UserId { get; init; }

    public int KeyNumber { get; init; }

    /// <summary>The verifier of PKCE (RFC 7636), sealed.</summary>
    public required byte[] Verifier { get; init; }

    /// <summary>The address that the vendor sends the browser back to; the token request must name the same.</summary>
    public required string RedirectUri { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    internal static void Map(EntityTypeBuilder<OAuthState> e)
    {
        e.ToTable("oauth_states").HasKey(x => new { x.TenantId, x.StateHash });
        e.NotExported("A vendor's consent under way leads back to this installation.");
        e.HasOne<FirmConnection>().WithMany().HasForeignKey(x => new { x.TenantId, x.ConnectionId }).OnDelete(DeleteBehavior.Cascade);
        e.HasOne<Secrets.DataKey>().WithMany().HasForeignKey(x => new { x.TenantId, x.KeyNumber });
        e.Property(x => x.StateHash).HasMaxLength(64);
        e.Property(x => x.RedirectUri).HasMaxLength(500);
        e.HasIndex(x => x.ExpiresAt);
    }
}
