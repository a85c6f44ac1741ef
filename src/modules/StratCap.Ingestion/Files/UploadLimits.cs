using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using StratCap.Foundation.Web;

namespace StratCap.Ingestion.Files;

/// <summary>How an endpoint that takes a file is described and bounded.</summary>
internal static class UploadLimits
{
    // The form's own lines and fields, beside the file.
    private const long FormBytes = 1 << 20;

    /// <summary>Lets the request be as large as a file may be, and no larger; must stand before the permission.</summary>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder route, IngestionOptions limits, bool withSourceType) => route
        .WithMetadata(new SizeLimit(limits.MaxFileBytes + FormBytes))
        .AddEndpointFilter(async (context, next) => context.HttpContext.Request.ContentLength > limits.MaxFileBytes + FormBytes
            ? RefusalResult.Of(new Refusal(413, "ingestion.file_too_large", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The file is larger than {limits.MaxFileBytes / 1048576m:0.##} MiB, the most that is taken: split it.")))
            : await next(context))
        .AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.RequestBody = Form(withSourceType);
            return Task.CompletedTask;
        });

    /// <summary>The limits in force.</summary>
    public static IngestionOptions LimitsOf(this Microsoft.AspNetCore.Routing.IEndpointRouteBuilder routes) => routes.ServiceProvider.GetRequiredService<IngestionOptions>();

    private static OpenApiRequestBody Form(bool withSourceType)
    {
        var properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            ["file"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "The file." },
        };
        var needed = new HashSet<string>(withSourceType ? ["file", "sourceType"] : ["file"], StringComparer.Ordinal);
        properties["mapping"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "JSON: what columns stand for, by the file's names; an empty text leaves a column out." };
        if (withSourceType) properties["sourceType"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What the file holds: 'positions'." };
        return new OpenApiRequestBody
        {
            Required = true,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                ["multipart/form-data"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object, Properties = properties, Required = needed } },
            },
        };
    }

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
