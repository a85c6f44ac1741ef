using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenIddict.Validation.AspNetCore;
using StackExchange.Redis;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Security;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;

namespace StratCap.Server.Push;

/// <summary>Registers push to browsers, and the cache that shares its Redis.</summary>
internal static class PushServices
{
    private const string TokenParameter = "access_token";

    /// <summary>
    /// Adds SignalR and the distributed cache: over Redis when <c>ConnectionStrings:Redis</c> is set, so that every copy of the server reaches every
    /// browser and shares one cache; within the process otherwise.
    /// </summary>
    public static IServiceCollection AddPush(this IServiceCollection services, IConfiguration configuration)
    {
        var signalr = services.AddSignalR().AddJsonProtocol(json => json.PayloadSerializerOptions = ApiJson.Options);
        if (configuration.GetConnectionString("Redis") is { Length: > 0 } redis)
        {
            var options = ConfigurationOptions.Parse(redis);
            options.AbortOnConnectFail = false; // The server starts without Redis and finds it later.
            options.ClientName = "stratcap";
            signalr.AddStackExchangeRedis(backplane =>
            {
                backplane.Configuration = options.Clone();
                backplane.Configuration.ChannelPrefix = RedisChannel.Literal("stratcap");
            });
            services.AddStackExchangeRedisCache(cache => (cache.ConfigurationOptions, cache.InstanceName) = (options.Clone(), "stratcap:"));
        }
        else
        {
            services.AddDistributedMemoryCache();
        }
        services.TryAddSingleton<TenantCache>();
        services.Configure<OpenIddictValidationAspNetCoreOptions>(tokens => tokens.DisableAccessTokenExtractionFromQueryString = true);
        services.AddSingleton<LiveConnections>();
        services.AddSingleton<IPush, SignalRPush>();
        services.AddHostedService<LiveRecheck>();
        return services;
    }

    /// <summary>
    /// Takes the access token of a WebSocket to the hub from its query string, where browsers must put it, to the header where the server looks
    /// for it, and out of the address. Must run before authentication. Any other request has its token in the header or none.
    /// </summary>
    public static IApplicationBuilder UsePushTokens(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        if (http.Request.Path.StartsWithSegments(LiveHub.Path, StringComparison.Ordinal) && IsWebSocket(http) && http.Request.Query.TryGetValue(TokenParameter, out var token))
        {
            if (http.Request.Headers.Authorization.Count == 0) http.Request.Headers.Authorization = "Bearer " + token;
            var rest = QueryHelpers.ParseQuery(http.Request.QueryString.Value);
            rest.Remove(TokenParameter);
            http.Request.QueryString = QueryString.Create(rest);
        }
        await next(http);
    });

    /// <summary>Maps the hub. Whoever is not signed in is refused before a connection is made.</summary>
    public static void MapPush(this IEndpointRouteBuilder app) => app
        .MapHub<LiveHub>(LiveHub.Path, hub =>
        {
            hub.Transports = HttpTransportType.WebSockets | HttpTransportType.LongPolling;
            hub.CloseOnAuthenticationExpiration = true;
        })
        .WithMetadata(new OwnRoute("A connection hears only what its user's permissions allow."))
        .Add(endpoint => endpoint.RequestDelegate = SignedIn(endpoint.RequestDelegate!));

    private static RequestDelegate SignedIn(RequestDelegate next) => http =>
        http.User.Identity?.IsAuthenticated == true && http.RequestServices.GetRequiredService<CurrentTenant>().IdOrNull is not null
            ? next(http)
            : new Refusal(401, "auth.required", "Sign in and connect with the access token.").Write(http);

    // WebSockets over HTTP/1.1 ask for an upgrade, over HTTP/2 they are an extended CONNECT.
    private static bool IsWebSocket(HttpContext http) =>
        http.Request.Headers.Upgrade.Any(upgrade => string.Equals(upgrade, "websocket", StringComparison.OrdinalIgnoreCase))
        || http.Features.Get<IHttpExtendedConnectFeature>()?.Protocol == "websocket";
}
