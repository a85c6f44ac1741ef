using System.Reflection;

namespace StratCap.Architecture.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public void FundMath_ReferencesNothing()
    {
        var kernel = Repository.Projects.Single(p => p.Name == "StratCap.FundMath");
        kernel.References.ShouldBeEmpty();
        kernel.Packages.ShouldBeEmpty();
        kernel.Assembly.GetReferencedAssemblies().Select(a => a.Name!).Where(n => !n.StartsWith("System", StringComparison.Ordinal) || n.StartsWith("System.Net", StringComparison.Ordinal) || n.StartsWith("System.Data", StringComparison.Ordinal))
            .ShouldBeEmpty("the kernel may use the framework's plain parts only");
    }

    [Fact]
    public void Foundation_ReferencesFundMathAlone() => Repository.Projects.Single(p => p.Name == "StratCap.Foundation").References.ShouldBe(["StratCap.FundMath"]);

    [Fact]
    public void Contracts_ReferencesTheFloorAlone() =>
        Repository.Projects.Single(p => p.Name == "StratCap.Contracts").References.Except(["StratCap.FundMath", "StratCap.Foundation", "StratCap.PluginSdk"]).ShouldBeEmpty();

    [Fact]
    public void Module_ReferencesNoOtherModule()
    {
        var modules = Repository.Modules.ToList();
        modules.Count.ShouldBeGreaterThan(5);
        foreach (var module in modules)
        {
            module.References.Except(["StratCap.FundMath", "StratCap.Contracts", "StratCap.Foundation", "StratCap.PluginSdk"]).ShouldBeEmpty($"{module.Name} may only know the floor");
            module.Assembly.GetReferencedAssemblies().Select(a => a.Name!).Intersect(modules.Select(m => m.Name)).ShouldBeEmpty($"{module.Name} uses another module");
        }
    }

    [Fact]
    public void Module_HasOneDoor()
    {
        foreach (var module in Repository.Modules)
        {
            var open = module.Assembly.GetExportedTypes().Where(t => t.BaseType?.Name is not ("Migration" or "ModelSnapshot")).Select(t => t.Name).ToList();
            open.ShouldBe([module.Name["StratCap.".Length..] + "Module"], $"{module.Name} shows more than its door");
        }
    }

    [Fact]
    public void Module_HasItsPageForNewcomers()
    {
        foreach (var module in Repository.Modules)
        {
            var readme = Path.Combine(Path.GetDirectoryName(module.File)!, "README.md");
            File.Exists(readme).ShouldBeTrue($"{module.Name} has no README.md");
            File.ReadAllLines(readme).Length.ShouldBeInRange(5, 60, $"{Repository.Relative(readme)} is too short or too long to be read");
        }
    }

    [Fact]
    public void Package_VersionStandsInOnePlace()
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories))
            File.ReadAllText(file).ShouldNotContain("Version=\"", Case.Sensitive, $"{Repository.Relative(file)} pins a version: pin it in etc/packages.props");
    }

    [Fact]
    public void Event_HasOneStableName()
    {
        var events = Assembly.Load("StratCap.Contracts").GetTypes().Where(t => typeof(Foundation.Messaging.IEvent).IsAssignableFrom(t) && t.IsClass).ToList();
        events.ShouldNotBeEmpty();
        events.Select(t => Foundation.Messaging.EventNameAttribute.Of(t).Name).ShouldBeUnique();
    }
}
