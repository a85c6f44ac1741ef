using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StratCap.Contracts.Ingestion;
using StratCap.Contracts.Operations;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Storage;
using StratCap.Ingestion.Imports;

namespace StratCap.Ingestion;

/// <summary>The door of Ingestion: files in, positions in the books, every row accounted for.</summary>
public static class IngestionModule
{
    internal const string Name = "ingestion";

    /// <summary>Adds the module; section <c>Ingestion</c> of the configuration holds its limits.</summary>
    public static IServiceCollection AddIngestionModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleStore<IngestionDbContext>(Name);
        services.AddSingleton(configuration.GetSection("Ingestion").Get<IngestionOptions>() ?? new IngestionOptions());
        services.TryAddSingleton<Blobs>();
        services.AddSingleton(new BlobFolder("imports"));
        services.AddEventHandler<ImportRequested, WhenImportRequested, IngestionDbContext>(Name);
        services.AddSingleton<ImportLeases>();
        services.AddSingleton<IJobCounts>(provider => provider.GetRequiredService<ImportLeases>());
        services.AddSingleton<ImportProgress>();
        services.AddSingleton<ImportNews>();
        services.AddSingleton<ChunkToBooks>();
        services.AddSingleton<ImportRun>();
        return services;
    }

    /// <summary>Adds the worker that runs imports, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddIngestionWorker(this IServiceCollection services) => services.AddHostedService<ImportRunner>();

    /// <summary>Maps the use cases under <c>/data</c>.</summary>
    public static void MapIngestion(this IEndpointRouteBuilder api)
    {
        var data = api.MapGroup("/data").WithTags("Ingestion");
        PreviewFile.Map(data);
        ValidateFile.Map(data);
        StartImport.Map(data);
        ReadImportStatus.Map(data);
        ListImports.Map(data);
        ListImportRows.Map(data);
        DownloadRefusedRows.Map(data);
        CancelImport.Map(data);
    }
}
