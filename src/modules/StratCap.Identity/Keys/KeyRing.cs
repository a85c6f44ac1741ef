using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Identity.Keys;

/// <summary>Keeps the key ring for cookies and forms in the database, sealed, so that all copies of the server share it.</summary>
internal sealed class KeyRing(IServiceScopeFactory scopes, CurrentTenant tenant, Seal seal) : IXmlRepository
{
    private const string Purpose = "key-ring";

    public IReadOnlyCollection<XElement> GetAllElements() => InTransaction(db =>
        db.DataProtectionKeys.AsNoTracking().OrderBy(k => k.Id).ToList().ConvertAll(k => XElement.Parse(Encoding.UTF8.GetString(seal.Open(Purpose, k.Sealed)))));

    public void StoreElement(XElement element, string friendlyName) => InTransaction(db =>
    {
        db.DataProtectionKeys.Add(new DataProtectionKey
        {
            Id = Guid.CreateVersion7(),
            Name = friendlyName,
            Sealed = seal.Close(Purpose, Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting))),
        });
        return db.SaveChanges();
    });

    private T InTransaction<T>(Func<IdentityDbContext, T> work)
    {
        using var _ = tenant.Use(PlatformTenant.Id);
        using var scope = scopes.CreateScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        using var transaction = db.Database.BeginTransaction();
        var result = work(db);
        transaction.Commit();
        return result;
    }

    /// <summary>Puts the ring into the framework's options.</summary>
    internal sealed class Use(KeyRing ring) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options)
        {
            options.XmlRepository = ring;
            // The ring seals whole elements itself; without this the framework would warn that they lie open.
            options.XmlEncryptor = new NullXmlEncryptor();
        }
    }
}
