using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using StratCap.Foundation.Security;

namespace StratCap.PluginHost.Secrets;

/// <summary>
/// Seals a firm's secrets: AES-256-GCM under a key of the firm's own, which is sealed under the platform's key (<see cref="Seal"/>). What is sealed is bound to firm, connection and name:
/// copied to another row, it does not open.
/// </summary>
internal sealed class SecretBox(Seal seal, TimeProvider clock)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>Seals a text in the running transaction, under the firm's newest key; the first use makes it.</summary>
    public async Task<(int KeyNumber, byte[] Sealed)> Close(PluginHostDbContext db, Guid connectionId, string name, string open, CancellationToken ct)
    {
        var (number, key) = await Newest(db, ct);
        var plain = Encoding.UTF8.GetBytes(open);
        var closed = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(closed.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(closed.AsSpan(0, NonceBytes), plain, closed.AsSpan(NonceBytes, plain.Length), closed.AsSpan(NonceBytes + plain.Length), Bound(db.TenantId, connectionId, name));
        CryptographicOperations.ZeroMemory(plain);
        CryptographicOperations.ZeroMemory(key);
        return (number, closed);
    }

    /// <summary>Opens what was sealed for a connection under a name.</summary>
    /// <exception cref="InvalidOperationException">It was sealed under another key, for another place, or changed since.</exception>
    public async Task<string> Open(PluginHostDbContext db, Guid connectionId, string name, int keyNumber, byte[] closed, CancellationToken ct)
    {
        var row = await db.DataKeys.AsNoTracking().SingleAsync(k => k.Number == keyNumber, ct);
        var key = seal.Open(PurposeOf(db.TenantId), row.Sealed);
        try
        {
            var plain = new byte[closed.Length - NonceBytes - TagBytes];
            using var aes = new AesGcm(key, TagBytes);
            aes.Decrypt(closed.AsSpan(0, NonceBytes), closed.AsSpan(NonceBytes, plain.Length), closed.AsSpan(NonceBytes + plain.Length), plain, Bound(db.TenantId, connectionId, name));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception e) when (e is CryptographicException or OverflowException)
        {
            throw new InvalidOperationException($"The secret '{name}' of connection {connectionId} cannot be opened: it was changed in the database or belongs to another row. Set it again.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private async Task<(int Number, byte[] Key)> Newest(PluginHostDbContext db, CancellationToken ct)
    {
        if (await Last(db, ct) is { } there) return (there.Number, seal.Open(PurposeOf(db.TenantId), there.Sealed));
        var made = RandomNumberGenerator.GetBytes(KeyBytes);
        // Two at once make one: the loser waits for the winner's commit here, and reads its key.
        await db.Database.ExecuteSqlAsync(
            $"insert into plugin_host.data_keys (tenant_id, number, sealed, created_at) values ({db.TenantId}, 1, {seal.Close(PurposeOf(db.TenantId), made)}, {clock.GetUtcNow()}) on conflict do nothing", ct);
        CryptographicOperations.ZeroMemory(made);
        var first = await Last(db, ct) ?? throw new InvalidOperationException("The firm's key was made and is not there.");
        return (first.Number, seal.Open(PurposeOf(db.TenantId), first.Sealed));
    }

    private static Task<DataKey?> Last(PluginHostDbContext db, CancellationToken ct) => db.DataKeys.AsNoTracking().OrderByDescending(k => k.Number).FirstOrDefaultAsync(ct);

    private static string PurposeOf(Guid tenantId) => $"plugin_host.data_key:{tenantId:N}";

    private static byte[] Bound(Guid tenantId, Guid connectionId, string name) => Encoding.UTF8.GetBytes($"{tenantId:N}\n{connectionId:N}\n{name}");
}
