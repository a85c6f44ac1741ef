using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Data;

/// <summary>A module's database, for the work that goes over all modules: migrating, dispatching, verifying, reading the audit trail.</summary>
/// <param name="Module">The module's name, which is also its schema.</param>
/// <param name="Context">Its context's type.</param>
public sealed record ModuleStore(string Module, Type Context)
{
    /// <summary>The module's context from a scope's services.</summary>
    public ModuleDbContext Open(IServiceProvider services) => (ModuleDbContext)services.GetRequiredService(Context);
}

/// <summary>Connections of the platform's role, one pool a database.</summary>
public sealed class PlatformConnections(IConfiguration configuration) : IAsyncDisposable
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, NpgsqlDataSource> _sources = new(StringComparer.Ordinal);

    /// <summary>Opens a connection that sees the tables marked <see cref="IPlatformVisible"/> across tenants, and no others.</summary>
    public ValueTask<NpgsqlConnection> Open(string module, CancellationToken ct) =>
        _sources.GetOrAdd(DatabaseRoles.For(configuration, module).Platform, NpgsqlDataSource.Create).OpenConnectionAsync(ct);

    /// <summary>What is due, over all tenants: the first two columns of a statement that takes a time as <c>$1</c>.</summary>
    public async Task<List<(Guid TenantId, Guid Id)>> Due(string module, string sql, DateTimeOffset time, CancellationToken ct)
    {
        await using var connection = await Open(module, ct);
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = time } } };
        var due = new List<(Guid, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct)) due.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return due;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values) await source.DisposeAsync();
    }
}

/// <summary>How a module's context is registered: behind both walls, always in a transaction.</summary>
public static class ModuleStoreRegistration
{
    /// <summary>Adds a module's context in the application's role.</summary>
    public static IServiceCollection AddModuleStore<TDb>(this IServiceCollection services, string module) where TDb : ModuleDbContext
    {
        services.AddSingleton(new ModuleStore(module, typeof(TDb)));
        services.AddDbContext<TDb>((provider, options) => Configure(options, DatabaseRoles.For(provider.GetRequiredService<IConfiguration>(), module).Application, module)
            .AddInterceptors(new TenantWallInterceptor(provider.GetRequiredService<CurrentTenant>())));
        return services;
    }

    /// <summary>The options every role shares: naming, migrations history in the module's schema.</summary>
    public static DbContextOptionsBuilder Configure(DbContextOptionsBuilder options, string connectionString, string schema) => options
        .UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable("migrations", schema))
        .UseSnakeCaseNamingConvention();
}
