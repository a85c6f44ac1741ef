using Scalar.AspNetCore;
using StratCap.Calculations;
using StratCap.Foundation.Web;
using StratCap.Funds;
using StratCap.Server.Messaging;
using StratCap.Server.Push;

namespace StratCap.Server;

/// <summary>Which part of the work a copy of the server does.</summary>
[Flags]
internal enum ServerRole
{
    /// <summary>Answers HTTP.</summary>
    Web = 1,

    /// <summary>Sends and handles events, runs jobs.</summary>
    Worker = 2,

    /// <summary>Both.</summary>
    All = Web | Worker,
}

/// <summary>Puts the house together: the only place that knows every module.</summary>
internal static class Composition
{
    public static WebApplicationBuilder AddHouse(this WebApplicationBuilder builder, ServerRole role)
    {
        var services = builder.Services;
        var configuration = builder.Configuration;
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4 << 20;
        });
        services.AddFoundation();
        services.AddApiDescription();
        services.AddMessaging(configuration, role.HasFlag(ServerRole.Worker));
        services.AddFundsModule(configuration);
        services.AddCalculationsModule(configuration);
        return builder;
    }

    public static WebApplication MapHouse(this WebApplication app, ServerRole role)
    {
        app.UseProblems();
        app.UseRequestBuffering();
        app.UsePushTokens();
        app.UseRouting();
        app.UseTenantOfToken();
        var api = app.MapGroup("/api/v1");
        api.MapMessagingAdmin();
        app.MapPush();
        api.MapFunds();
        api.MapCalculations();
        app.MapOpenApi("/openapi/{documentName}.json").Public("The API's description holds no data.");
        app.MapScalarApiReference("/docs", docs => docs.WithOpenApiRoutePattern("/openapi/{documentName}.json").WithTitle("StratCap API")).Public("Documentation holds no data.");
        app.MapGet("/health/live", () => Results.Ok(new { status = "live" })).Public("Probes carry no token.");
        return app;
    }
}
