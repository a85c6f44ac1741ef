using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StratCap.Contracts.Documents;
using StratCap.Contracts.Operations;
using StratCap.Documents.Desk;
using StratCap.Documents.Keeping;
using StratCap.Documents.Portal;
using StratCap.Documents.Scanning;
using StratCap.Documents.Texts;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Storage;

namespace StratCap.Documents;

/// <summary>The door of Documents: bytes by their hash, versions, who opened what, and what may not be destroyed.</summary>
public static class DocumentsModule
{
    /// <summary>With this the program reads texts out of files, until it is told no more.</summary>
    public const string ReadTextsVerb = "read-texts";

    /// <summary>Reads files from the input and writes the text of each.</summary>
    public static int ReadTexts(Stream input, Stream output) => TextsFromInput.Run(input, output);

    internal const string Name = "documents";

    /// <summary>Adds the module; section <c>Documents</c> of the configuration holds its limits.</summary>
    public static IServiceCollection AddDocumentsModule(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddModuleStore<DocumentsDbContext>(Name);
        var options = configuration.GetSection("Documents").Get<DocumentOptions>() ?? new DocumentOptions();
        if (options.Scanner is { Length: > 0 } scanner) _ = VirusScan.AddressOf(scanner);
        services.AddSingleton(options);
        services.AddSingleton<ContentStore>();
        services.AddSingleton(new BlobFolder("documents"));
        services.AddSingleton<IDocuments, DocumentKeeper>();
        services.AddSingleton<SharedMark>();
        services.AddSingleton<VirusScan>();
        services.AddSingleton<ScannedUpload>();
        services.AddSingleton<TextSearch>();
        services.AddSingleton<TextReaders>();
        services.AddSingleton<TextWork>();
        services.AddSingleton<TextLeases>();
        services.AddSingleton<IJobCounts>(p => p.GetRequiredService<TextLeases>());
        services.AddSingleton<IVerifier, ContentVerifier>();
        services.AddEventHandler<DocumentDestroyed, WhenDocumentDestroyed, DocumentsDbContext>(Name);
        return services;
    }

    /// <summary>Adds the workers that take text out of documents, for copies of the server that work in the background.</summary>
    public static IServiceCollection AddDocumentsWorker(this IServiceCollection services) => services.AddHostedService<TextRunner>();

    /// <summary>Maps the use cases under <c>/documents</c>, and what investors see of them.</summary>
    public static void MapDocuments(this IEndpointRouteBuilder api)
    {
        var documents = api.MapGroup("/documents").WithTags("Documents");
        ListDocuments.Map(documents);
        AddDocument.Map(documents);
        ReadDocument.Map(documents);
        AddVersion.Map(documents);
        DownloadDocument.Map(documents);
        ListAccesses.Map(documents);
        HoldDocument.Map(documents);
        RetainDocument.Map(documents);
        ShareDocument.Map(documents);
        DestroyDocument.Map(documents);
        ReadOwnDocuments.Map(api.MapGroup("/portal/me").WithTags("Portal"));
    }
}
