using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Tenancy;

namespace StratCap.Identity.SignIn;

/// <summary>
/// Wrong passwords and codes for an address that somebody typed, whether or not a user has it: so a lock-out tells nobody who has an account.
/// Kept as a hash, since people type passwords into the wrong field.
/// </summary>
internal sealed class SignInFailures : ITenantOwned, IPlatformVisible
{
    /// <summary>Failures that lock.</summary>
    public const int Allowed = 5;

    /// <summary>How long a lock holds.</summary>
    public static readonly TimeSpan LockFor = TimeSpan.FromMinutes(15);

    public Guid TenantId { get; set; }
    public required string Account { get; init; }
    public int Count { get; set; }
    public DateTimeOffset? LockedUntil { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>The key of an address.</summary>
    public static string AccountOf(string normalizedEmail) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normalizedEmail)));

    /// <summary>Counts a failure; true when it locked.</summary>
    public bool Add(DateTimeOffset now)
    {
        (Count, At) = (Count + 1, now);
        if (Count < Allowed) return false;
        (Count, LockedUntil) = (0, now + LockFor);
        return true;
    }

    internal static void Map(EntityTypeBuilder<SignInFailures> e)
    {
        e.ToTable("sign_in_failures").HasKey(x => new { x.TenantId, x.Account });
        e.NotExported("Guesses at passwords that do not leave.");
        e.Property(x => x.Account).HasMaxLength(64);
    }
}
