using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using StratCap.Contracts.Plugins;
using StratCap.Foundation.Data;
using StratCap.Foundation.Messaging;
using StratCap.Foundation.Tenancy;
using StratCap.Foundation.Web;
using StratCap.PluginHost.Connections;
using StratCap.PluginHost.Hooks;
using StratCap.PluginHost.Installations;
using StratCap.PluginHost.OAuth;
using StratCap.PluginHost.Runtime;
using StratCap.PluginHost.Secrets;

namespace StratCap.PluginHost;

/// <summary>The door of the module that runs plugins and keeps the firms' connections.</summary>
public static class PluginHostModule
{
    /// <summary>Adds the module's services.</summary>
    public static IServiceCollection AddPluginHostModule(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection(PluginOptions.Section).Get<PluginOptions>() ?? new PluginOptions();
        return services
            .AddModuleStore<PluginHostDbContext>(PluginHostDbContext.Module)
            .AddPluginRuntime()
            .AddSingleton(options)
            .AddSingleton(configuration.GetSection(CallOptions.Section).Get<CallOptions>() ?? new CallOptions())
            .AddSingleton<PackageStore>()
            .AddSingleton<IPluginSource>(provider => provider.GetRequiredService<PackageStore>())
            .AddSingleton<Registrar>().AddSingleton<Upgrades>().AddSingleton<VersionWatch>().AddHostedService<BuiltInPlugins>()
            .AddSingleton<SecretBox>().AddSingleton<SecretSources>().AddSingleton<LinkSecrets>()
            .AddSingleton(provider => new OAuthTransport(GuardedHttp.Make(provider.GetRequiredService<IEgressRoutes>()))).AddSingleton<OAuthClient>().AddSingleton<TokenKeeper>().AddSingleton<GrantEnd>()
            .AddSingleton<ConnectionGuards>().AddSingleton<ConnectionCalls>().AddSingleton<AccountLinks>()
            .AddSingleton<IConnectors, Connectors>()
            .AddSingleton<HookAddresses>().AddSingleton<HookPace>()
            .AddEventHandler<HookReceived, WhenHookReceived, PluginHostDbContext>(PluginHostDbContext.Module)
            .AddEventHandler<ConnectorEvent, WhenReconnectNeeded, PluginHostDbContext>(PluginHostDbContext.Module)
            .AddEventHandler<PluginVersionAllowed, WhenVersionAllowed, PluginHostDbContext>(PluginHostDbContext.Module);
    }

    /// <summary>Adds what runs in the background.</summary>
    public static IServiceCollection AddPluginHostWorker(this IServiceCollection services) => services.AddHostedService<Pruning>();

    /// <summary>Leads vendors' names to stand-ins on this machine, by host. The demonstration alone asks for it; a server that serves goes to the public internet and nowhere else.</summary>
    public static IServiceCollection AddStandInVendors(this IServiceCollection services, IReadOnlyDictionary<string, string> addresses) =>
        services.Replace(ServiceDescriptor.Singleton<IEgressRoutes>(new StandInVendors(addresses)));

    /// <summary>Maps the module's routes into <c>/api/v1</c>.</summary>
    public static void MapPluginHost(this IEndpointRouteBuilder api)
    {
        var platform = api.MapGroup("/platform/plugins").WithTags("Platform").AddEndpointFilter(PlatformOnly);
        ListVersions.Map(platform);
        RegisterPackage.Map(platform);
        ChangeVersionState.Map(platform);
        var plugins = api.MapGroup("/plugins").WithTags("Plugins");
        ReadPlugins.Map(plugins);
        ChoosePlugin.Map(plugins);
        CompleteOAuth.Map(plugins);
        var connections = api.MapGroup("/plugins/connections").WithTags("Plugins");
        ReadConnections.Map(connections);
        ChangeConnections.Map(connections);
        RemoveConnection.Map(connections);
        CheckConnection.Map(connections);
        ChangeSecrets.Map(connections);
        BeginOAuth.Map(connections);
        EndOAuth.Map(connections);
        ReadDeliveries.Map(connections);
    }

    /// <summary>Maps the addresses that vendors call.</summary>
    public static void MapHooks(this IEndpointRouteBuilder app) => ReceiveHook.MapHooks(app);

    // The permission cannot be granted in a firm's scope; this holds even if a row said otherwise.
    private static ValueTask<object?> PlatformOnly(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var tenant = context.HttpContext.RequestServices.GetRequiredService<CurrentTenant>().IdOrNull;
        return tenant is null || tenant == PlatformTenant.Id
            ? next(context)
            : ValueTask.FromResult<object?>(RefusalResult.Of(new Refusal(403, "auth.platform_only", "Only the platform's own operators may do this.")));
    }
}
