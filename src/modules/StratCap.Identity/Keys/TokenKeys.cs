using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Identity.Keys;

/// <summary>
/// The keys by which the token server signs (RSA 3072, RS256) and encrypts (256 bits; codes and refresh tokens only). Made once, kept sealed in the
/// database, the same for every copy of the server and after every restart. The newest signs; all verify, so a key can be changed by adding a row.
/// </summary>
internal sealed class TokenKeys(IServiceScopeFactory scopes, CurrentTenant tenant, Seal seal, TimeProvider clock)
{
    private const long Lock = 0x53434B455953; // "SCKEYS": two copies that start at once make one set of keys
    private readonly Lock _reading = new();
    private (IReadOnlyList<SecurityKey> Signing, IReadOnlyList<SecurityKey> Encryption)? _keys;

    /// <summary>The keys, newest first; read once, and made if there are none.</summary>
    public (IReadOnlyList<SecurityKey> Signing, IReadOnlyList<SecurityKey> Encryption) Get()
    {
        lock (_reading) return _keys ??= Read();
    }

    // The server's options are built by synchronous code, so this is synchronous too; it runs once, as the server starts.
    private (IReadOnlyList<SecurityKey>, IReadOnlyList<SecurityKey>) Read()
    {
        using var _ = tenant.Use(PlatformTenant.Id);
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        using var transaction = db.Database.BeginTransaction();
        db.Database.ExecuteSql($"select pg_advisory_xact_lock({Lock})");
        if (!db.ServerKeys.Any())
        {
            db.ServerKeys.AddRange(NewSigningKey(), New(ServerKey.Encryption, RandomNumberGenerator.GetBytes(32)));
            db.SaveChanges();
        }
        var rows = db.ServerKeys.AsNoTracking().OrderByDescending(k => k.CreatedAt).ToList();
        transaction.Commit();
        return (
            [.. rows.Where(r => r.Purpose == ServerKey.Signing).Select(Rsa)],
            [.. rows.Where(r => r.Purpose == ServerKey.Encryption).Select(r => new SymmetricSecurityKey(seal.Open(r.Purpose, r.Sealed)) { KeyId = r.Id.ToString("N") })]);
    }

    private ServerKey NewSigningKey()
    {
        using var rsa = RSA.Create(3072);
        return New(ServerKey.Signing, rsa.ExportPkcs8PrivateKey());
    }

    private ServerKey New(string purpose, byte[] bytes) => new() { Id = Guid.CreateVersion7(), Purpose = purpose, CreatedAt = clock.GetUtcNow(), Sealed = seal.Close(purpose, bytes) };

    private RsaSecurityKey Rsa(ServerKey row)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(seal.Open(row.Purpose, row.Sealed), out _);
        return new RsaSecurityKey(rsa) { KeyId = row.Id.ToString("N") };
    }
}
