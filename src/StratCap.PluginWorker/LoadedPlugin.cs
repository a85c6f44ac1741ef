using System.Reflection;
using System.Runtime.Loader;
using StratCap.PluginSdk;
using StratCap.PluginSdk.Banks;
using StratCap.PluginSdk.Ledgers;
using StratCap.PluginSdk.Payments;
using StratCap.PluginSdk.Portals;
using StratCap.PluginSdk.Webhooks;
using StratCap.PluginSdk.Wire;

namespace StratCap.PluginWorker;

/// <summary>What stands in <c>lib/</c> is no plugin.</summary>
internal sealed class PluginUnfit(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The partner's connector, in its own load context.</summary>
internal sealed class LoadedPlugin
{
    private static readonly Type[] Capabilities =
        [typeof(ILedgerReader), typeof(ILedgerWriter), typeof(IBankFeed), typeof(IStatementReader), typeof(IAccountVerifier), typeof(IAccountLinker), typeof(IPaymentRail), typeof(IPaymentFiles), typeof(IPortal), typeof(IWebhooks)];

    private LoadedPlugin(IConnector connector, byte[] manifest)
    {
        Connector = connector;
        Manifest = manifest;
    }

    internal IConnector Connector { get; }

    /// <summary><c>plugin.json</c>, byte for byte.</summary>
    internal byte[] Manifest { get; }

    internal IEnumerable<string> Interfaces => Capabilities.Where(c => c.IsInstanceOfType(Connector)).Select(c => c.Name);

    /// <summary>The connector as a capability.</summary>
    /// <exception cref="ConnectorException">It has not got it.</exception>
    internal T As<T>()
        where T : class => Connector as T ?? throw new ConnectorException(ErrorClass.Permanent, $"The plugin does not implement {typeof(T).Name}.");

    internal static LoadedPlugin Load(StartOrder order)
    {
        var manifest = File.ReadAllBytes(Path.Combine(order.Package, "plugin.json"));
        try
        {
            var assembly = new PartnerContext(Path.Combine(order.Package, "lib", order.Entry)).LoadEntry();
            var found = assembly.GetExportedTypes().Where(t => t is { IsClass: true, IsAbstract: false } && typeof(IConnector).IsAssignableFrom(t)).ToList();
            if (found.Count != 1) throw new PluginUnfit($"{order.Entry} has {found.Count} public classes that implement IConnector; it needs exactly one.");
            return new LoadedPlugin((IConnector)Activator.CreateInstance(found[0])!, manifest);
        }
        catch (Exception error) when (error is BadImageFormatException or TypeLoadException or MissingMethodException or ReflectionTypeLoadException or FileLoadException or TargetInvocationException)
        {
            throw new PluginUnfit($"{order.Entry} does not load: {error.GetType().Name}.", error);
        }
    }

    /// <summary>The partner's libraries stay his own; the SDK and what it shows of others are the worker's.</summary>
    private sealed class PartnerContext(string entry) : AssemblyLoadContext("partner")
    {
        private readonly AssemblyDependencyResolver resolver = new(entry);

        internal Assembly LoadEntry() => LoadFromAssemblyPath(entry);

        protected override Assembly? Load(AssemblyName name) =>
            name.Name is "StratCap.PluginSdk" or "Microsoft.Extensions.Logging.Abstractions" or "Microsoft.Extensions.DependencyInjection.Abstractions" ? null
            : resolver.ResolveAssemblyToPath(name) is { } path ? LoadFromAssemblyPath(path) : null;

        protected override nint LoadUnmanagedDll(string name) => resolver.ResolveUnmanagedDllToPath(name) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
