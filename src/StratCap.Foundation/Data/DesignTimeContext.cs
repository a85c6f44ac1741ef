using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Data;

/// <summary>Lets <c>dotnet ef</c> make a module's context without a server: derive once per module, internal.</summary>
public abstract class DesignTimeContext<TDb> : IDesignTimeDbContextFactory<TDb> where TDb : ModuleDbContext
{
    /// <summary>The module's schema.</summary>
    protected abstract string Schema { get; }

    public TDb CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<TDb>();
        ModuleStoreRegistration.Configure(options, "Host=localhost;Database=design", Schema);
        return (TDb)Activator.CreateInstance(typeof(TDb), options.Options, new CurrentTenant())!;
    }
}
