using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;
using StratCap.Identity.Users;

namespace StratCap.Identity.Passwords;

/// <summary>Leave to choose a new password: good once, for an hour. Only the token's hash is kept.</summary>
internal sealed class PasswordReset : ITenantOwned, IPlatformVisible
{
    /// <summary>How long it is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>Most that a user is sent in an hour, whoever asks.</summary>
    public const int MostAnHour = 3;

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public Guid UserId { get; init; }
    public required string TokenHash { get; init; }
    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, or the password changed otherwise.</summary>
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>Closes all that a user has open. Saved with the transaction.</summary>
    public static Task CloseAll(IdentityDbContext db, Guid userId, DateTimeOffset now, CancellationToken ct) =>
        db.PasswordResets.Where(r => r.UserId == userId && r.ClosedAt == null).ExecuteUpdateAsync(set => set.SetProperty(r => r.ClosedAt, now), ct);

    internal static void Map(EntityTypeBuilder<PasswordReset> e)
    {
        e.ToTable("password_resets").HasKey(x => new { x.TenantId, x.Id });
        e.NotExported("Links that lead to this installation; there are no passwords to be reset.");
        e.HasIndex(x => new { x.TenantId, x.TokenHash }).IsUnique();
        e.HasIndex(x => x.ExpiresAt);
        e.Property(x => x.TokenHash).HasMaxLength(64);
        e.HasOne<User>().WithMany().HasForeignKey(x => new { x.TenantId, x.UserId }).OnDelete(DeleteBehavior.Cascade);
    }
}
