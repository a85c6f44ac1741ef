using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StratCap.Contracts.Operations;
using StratCap.Exports.Archives;
using StratCap.Exports.Exporting;
using StratCap.Exports.Importing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Web;

namespace StratCap.Exports;

/// <summary>The door of Exports: all of a firm out, and in again elsewhere.</summary>
public static class ExportsModule
{
    internal const string Name = "exports";

    /// <summary>Adds the module; section <c>Exports</c> of the configuration holds its limits.</summary>
    public static IServiceCollection AddExportsModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleStore<ExportsDbContext>(Name);
        services.AddSingleton(configuration.GetSection("Exports").Get<ExportsOptions>() ?? new ExportsOptions());
        services.TryAddSingleton<Blobs>();
        services.AddSingleton(new BlobFolder(TenantExport.Folder, NotExported: "Exports of the firm, which would hold one another."));
        services.AddSingleton<OneDatabase>();
        services.AddSingleton<TenantTables>();
        services.AddSingleton<Sealing>();
        services.AddSingleton<ArchiveWriter>();
        services.AddSingleton<TenantImport>();
        services.AddSingleton<ExportNews>();
        services.AddSingleton<ExportWork>();
        services.AddSingleton<ExportLeases>();
        services.AddSingleton<IJobCounts>(provider => provider.GetRequiredService<ExportLeases>());
        services.AddSingleton<ExportSweeper>();
        return services;
    }

    /// <summary>Adds the workers that write exports and remove old ones, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddExportsWorker(this IServiceCollection services) => services
        .AddHostedService<ExportRunner>()
        .AddHostedService(provider => provider.GetRequiredService<ExportSweeper>());

    /// <summary>Maps the use cases under <c>/exports</c>, and the operators' under <c>/platform/tenants</c>.</summary>
    public static void MapExports(this IEndpointRouteBuilder api)
    {
        var exports = api.MapGroup("/exports").WithTags("Exports");
        StartExport.Map(exports);
        ReadExports.Map(exports);
        DownloadExport.Map(exports);
        var tenants = api.MapGroup("/platform/tenants").WithTags("Exports").PlatformOnly();
        StartExport.MapPlatform(tenants);
        ReadExports.MapPlatform(tenants);
        DownloadExport.MapPlatform(tenants);
    }

    /// <summary>Takes a firm in from an archive. 0 when it is there and verified.</summary>
    /// <param name="services">The house's, over a migrated database.</param>
    /// <param name="path">The archive.</param>
    /// <param name="withWorkUnderWay">Takes an archive that was written while work was under way.</param>
    /// <param name="say">Gets what was done, or why nothing was.</param>
    public static Task<int> ImportTenant(IServiceProvider services, string path, bool withWorkUnderWay, TextWriter say, CancellationToken ct) =>
        services.GetRequiredService<TenantImport>().Run(path, withWorkUnderWay, say, ct);

    /// <summary>Looks an archive through, offline. 0 when it is as it was written.</summary>
    public static Task<int> CheckArchive(string path, TextWriter say, CancellationToken ct) => CheckExport.Run(path, say, ct);
}
