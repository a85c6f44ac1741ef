using System.Reflection;
using System.Runtime.Loader;
using StratCap.PluginKit.Scaffolding;
using StratCap.PluginSdk.Testing.Conformance;

namespace StratCap.PluginKit.Conformance;

/// <summary>Loads the vendor's script of a package. It is the partner's own code on the partner's own machine: it runs in this process.</summary>
internal sealed class ScriptLoader(string folder) : AssemblyLoadContext("vendor")
{
    private static readonly string[] Shared = ["StratCap.PluginSdk", "StratCap.PluginSdk.Testing"];

    /// <summary>The scripts in <c>conformance/*.Vendor.dll</c>: one, or one for each way by which the plugin reaches the vendor.</summary>
    /// <exception cref="KitRefusal">There is none.</exception>
    internal static IReadOnlyList<VendorScript> Load(string folder)
    {
        var file = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.Vendor.dll").FirstOrDefault() : null;
        if (file is null) throw new KitRefusal("The package has no vendor's script (conformance/*.Vendor.dll): write one in the folder vendor/ beside the plugin and pack it again.");
        var scripts = new ScriptLoader(folder).LoadFromAssemblyPath(file).GetExportedTypes().Where(t => t.IsSubclassOf(typeof(VendorScript)) && !t.IsAbstract).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        if (scripts.Count == 0) throw new KitRefusal($"{Path.GetFileName(file)} has no public class that derives from VendorScript.");
        return [.. scripts.Select(s => (VendorScript)Activator.CreateInstance(s)!)];
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is null || Shared.Contains(assemblyName.Name)) return null;
        var file = Path.Combine(folder, assemblyName.Name + ".dll");
        return File.Exists(file) ? LoadFromAssemblyPath(file) : null;
    }
}
