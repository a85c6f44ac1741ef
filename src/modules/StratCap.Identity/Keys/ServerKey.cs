using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;

namespace StratCap.Identity.Keys;

/// <summary>A key of the token server, sealed: what it is good for, and its bytes under <see cref="Seal"/>.</summary>
internal sealed class ServerKey
{
    public const string Signing = "signing";
    public const string Encryption = "encryption";

    public Guid Id { get; init; }
    public required string Purpose { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public required byte[] Sealed { get; init; }

    internal static void Map(EntityTypeBuilder<ServerKey> e)
    {
        e.ToTable("server_keys").HasKey(x => x.Id);
        e.Property(x => x.Purpose).HasMaxLength(20);
        e.IsPlatformTable("The token server's keys serve every firm; a token names its tenant.");
    }
}

/// <summary>A key that protects cookies and forms, sealed.</summary>
internal sealed class DataProtectionKey
{
    public Guid Id { get; init; }
    public required string Name { get; init; }
    public required byte[] Sealed { get; init; }

    internal static void Map(EntityTypeBuilder<DataProtectionKey> e)
    {
        e.ToTable("data_protection_keys").HasKey(x => x.Id);
        e.Property(x => x.Name).HasMaxLength(200);
        e.IsPlatformTable("Cookies and forms of all copies of the server are protected by one key ring; what they protect names its tenant.");
    }
}
