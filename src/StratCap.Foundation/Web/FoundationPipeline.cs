using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StratCap.Foundation.Auditing;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Tenancy;
using StratCap.FundMath;

namespace StratCap.Foundation.Web;

/// <summary>Registration of the floor, and its middleware in the order they must run.</summary>
public static class FoundationPipeline
{
    /// <summary>Adds the floor's services.</summary>
    public static IServiceCollection AddFoundation(this IServiceCollection services)
    {
        services.AddSingleton<CurrentTenant>();
        services.AddSingleton<DatabasePlaces>();
        services.AddSingleton<CurrentActor>();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Audit>();
        services.AddSingleton<Seal>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<SchemaMigrator>();
        services.AddSingleton<PlatformConnections>();
        services.AddSingleton<EventDelivery>();
        services.AddHttpContextAccessor();
        // What cannot be bound is told as a problem everywhere; the framework's default does so in development only.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        return services;
    }

    /// <summary>Every failure as problem details with a stable code; never a stack trace.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app) => app.UseExceptionHandler(new ExceptionHandlerOptions
    {
        ExceptionHandler = async http =>
        {
            var error = http.Features.Get<IExceptionHandlerFeature>()!.Error;
            await (Known(error) ?? Unknown(http, error)).Write(http);
        },
        // A rule that refuses is an answer, no failure of ours: it does not belong into the log of errors.
        SuppressDiagnosticsCallback = what => Known(what.Exception) is not null,
    });

    /// <summary>Keeps a write's body readable twice: once for the use case, once for the hash under its idempotency key.</summary>
    public static IApplicationBuilder UseRequestBuffering(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.Request.Headers.ContainsKey("Idempotency-Key")) http.Request.EnableBuffering();
        await next(http);
    });

    /// <summary>Enters the scope of the tenant that the verified token names, and names the actor. A suspended tenant is refused.</summary>
    public static IApplicationBuilder UseTenantOfToken(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (!Guid.TryParse(http.User.FindFirst(PrincipalExtensions.TenantClaim)?.Value, out var tenantId))
        {
            await next(http);
            return;
        }
        var entry = tenantId == PlatformTenant.Id
            ? new TenantEntry(tenantId, "Platform", false)
            : await http.RequestServices.GetRequiredService<ITenantDirectory>().ById(tenantId, http.RequestAborted);
        if (entry is null or { Suspended: true })
        {
            await new Refusal(403, "tenant.suspended", "This firm's access is suspended. Ask the platform's operator.").Write(http);
            return;
        }
        using var tenant = http.RequestServices.GetRequiredService<CurrentTenant>().Use(tenantId);
        using var actor = http.RequestServices.GetRequiredService<CurrentActor>().Use(new Actor(
            http.User.ActorId(), http.User.FindFirst("name")?.Value ?? "?", http.Connection.RemoteIpAddress?.ToString(), Short(http.Request.Headers.UserAgent.ToString())));
        await next(http);
    });

    /// <summary>
    /// Asks for sign-in and permission before anything of the request is read: a body is neither received nor judged for somebody who may not send it.
    /// After <see cref="UseTenantOfToken"/>. A route that says nothing about who may use it is closed.
    /// </summary>
    public static IApplicationBuilder UsePermissions(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (await Gate.Refuse(http) is { } refusal) await refusal.Write(http);
        else await next(http);
    });

    private static string? Short(string agent) => agent.Length == 0 ? null : agent[..Math.Min(agent.Length, 200)];

    private static Refusal? Known(Exception error) => error switch
    {
        FundRuleException rule => Refusal.Rule(rule.Code, rule.Message),
        BadHttpRequestException { InnerException: JsonException json } => new Refusal(400, "request.invalid", Sentence(json), new Dictionary<string, string[]> { [json.Path ?? "$"] = [Sentence(json)] }),
        BadHttpRequestException bad => new Refusal(bad.StatusCode, bad.StatusCode == 413 ? "request.too_large" : "request.invalid", bad.Message),
        _ => null,
    };

    // System.Text.Json names .NET types in its messages; a caller is told the place and what is expected, not our types.
    private static string Sentence(JsonException json) => json.Message.Contains("could not be mapped", StringComparison.Ordinal)
        ? $"There is a field that this request does not know at {json.Path}. Check its spelling."
        : json.Message.StartsWith("The JSON value could not be converted", StringComparison.Ordinal) || json.Message.Contains("System.", StringComparison.Ordinal) || json.Message.Contains("StratCap.", StringComparison.Ordinal)
            ? $"The value at {json.Path} is missing or has the wrong form."
            : json.Message.Split(" Path:")[0];

    private static Refusal Unknown(HttpContext http, Exception error)
    {
        http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("StratCap.Requests").LogError(error, "{Method} {Path} failed", http.Request.Method, http.Request.Path);
        return new Refusal(500, "server.error", "It did not work, and it is our fault. Nothing was saved. Give the traceId to support.");
    }
}
