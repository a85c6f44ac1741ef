using System.Reflection;
using System.Runtime.Loader;
using StratCap.PluginKit.Scaffolding;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.PluginKit.Conformance;

/// <summary>Loads the vendor's script of a package. It is the partner's own code on the partner's own machine: it runs in this process.</summary>
internal sealed class ScriptLoader(string folder) : AssemblyLoadContext("vendor")
{
    private static readonly string[] Shared = ["StratCap.PluginSdk", "StratCap.PluginSdk.Testing"];

    /// <summary>The one script in <c>conformance/*.Vendor.dll</c>.</summary>
    /// <exception cref="KitRefusal">There is none, or more than one.</exception>
    internal static VendorScript Load(string folder)
    {
        var file = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.Vendor.dll").FirstOrDefault() : null;
        if (file is null) throw new KitRefusal("The package has no vendor's script (conformance/*.Vendor.dll): write one in the folder vendor/ beside the plugin and pack it again.");
        var scripts = new ScriptLoader(folder).LoadFromAssemblyPath(file).GetExportedTypes().Where(t => t.IsSubclassOf(typeof(VendorScript)) && !t.IsAbstract).ToList();
        if (scripts.Count != 1) throw new KitRefusal($"{Path.GetFileName(file)} has {scripts.Count} public classes that derive from VendorScript; one is wanted.");
        return (VendorScript)Activator.CreateInstance(scripts[0])!;
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is null || Shared.Contains(assemblyName.Name)) return null;
        var file = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
