using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace StratCap.PluginHost.Runtime;

/// <summary>Settings of the runtime, section <c>Plugins</c>.</summary>
internal sealed class PluginRuntimeOptions
{
    /// <summary>Where packages are unpacked; made when missing.</summary>
    public string Data { get; set; } = Path.Combine(Path.GetTempPath(), "stratcap-plugins");

    /// <summary>Where the worker's program lies.</summary>
    public string Worker { get; set; } = Path.Combine(AppContext.BaseDirectory, "worker");

    /// <summary>
    /// A machine without bubblewrap runs no partner's and no firm's own plugin. False: it runs the platform's own, held by the kernel's limits alone, and their status says so. True: not even those.
    /// </summary>
    public bool SandboxRequired { get; set; }
}

/// <summary>The runtime's services.</summary>
internal static class PluginRuntime
{
    /// <summary>Adds <see cref="Packages.PluginPackages"/>, <see cref="PluginWorkers"/> and <see cref="PluginCaller"/>; an <see cref="IPluginSource"/> is registered by the caller.</summary>
    internal static IServiceCollection AddPluginRuntime(this IServiceCollection services)
    {
        services.AddOptions<PluginRuntimeOptions>().BindConfiguration("Plugins");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IEgressRoutes, PublicRoutes>();
        return services.AddSingleton<Packages.PluginPackages>().AddSingleton<Egress>().AddSingleton<PluginWorkers>().AddSingleton<PluginCaller>();
    }
}
