using Microsoft.Extensions.DependencyInjection;

namespace StratCap.PluginHost.Runtime;

/// <summary>Settings of the runtime, section <c>Plugins</c>.</summary>
internal sealed class PluginRuntimeOptions
{
    /// <summary>Where packages are unpacked and sockets made; made when missing, readable by this user alone.</summary>
    public string Data { get; set; } = Path.Combine(Path.GetTempPath(), "stratcap-plugins");

    /// <summary>True: a machine without bubblewrap runs no plugin. False: then resource limits alone hold a worker, and its status says so.</summary>
    public bool SandboxRequired { get; set; }
}

/// <summary>The runtime's services.</summary>
internal static class PluginRuntime
{
    /// <summary>Adds <see cref="Packages.PluginPackages"/>, <see cref="PluginWorkers"/> and <see cref="PluginCaller"/>; an <see cref="IPluginSource"/> is registered by the caller.</summary>
    internal static IServiceCollection AddPluginRuntime(this IServiceCollection services) => services
        .AddSingleton<Packages.PluginPackages>().AddSingleton<PluginWorkers>().AddSingleton<PluginCaller>();
}
