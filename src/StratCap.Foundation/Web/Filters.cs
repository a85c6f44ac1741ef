using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StratCap.Foundation.Data;
using StratCap.Foundation.Idempotency;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;

namespace StratCap.Foundation.Web;

/// <summary>Who may come in: whoever is not signed in is refused (401), or lacks the permission (403); asked anew for every request, so that a revocation counts at once.</summary>
internal static class Gate
{
    private static readonly object Passed = new();

    /// <summary>
    /// The refusal of a request by what its route says, or null. A route that says nothing is closed: forgetting to say what it needs opens it to nobody.
    /// </summary>
    public static async ValueTask<Refusal?> Refuse(HttpContext http)
    {
        if (http.GetEndpoint() is not RouteEndpoint route || route.Metadata.GetMetadata<PublicRoute>() is not null) return null;
        if (route.Metadata.GetMetadata<RequiredPermission>() is { } needs) return await Refuse(http, needs.Permission);
        return route.Metadata.GetMetadata<OwnRoute>() is not null
            ? await Refuse(http, null)
            : new Refusal(403, "auth.route_closed", "This address is closed: it does not say who may use it. Tell support.");
    }

    /// <summary>The refusal of a request that needs a permission, or only a sign-in (null); null when it may go on.</summary>
    public static async ValueTask<Refusal?> Refuse(HttpContext http, string? permission)
    {
        if (http.User.Identity?.IsAuthenticated != true || http.RequestServices.GetRequiredService<CurrentTenant>().IdOrNull is null)
            return new Refusal(401, "auth.required", "Sign in and send the access token as 'Authorization: Bearer …'.");
        if (permission is null || http.Items.TryGetValue(Passed, out var passed) && (string?)passed == permission) return null;
        var held = await http.RequestServices.GetRequiredService<IPermissionSource>().Of(http.User.ActorId(), http.RequestAborted);
        if (!held.Contains(permission)) return new Refusal(403, "auth.permission_missing", $"This needs the permission '{permission}'. Ask an administrator of your firm to grant it.");
        http.Items[Passed] = permission;
        return null;
    }
}

/// <summary>The gate at the route itself, which holds even where a pipeline forgot <see cref="FoundationPipeline.UsePermissions"/>.</summary>
internal sealed class PermissionFilter(string? permission) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await Gate.Refuse(context.HttpContext, permission) is { } refusal ? RefusalResult.Of(refusal) : await next(context);
}

/// <summary>Gives a read one transaction behind the walls.</summary>
internal sealed class ReadFilter<TDb> : IEndpointFilter where TDb : ModuleDbContext
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var db = context.HttpContext.RequestServices.GetRequiredService<TDb>();
        db.ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        using var place = await context.HttpContext.RequestServices.GetRequiredService<DatabasePlaces>().Take(context.HttpContext.RequestAborted);
        await using var transaction = await db.Database.BeginTransactionAsync(context.HttpContext.RequestAborted);
        return await next(context);
    }
}

