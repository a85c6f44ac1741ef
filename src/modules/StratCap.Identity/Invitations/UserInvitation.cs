using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Identity.Users;

namespace StratCap.Identity.Invitations;

/// <summary>An invitation to choose a password: good once, for seven days. Only the token's hash is kept.</summary>
internal sealed class UserInvitation : ITenantOwned
{
    /// <summary>How long an invitation is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string TokenHash { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, or replaced by a newer one.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>A new token: 256 bits from the system's generator.</summary>
    public static string NewToken() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a token. It has too much chance in it to be guessed, so a plain hash is enough.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    internal static void Map(EntityTypeBuilder<UserInvitation> e)
    {
        e.ToTable("invitations").HasKey(x => new { x.TenantId, x.Id });
        e.NotExported("Links that lead to this installation; people are invited anew.");
        e.HasIndex(x => new { x.TenantId, x.TokenHash }).IsUnique();
        e.Property(x => x.TokenHash).HasMaxLength(64);
        e.HasOne<User>().WithMany().HasForeignKey(x => new { x.TenantId, x.UserId }).OnDelete(DeleteBehavior.Cascade);
    }
}
