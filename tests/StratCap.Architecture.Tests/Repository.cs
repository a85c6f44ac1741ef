using System.Reflection;
using System.Xml.Linq;

namespace StratCap.Architecture.Tests;

/// <summary>The repository as files and the product as assemblies, found by looking, so that a new project is inside the walls at once.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every project file under src/.</summary>
    public static IReadOnlyList<Project> Projects { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Project.Read)];

    public static IEnumerable<Project> Modules => Projects.Where(p => p.IsModule);

    /// <summary>Every hand-written C# file under src/.</summary>
    public static IEnumerable<string> Sources => Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(f => !Part(f, "obj") && !Part(f, "bin") && !Part(f, "Migrations"));

    public static string Relative(string file) => Path.GetRelativePath(Root, file);

    private static bool Part(string file, string folder) => file.Contains($"{Path.DirectorySeparatorChar}{folder}{Path.DirectorySeparatorChar}", StringComparison.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StratCap.sln"))) return folder.FullName;
        throw new InvalidOperationException("Run the tests from inside the repository.");
    }
}

internal sealed record Project(string Name, string File, bool IsModule, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    public Assembly Assembly => Assembly.Load(Name);

    public static Project Read(string file)
    {
        var xml = XDocument.Load(file);
        string[] Includes(string element) => [.. xml.Descendants(element).Select(e => e.Attribute("Include")!.Value)];
        return new Project(
            Path.GetFileNameWithoutExtension(file), file, file.Contains($"{Path.DirectorySeparatorChar}modules{Path.DirectorySeparatorChar}", StringComparison.Ordinal),
            [.. Includes("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/')))], Includes("PackageReference"));
    }
}
