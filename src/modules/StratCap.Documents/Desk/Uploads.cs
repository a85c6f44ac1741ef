using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
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

    /// <summary>Lets the request be as large as a document may be, and no larger, and looks at the file before the write begins: nobody holds a connection while the scanner looks. Must stand before the permission.</summary>
    public static RouteHandlerBuilder TakesDocument(this RouteHandlerBuilder route, IEndpointRouteBuilder routes)
    {
        var most = routes.ServiceProvider.GetRequiredService<DocumentOptions>().MaxBytes;
        return route
            .WithMetadata(new SizeLimit(most + Slack))
            .AddEndpointFilter(async (context, next) =>
            {
                var request = context.HttpContext.Request;
                if (request.ContentLength > most) return RefusalResult.Of(TooLarge(most));
                // Without a key, which is refused, it is not buffered.
                if (request.Body.CanSeek) context.HttpContext.Items[typeof(Seen)] = await Look(request, most);
                return await next(context);
            })
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

    /// <summary>The file that was looked at, or why it is not taken.</summary>
    /// <param name="subject">What it is for, as the audit names it.</param>
    public static async Task<(CheckedFile? File, Refusal? Refused)> Receive(HttpContext http, ScannedUpload scanned, (string Type, object Id) subject)
    {
        var seen = (Seen)http.Items[typeof(Seen)]!;
        if (seen.File is null) return (null, seen.Refused);
        return await scanned.WhyNot(seen.Verdict, subject, seen.File.FileName, seen.File.Sha256, http.RequestAborted) is { } refusal ? (null, refusal) : (seen.File, null);
    }

    /// <summary>Looks at the body; it was buffered for the hash under its key, and so can be read again.</summary>
    private static async Task<Seen> Look(HttpRequest request, long most)
    {
        var ct = request.HttpContext.RequestAborted;
        // Buffered as it is read: only then is its length known.
        await request.Body.DrainAsync(ct);
        request.Body.Position = 0;
        if (request.Body.Length > most) return Seen.Not(TooLarge(most));
        if (request.Body.Length == 0) return Seen.Not(new Refusal(400, "documents.file_missing", "The body is empty: send the file itself as the body."));
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var said) ? said.MediaType.ToString().ToLowerInvariant() : "";
        if (await CheckedFile.Of(request.Query["fileName"].ToString(), type, request.Body, ct) is not { } file)
            return Seen.Not(new Refusal(415, "documents.type_not_taken", $"The file is not what its type says, or of a type that is not taken. Taken are {ContentTypes.InWords}; files with macros are not."));
        return new(file, null, await request.HttpContext.RequestServices.GetRequiredService<VirusScan>().Look(request.Body, ct));
    }

    private static Refusal TooLarge(long most) => new(413, "documents.file_too_large", string.Create(CultureInfo.InvariantCulture, $"The document is larger than {most / 1048576m:0.##} MiB, the most that is kept."));

    private sealed record Seen(CheckedFile? File, Refusal? Refused, Verdict Verdict)
    {
        public static Seen Not(Refusal refusal) => new(null, refusal, Verdict.None);
    }

    private sealed record SizeLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
}
