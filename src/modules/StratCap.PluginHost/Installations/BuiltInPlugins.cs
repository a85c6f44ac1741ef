using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StratCap.Foundation.Tenancy;

namespace StratCap.PluginHost.Installations;

/// <summary>At start, registers and allows the packages that came with the product: those in the plugins' folder that the platform's key signed. A package that is refused is told in the log, and the server goes on.</summary>
internal sealed partial class BuiltInPlugins(IServiceScopeFactory scopes, PluginOptions options, CurrentTenant current, ILogger<BuiltInPlugins> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.Path)) return;
        foreach (var file in Directory.EnumerateFiles(options.Path, "*.scplug").Order(StringComparer.Ordinal)) await Take(file, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task Take(string path, CancellationToken ct)
    {
        using var _ = current.Use(PlatformTenant.Id);
        await using var scope = scopes.CreateAsyncScope();
        var (db, registrar) = (scope.ServiceProvider.GetRequiredService<PluginHostDbContext>(), scope.ServiceProvider.GetRequiredService<Registrar>());
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await using var file = File.OpenRead(path);
        var (version, refused) = await registrar.Register(db, file, "StratCap", ct);
        if (refused is not null) Refused(Path.GetFileName(path), refused.Code, refused.Detail);
        else if (version!.Trust != "core") Refused(Path.GetFileName(path), "plugins.package.not_core", "Only packages signed by the platform's key are taken from the folder: register it by the API.");
        // One that was there before is left as an operator left it.
        else if (db.ChangeTracker.HasChanges() && registrar.Allow(db, version) is null)
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The package {File} was not taken ({Code}): {Why}")]
    private partial void Refused(string file, string code, string why);
}
