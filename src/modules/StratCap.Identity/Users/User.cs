using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Identity.Users;

/// <summary>A person who may sign in to one firm. The same person at two firms is two users.</summary>
internal sealed class User : IdentityUser<Guid>, ITenantOwned
{
    public const int EmailLength = 254;
    public const int NameLength = 200;

    public User() => Id = Guid.CreateVersion7();

    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public DateTimeOffset InvitedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; set; }
    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>The language that he chose for pages and messages, or null.</summary>
    public string? Language { get; set; }

    /// <summary>The time zone in which he reads times (IANA), or null for his browser's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>The secret of the authenticator app, sealed; null without one.</summary>
    public string? TotpSecret { get; set; }

    /// <summary>A secret that was handed out and not confirmed yet, sealed.</summary>
    public string? TotpPending { get; set; }

    /// <summary>The last time step whose code was used, so that a code works once.</summary>
    public long TotpLastStep { get; set; }

    public int Version { get; set; } = 1;

    /// <summary>The audited actions that move the version; signing in, for one, does not.</summary>
    public static readonly string[] VersionChanges =
        ["identity.permissions.change", "identity.investors.change", "identity.profile.update", "identity.user.disable", "identity.user.enable", "identity.two_factor.confirm", "identity.two_factor.reset"];

    /// <summary>True once the person chose a password.</summary>
    public bool HasJoined => PasswordHash is not null;

    /// <summary>For lists: <c>invited</c>, <c>active</c> or <c>disabled</c>.</summary>
    public string State => DisabledAt is not null ? "disabled" : HasJoined ? "active" : "invited";

    internal static void Map(EntityTypeBuilder<User> e)
    {
        e.ToTable("users").HasKey(x => new { x.TenantId, x.Id });
        e.HasIndex(x => new { x.TenantId, x.NormalizedEmail }).IsUnique();
        e.HasIndex(x => new { x.TenantId, x.NormalizedUserName }).IsUnique();
        e.Property(x => x.Name).HasMaxLength(NameLength);
        e.Property(x => x.Language).HasMaxLength(10);
        e.Property(x => x.TimeZone).HasMaxLength(ProfileRules.ZoneLength);
        e.Property(x => x.Email).HasMaxLength(EmailLength).IsRequired();
        e.Property(x => x.NormalizedEmail).HasMaxLength(EmailLength).IsRequired();
        e.Property(x => x.UserName).HasMaxLength(EmailLength).IsRequired();
        e.Property(x => x.NormalizedUserName).HasMaxLength(EmailLength).IsRequired();
        e.Property(x => x.ConcurrencyStamp).HasMaxLength(64).IsConcurrencyToken();
        const string proof = "What proves who somebody is does not leave: people are invited anew and choose another.";
        e.Property(x => x.PasswordHash).NotExported(proof);
        e.Property(x => x.TotpSecret).NotExported(proof);
        e.Property(x => x.TotpPending).NotExported(proof);
        e.Property(x => x.TwoFactorEnabled).NotExported(proof, "false");
        e.Property(x => x.SecurityStamp).NotExported("Stands for the sign-ins of this installation.", "gen_random_uuid()::text");
        // Lock-outs are kept per address typed, not per user (SignInFailures); telephones are not used.
        e.Ignore(x => x.PhoneNumber).Ignore(x => x.PhoneNumberConfirmed).Ignore(x => x.LockoutEnd).Ignore(x => x.LockoutEnabled).Ignore(x => x.AccessFailedCount);
    }
}

/// <summary>A role that a user holds.</summary>
internal sealed class UserRole : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid UserId { get; init; }
    public required string Role { get; init; }

    internal static void Map(EntityTypeBuilder<UserRole> e)
    {
        e.ToTable("user_roles").HasKey(x => new { x.TenantId, x.UserId, x.Role });
        e.Property(x => x.Role).HasMaxLength(50);
        e.HasOne<User>().WithMany().HasForeignKey(x => new { x.TenantId, x.UserId }).OnDelete(DeleteBehavior.Cascade);
    }
}

/// <summary>A permission given to a user beside his roles, or taken from him in spite of them.</summary>
internal sealed class UserPermission : ITenantOwned
{
    public Guid TenantId { get; set; }
    public Guid UserId { get; init; }
    public required string Permission { get; init; }

    /// <summary>True: granted. False: revoked, whatever the roles say.</summary>
    public bool Granted { get; set; }

    internal static void Map(EntityTypeBuilder<UserPermission> e)
    {
        e.ToTable("user_permissions").HasKey(x => new { x.TenantId, x.UserId, x.Permission });
        e.Property(x => x.Permission).HasMaxLength(100);
        e.HasOne<User>().WithMany().HasForeignKey(x => new { x.TenantId, x.UserId }).OnDelete(DeleteBehavior.Cascade);
    }
}
