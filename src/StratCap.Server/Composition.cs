using Quartz;
using StratCap.Accounting;
using StratCap.Calculations;
using StratCap.Documents;
using StratCap.Exports;
using StratCap.Foundation.Storage;
using StratCap.Foundation.Web;
using StratCap.Funds;
using StratCap.Identity;
using StratCap.Ingestion;
using StratCap.Notifications;
using StratCap.Payments;
using StratCap.PluginHost;
using StratCap.Reporting;
using StratCap.Server.Auditing;
using StratCap.Server.Front;
using StratCap.Server.Messaging;
using StratCap.Server.Platform;
using StratCap.Server.Push;
using StratCap.Tenancy;
using StratCap.Workflows;

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
        // A line a request and a query would hide what an operator must see.
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("OpenIddict", LogLevel.Warning).AddFilter("MassTransit", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4 << 20;
        });
        var worker = role.HasFlag(ServerRole.Worker);
        services.AddFoundation();
        services.AddSingleton<Blobs>();
        services.AddSingleton<TenantCache>();
        services.AddSingleton<TenantLoad>();
        services.AddHostedService<LoadKeeper>();
        services.AddApiDescription();
        services.AddMessaging(configuration, worker);
        services.AddTenancyModule(configuration);
        services.AddIdentityModule(configuration);
        services.AddFundsModule(configuration);
        services.AddCalculationsModule(configuration);
        services.AddWorkflowsModule(configuration);
        services.AddPaymentsModule(configuration);
        services.AddAccountingModule(configuration);
        services.AddReportingModule(configuration);
        services.AddDocumentsModule(configuration);
        services.AddExportsModule(configuration);
        services.AddNotificationsModule(configuration);
        services.AddIngestionModule(configuration);
        services.AddPluginHostModule(configuration);
        if (!worker) return builder;
        services.AddIngestionWorker();
        services.AddReportingWorker(configuration);
        services.AddDocumentsWorker();
        services.AddPluginHostWorker();
        services.AddCalculationsWorker();
        services.AddWorkflowsWorker(configuration);
        services.AddPaymentsWorker(configuration);
        services.AddAccountingWorker(configuration);
        services.AddExportsWorker();
        services.AddNotificationsWorker(configuration);
        services.AddQuartzHostedService(quartz => quartz.WaitForJobsToComplete = true);
        return builder;
    }

    public static WebApplication MapHouse(this WebApplication app, ServerRole role)
    {
        app.UseSecurityHeaders();
        app.UseProblems();
        app.UseRequestBuffering();
        app.UsePushTokens();
        app.UseRouting();
        app.UseIdentityTransaction();
        app.UseAuthentication();
        app.UseDomainCheck();
        app.UseTenantOfToken();
        app.UseTenantLoad();
        app.UsePermissions();
        app.UseAntiforgery();
        app.MapConnect();
        app.MapPush();
        var api = app.MapGroup("/api/v1");
        api.MapTenancy();
        api.MapIdentity();
        api.MapFunds();
        api.MapCalculations();
        api.MapWorkflows();
        api.MapPayments();
        api.MapAccounting();
        api.MapReporting();
        api.MapDocuments();
        api.MapExports();
        api.MapNotifications();
        api.MapIngestion();
        api.MapPluginHost();
        app.MapHooks();
        api.MapMessagingAdmin();
        api.MapTenantHealth();
        api.MapAudit();
        app.MapOpenApi("/openapi/{documentName}.json").Public("The API's description holds no data.");
        app.MapApiReference();
        app.MapHealth();
        app.MapFront(app.Configuration["Front:Path"] ?? Path.Combine(AppContext.BaseDirectory, "front"));
        return app;
    }
}
