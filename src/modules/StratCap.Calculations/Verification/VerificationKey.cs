using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using StratCap.Foundation.Data;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Calculations.Verification;

/// <summary>The key by which a firm signs what its investors may verify: the public half in the open, the private half under <see cref="Seal"/>.</summary>
internal sealed class VerificationKey : ITenantOwned, IAppendOnly
{
    private const string Purpose = "verification";

    public Guid TenantId { get; set; }
    public Guid Id { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>SubjectPublicKeyInfo in base 64.</summary>
    public required string PublicKey { get; init; }

    public required byte[] Sealed { get; init; }

    public ECDsa Open(Seal seal)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(seal.Open(Purpose, Sealed), out _);
        return key;
    }

    /// <summary>The firm's key; made when it is first needed, once, whoever asks at the same time.</summary>
    public static async Task<VerificationKey> OfFirm(CalculationsDbContext db, Seal seal, TimeProvider clock, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({"calculations.verification_keys " + db.TenantId}, 0))", ct);
        if (await db.VerificationKeys.OrderByDescending(k => k.Id).FirstOrDefaultAsync(ct) is { } known) return known;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var made = new VerificationKey
        {
            Id = Guid.CreateVersion7(),
            CreatedAt = clock.GetUtcNow(),
            PublicKey = Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            Sealed = seal.Close(Purpose, key.ExportPkcs8PrivateKey()),
        };
        db.VerificationKeys.Add(made);
        return made;
    }

    internal static void Map(EntityTypeBuilder<VerificationKey> e)
    {
        e.ToTable("verification_keys").HasKey(x => new { x.TenantId, x.Id });
        e.NotExported("The key by which the firm signs does not leave: it makes another, and packs signed before carry the public half of the old one.");
    }
}
