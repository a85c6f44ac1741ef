using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace StratCap.Foundation.Web;

/// <summary>
/// An answer with a secret that is told once: the caller gets <paramref name="told"/>, while <paramref name="kept"/>, without the secret, is what
/// is stored under the idempotency key and what a repeat of the request is answered with. So no secret lies in the database.
/// </summary>
public sealed class OnceAnswer<T>(Answer<T> told, Answer<T> kept) : IAnswer, IEndpointMetadataProvider
{
    public Refusal? Refused => told.Refused;
    public int Status => told.Status;
    public string? ETag => told.ETag;
    public string? Location => told.Location;

    public static implicit operator OnceAnswer<T>(Refusal refusal) => new(refusal, refusal);

    public string Body(HttpContext http) => kept.Body(http);

    public Task ExecuteAsync(HttpContext httpContext) => told.ExecuteAsync(httpContext);

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Answer<T>.PopulateMetadata(method, builder);
}
