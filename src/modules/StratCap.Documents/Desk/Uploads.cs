using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;
using StratCap.Documents.Keeping;
using StratCap.Documents.Scanning;
using StratCap.Foundation.Web;

namespace StratCap.Documents.Desk;

/// <summary>How a route takes a document: the body is the file itself.</summary>
internal static class Uploads
{
    // So that one who is a little above is told so, instead of having the connection cut.
    private const long Slack = 1 << 20;

    /// <summary>Lets the request be as large as a document may be, and no larger; must stand before the permission.</summary>
    public static RouteHandlerBuilder TakesDocument(this RouteHandlerBuilder route, IEndpointRouteBuilder routes)
    {
        var most = routes.ServiceProvider.GetRequiredService<DocumentOptions>().MaxBytes;
        return route
            .WithMetadata(new SizeLimit(most + Slack))
            .AddEndpointFilter(async (context, next) => context.HttpContext.Request.ContentLength > most ? RefusalResult.Of(TooLarge(most)) : await next(context))
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/octet-stream"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" } } },
                };
                return Task.CompletedTask;
            });
    }

    /// <summary>Looks at the body; it was buffered for the hash under its key, and so can be read again.</summary>
    /// <param name="subject">What it is for, as the audit names it.</param>
    public static async Task<(CheckedFile? File, Refusal? Refused)> Receive(HttpRequest request, string fileName, DocumentOptions limits, ScannedUpload scanned, (string Type, object Id) subject)
    {
        if (request.Body.Length > limits.MaxBytes) return (null, TooLarge(limits.MaxBytes));
        if (request.Body.Length == 0) return (null, new Refusal(400, "documents.file_missing", "The body is empty: send the file itself as the body."));
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var said) ? said.MediaType.ToString().ToLowerInvariant() : "";
        var ct = request.HttpContext.RequestAborted;
        if (await CheckedFile.Of(fileName, type, request.Body, ct) is not { } file)
            return (null, new Refusal(415, "documents.type_not_taken", $"The file is not what its type says, or of a type that is not taken. Taken are {ContentTypes.InWords}; files with macros are not."));
        return await scanned.WhyNot(request.Body, subject, file.FileName, file.Sha256, ct) is { } refusal ? (null, refusal) : (file, null);
    }

    private static Refusal TooLarge(long most) => new(413, "documents.file_too_large", string.Create(CultureInfo.InvariantCulture, $"The document is larger than {most / 1048576m:0.##} MiB, the most that is kept."));

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