/// <summary>
/// Gives a write its one transaction: the key is locked and looked up, the use case runs, and change, audit, answer and events are saved together.
/// A second request with the same key waits for nobody: it is told that the first is still under way.
/// </summary>
internal sealed class WriteFilter<TDb>(bool keyRequired) : IEndpointFilter where TDb : ModuleDbContext
{
    private const int LastChanges = 1_000;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (KeyProblem(key) is { } problem) return RefusalResult.Of(problem);
        var db = http.RequestServices.GetRequiredService<TDb>();
        using var place = await http.RequestServices.GetRequiredService<DatabasePlaces>().Take(http.RequestAborted);
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(http.RequestAborted);
            var request = key.Length == 0 || http.GetEndpoint()?.Metadata.GetMetadata<SecretBody>() is not null ? null : new KeyedRequest(http.User.ActorId(), key, http.Request.Method + " " + http.Request.Path + http.Request.QueryString, await BodyHash(http));
            if (request is not null && await Earlier(db, request, http) is { } earlier) return earlier;
            var result = await next(context);
            if (result is not IAnswer answer) return result is RefusalResult ? result : throw new InvalidOperationException("A write must answer with Answer<T>.");
            if (answer.Refused is { Status: 412 } overtaken) return RefusalResult.Of(await ByWhom(db, overtaken, http));
            if (answer.Refused is not null) return answer;
            await Save(db, request, answer, http);
            await transaction.CommitAsync(http.RequestAborted);
            return answer;
        }
        catch (DbUpdateConcurrencyException)
        {
            await using var look = await db.Database.BeginTransactionAsync(http.RequestAborted);
            return RefusalResult.Of(await ByWhom(db, Concurrency.Changed, http));
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return RefusalResult.Of(Refusal.Conflict("resource.exists", "This exists already, or somebody wrote at the same moment: read again before you repeat it."));
        }
    }

    /// <summary>Names who was faster, out of the audit trail: what overtook a write is among the last things that were done.</summary>
    private static async Task<Refusal> ByWhom(TDb db, Refusal refusal, HttpContext http)
    {
        // The last id of the route is what is written; those before it are what it belongs to.
        var places = ((RouteEndpoint)http.GetEndpoint()!).RoutePattern.Parameters.Select(p => http.GetRouteValue(p.Name) as string);
        if (places.LastOrDefault(v => Guid.TryParse(v, out _)) is not { } subject) return refusal;
        var changes = http.GuardedChanges();
        var last = await db.Audit.AsNoTracking().OrderByDescending(a => a.Id).Take(LastChanges).Where(a => a.SubjectId == subject && (changes.Count == 0 || changes.Contains(a.Action))).OrderByDescending(a => a.Id)
            .Select(a => new { a.ActorName, a.At }).FirstOrDefaultAsync(http.RequestAborted);
        return last is null ? refusal : refusal with
        {
            Detail = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{last.ActorName} changed this on {last.At.UtcDateTime:yyyy-MM-dd 'at' HH:mm} UTC: read it again and repeat your change."),
        };
    }

    private Refusal? KeyProblem(string key)
    {
        if (key.Length == 0)
            return keyRequired ? new Refusal(400, "request.idempotency_key_required", "Send an Idempotency-Key header, made once for this action, so that a repeat does nothing twice.") : null;
        return key.Length <= 200 && key.All(c => c is > ' ' and < '\x7f')
            ? null
            : new Refusal(400, "request.idempotency_key_invalid", "An Idempotency-Key has at most 200 visible ASCII characters.");
    }

    private static async Task<string> BodyHash(HttpContext http)
    {
        var body = http.Request.Body;
        if (!body.CanSeek) throw new InvalidOperationException("The request's body is not buffered: RequestBuffering must run before the endpoints.");
        body.Position = 0;
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(body, http.RequestAborted));
        body.Position = 0;
        return hash;
    }

    private static async Task<object?> Earlier(TDb db, KeyedRequest request, HttpContext http)
    {
        var lockKey = BitConverter.ToInt64(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{db.Schema}|{db.TenantId}|{request.ActorId}|{request.Key}")));
        var locked = await db.Database.SqlQuery<bool>($"select pg_try_advisory_xact_lock({lockKey}) as \"Value\"").SingleAsync(http.RequestAborted);
        if (!locked) return RefusalResult.Of(new Refusal(409, "request.in_progress", "A request with this Idempotency-Key is still under way: ask again in a moment.", RetryAfterSeconds: 1));
        var stored = await db.Idempotency.AsNoTracking().SingleOrDefaultAsync(r => r.ActorId == request.ActorId && r.Key == request.Key, http.RequestAborted);
        if (stored is null) return null;
        return stored.BodyHash == request.BodyHash && stored.Request == request.Request
            ? new StoredAnswer(stored)
            : RefusalResult.Of(Refusal.Conflict("request.idempotency_key_reused", "This Idempotency-Key was used for another request: make a new key for a new action."));
    }

    private static async Task Save(TDb db, KeyedRequest? request, IAnswer answer, HttpContext http)
    {
        if (!db.ChangeTracker.Entries<Auditing.AuditEntry>().Any())
            throw new InvalidOperationException($"{http.Request.Method} {http.Request.Path} changed something without an audit row.");
        if (request is not null)
            db.Idempotency.Add(new IdempotencyRecord
            {
                ActorId = request.ActorId,
                Key = request.Key,
                Request = request.Request,
                BodyHash = request.BodyHash,
                Status = answer.Status,
                Body = answer.Body(http),
                ETag = answer.ETag,
                Location = answer.Location,
                At = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
            });
        await db.SaveChangesAsync(http.RequestAborted);
    }

    private sealed record KeyedRequest(Guid ActorId, string Key, string Request, string BodyHash);
}

/// <summary>A refusal as a result.</summary>
public sealed class RefusalResult : IResult
{
    private readonly Refusal _refusal;

    private RefusalResult(Refusal refusal) => _refusal = refusal;

    /// <summary>The refusal as a result.</summary>
    public static RefusalResult Of(Refusal refusal) => new(refusal);

    public Task ExecuteAsync(HttpContext httpContext) => _refusal.Write(httpContext);
}

internal sealed class StoredAnswer(IdempotencyRecord stored) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers["Idempotency-Replayed"] = "true";
        return AnswerWriter.Write(httpContext, stored.Status, stored.Body, stored.ETag, stored.Location);
    }
}

/// <summary>Who the signed-in caller is.</summary>
public static class PrincipalExtensions
{
    /// <summary>Claim that carries the tenant in an access token.</summary>
    public const string TenantClaim = "tenant";

    /// <summary>When the caller last proved who he is, by password and, if he has one, second factor (claim <c>auth_time</c>); a renewed token keeps the time. Null for a partner's system.</summary>
    public static DateTimeOffset? SignedInAt(this ClaimsPrincipal user) =>
        long.TryParse(user.FindFirst("auth_time")?.Value, System.Globalization.CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The caller's id (claim <c>sub</c>).</summary>
    public static Guid ActorId(this ClaimsPrincipal user) =>
        Guid.TryParse(user.FindFirst("sub")?.Value ?? user.FindFirst(ClaimTypes.NameIdentifier)?.Value, out var id) ? id : Guid.Empty;
}
